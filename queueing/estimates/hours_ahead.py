"""When counters stop calling today, and go on: their hours with today's changes, as a play needs them."""

from typing import NamedTuple

from queueing.opening import Opening
from queueing.rules.hours import Desk, end_of_day
from queueing.rules.timetable import AtClosing
from queueing.rules.wall_clock import MINUTE

#: Who isn't there so long after the hours began, or went on, doesn't come today; ms.
GONE = 30 * MINUTE


class Ahead(NamedTuple):
    """Times in ms after midnight.

    until  when counters stop for today
    shut   from when until when they pause
    again  when the hours of those that pause now, or paused until lately, go on: who signed out comes back
    """

    until: dict[str, int]
    shut: dict[str, tuple[int, int]]
    again: dict[str, int]


def hours_ahead(opening: Opening, now: int, midnight: int) -> Ahead:
    """The hours to come from `now`, ms since the epoch; what serves its line out neither stops nor pauses."""
    found, plan = Ahead({}, {}, {}), opening.plan
    if plan.hours is None:
        return found
    serves_out = plan.hours.at_closing is AtClosing.SERVE
    for counter in plan.counters:
        desk = opening.desk(counter.id)
        closed = now if desk.kind_at(now) is None else now - GONE
        begins = desk.next_opening(closed)
        if begins is not None and closed < begins < end_of_day(plan, now):
            found.again[counter.id] = begins - midnight
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
