"""The book of bookings: each place of a slot is given to one person only, whoever else asks just then."""

import json
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from queueing.errors import RequestDiffers
from queueing.records.booking_tables import HELD, bookings
from queueing.records.tables import Records, for_writing, tickets

T = TypeVar("T")

#: What codes are made of: letters and figures that aren't taken for one another.
ALPHABET = "ABCDEFGHJKLMNPRSTUVWXYZ23456789"
CODE_LENGTH = 8

#: Whoever loses the last instant of a race looks at the slot again; each time somebody else got a place.
_TRIES = 500


@dataclass(frozen=True)
class Kept:
    """A booking as it is kept; times in ms, `history` [{at, by, did, …}], oldest first."""

    id: int
    code: str
    service: str
    line: str
    day: str
    start: int
    end: int
    kind: str
    seat: int
    channel: str
    person: str
    mask: str
    state: str
    ticket: str | None
    arrived_at: int | None
    made_at: int
    history: tuple[Mapping[str, Any], ...]


class Place(NamedTuple):
    """A slot that may be booked, how many places it has, and how many of them the service may have."""

    day: date
    start: int
    end: int
    kind: str
    places: int
    service_places: int | None


class Wanted(NamedTuple):
    """A booking somebody asks for. `people` are the person's digests, the one to be kept first."""

    service: str
    line: str
    channel: str
    people: Sequence[str]
    mask: str
    request: str | None
    digest: str | None


class Taken(NamedTuple):
    """What a choice rests on: the bookings that hold places of the line, and the person's missed days."""

    held: Sequence[Kept]
    missed: Sequence[date]


class _PlaceLost(Exception):
    """The last place went to somebody else between the choice and the writing."""


#: Chooses the place, or raises the refusal.
Choose = Callable[[Taken], Place]


