"""Made-up visitors: they take numbers all day, come back after a missed call, give up by their phone."""

import heapq
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from queueing.clock import to_datetime
from queueing.remote import RemoteHall
from queueing.simulation.witness import HallTime, Witness

#: Minutes a visit takes on average, by the counter's kind.
MINUTES, USUAL_MINUTES = {"出件": 3.0, "审批": 11.0, "帮办": 12.0}, 8.0
#: Of all visitors: in the priority lane, with a booking, absent when called, giving up by their phone.
PRIORITY, BOOKED, ABSENT, GIVES_UP = 0.06, 0.14, 0.06, 0.01
#: Of those missed, how many come back, and of those, how many are absent again.
COMES_BACK, ABSENT_AGAIN = 0.6, 0.15

#: How many arrive over a working day: hours since it began, and how busy it is then; two peaks, a quiet noon.
CURVE = (
    *((0.0, 0.6), (0.75, 1.0), (1.75, 1.5), (2.75, 1.1), (3.5, 0.5)),
    *((4.75, 0.6), (5.75, 1.3), (7.0, 1.0), (8.5, 0.4)),
)
BUSIEST = max(busy for _, busy in CURVE)
#: Who waited for the doors to open: as many as come in this part of an hour, all within these minutes.
BEFORE_OPENING, OPENING_MINUTES = 0.4, 2.0
_UNKNOWN_LANE = 422


@dataclass(frozen=True)
class Place:
    """A counter with a made-up clerk, as the API tells of it."""

    id: str
    kind: str
    services: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def minutes(self) -> float:
        """What a visit takes here on average."""
        return MINUTES.get(self.kind, USUAL_MINUTES)


@dataclass
class Visitor:
    """Somebody with a number; `arrived` and `slot` in hall ms."""

    ticket: str
    token: str
    lane: str
    arrived: int
    slot: int | None = None
    absent: bool = False
    called: bool = False


@dataclass
class Room:
    """What everybody in a simulated hall shares."""

    time: HallTime
    witness: Witness
    places: Sequence[Place]
    stop: threading.Event = field(default_factory=threading.Event)
    #: Nobody comes any more, and nobody is on the way back.
    all_came: threading.Event = field(default_factory=threading.Event)
    #: Those who took their number here, by ticket.
    visitors: dict[str, Visitor] = field(default_factory=dict)


def arrivals(dice: Random, an_hour: float, visitors: int | None, hours: float | None) -> Iterator[float]:
    """When visitors come, in hall minutes from now on, as days of their own that begin now.

    an_hour   how many come in an hour on average
    visitors  how many come at all; hours: how long they come; both None: for ever
    """
    early = sorted(dice.uniform(0, OPENING_MINUTES) for _ in range(int(an_hour * BEFORE_OPENING)))
    early = early[:visitors]
    yield from early
    minute, came = OPENING_MINUTES, len(early)
    while visitors is None or came < visitors:
        minute += dice.expovariate(an_hour * BUSIEST / 60)
        if hours is not None and minute > hours * 60:
            return
        if dice.random() * BUSIEST < _busy(minute / 60):
            came += 1
            yield minute


def _busy(hour: float) -> float:
    hour %= CURVE[-1][0]
    for (begin, former), (end, latter) in itertools.pairwise(CURVE):
        if hour <= end:
            return former + (latter - former) * (hour - begin) / (end - begin)
    return CURVE[-1][1]


