"""Bookings: which slots there are, until when they can be booked, who is refused and what they get next."""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from queueing.rules.bands import Kind
from queueing.rules.booking_rules import BookingRules, Reading
from queueing.rules.calendar import Calendar
from queueing.rules.hall_day import hall_day, spans, weekday_of
from queueing.rules.plan import Counter, Plan
from queueing.rules.wall_clock import MINUTE, instant_of, wall

#: Months of a year.
_YEAR = 12


class Refusal(StrEnum):
    """Why a slot can't be booked; each has its sentence in the words of the screens."""

    #: The slot has begun.
    OVER = "over"
    #: Too many missed bookings.
    BLOCKED = "blocked"
    #: The hall isn't open by booking at that time.
    NO_SLOT = "no-slot"
    #: At that time only listed services are served, and this isn't one.
    NOT_LISTED = "not-listed"
    #: The day isn't open for booking yet.
    TOO_FAR = "too-far"
    #: Booking for it has closed.
    TOO_LATE = "too-late"
    #: This person has a booking for this service on that day.
    TWICE = "twice"
    #: Every place is taken.
    FULL = "full"


class CheckIn(StrEnum):
    """What a booking is worth when its visitor stands at the kiosk."""

    #: Too early: come back when the window opens.
    EARLY = "early"
    #: It stands in the booked lane.
    BOOKED = "booked"
    #: Later than the grace: it stands as ordinary from its arrival.
    LATE = "late"
    #: The window has closed: it was missed, and the visitor takes a number like anybody.
    OVER = "over"


@dataclass(frozen=True)
class Slot:
    """A bookable stretch of time, ms since the epoch."""

    start: int
    end: int
    kind: Kind


#: A slot, the places left in it, and what speaks against it; None when it can be had.
Offered: TypeAlias = tuple[Slot, int, Refusal | None]


@dataclass(frozen=True)
class Booking:
    """A booking that stands; `person` is a keyed digest, never a name or a number."""

    person: str
    service: str
    start: int


@dataclass(frozen=True)
class Refused:
    """Why not, and the earliest slot this person can have for this service; None when there is none."""

    why: Refusal
    next: Slot | None


