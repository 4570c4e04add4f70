"""Which counters are staffed for a day's bookings, and which visitor comes to which of them; pure."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from queueing.rules.bands import Kind
from queueing.rules.calendar import Calendar
from queueing.rules.hall_day import HallDay, hall_day, weekday_of
from queueing.rules.plan import Counter, Plan
from queueing.rules.wall_clock import wall


@dataclass(frozen=True, order=True)
class Visit:
    """A booked visit: when it begins (ms), in which line, and its booking."""

    start: int
    line: str
    booking: int


@dataclass(frozen=True)
class Staffed:
    """Which counters are staffed in the bands by booking of the days whose cut-off is over.

    first, last   these days; of a later one it isn't decided yet
    since, until  ms; this is so from `since` to just before `until`, when the next day is decided
    bands         counter, None for the hall itself, with the day and the first minute of a staffed band
    """

    first: date
    last: date
    since: int
    until: int
    bands: frozenset[tuple[str | None, date, int]] = frozenset()

    def decides(self, day: date) -> bool:
        """Whether nobody can book for a day any more."""
        return self.first <= day <= self.last


def staffed_bands(
    plan: Plan, calendar: Calendar, visits: Iterable[Visit]
) -> frozenset[tuple[str | None, date, int]]:
    """The bands of one day in which these visits, all of it, staff a counter; and the hall with it."""
    coming, bands = tuple(visits), set()
    counters = assigned(plan, calendar, coming)
    for visit in coming:
        day, minute = wall(visit.start, plan.tz)
        for counter in {None, counters[visit.booking]}:
            today = hall_day(plan, calendar, plan.counter[counter] if counter else None, day)
            bands |= {(counter, day, timed.band.start) for timed in today.bands if minute in timed.band}
    return frozenset(bands)


def as_staffed(day: HallDay, counter: str | None, known: Staffed | None) -> HallDay:
    """A day at a counter, or at the hall when None, without the bands by booking nobody is booked in."""
    if known is None or not known.decides(day.date):
        return day
    left_out = {
        timed
        for timed in day.bands
        if timed.kind is not Kind.OPEN and (counter, day.date, timed.band.start) not in known.bands
    }
    bands = tuple(timed for timed in day.bands if timed not in left_out)
    return replace(day, bands=bands, unbooked=tuple(sorted(timed.band for timed in left_out)))


def assigned(plan: Plan, calendar: Calendar, visits: Iterable[Visit]) -> Mapping[int, str | None]:
    """The counter of each booking; None where no counter is open then for its line.

    Counters that only help a line, from a threshold on, come to a visit when no other is open for it.
    The counter with the fewest visits at that time takes the next; among equals one that is staffed
    already, then the first of the plan: so a counter is staffed only when it has bookings.
    calendar  with the hall's own days
    """
    at: Tally[tuple[str, int]] = Tally()
    staffed: set[str] = set()
    found: dict[int, str | None] = {}
    for visit in sorted(visits):
        helping = {c.id: _helps(plan, calendar, c, visit) for c in plan.counters}
        able = [c for c, helps in helping.items() if helps is False] or [
            c for c, helps in helping.items() if helps
        ]
        chosen = min(able, key=lambda c: (at[c, visit.start], c not in staffed), default=None)
        found[visit.booking] = chosen
        if chosen is not None:
            at[chosen, visit.start] += 1
            staffed.add(chosen)
    return found


def _helps(plan: Plan, calendar: Calendar, counter: Counter, visit: Visit) -> bool | None:
    """Whether a counter serves a visit only from a threshold on; None: not at all."""
    if visit.line not in counter.ever_pulled:
        return None
    day, minute = wall(visit.start, plan.tz)
    if hall_day(plan, calendar, counter, day).kind_at(minute) is None:
        return None
    pulls = counter.pulls_at(weekday_of(plan, calendar, counter, day), minute)
    return next((pull.threshold is not None for pull in pulls if pull.line == visit.line), None)
