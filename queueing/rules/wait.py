"""How long will I wait? The hall's own rule played forward from now, and how the answer is worded."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from queueing.rules.next_ticket import Choice, Waiting, next_ticket, share
from queueing.rules.plan import Lane, Pull

#: A time that never comes, ms.
NEVER = 2**62
#: The chance that nobody comes when called goes by the wait: bins of so many ms, the last open.
ABSENT_BIN, ABSENT_BINS = 900_000, 5


@dataclass(frozen=True)
class Visit:
    """A ticket that waits or will come, with its dice thrown.

    arrives  when it is there, ms; not after `now` for one that waits
    busy     how long it keeps a counter from the call to the next call, ms
    shows    between 0 and 1: below the chance of being absent nobody comes
    """

    ticket: Waiting
    arrives: int
    busy: int
    shows: float = 1.0


@dataclass(frozen=True)
class Desk:
    """A counter with its dice thrown.

    free    when it can call next: the end of the service or pause in hand, ms; NEVER: nobody is there
    until   it calls nobody from then on, ms
    breaks  (start, length) of breaks to come, in order, ms; one begins when the counter is next free
    """

    pulls: tuple[Pull, ...]
    free: int
    until: int = NEVER
    breaks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Absence:
    """How often nobody comes, by ABSENT_BIN of the wait; what an absent ticket costs the counter, ms."""

    chance: tuple[float, ...] = (0.0,) * ABSENT_BINS
    busy: int = 0


@dataclass
class _Seat:
    desk: Desk
    free: int
    idle_since: int | None = None
    breaks: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Calls:
    """When each visit was called, and somebody who came to a line at `now`; ms, NEVER when not by the end."""

    visits: tuple[int, ...]
    guests: tuple[int, ...]


def play(  # noqa: PLR0913 - everything the hall's next hours depend on
    visits: Sequence[Visit],
    desks: Sequence[Desk],
    promises: Mapping[Lane, int],
    now: int,
    *,
    guests: Sequence[str] = (),
    absence: Absence = Absence(),
    end: int = NEVER,
) -> Calls:
    """One possible future of the hall, by the rule of next_ticket.py and with no chance left in it.

    visits   in order of arrival; ids grow with arrival
    guests   lines: when would somebody called who came there now (ordinary) and took no place from others?
    end      nothing is played after it, ms
    An idle counter takes a ticket the moment it comes; of several the one that is idle longest.
    The kernel of the estimator does the same in machine code and is tested against this function.
    """
    played = _Play(desks, promises, now, guests, absence)
    coming = list(visits)
    while True:
        free = min(played.seats, key=lambda seat: seat.free, default=None)
        at = min(free.free if free else NEVER, max(coming[0].arrives, now) if coming else NEVER)
        if at >= end:
            break
        if coming and max(coming[0].arrives, now) <= at:
            played.arrive(coming.pop(0), at)
        elif free:
            played.free(free, at)
    calls = tuple(played.called.get(visit.ticket.id, NEVER) for visit in visits)
    return Calls(calls, tuple(played.guest_called[line] for line in guests))


class _Play:
    def __init__(
        self,
        desks: Sequence[Desk],
        promises: Mapping[Lane, int],
        now: int,
        guests: Iterable[str],
        absence: Absence,
    ) -> None:
        self.seats = [_Seat(d, max(d.free, now), breaks=list(d.breaks)) for d in desks]
        self.promises, self.now, self.absence = promises, now, absence
        self.waiting: dict[str, Visit] = {}
        self.called: dict[str, int] = {}
        self.guest_called = dict.fromkeys(guests, NEVER)

    def arrive(self, visit: Visit, at: int) -> None:
        """Somebody takes a number; a counter that idles and may call it does."""
        self.waiting[visit.ticket.id] = visit
        able = [
            seat for seat in self.seats if seat.idle_since is not None and self._may(seat, visit.ticket, at)
        ]
        if able:
            self._call(min(able, key=lambda seat: seat.idle_since or 0), at)
            return
        for seat in self.seats:
            if seat.idle_since is not None:
                seat.free = min(seat.free, max(self._eligible_at(seat, visit.ticket), at))

    def free(self, seat: _Seat, at: int) -> None:
        """A counter is done with its ticket or its break."""
        if at >= seat.desk.until:
            seat.free, seat.idle_since = NEVER, None
        elif seat.breaks and seat.breaks[0][0] <= at:
            seat.free, seat.idle_since = at + seat.breaks.pop(0)[1], None
        else:
            self._call(seat, at)

    def _call(self, seat: _Seat, at: int) -> None:
        tickets = [visit.ticket for visit in self.waiting.values()]
        chosen = next_ticket(tickets, seat.desk.pulls, self.promises, at)
        best = chosen.share if isinstance(chosen, Choice) else -math.inf
        self._call_guests(seat, at, best)
        if isinstance(chosen, Choice):
            visit = self.waiting.pop(chosen.ticket.id)
            self.called[visit.ticket.id] = at
            seat.free, seat.idle_since = at + self._busy(visit, at), None
            return
        if seat.idle_since is None:
            seat.idle_since = at
        eligible = [self._eligible_at(seat, ticket) for ticket in (*tickets, *self._guests())]
        start = seat.breaks[0][0] if seat.breaks else NEVER
        seat.free = max(min([*eligible, start, seat.desk.until]), at + 1)

    def _busy(self, visit: Visit, at: int) -> int:
        waited = max(0, at - visit.arrives)
        chance = self.absence.chance[min(waited // ABSENT_BIN, ABSENT_BINS - 1)]
        return max(1, self.absence.busy if visit.shows < chance else visit.busy)

    def _call_guests(self, seat: _Seat, at: int, best: float) -> None:
        for pull in seat.desk.pulls:
            if self.guest_called.get(pull.line) == NEVER:
                used = (at - self.now) / self.promises[Lane.ORDINARY]
                if used > best and (pull.threshold is None or used >= pull.threshold):
                    self.guest_called[pull.line] = at

    def _guests(self) -> list[Waiting]:
        left = [line for line, called in self.guest_called.items() if called == NEVER]
        return [Waiting("", line, Lane.ORDINARY, self.now) for line in left]

    def _may(self, seat: _Seat, ticket: Waiting, at: int) -> bool:
        used = share(ticket, self.promises, at)
        return any(
            pull.line == ticket.line and (pull.threshold is None or used >= pull.threshold)
            for pull in seat.desk.pulls
        )

    def _eligible_at(self, seat: _Seat, ticket: Waiting) -> int:
        """When a ticket that is held back by a threshold of this counter may be called; NEVER: not here."""
        limits = [pull.threshold for pull in seat.desk.pulls if pull.line == ticket.line]
        if not limits or limits[0] is None:
            return NEVER
        return ticket.place + math.ceil(limits[0] * self.promises[ticket.lane])