@dataclass(frozen=True)
class BookingBook:
    """What can be booked in one group of counters that share their places: those that pull one line.

    line      the line of the group; None: the hall's own timetable counts
    standing  bookings of the group that stand, cancelled ones left out: their places are free again
    no_shows  the days of missed bookings, by person
    """

    plan: Plan
    calendar: Calendar
    rules: BookingRules = field(default_factory=BookingRules)
    line: str | None = None
    standing: tuple[Booking, ...] = ()
    no_shows: Mapping[str, tuple[date, ...]] = field(default_factory=dict)

    def slots(self, day: date) -> tuple[Slot, ...]:
        """Every slot of a day, earliest first, taken or not."""
        return tuple(self._slots(day))

    def closes(self, day: date, kind: Kind) -> int:
        """The instant (ms) from which a day's slots of a kind can't be booked any more."""
        if kind is Kind.OPEN:
            return instant_of(day, 0, self.plan.tz)
        before = day - timedelta(days=1)
        if self.rules.reading is Reading.WORKING_DAY_BEFORE:
            before = self._hall_works_before(day)
        return instant_of(before, self.rules.cut_off, self.plan.tz)

    def ask(self, person: str, service: str, start: int, now: int) -> Slot | Refused:
        """The slot that begins at `start`, if this person may book it now for this service (ms)."""
        answer = self._answer(person, service, start, now)
        if isinstance(answer, Slot):
            return answer
        return Refused(answer, self.next_slot(person, service, now))

    def next_slot(self, person: str, service: str, now: int) -> Slot | None:
        """The earliest slot this person may book now for this service; None when there is none."""
        if self._blocked(person, now):
            return None
        taken = Tally(booking.start for booking in self.standing)
        slots = (slot for day in self.days(now) for slot in self._slots(day))
        return next((s for s in slots if not self._against(s, person, service, now, taken)), None)

    def offered(self, person: str, service: str, day: date, now: int) -> list[Offered]:
        """A day's slots, the places left in each for a service, and what speaks against it for a person."""
        taken = Tally(booking.start for booking in self.standing)
        return [
            (slot, self._left(slot, service, taken), self._against(slot, person, service, now, taken))
            for slot in self._slots(day)
        ]

    def days(self, now: int) -> list[date]:
        """The days that are open for booking now, today first, those without a slot too."""
        today, _ = wall(now, self.plan.tz)
        return [today + timedelta(days=ahead) for ahead in range((self._last_day(now) - today).days + 1)]

    def _left(self, slot: Slot, service: str, taken: Mapping[int, int]) -> int:
        """How many places of a slot this service can still have; an older plan may have given more."""
        left = self.rules.places(self.line) - taken.get(slot.start, 0)
        if service in self.rules.services:
            same = sum((b.service, b.start) == (service, slot.start) for b in self.standing)
            left = min(left, self.rules.services[service] - same)
        return max(left, 0)

    def _answer(self, person: str, service: str, start: int, now: int) -> Slot | Refusal:
        if start <= now:
            return Refusal.OVER
        if self._blocked(person, now):
            return Refusal.BLOCKED
        day, _ = wall(start, self.plan.tz)
        slot = next((slot for slot in self._slots(day) if slot.start == start), None)
        if slot is None:
            return Refusal.NO_SLOT
        taken = Tally(booking.start for booking in self.standing)
        return self._against(slot, person, service, now, taken) or slot

    def _against(
        self, slot: Slot, person: str, service: str, now: int, taken: Mapping[int, int]
    ) -> Refusal | None:
        """What speaks against a slot of the hall for this person and service."""
        day, _ = wall(slot.start, self.plan.tz)
        listed = self.plan.hours.listed_services if self.plan.hours else frozenset()
        mine = (
            wall(b.start, self.plan.tz)[0]
            for b in self.standing
            if (b.person, b.service) == (person, service)
        )
        against = {
            Refusal.OVER: slot.start <= now,
            Refusal.NOT_LISTED: slot.kind is Kind.LISTED and service not in listed,
            Refusal.TOO_FAR: day > self._last_day(now),
            Refusal.TOO_LATE: now >= self.closes(day, slot.kind),
            Refusal.TWICE: day in mine,
            Refusal.FULL: not self._left(slot, service, taken),
        }
        return next((why for why, holds in against.items() if holds), None)

    def _slots(self, day: date) -> Iterator[Slot]:
        """The slots of each counter of the group, each start once, in the freest band it falls in."""
        length, kinds = self.rules.slot * MINUTE, list(Kind)
        found: dict[int, Slot] = {}
        for counter in self._group:
            weekday = weekday_of(self.plan, self.calendar, counter, day)
            for span in spans(hall_day(self.plan, self.calendar, counter, day), self.plan.tz):
                if span.kind is Kind.OPEN and not self.rules.walk_in:
                    continue
                for start in range(span.start, span.end - length + 1, length):
                    known = found.get(start)
                    freer = known is None or kinds.index(span.kind) < kinds.index(known.kind)
                    if freer and self._pulled(counter, weekday, start):
                        found[start] = Slot(start, start + length, span.kind)
        yield from (found[start] for start in sorted(found))

    @property
    def _group(self) -> tuple[Counter | None, ...]:
        if self.line is None:
            return (None,)
        return tuple(c for c in self.plan.counters if self.line in c.ever_pulled)

    def _pulled(self, counter: Counter | None, weekday: int, start: int) -> bool:
        """Whether a counter pulls the group's line when a slot begins."""
        if counter is None:
            return True
        _, minute = wall(start, self.plan.tz)
        return any(pull.line == self.line for pull in counter.pulls_at(weekday, minute))

    def _last_day(self, now: int) -> date:
        today, _ = wall(now, self.plan.tz)
        return self.calendar.add_working_days(today, self.rules.ahead)

    def _hall_works_before(self, day: date) -> date:
        """The last working day before, on which the hall is open; after a year of closure simply the last."""
        for before in (day - timedelta(days=days) for days in range(1, 366)):
            if (
                self.calendar.is_working_day(before)
                and hall_day(self.plan, self.calendar, None, before).bands
            ):
                return before
        return self.calendar.working_day_before(day)

    def _blocked(self, person: str, now: int) -> bool:
        until = blocked_until(self.no_shows.get(person, ()), self.rules)
        return until is not None and wall(now, self.plan.tz)[0] < until


def check_in(start: int, now: int, rules: BookingRules, grace: timedelta) -> CheckIn:
    """What a booking for the slot at `start` is worth at `now` (ms).

    grace  how late a visitor may be and still stand as booked (`Plan.grace`); the window is
           never shorter than that
    """
    if now < start - rules.early * MINUTE:
        return CheckIn.EARLY
    late = now - start
    if timedelta(milliseconds=late) <= grace:
        return CheckIn.BOOKED
    return CheckIn.LATE if late <= rules.late * MINUTE else CheckIn.OVER


def blocked_until(no_shows: Iterable[date], rules: BookingRules) -> date | None:
    """The first day on which a person who missed these bookings may book again; None: never blocked.

    Each time the count of missed bookings reaches the limit a block begins on that day, and the
    count starts again from nothing. Source: 2 no-shows, 3 months, as some halls have it.
    """
    if rules.no_shows is None:
        return None
    starts = sorted(no_shows)[rules.no_shows - 1 :: rules.no_shows]
    return _months_later(starts[-1], rules.blocked) if starts else None


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last when it is shorter."""
    years, month = divmod(day.month - 1 + months, _YEAR)
    first = date(day.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
