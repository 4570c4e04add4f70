"""How much of a service lay beyond the written hours of its counter, and how much in the bands by booking."""

from dataclasses import dataclass
from datetime import timedelta

from queueing.rules.bands import Kind
from queueing.rules.calendar import Calendar
from queueing.rules.hall_day import hall_day, spans
from queueing.rules.plan import Counter, Plan
from queueing.rules.wall_clock import wall


@dataclass(frozen=True)
class Beyond:
    """ms of one service outside the written hours, and in a band by booking (extended service)."""

    overtime: int
    extended: int


def beyond(plan: Plan, calendar: Calendar, counter: Counter, start: int, end: int) -> Beyond:
    """How much of `start` to `end` (ms) lies beyond the written hours; today's changes don't count.

    An extension, an early opening or a service that overruns is overtime alike. A hall without
    written hours has none. `calendar`: with the hall's own days.
    """
    day, _ = wall(start, plan.tz)
    last, _ = wall(end, plan.tz)
    inside = dict.fromkeys(Kind, 0)
    while day <= last:
        for span in spans(hall_day(plan, calendar, counter, day), plan.tz):
            inside[span.kind] += max(0, min(end, span.end) - max(start, span.start))
        day += timedelta(days=1)
    return Beyond(max(0, end - start) - sum(inside.values()), inside[Kind.BOOKED] + inside[Kind.LISTED])
