"""Whether a counter is open now and for what; if not, why, and when it opens next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import TypeAlias

from queueing.rules.bands import DAY, Kind
from queueing.rules.calendar import Calendar
from queueing.rules.extended import Staffed, as_staffed
from queueing.rules.hall_day import HallDay, hall_day, spans, weekday_of
from queueing.rules.plan import Counter, Plan, Pull
from queueing.rules.wall_clock import instant_of, instants, wall

#: How far ahead the next opening is searched, days.
AHEAD = 366

_Names: TypeAlias = Mapping[str, str]


class Reason(StrEnum):
    """Why a counter is closed; each has its sentence in the words of the screens."""

    #: Closed early today by a manager or its clerk.
    CLOSED_EARLY = "closed-early"
    #: A seasonal counter or an outpost, not there at this time of the year.
    OUT_OF_SEASON = "out-of-season"
    #: A closure the hall has announced.
    CLOSURE = "closure"
    #: A counter for the bands by booking alone, between those.
    BY_BOOKING = "by-booking"
    #: A band by booking that nobody has booked at this counter.
    NO_BOOKINGS = "no-bookings"
    #: A festival, or a day exchanged for a make-up day.
    HOLIDAY = "holiday"
    #: A day of the week without hours.
    DAY_OFF = "day-off"
    #: It opens later today.
    BEFORE_OPENING = "before-opening"
    #: Between two bands of the day.
    BREAK = "break"
    #: Today's hours are over.
    AFTER_CLOSING = "after-closing"


@dataclass(frozen=True)
class Override:
    """A recorded act of today that opens or closes a counter against its hours; an undone one is left out.

    opens          True keeps or makes it open to anybody, False closes it
    since, until   ms; from `since` to just before `until`
    counter        None: the whole hall
    while_waiting  outside its hours it is open only as long as somebody waits, and for nobody new
    """

    opens: bool
    since: int
    until: int
    counter: str | None = None
    while_waiting: bool = False


@dataclass(frozen=True)
class Open:
    """Open, and for what.

    pulls   the lines it pulls now, its own first; of the hall itself none
    until   ms, when it closes or opens for somebody else; None when not before the end of tomorrow
    admits  whether new numbers may be given for it; not while it only serves those who wait
    """

    kind: Kind
    pulls: tuple[Pull, ...]
    until: int | None
    admits: bool = True
    extended: bool = False


@dataclass(frozen=True)
class Closed:
    """Closed, why, and when it opens next.

    names    the festival or the closure, in the hall's languages; None for other reasons
    opens    ms, when it is next open for anybody or by booking; None when not within a year
    walk_in  ms, when it is next open without a booking; None when not within a year
    if_booked  it opens then only if somebody books, which isn't decided yet
    """

    reason: Reason
    names: _Names | None
    opens: int | None
    walk_in: int | None
    if_booked: bool = False


@dataclass(frozen=True)
class Desk:
    """A counter, or the hall when None, with the hall's calendar and today's overrides, oldest first.

    staffed  which bands by booking have bookings; None: each counts as it is written
    """

    plan: Plan
    calendar: Calendar
    counter: Counter | None = None
    overrides: tuple[Override, ...] = ()
    staffed: Staffed | None = None

    @property
    def id(self) -> str | None:
        """The counter's id; None for the hall."""
        return self.counter.id if self.counter else None

    def at(self, now: int, *, waiting: bool = True) -> Open | Closed:
        """Whether it is open at this instant (ms), and for what; `waiting`: somebody waits for it."""
        fixed = self.for_newcomers()
        if not waiting:
            return fixed.at(now)
        kind = self.kind_at(now)
        if kind is None:
            opens = self.next_opening(now)
            walk_in = None if opens is None else self.next_opening(opens, walk_in=True)
            return Closed(*self._why(now), opens, walk_in, if_booked=self._undecided(opens))
        admits = fixed.kind_at(now) is kind
        until = fixed.closes(now) if admits else None
        return Open(kind, self._pulls(now), until, admits, extended=self._usual_kind(now) is not kind)

    def for_newcomers(self) -> "Desk":
        """The same without extensions until the line is empty, which are for those who wait already."""
        fixed = tuple(o for o in self.overrides if not o.while_waiting)
        return self if fixed == self.overrides else replace(self, overrides=fixed)

    def kind_at(self, now: int) -> Kind | None:
        """What it is open for at this instant (ms), while somebody waits for it; None: closed."""
        if override := self._override_at(now):
            return Kind.OPEN if override.opens else None
        return self._usual_kind(now)

    def closes(self, now: int) -> int | None:
        """When (ms) what it is open for changes next; None when not before the end of tomorrow."""
        kind = self.kind_at(now)
        return next((edge for edge in self._edges(now, days=2) if self.kind_at(edge) is not kind), None)

    def next_opening(self, now: int, *, walk_in: bool = False) -> int | None:
        """The first instant (ms) from `now` on at which it is open; None when not within a year.

        walk_in  bands that are by booking only don't count
        Agrees with `kind_at`: between `now` and the answer it is closed at every instant.
        """
        for edge in chain([now], self._edges(now, days=AHEAD)):
            kind = self.kind_at(edge)
            if kind is Kind.OPEN or (kind and not walk_in):
                return edge
        return None

    def closed_since(self, now: int) -> int | None:
        """When (ms) today's hours ended last, asked while it is closed; None: not yet today."""
        begun = _turn(self.plan, now, ahead=0)
        edges = [edge for edge in self._edges(begun - 1, days=2) if edge <= now]
        return next((e for e in reversed(edges) if self.kind_at(e - 1) and not self.kind_at(e)), None)

    def serves_out(self, now: int) -> Override | None:
        """The extension until the line is empty that is in force at this instant (ms)."""
        act = self._override_at(now)
        return act if act and act.opens and act.while_waiting else None

    def closed_by_hall(self, now: int) -> bool:
        """Whether it is the hall's early closing that shuts it at this instant (ms)."""
        act = self._override_at(now)
        return act is not None and not act.opens and act.counter is None

    @cached_property
    def _days(self) -> dict[date, HallDay]:
        """The days this question has looked at."""
        return {}

    def _day(self, day: date) -> HallDay:
        if day not in self._days:
            written = hall_day(self.plan, self.calendar, self.counter, day)
            self._days[day] = as_staffed(written, self.id, self.staffed)
        return self._days[day]

    def _undecided(self, opens: int | None) -> bool:
        """Whether it opens at this instant (ms) for bookings alone, and their cut-off isn't over."""
        if opens is None or self.staffed is None or self.kind_at(opens) is Kind.OPEN:
            return False
        return not self.staffed.decides(wall(opens, self.plan.tz)[0])

    def _usual_kind(self, now: int) -> Kind | None:
        day, minute = wall(now, self.plan.tz)
        return self._day(day).kind_at(minute)

    def _override_at(self, now: int) -> Override | None:
        """The override that decides: the newest of the counter, but a later closing of the hall wins.

        The hall's extension reaches the counters that keep the hall's hours, are there on the
        day and have no closure of their own; any other goes by its own hours.
        """
        in_force = [o for o in self.overrides if o.since <= now < o.until and o.counter in {None, self.id}]
        hall = next((o for o in reversed(in_force) if o.counter is None), None)
        own = next((o for o in reversed(in_force) if o.counter is not None), None)
        if hall is None or (own and (hall.opens or in_force.index(own) > in_force.index(hall))):
            return own
        return hall if not hall.opens or self._reached(now) else None

    def _reached(self, now: int) -> bool:
        if self.counter is None:
            return True
        day, _ = wall(now, self.plan.tz)
        closures = self._day(day).closures
        there = self.counter.valid is None or day in self.counter.valid
        return there and self.counter.hours is None and not any(closure.counters for closure in closures)

    def _pulls(self, now: int) -> tuple[Pull, ...]:
        if self.counter is None:
            return ()
        day, minute = wall(now, self.plan.tz)
        weekday = weekday_of(self.plan, self.calendar, self.counter, day)
        return self.counter.pulls_at(weekday, minute)

    def _why(self, now: int) -> tuple[Reason, _Names | None]:
        if self._override_at(now):
            return Reason.CLOSED_EARLY, None
        day, minute = wall(now, self.plan.tz)
        if self.counter and self.counter.valid and day not in self.counter.valid:
            return Reason.OUT_OF_SEASON, None
        reason, names = self._why_today(day, minute)
        only = self.counter and self.counter.extended_only
        if names is None and only and reason is not Reason.NO_BOOKINGS:
            return Reason.BY_BOOKING, None
        return reason, names

    def _why_today(self, day: date, minute: float) -> tuple[Reason, _Names | None]:
        today = self._day(day)
        if today.usual or today.bands:
            return _why_between(today, minute)
        festival = self.calendar.named(day)
        return (Reason.HOLIDAY, festival.names) if festival and festival.off else (Reason.DAY_OFF, None)

    def _edges(self, now: int, days: int) -> Iterator[int]:
        """The instants (ms) after `now` at which anything can change, in order, over so many days."""
        today, _ = wall(now, self.plan.tz)
        acts = {edge for override in self.overrides for edge in (override.since, override.until)}
        for day in (today + timedelta(days=ahead) for ahead in range(days)):
            edges = {edge for span in spans(self._day(day), self.plan.tz) for edge in (span.start, span.end)}
            if acts:
                begin, end = (instants(day, minute, self.plan.tz)[0] for minute in (0, DAY))
                # A new day can change whom an extension of the hall reaches.
                edges |= {begin, *(act for act in acts if begin <= act < end)}
            yield from sorted(edge for edge in edges if edge > now)


def _why_between(today: HallDay, minute: float) -> tuple[Reason, _Names | None]:
    """Why it is closed at a minute of a day that has hours, or would have them."""
    at_all = today.bands or today.unbooked
    if closure := today.closure_at(minute) or (today.closures[0] if not at_all else None):
        return Reason.CLOSURE, closure.names
    if not today.bands or any(minute in band for band in today.unbooked):
        return Reason.NO_BOOKINGS, None
    if minute >= today.bands[-1].band.end:
        return Reason.AFTER_CLOSING, None
    return (Reason.BEFORE_OPENING if minute < today.bands[0].band.start else Reason.BREAK), None


def end_of_day(plan: Plan, now: int) -> int:
    """The instant (ms) at which the hall's business day turns next."""
    return _turn(plan, now, ahead=1)


def _turn(plan: Plan, now: int, ahead: int) -> int:
    """The instant (ms) at which the business day of `now` begins, or the one so many days ahead."""
    day, minute = wall(now, plan.tz)
    turns = plan.day_turns_at * 60
    return instant_of(day + timedelta(days=ahead - (minute < turns)), turns, plan.tz)
