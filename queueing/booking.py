"""The door to bookings: what can be booked, by whom, moved, cancelled, checked in, and what was missed."""

import hmac
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar, cast

from queueing import errors
from queueing.booking_errors import (
    BookingBlocked,
    BookingEnded,
    ChannelWrong,
    CheckInEarly,
    CheckInOver,
    IdentityWrong,
    NoBookings,
    SlotOver,
    UnknownBooking,
)
from queueing.bookings_told import Offer, moment_soon, refusal
from queueing.clock import to_datetime
from queueing.live.line import Answer, Asked, LiveHall
from queueing.records.book import Book, Kept, Place, Taken, Wanted
from queueing.rules.appointments import (
    Booking,
    BookingBook,
    CheckIn,
    Refusal,
    Refused,
    blocked_until,
    check_in,
)
from queueing.rules.bands import Kind, clock
from queueing.rules.booking_rules import BookingRules, Channel
from queueing.rules.calendar import Calendar
from queueing.rules.hall_day import hall_calendar
from queueing.rules.identity import NoCard, NoPhone, read_person
from queueing.rules.plan import Lane
from queueing.rules.wall_clock import MINUTE, wall
from queueing.secret_file import YearlySecrets

__all__ = ["Bookings", "Kept"]

T = TypeVar("T")

#: Who a person was is forgotten so many days after the booking, unless a block may rest on it.
REMEMBERED = 90