class Visitors:
    """Everybody who comes. `kiosk` gives ordinary numbers, `guide` the others."""

    def __init__(
        self, room: Room, kiosk: RemoteHall, guide: RemoteHall, dice: Random, coming: Iterator[float]
    ) -> None:
        self._room = room
        self._kiosk, self._guide = kiosk, guide
        self._dice = dice
        self._coming = coming
        self._order = itertools.count()
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._liked = {s: dice.uniform(0.2, 2.0) for place in room.places for s in place.services}
        self._reasons: list[str] = []

    def run(self) -> None:
        """Live through the arrivals."""
        told = self._guide.ask("GET", "/priority-reasons")
        self._reasons = [reason["code"] for reason in told.body] if told.ok else []
        self._await_next()
        while not self._room.stop.is_set():
            if not self._due:
                self._room.all_came.set()
                self._room.stop.wait(0.2)
                continue
            self._room.all_came.clear()
            left = self._room.time.seconds((self._due[0][0] - self._room.time.lived()) / 60_000)
            if left > 0:
                # Only for a moment: a clerk may meanwhile miss somebody who is due back earlier.
                self._room.stop.wait(min(left, 0.2))
            else:
                heapq.heappop(self._due)[2]()

    def missed(self, visitor: Visitor) -> bool:
        """Called and not there: whether this one will be back in a while."""
        if self._dice.random() >= COMES_BACK:
            return False
        visitor.absent = self._dice.random() < ABSENT_AGAIN
        self._later(self._dice.uniform(3, 15), lambda: self._come_back(visitor))
        return True

    def _await_next(self) -> None:
        minute = next(self._coming, None)
        if minute is not None:
            self._at(int(minute * 60_000), self._arrive)

    def _later(self, minutes: float, act: Callable[[], None]) -> None:
        self._at(self._room.time.lived() + int(minutes * 60_000), act)

    def _at(self, due: int, act: Callable[[], None]) -> None:
        heapq.heappush(self._due, (due, next(self._order), act))

    def _arrive(self) -> None:
        self._await_next()
        wanted, slot = self._wish()
        plain = {"service": wanted["service"]}
        reply = (self._kiosk if wanted == plain else self._guide).ask("POST", "/tickets", wanted)
        if reply.status == _UNKNOWN_LANE:
            # A hall that promises nothing in that lane.
            wanted, slot = plain, None
            reply = self._kiosk.ask("POST", "/tickets", plain)
        if not reply.ok:
            self._room.witness.refused(reply)
            return
        visitor = Visitor(
            ticket=reply.body["id"],
            token=reply.body["token"],
            lane=wanted.get("lane", "ordinary"),
            arrived=self._room.time.now(),
            slot=slot,
            absent=self._dice.random() < ABSENT,
        )
        self._room.visitors[visitor.ticket] = visitor
        self._room.witness.issued(visitor.ticket, reply.body["number"])
        if self._dice.random() < GIVES_UP:
            self._later(self._dice.uniform(10, 40), lambda: self._give_up(visitor))

    def _wish(self) -> tuple[Mapping[str, Any], int | None]:
        """What somebody asks for, and the booked time; each counter gets as many as it can serve."""
        place = self._dice.choices(self._room.places, [1 / p.minutes for p in self._room.places])[0]
        service = self._dice.choices(place.services, [self._liked[s] for s in place.services])[0]
        fate = self._dice.random()
        if fate < PRIORITY and self._reasons:
            reason = self._dice.choice(self._reasons)
            return {"service": service, "lane": "priority", "reason_code": reason}, None
        if PRIORITY <= fate < PRIORITY + BOOKED:
            # Most come a little before their time; a few so late that the booking doesn't count.
            slot = self._room.time.now() + self._room.time.hall_ms(self._dice.triangular(-14, 18, 6))
            slot -= slot % 60_000
            told = to_datetime(slot, self._room.time.zone).isoformat()
            return {"service": service, "lane": "booked", "slot": told}, slot
        return {"service": service}, None

    def _come_back(self, visitor: Visitor) -> None:
        if self._dice.choice((True, False)):
            reply = self._kiosk.ask("POST", f"/tickets/{visitor.token}/come-back")
        else:
            reply = self._guide.ask("POST", f"/tickets/{visitor.ticket}/return")
        if reply.ok:
            self._room.witness.count("came back")
        else:
            self._room.witness.refused(reply)
            self._room.witness.ended(visitor.ticket)

    def _give_up(self, visitor: Visitor) -> None:
        # Who was called meanwhile has nothing to give up any more, and that is fine.
        if self._kiosk.ask("POST", f"/tickets/{visitor.token}/leave").ok:
            self._room.witness.count("gave up")
            self._room.witness.ended(visitor.ticket)
