"""What one day looks like at a counter: the bands it is open in, and which rule closed it where it isn't."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import pairwise

from queueing.rules.bands import DAY, WHOLE_DAY, Band, Kind, TimedBand, joined, without
from queueing.rules.calendar import Calendar, DayKind
from queueing.rules.plan import Counter, Plan
from queueing.rules.timetable import DatedHours, Hours, Timetable
from queueing.rules.wall_clock import clock_change, instants, wall


@dataclass(frozen=True)
class HallDay:
    """A day at a counter, or at the hall itself, by the clock on the wall.

    date      the date the clock shows
    kind      what the calendar says of it
    usual     the bands it would have without closures and temporary openings
    bands     the bands it has, earliest first, none sharing a minute
    closures  the closures that concern it
    unbooked  the bands by booking it doesn't have, as nobody is booked in them
    """

    date: date
    kind: DayKind
    usual: tuple[TimedBand, ...]
    bands: tuple[TimedBand, ...]
    closures: tuple[DatedHours, ...] = ()
    unbooked: tuple[Band, ...] = ()

    def kind_at(self, minute: float) -> Kind | None:
        """What it is open for when the clock shows this minute; None when closed."""
        return next((timed.kind for timed in self.bands if minute in timed.band), None)

    def closure_at(self, minute: float) -> DatedHours | None:
        """The closure that holds when the clock shows this minute."""
        return next((c for c in self.closures if any(minute in band for band in c.at or (WHOLE_DAY,))), None)


@dataclass(frozen=True)
class Span:
    """A band as it happens: from `start` to just before `end`, ms since the epoch."""

    start: int
    end: int
    kind: Kind


def hall_calendar(plan: Plan, announced: Calendar) -> Calendar:
    """The announced calendar with the hall's own days; what every question about hours is asked with.

    announced  the years that lie beside the hall files; those of the plan win
    """
    whole = announced.joined(plan.announced)
    return whole.also(plan.hours.days) if plan.hours else whole


def hall_day(plan: Plan, calendar: Calendar, counter: Counter | None, day: date) -> HallDay:
    """A day at a counter; at the hall itself when None.

    A hall without written hours is always open. A counter outside its period has no bands.
    A closure cuts its minutes out; a temporary opening counts even on a closed day.
    """
    kind = calendar.kind(day)
    if counter and counter.valid and day not in counter.valid:
        return HallDay(day, kind, (), ())
    if plan.hours is None:
        always = (TimedBand(WHOLE_DAY, Kind.OPEN),)
        return HallDay(day, kind, always, always)
    usual = _usual(_timetable(plan.hours, counter), kind, day)
    if counter and not counter.extended:
        usual = tuple(timed for timed in usual if timed.kind is Kind.OPEN)
    if counter and counter.extended_only:
        usual = tuple(timed for timed in usual if timed.kind is not Kind.OPEN)
    name = counter.id if counter else None
    closures = tuple(closure for closure in plan.hours.closures if closure.concerns(name, day))
    added = [band for opening in plan.hours.openings if _reaches(opening, name, day) for band in opening.at]
    if not closures and not added:
        return HallDay(day, kind, usual, usual)
    shut = [band for closure in closures for band in closure.at or (WHOLE_DAY,)]
    return HallDay(day, kind, usual, _with(usual, shut, added), closures)


def weekday_of(plan: Plan, calendar: Calendar, counter: Counter | None, day: date) -> int:
    """The weekday a day counts as, 0 for Monday: a make-up day has that of the timetable."""
    if plan.hours and calendar.kind(day) is DayKind.MAKE_UP:
        return _timetable(plan.hours, counter).make_up
    return day.weekday()


def spans(day: HallDay, zone: tzinfo) -> Iterator[Span]:
    """The bands of a day as they happen, earliest first.

    The clock on the wall decides: a band in an hour that comes twice happens twice, one in an
    hour that is skipped doesn't happen, one around either is that much longer or shorter.
    """
    if not day.bands:
        return
    begin, end = instants(day.date, 0, zone)[0], instants(day.date, DAY, zone)[1]
    change = clock_change(begin, end, zone)
    if change is not None:
        yield from _around(change, begin, end, day, zone)
        return
    for timed in day.bands:
        start, stop = (instants(day.date, at, zone)[0] for at in (timed.band.start, timed.band.end))
        yield Span(start, stop, timed.kind)


def _around(change: int, begin: int, end: int, day: HallDay, zone: tzinfo) -> Iterator[Span]:
    """The bands of a day on which the clock changes."""
    edges = {begin, change, end}
    for timed in day.bands:
        edges.update(instants(day.date, timed.band.start, zone), instants(day.date, timed.band.end, zone))
    running: Span | None = None
    for start, stop in pairwise(sorted(edges)):
        shown, minute = wall(start, zone)
        kind = day.kind_at(minute) if shown == day.date else None
        if running and running.kind is kind and running.end == start:
            running = Span(running.start, stop, kind)
            continue
        if running:
            yield running
        running = Span(start, stop, kind) if kind else None
    if running:
        yield running


def _timetable(hours: Hours, counter: Counter | None) -> Timetable:
    return hours.named[counter.hours] if counter and counter.hours else hours.usual


def _usual(timetable: Timetable, kind: DayKind, day: date) -> tuple[TimedBand, ...]:
    bands = timetable.bands_of(day)
    if kind is DayKind.HOLIDAY:
        return bands.festival
    return bands.weekdays[timetable.make_up if kind is DayKind.MAKE_UP else day.weekday()]


def _reaches(opening: DatedHours, counter: str | None, day: date) -> bool:
    """An opening of some counters opens the hall too: the doors must be open for them."""
    return day in opening.period if counter is None else opening.concerns(counter, day)


def _with(usual: tuple[TimedBand, ...], shut: list[Band], added: list[Band]) -> tuple[TimedBand, ...]:
    """The usual bands without those shut, and with those added, which are for anybody."""
    kept = [
        TimedBand(piece, timed.kind) for timed in usual for piece in without([timed.band], [*shut, *added])
    ]
    # Where an opening meets an ordinary band the two are one.
    free = joined([*(timed.band for timed in kept if timed.kind is Kind.OPEN), *added])
    rest = [timed for timed in kept if timed.kind is not Kind.OPEN]
    return tuple(sorted([*rest, *(TimedBand(band, Kind.OPEN) for band in free)]))
