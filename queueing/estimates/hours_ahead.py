"""When counters stop calling today, and go on: their hours with today's changes, as a play needs them."""

from typing import NamedTuple

from queueing.opening import Opening
from queueing.rules.hours import Desk, end_of_day
from queueing.rules.timetable import AtClosing


class Ahead(NamedTuple):
    """Of counters that will stop: `until` for today, ms after midnight; `shut`: from when until when."""

    until: dict[str, int]
    shut: dict[str, tuple[int, int]]


def hours_ahead(opening: Opening, now: int, midnight: int) -> Ahead:
    """The hours to come from `now`, ms since the epoch; a counter that serves its line out is in neither."""
    found, plan = Ahead({}, {}), opening.plan
    if plan.hours is None:
        return found
    serves_out = plan.hours.at_closing is AtClosing.SERVE
    for counter in plan.counters:
        desk = opening.desk(counter.id)
        stops = _stops(desk, now)
        if stops is None:
            continue
        over = opening.overrun(counter.id, now)
        if over.before > 0 if over else serves_out:
            continue
        again = desk.next_opening(stops)
        if again is None or again >= end_of_day(plan, now):
            found.until[counter.id] = stops - midnight
        else:
            found.shut[counter.id] = (stops - midnight, again - midnight)
    return found


def _stops(desk: Desk, now: int) -> int | None:
    """The first instant from `now` on at which it is closed; None when not before the end of tomorrow."""
    at: int | None = now
    while at is not None and desk.kind_at(at) is not None:
        at = desk.closes(at)
    return at
