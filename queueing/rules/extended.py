"""Which counters are staffed for a day's bookings, and which visitor comes to which of them; pure."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from queueing.rules.calendar import Calendar
from queueing.rules.hall_day import hall_day, weekday_of
from queueing.rules.plan import Counter, Plan
from queueing.rules.wall_clock import wall


@dataclass(frozen=True, order=True)
class Visit:
    """A booked visit: when it begins (ms), in which line, and its booking."""

    start: int
    line: str
    booking: int


def assigned(plan: Plan, calendar: Calendar, visits: Iterable[Visit]) -> Mapping[int, str | None]:
    """The counter of each booking; None where no counter is open then for its line.

    The counter with the fewest visits at that time takes the next; among equals one that is staffed
    already, then the first of the plan: so a counter is staffed only when it has bookings.
    calendar  with the hall's own days
    """
    at: Tally[tuple[str, int]] = Tally()
    staffed: set[str] = set()
    found: dict[int, str | None] = {}
    for visit in sorted(visits):
        able = [c.id for c in plan.counters if _serves(plan, calendar, c, visit)]
        chosen = min(able, key=lambda c: (at[c, visit.start], c not in staffed), default=None)
        found[visit.booking] = chosen
        if chosen is not None:
            at[chosen, visit.start] += 1
            staffed.add(chosen)
    return found


def _serves(plan: Plan, calendar: Calendar, counter: Counter, visit: Visit) -> bool:
    if visit.line not in counter.ever_pulled:
        return False
    day, minute = wall(visit.start, plan.tz)
    if hall_day(plan, calendar, counter, day).kind_at(minute) is None:
        return False
    pulls = counter.pulls_at(weekday_of(plan, calendar, counter, day), minute)
    return any(pull.line == visit.line for pull in pulls)