class Bookings(LiveHall):
    """One hall's bookings. What it stands on is set by whoever opens the folder."""

    announced = Calendar()
    book: Book
    #: Gives out a number: Hall.take.
    take: Callable[..., Answer]
    #: The secret for persons, by year; last year's still knows who missed a booking.
    secrets: YearlySecrets
    #: Runs a call to the database outside the web's event loop.
    aside: Callable[[Callable[[], object]], object] = staticmethod(lambda call: call())

    @property
    def rules(self) -> BookingRules:
        """The hall's settings for bookings. Raises NoBookings."""
        if self.plan.bookings is None:
            raise NoBookings
        return self.plan.bookings

    @property
    def today(self) -> date:
        """The date on the hall's wall."""
        return wall(self.clock.now(), self.plan.tz)[0]

    # What can be booked -------------------------------------------------------------------------------

    def offer(self, service: str) -> Offer:
        """The days open for booking: each slot with its places left and what speaks against it.

        Raises NoBookings, UnknownService.
        """
        book, now = self._as_booked(service), self.clock.now()
        return [(day, book.offered("", service, day, now)) for day in book.days(now)]

    def possible(self, service: str, start: int) -> None:
        """Refuse a slot that nobody can book for a service, as `make` does, before it is asked who comes."""
        answer = self._as_booked(service).ask("", service, start, self.clock.now())
        if isinstance(answer, Refused):
            raise self._refusal(answer, ())

    def make(self, asked: Asked, service: str, start: int, identity: str, channel: Channel) -> Kept:
        """Book a slot that begins at `start` (ms) for the holder of a card or a mobile number.

        Raises NoBookings, UnknownService, ChannelWrong, IdentityWrong, RequestDiffers, and the refusal of
        the slot with `next` and `opens`: the next time this person can have.
        """
        line = self.service(service).line
        if channel not in self.rules.channels:
            raise ChannelWrong(known=", ".join(self.rules.channels))
        people, mask, digest = self._person(identity, f"{service}|{start}|{channel}")
        request = f"{asked.by}|{asked.request}" if asked.request else None
        wanted = Wanted(service, line, channel, people, mask, request, digest)
        now = self.clock.now()
        choose = self._chooser(line, service, start, people)
        return self._aside(lambda: self.book.make(wanted, self.today, choose, now, asked.by))

    def find(self, code: str) -> Kept:
        """The booking of a code as people type it. Raises UnknownBooking."""
        plain = re.sub(r"[\s-]", "", code).upper()
        found = self._aside(lambda: self.book.coded(plain))
        if found is None:
            raise UnknownBooking
        return found

    def of(self, identity: str) -> list[Kept]:
        """What a card's or mobile number has booked from today on, in order. Raises IdentityWrong."""
        people, _, _ = self._person(identity, "")
        return self._aside(lambda: self.book.of(people, self.today))

    def move(self, asked: Asked, code: str, start: int) -> Kept:
        """Give a booking another time; its code stays. Raises as `make` does, and BookingEnded."""
        booking, now = self.find(code), self.clock.now()
        if booking.start == start and booking.state == "booked":
            return booking
        self._not_begun(booking, now)
        choose = self._chooser(booking.line, booking.service, start, [booking.person])
        moved = self._aside(lambda: self.book.move(booking, self.today, choose, now, asked.by))
        return self._standing(moved, code)

    def cancel(self, asked: Asked, code: str) -> Kept:
        """Give a booking up before its time; its place is free again.

        Raises UnknownBooking, BookingEnded, and SlotOver: who hasn't come by then can't undo a no-show.
        """
        booking, now = self.find(code), self.clock.now()
        self._not_begun(booking, now)
        return self._turn(booking, {"booked", "cancelled"}, "cancelled", now, asked.by, fresh=False)

    # The day itself -----------------------------------------------------------------------------------

    def check_in(self, asked: Asked, code: str, *, entitled: bool = False) -> tuple[Kept, Answer]:
        """The visitor is here: the booking, and its ticket {id, number, token, ahead}.

        A repeat, at whichever place, gives the same ticket. Later than the grace it stands as ordinary.
        Raises UnknownBooking, BookingEnded, CheckInEarly, CheckInOver, and what Hall.take raises.
        """
        booking, now = self.find(code), self.clock.now()
        fresh = booking.state == "booked"
        if fresh:
            self._in_window(booking, now)
        arrived = self._turn(booking, {"booked", "arrived"}, "arrived", now, asked.by, fresh=fresh)
        band = booking.kind if booking.kind != Kind.OPEN else None
        try:
            # The same request whoever asks, so that a booking is worth one ticket.
            ticket = self.take(
                Asked("booking", asked.name or asked.by, f"booking-{booking.id}", "check-in"),
                booking.service,
                Lane.BOOKED,
                slot=to_datetime(booking.start, self.plan.tz),
                entitled=entitled,
                band=band,
            )
        except errors.LiveUnreachable:
            raise  # it may have been given out; the repeat gets it
        except errors.HallError:
            if fresh:
                self._turn(arrived, {"arrived"}, "booked", now, asked.by, fresh=False)
            raise
        if arrived.ticket != ticket["id"]:
            arrived = self._turn(
                arrived, {"arrived"}, "arrived", now, asked.by, fresh=False, ticket=ticket["id"]
            )
        return arrived, ticket

    def worth(self, booking: Kept) -> CheckIn | None:
        """What checking in is worth now; None when the booking has ended or was checked in."""
        if booking.state != "booked":
            return None
        return check_in(booking.start, self.clock.now(), self.rules, self.plan.grace)

    def days(self, first: date, last: date) -> list[Kept]:
        """The bookings of some days, cancelled ones too, in order of time."""
        return self._aside(lambda: self.book.days(first, last))

    def moved(self, since: date) -> list[Kept]:
        """The bookings of a day and later ones that stood at another time before."""
        return self._aside(lambda: self.book.moved(since))

    def cases(self, first: date, last: date) -> dict[int, int]:
        """The cases handled in the finished visits of some days' bookings, by booking."""
        return self._aside(lambda: self.book.cases(first, last))

    @property
    def timetable(self) -> BookingBook:
        """What the hall's own hours allow, whoever has booked."""
        return BookingBook(self.plan, hall_calendar(self.plan, self.announced), self.rules)

    # By the clock -------------------------------------------------------------------------------------

    def note_missed(self) -> int:
        """Mark as missed whoever didn't come within the window; how many."""
        if self.plan.bookings is None:
            return 0
        now, window = self.clock.now(), timedelta(minutes=self.rules.late)
        before = now - round(max(window, self.plan.grace).total_seconds() * 1000)
        late = self.book.overdue(before)
        return sum(self.book.turn(b, {"booked"}, "missed", now, "scheduler") is not None for b in late)

    def forget(self) -> int:
        """Forget who booked, where no rule needs it any more; how many. Keys that nobody reads go too."""
        self.secrets.drop_before(self.today.year - 1)
        blocks = 31 * self.plan.bookings.blocked if self.plan.bookings and self.plan.bookings.no_shows else 0
        return self.book.forget(self.today - timedelta(days=max(REMEMBERED, 2 * blocks)))

    # ----------------------------------------------------------------------------------------------------

    def _chooser(
        self, line: str, service: str, start: int, people: Sequence[str]
    ) -> Callable[[Taken], Place]:
        now = self.clock.now()

        def choose(taken: Taken) -> Place:
            # Last year's digest is the same person.
            held = [replace(b, person=people[0]) if b.person in people else b for b in taken.held]
            book = self._book(line, Taken(held, taken.missed), people[0])
            answer = book.ask(people[0], service, start, now)
            if isinstance(answer, Refused):
                raise self._refusal(answer, taken.missed)
            places, own = self.rules.places(line), self.rules.services.get(service)
            return Place(wall(start, self.plan.tz)[0], answer.start, answer.end, answer.kind, places, own)

        return choose

    def _as_booked(self, service: str) -> BookingBook:
        line = self.service(service).line
        return self._book(line, self._aside(lambda: self.book.taken(line, self.today)))

    def _book(self, line: str, taken: Taken, person: str = "") -> BookingBook:
        standing = tuple(Booking(b.person, b.service, b.start) for b in taken.held)
        missed = {person: tuple(taken.missed)}
        return replace(self.timetable, line=line, standing=standing, no_shows=missed)

    def _refusal(self, refused: Refused, missed: Sequence[date]) -> errors.HallError:
        if refused.why is Refusal.BLOCKED:
            return BookingBlocked(until=str(blocked_until(missed, self.rules)))
        return refusal(refused.why, refused.next, self.plan.tz)

    def _person(self, identity: str, wish: str) -> tuple[list[str], str, str]:
        """The digests of whoever holds a card or phone, the mask, and the digest of this wish of theirs."""
        try:
            person = read_person(identity, self.today)
        except (NoCard, NoPhone):
            raise IdentityWrong from None
        years = (self.today.year, self.today.year - 1)
        people = [f"{year}-{person.who(self.secrets.of(year))}" for year in years]
        # Keyed, for a plain digest of a wish would give the number away to whoever tries them all.
        digest = hmac.new(self.secrets.of(0), f"{wish}|{person.number}".encode(), "sha256").hexdigest()
        return people, person.mask, digest

    def _in_window(self, booking: Kept, now: int) -> None:
        match check_in(booking.start, now, self.rules, self.plan.grace):
            case CheckIn.EARLY:
                opens = booking.start - self.rules.early * MINUTE
                day, minute = wall(opens, self.plan.tz)
                time, when = clock(int(minute)), moment_soon(opens, self.today, self.plan.tz)
                raise CheckInEarly(time=time if day == self.today else f"{day} {time}", when=when)
            case CheckIn.OVER:
                raise CheckInOver

    def _not_begun(self, booking: Kept, now: int) -> None:
        if booking.state == "booked" and booking.start <= now:
            raise SlotOver

    def _turn(  # noqa: PLR0913 - what a change needs
        self,
        booking: Kept,
        was: set[str],
        state: str,
        now: int,
        by: str,
        *,
        fresh: bool,
        **more: object,
    ) -> Kept:
        more |= {"arrived_at": now} if fresh else {}
        turned = self._aside(lambda: self.book.turn(booking, was, state, now, by, **more))
        return self._standing(turned, booking.code)

    def _standing(self, booking: Kept | None, code: str) -> Kept:
        if booking is None:
            raise BookingEnded(booking_state=self.find(code).state)
        return booking

    def _aside(self, call: Callable[[], T]) -> T:
        return cast("T", self.aside(call))
