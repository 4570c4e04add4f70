"""Made-up visitors and clerks, who use a hall as people do: through its public API only."""

import heapq
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from queueing.clock import to_datetime
from queueing.witness import Api, HallTime, Reply, Witness

#: Minutes a visit takes on average, by the counter's kind, and how far visits spread around it (lognormal).
MINUTES, USUAL_MINUTES, SPREAD = {"出件": 3.0, "审批": 11.0, "帮办": 12.0}, 8.0, 0.6
#: Of all visitors: in the priority lane, with a booking, absent when called, giving up by their phone.
PRIORITY, BOOKED, ABSENT, GIVES_UP = 0.06, 0.14, 0.06, 0.01
#: Of those missed, how many come back, and of those, how many are absent again.
COMES_BACK, ABSENT_AGAIN = 0.6, 0.15
#: Of all visits: put aside for a while, sent on to others; of all calls: taken back; a short break after.
HELD, SENT_ON, TAKEN_BACK, SHORT_BREAK = 0.03, 0.04, 0.004, 0.02
#: How often a visit is ended by its own key; otherwise the next Next ends it.
FINISHED_APART = 0.6
OUTCOMES = ("办结", "办结", "办结", "受理", "受理", "收件", "一次性告知", "转办")
#: A clerk's page says that it is still there this often, real seconds.
SEEN_EVERY = 20.0


@dataclass(frozen=True)
class Place:
    """A counter as the API tells of it."""

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
    """Somebody with a number. `slot` and `arrived` in hall ms."""

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
    visitors: dict[str, Visitor] = field(default_factory=dict)


class Visitors:
    """Everybody who comes: takes a number, comes back after a missed call, gives up."""

    def __init__(self, room: Room, keys: tuple[Api, Api], dice: Random, arrivals: Iterator[float]) -> None:
        self._room = room
        self._kiosk, self._guide = keys
        self._dice = dice
        self._arrivals = arrivals
        self._began = room.time.now()
        self._order = itertools.count()
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._weights = [1 / place.minutes for place in room.places]
        self._liked = {s: dice.uniform(0.2, 2.0) for place in room.places for s in place.services}
        self._reasons: list[str] = []

    def run(self) -> None:
        """Live through the day's arrivals."""
        told = self._guide.ask("GET", "/priority-reasons")
        self._reasons = [reason["code"] for reason in told.body] if told.ok else []
        self._await_next()
        while not self._room.stop.is_set():
            if not self._due:
                self._room.all_came.set()
                self._room.stop.wait(0.2)
                continue
            self._room.all_came.clear()
            left = self._room.time.seconds((self._due[0][0] - self._room.time.now()) / 60_000)
            # In short waits: a clerk may meanwhile send somebody who is due earlier.
            if left > 0:
                self._room.stop.wait(min(left, 0.2))
            else:
                heapq.heappop(self._due)[2]()

    def missed(self, visitor: Visitor) -> bool:
        """Called and not there: whether this one will be back, in a while."""
        if self._dice.random() >= COMES_BACK:
            return False
        visitor.absent = self._dice.random() < ABSENT_AGAIN
        self._later(self._dice.uniform(3, 15), lambda: self._come_back(visitor))
        return True

    def _await_next(self) -> None:
        """The next arrival, hall minutes after the beginning."""
        minute = next(self._arrivals, None)
        if minute is not None:
            self._at(self._began + int(minute * 60_000), self._arrive)

    def _at(self, due: int, act: Callable[[], None]) -> None:
        heapq.heappush(self._due, (due, next(self._order), act))

    def _later(self, minutes: float, act: Callable[[], None]) -> None:
        self._at(self._room.time.now() + int(minutes * 60_000), act)

    def _arrive(self) -> None:
        self._await_next()
        place = self._dice.choices(self._room.places, self._weights)[0]
        service = self._dice.choices(place.services, [self._liked[s] for s in place.services])[0]
        fate, now = self._dice.random(), self._room.time.now()
        wanted: dict[str, Any] = {"service": service}
        slot = None
        if fate < PRIORITY and self._reasons:
            wanted |= {"lane": "priority", "reason_code": self._dice.choice(self._reasons)}
        elif fate < PRIORITY + BOOKED:
            # Most come a little early; a few come too late for their booking to count.
            slot = now + int(self._dice.triangular(-14, 18, 6)) * 60_000
            wanted |= {"lane": "booked", "slot": to_datetime(slot, self._room.time.zone).isoformat()}
        reply = (self._kiosk if len(wanted) == 1 else self._guide).ask("POST", "/tickets", wanted)
        if reply.status == 422:  # noqa: PLR2004 - a hall without that lane
            reply = self._kiosk.ask("POST", "/tickets", {"service": service})
            wanted, slot = {}, None
        if not reply.ok:
            self._room.witness.refused(reply)
            return
        got, lane = reply.body, str(wanted.get("lane", "ordinary"))
        visitor = Visitor(got["id"], got["token"], lane, now, slot, self._dice.random() < ABSENT)
        self._room.visitors[visitor.ticket] = visitor
        self._room.witness.issued(visitor.ticket, got["number"])
        if self._dice.random() < GIVES_UP:
            self._later(self._dice.uniform(10, 40), lambda: self._give_up(visitor))

    def _come_back(self, visitor: Visitor) -> None:
        by_phone = self._dice.random() < 0.5  # noqa: PLR2004 - half of them
        api, word = (self._kiosk, f"{visitor.token}/come-back") if by_phone else (self._guide, f"{visitor.ticket}/return")  # fmt: skip
        reply = api.ask("POST", f"/tickets/{word}", {})
        if reply.ok:
            self._room.witness.count("came back")
        else:
            self._room.witness.refused(reply)
            self._room.witness.ended(visitor.ticket)

    def _give_up(self, visitor: Visitor) -> None:
        # Called meanwhile, or done: then there is nothing to give up, and that is fine.
        if self._kiosk.ask("POST", f"/tickets/{visitor.token}/leave", {}).ok:
            self._room.witness.count("gave up")
            self._room.witness.ended(visitor.ticket)