class Book:
    """The bookings of one hall."""

    def __init__(self, engine: Records, hall_id: str) -> None:
        self._engine = engine
        self._writing = for_writing(engine)
        self._hall = hall_id

    def make(self, wanted: Wanted, since: date, choose: Choose, now: int, by: str) -> Kept:
        """Keep a new booking at the place chosen; a repeat of its request gets the first one.

        since  the first day whose bookings the choice looks at
        Raises RequestDiffers, and what `choose` raises.
        """

        def write(connection: Connection) -> Kept:
            if wanted.request and (earlier := self._one(connection, request=wanted.request)):
                if earlier["digest"] != wanted.digest:
                    raise RequestDiffers
                return _kept(earlier)
            place = choose(self._taken(connection, wanted.line, since, wanted.people))
            row = {
                "hall": self._hall,
                "code": "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
                **{name: getattr(wanted, name) for name in ("service", "line", "channel", "mask")},
                "request": wanted.request,
                "digest": wanted.digest,
                "person": wanted.people[0],
                **self._seated(connection, wanted.line, wanted.service, place),
                "state": "booked",
                "made_at": now,
                "made_by": by,
                "history": json.dumps([{"at": now, "by": by, "did": "booked", "start": place.start}]),
            }
            made = connection.execute(insert(bookings).returning(bookings.c.id), row).scalar_one()
            return self._found(connection, made)

        return self._against_others(write)

    def move(self, booking: Kept, since: date, choose: Choose, now: int, by: str) -> Kept | None:
        """Give a booking another place and its own back; None when it doesn't stand any more."""

        def write(connection: Connection) -> Kept | None:
            row = self._one(connection, id=booking.id)
            if row is None or row["state"] != "booked":
                return None
            held, missed = self._taken(connection, booking.line, since, [booking.person])
            place = choose(Taken([kept for kept in held if kept.id != booking.id], missed))
            seats = self._seated(connection, booking.line, booking.service, place)
            left = {"from": row["start"], "until": row["end"], "kind": row["kind"]}
            told = {"at": now, "by": by, "did": "moved", "start": place.start, **left}
            self._change(connection, row, seats, told)
            return self._found(connection, booking.id)

        return self._against_others(write)

    def turn(
        self, booking: Kept, was: Collection[str], state: str, now: int, by: str, **more: object
    ) -> Kept | None:
        """Bring a booking from one of these states into another; None when it is in none of them."""
        with self._writing.begin() as connection:
            row = self._one(connection, id=booking.id)
            if row is None or row["state"] not in was:
                return None
            if row["state"] != state or more:
                self._change(connection, row, {"state": state, **more}, {"at": now, "by": by, "did": state})
            return self._found(connection, booking.id)

    def coded(self, code: str) -> Kept | None:
        """The booking with this code; None where there is none."""
        with self._engine.begin() as connection:
            row = self._one(connection, code=code)
        return None if row is None else _kept(row)

    def of(self, people: Sequence[str], since: date) -> list[Kept]:
        """The bookings that these digests of a person hold from a day on, in order of time."""
        mine = (bookings.c.hall == self._hall, bookings.c.person.in_(people), HELD)
        query = select(bookings).where(*mine, bookings.c.day >= since.isoformat()).order_by(bookings.c.start)
        with self._engine.begin() as connection:
            return [_kept(row) for row in connection.execute(query).mappings()]

    def taken(self, line: str, since: date, people: Sequence[str] = ()) -> Taken:
        """What holds places of a line from a day on, and the days these digests of a person missed."""
        with self._engine.begin() as connection:
            return self._taken(connection, line, since, people)

    def days(self, first: date, last: date) -> list[Kept]:
        """The bookings of some days, cancelled ones too, in order of time and place."""
        mine = (bookings.c.hall == self._hall, bookings.c.day.between(first.isoformat(), last.isoformat()))
        query = select(bookings).where(*mine).order_by(bookings.c.start, bookings.c.line, bookings.c.seat)
        with self._engine.begin() as connection:
            return [_kept(row) for row in connection.execute(query).mappings()]

    def moved(self, since: date) -> list[Kept]:
        """The bookings of a day and later ones that stood at another time before."""
        mine = (bookings.c.hall == self._hall, bookings.c.day >= since.isoformat())
        query = select(bookings).where(*mine, bookings.c.history.contains('"did": "moved"'))
        with self._engine.begin() as connection:
            return [_kept(row) for row in connection.execute(query).mappings()]

    def cases(self, first: date, last: date) -> dict[int, int]:
        """How many cases were handled in the finished visits of some days' bookings, by booking."""
        visit = (tickets.c.hall == bookings.c.hall) & (tickets.c.id == bookings.c.ticket)
        query = (
            select(bookings.c.id, tickets.c["items"])
            .join(tickets, visit)
            .where(
                bookings.c.hall == self._hall,
                bookings.c.day.between(first.isoformat(), last.isoformat()),
                tickets.c.state == "finished",
            )
        )
        with self._engine.begin() as connection:
            # A clerk who gives no number handled the one case the visitor came for.
            return {row.id: row[1] or 1 for row in connection.execute(query)}

    def overdue(self, before: int) -> list[Kept]:
        """Bookings whose slot began before an instant (ms) and whose visitor hasn't come."""
        mine = (bookings.c.hall == self._hall, bookings.c.state == "booked", bookings.c.start < before)
        with self._engine.begin() as connection:
            return [_kept(row) for row in connection.execute(select(bookings).where(*mine)).mappings()]

    def forget(self, before: date) -> int:
        """Empty who it was in bookings of days before this one; how many were."""
        old = (bookings.c.hall == self._hall, bookings.c.day < before.isoformat(), bookings.c.mask != "")
        with self._writing.begin() as connection:
            return connection.execute(
                update(bookings).where(*old).values(person="", mask="", digest=None)
            ).rowcount

    def _against_others(self, write: Callable[[Connection], T]) -> T:
        for _ in range(_TRIES - 1):
            try:
                with self._writing.begin() as connection:
                    return write(connection)
            except (IntegrityError, _PlaceLost):  # somebody else took that place in the same instant
                continue
        with self._writing.begin() as connection:
            return write(connection)

    def _seated(self, connection: Connection, line: str, service: str, place: Place) -> dict[str, object]:
        """The columns of a place: the first seat of the slot that is free, and of the service's own."""
        query = select(bookings.c.line, bookings.c.seat, bookings.c.service, bookings.c.service_seat).where(
            bookings.c.hall == self._hall, bookings.c.start == place.start, HELD
        )
        rows = connection.execute(query).all()
        seat = _first_free({row.seat for row in rows if row.line == line}, place.places)
        own = None
        if place.service_places is not None:
            taken = {row.service_seat for row in rows if row.service == service}
            own = _first_free(taken, place.service_places)
        columns = {"day": place.day.isoformat(), "start": place.start, "end": place.end, "kind": place.kind}
        return columns | {"seat": seat, "service_seat": own}

    def _taken(self, connection: Connection, line: str, since: date, people: Sequence[str]) -> Taken:
        mine = bookings.c.hall == self._hall
        held = select(bookings).where(
            mine, bookings.c.line == line, bookings.c.day >= since.isoformat(), HELD
        )
        missed = select(bookings.c.day).where(
            mine, bookings.c.person.in_(people), bookings.c.state == "missed"
        )
        return Taken(
            [_kept(row) for row in connection.execute(held).mappings()],
            [date.fromisoformat(day) for day in connection.execute(missed).scalars()] if people else [],
        )

    def _change(
        self,
        connection: Connection,
        row: RowMapping,
        changed: Mapping[str, object],
        told: Mapping[str, object],
    ) -> None:
        history = [*json.loads(row["history"]), told]
        values = {**changed, "history": json.dumps(history)}
        connection.execute(update(bookings).where(bookings.c.id == row["id"]).values(values))

    def _one(self, connection: Connection, **by: object) -> RowMapping | None:
        query = select(bookings).where(bookings.c.hall == self._hall)
        for column, value in by.items():
            query = query.where(bookings.c[column] == value)
        # The lock is for PostgreSQL, where two changes could otherwise pass each other.
        if connection.get_execution_options().get("writes"):
            query = query.with_for_update()
        return connection.execute(query).mappings().one_or_none()

    def _found(self, connection: Connection, booking: int) -> Kept:
        return _kept(connection.execute(select(bookings).where(bookings.c.id == booking)).mappings().one())


def _first_free(taken: Collection[int | None], places: int) -> int:
    for seat in range(1, places + 1):
        if seat not in taken:
            return seat
    raise _PlaceLost


def _kept(row: RowMapping) -> Kept:
    names = Kept.__dataclass_fields__.keys() - {"history"}
    return Kept(**{name: row[name] for name in names}, history=tuple(json.loads(row["history"])))