class WentHome(Exception):  # noqa: N818 - what happened, not an error
    """Somebody else took this clerk's seat, or sent the clerk away."""


class Clerk:
    """Somebody who works at a counter until nobody comes any more."""

    def __init__(self, room: Room, api: Api, place: Place, visitors: Visitors, dice: Random) -> None:
        self._room = room
        self._witness = room.witness
        self._api = api
        self.place = place
        self._visitors = visitors
        self._dice = dice
        self._epoch = 0
        self._current: str | None = None
        self._aside: list[tuple[int, str]] = []
        self._lunch = room.time.now() + int(dice.uniform(150, 240) * 60_000)
        #: Nobody was there to be called the last time.
        self.idle = False

    def run(self) -> None:
        """Sit down, work, tidy up, leave."""
        try:
            self._sit()
            while not self._room.stop.is_set():
                self._work()
            self._tidy_up()
        except WentHome:
            self._witness.count("went home")
        finally:
            self.idle = True
            self._api.close()

    def _work(self) -> None:
        self._rest()
        if self._aside and (self._aside[0][0] <= self._room.time.now() or self.idle):
            self._resume()
        elif (ticket := self._next()) is None:
            self.idle = True
            self._spend(0.5, at_least=0.1)
        else:
            self.idle = False
            if self._dice.random() < TAKEN_BACK and self._undo(ticket):
                return
            if self._comes(ticket):
                self._serve(ticket)

    def _next(self) -> str | None:
        """Press Next with the ticket in hand; the one called, if anybody waits."""
        former, wanted = self._current, {"current": self._current}
        if former:
            self._witness.leaves(former)
        reply = self._ask("calls", wanted)
        if reply.code == "below-threshold":
            reply = self._ask("calls", wanted | {"below_threshold": True})
        if not reply.ok:
            if former:
                self._witness.stays(former, self.place.id)
            self._take_stock(reply)
            return None
        if former:
            self._witness.finished(former)
        self._current = reply.body.get("ticket")
        if self._current:
            self._seen_called(self._current, reply.body["number"])
        return self._current

    def _seen_called(self, ticket: str, number: str) -> None:
        visitor, waited = self._room.visitors.get(ticket), None
        if visitor is not None and not visitor.called:
            visitor.called = True
            since = max(visitor.arrived, visitor.slot or 0)
            waited = max(0.0, (self._room.time.now() - since) / 60_000)
        lane = visitor.lane if visitor else ""
        self._witness.called(ticket, number, self.place.id, lane, waited)

    def _comes(self, ticket: str) -> bool:
        """Whether the called one comes; else called again once or twice, then missed."""
        visitor = self._room.visitors.get(ticket)
        self._spend(self._dice.uniform(0.3, 1.2))
        if visitor is None or not visitor.absent:
            return True
        for _ in range(self._dice.randint(0, 2)):
            # Ten real seconds lie between two calls; where hall time runs fast nobody waits so long.
            if self._room.time.clock.speed > 30:  # noqa: PLR2004 - 10 s are then 5 minutes
                break
            self._room.stop.wait(10.2)
            self._witness.count("recalled" if self._ask("recall").ok else "recall refused")
        self._witness.leaves(ticket)
        reply = self._ask("miss")
        if not self._gone(reply, ticket):
            return False
        self._witness.count("missed")
        if reply.body.get("state") == "void" or not self._visitors.missed(visitor):
            self._witness.ended(ticket)
        return False

    def _serve(self, ticket: str) -> None:
        if not self._ask("start").ok:
            self._take_stock(None)
            return
        mean = self.place.minutes
        self._spend(self._dice.lognormvariate(0, SPREAD) * mean / 1.2)
        fate = self._dice.random()
        if fate < HELD and len(self._aside) < 2:  # noqa: PLR2004 - a counter holds three
            reply = self._ask("hold")
            if reply.ok:
                self._current = None
                self._aside.append((self._room.time.now() + int(self._dice.uniform(4, 12) * 60_000), ticket))
                self._witness.count("held")
        elif fate < HELD + SENT_ON and len(self._room.places) > 1:
            self._send_on(ticket)
        elif fate < HELD + SENT_ON + FINISHED_APART:
            self._witness.leaves(ticket)
            words = {"outcome": self._dice.choice(OUTCOMES), "items": self._dice.choice((1, 1, 1, 2, 3))}
            if self._gone(self._ask("finish", words), ticket):
                self._witness.finished(ticket)

    def _send_on(self, ticket: str) -> None:
        other = self._dice.choice([p for p in self._room.places if p.id != self.place.id])
        to = {"counter": other.id} if self._dice.random() < 0.3 else {"line": self._dice.choice(other.lines)}  # noqa: PLR2004
        self._witness.leaves(ticket)
        if self._gone(self._ask("transfer", to | {"place": self._dice.choice(("front", "end"))}), ticket):
            self._witness.count("sent on")

    def _resume(self) -> None:
        if self._current and self._finish():
            return
        _, ticket = self._aside.pop(0)
        if not self._ask("resume", {"ticket": ticket}).ok:
            self._take_stock(None)
            return
        self._current = ticket
        self._spend(self._dice.uniform(1, 4))

    def _undo(self, ticket: str) -> bool:
        self._witness.leaves(ticket)
        reply = self._ask("undo")
        if not self._gone(reply, ticket):
            return False
        self._witness.count("taken back")
        self._current = reply.body.get("restored")
        if self._current:
            self._witness.stays(self._current, self.place.id)
        self._spend(0.5)
        return True
