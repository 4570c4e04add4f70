"""One day of the made-up big hall, event by event, called by the hall's rule."""

import heapq
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, TypeAlias

from queueing.rules.next_ticket import Choice, Waiting, next_ticket
from queueing.rules.plan import Lane
from queueing.simulation.big_hall import (
    CLOSES,
    CURVE,
    FIRST_NUMBER,
    LAST_NUMBER,
    BigHall,
    Desk,
    lognormal,
    poisson,
)

#: One line of a log, see docs/waits.md: day, t (seconds after midnight), event and what it is about.
Event: TypeAlias = dict[str, Any]


def days(hall: BigHall, first: date, count: int) -> Iterator[Event]:
    """The events of so many working days, in order."""
    day, done = first, 0
    while done < count:
        if day.weekday() < 5:  # noqa: PLR2004 - Saturday
            dice = Random(f"{hall.settings.seed} {day}")  # noqa: S311 - made-up visitors
            yield from _Day(hall, day, dice).events()
            done += 1
        day += timedelta(days=1)


@dataclass
class Visitor:
    """Somebody with a number; times in seconds after midnight."""

    ticket: str
    service: str
    lane: Lane
    arrived: float
    place: float
    moved: bool = False


class _Day:
    """One day, event by event."""

    def __init__(self, hall: BigHall, day: date, dice: Random) -> None:
        self.hall, self.day, self.dice = hall, day.isoformat(), dice
        self.settings = hall.settings
        self.desks = hall.desks(dice)
        self.speed = math.exp(dice.gauss(0, self.settings.day_speed))
        self.queues: dict[tuple[str, Lane], list[tuple[float, str]]] = {}
        self.visitors: dict[str, Visitor] = {}
        self.able: dict[str, list[Desk]] = {}
        for desk in self.desks:
            for service in desk.services:
                self.able.setdefault(service, []).append(desk)
        self.agenda: list[tuple[float, int, Callable[[float], None]]] = []
        self.order = itertools.count()
        self.log: list[Event] = []

    def events(self) -> list[Event]:
        """The whole day, in order of time."""
        for desk in self.desks:
            self._plan(desk.opens, partial(self._open, desk))
        for at, visitor in self._arrivals():
            self._plan(at, partial(self._issue, visitor))
        while self.agenda:
            now, _, act = heapq.heappop(self.agenda)
            act(now)
        return sorted(self.log, key=lambda event: event["t"])

    def _plan(self, at: float, act: Callable[[float], None]) -> None:
        heapq.heappush(self.agenda, (at, next(self.order), act))

    def _tell(self, at: float, event: str, **about: object) -> None:
        self.log.append({"day": self.day, "t": round(at, 1), "event": event, **about})

    def _arrivals(self) -> Iterator[tuple[float, Visitor]]:
        dice, hall, count = self.dice, self.hall, 0
        today = self.settings.visitors * self.settings.overload * math.exp(dice.gauss(0, 0.03))
        total = sum(hall.weight.values())
        popular = {service: math.exp(dice.gauss(0, 0.08)) for service in hall.weight}
        for service, weight in hall.weight.items():
            for half, busy in enumerate(CURVE):
                mean = today * weight / total * popular[service] * busy / sum(CURVE)
                for _ in range(poisson(dice, mean)):
                    at = FIRST_NUMBER + (half + dice.random()) * (LAST_NUMBER - FIRST_NUMBER) / len(CURVE)
                    count += 1
                    yield at, self._visitor(f"{count:06d}", service, at)

    def _visitor(self, ticket: str, service: str, at: float) -> Visitor:
        drawn = self.dice.random()
        if drawn < self.settings.priority:
            return Visitor(ticket, service, Lane.PRIORITY, at, at)
        if drawn < self.settings.priority + self.settings.booked:
            slot = round((at + self.dice.gauss(420, 300)) / 900) * 900
            late = at - slot > 600  # noqa: PLR2004 - the grace of ten minutes
            return Visitor(
                ticket, service, *((Lane.ORDINARY, at, at) if late else (Lane.BOOKED, at, max(at, slot)))
            )
        return Visitor(ticket, service, Lane.ORDINARY, at, at)

    def _issue(self, visitor: Visitor, now: float) -> None:
        about: dict[str, Any] = {
            "ticket": visitor.ticket,
            "service": visitor.service,
            "lane": visitor.lane.value,
        }
        if visitor.lane is Lane.BOOKED:
            about["booked_for"] = max(visitor.arrived, visitor.place)
        self._tell(now, "issue", **about)
        self._wait(visitor, now)

    def _wait(self, visitor: Visitor, now: float) -> None:
        self.visitors[visitor.ticket] = visitor
        queue = self.queues.setdefault((visitor.service, visitor.lane), [])
        heapq.heappush(queue, (visitor.place, visitor.ticket))
        idle = [desk for desk in self.able[visitor.service] if not desk.busy]
        if idle:
            self._next(min(idle, key=lambda desk: (desk.free_since, desk.id)), now)

    def _open(self, desk: Desk, now: float) -> None:
        self._tell(now, "open", counter=desk.id)
        self._free(desk, now)

    def _back(self, desk: Desk, logged: bool, now: float) -> None:  # noqa: FBT001 - bound beforehand
        if logged:
            self._tell(now, "resume", counter=desk.id)
        self._free(desk, now)

    def _free(self, desk: Desk, now: float) -> None:
        desk.busy = True
        if desk.breaks and desk.breaks[0][0] <= now:
            _, length, reason = desk.breaks.pop(0)
            logged = reason == "lunch" or self.dice.random() >= self.settings.unlogged
            if logged:
                self._tell(now, "pause", counter=desk.id, reason=reason)
            self._plan(now + length, partial(self._back, desk, logged))
        else:
            self._next(desk, now)

    def _next(self, desk: Desk, now: float) -> None:
        heads = [
            Waiting(queue[0][1], service, lane, round(queue[0][0] * 1000))
            for service in desk.services
            for lane in self.hall.promises
            if (queue := self.queues.get((service, lane)))
        ]
        chosen = next_ticket(heads, desk.pulls, self.hall.promises, round(now * 1000))
        if not isinstance(chosen, Choice):
            self._idle(desk, now)
            return
        ticket = chosen.ticket
        if self.settings.hand_picked and self.dice.random() < self.settings.hand_picked:
            ticket = self.dice.choice(heads)
        heapq.heappop(self.queues[ticket.line, ticket.lane])
        self._serve(desk, self.visitors[ticket.id], now)

    def _idle(self, desk: Desk, now: float) -> None:
        if now >= CLOSES:
            self._tell(now, "close", counter=desk.id)
            return
        desk.busy, desk.free_since = False, now
        # Pauses and the end of the day come to an idle counter too.
        wakes = min([CLOSES, *(at for at, _, _ in desk.breaks)])
        self._plan(
            wakes, lambda at: self._free(desk, at) if desk.free_since == now and not desk.busy else None
        )

    def _serve(self, desk: Desk, visitor: Visitor, now: float) -> None:
        dice, about = self.dice, {"ticket": visitor.ticket, "counter": desk.id}
        desk.busy = True
        self._tell(now, "call", **about)
        absent = self.settings.absent + 0.05 * min(1.0, (now - visitor.arrived) / 3600)
        if not visitor.moved and dice.random() < absent:
            gone = now + dice.uniform(60, 120)
            self._tell(gone, "miss", **about)
            self._plan(gone + 5, partial(self._free, desk))
            return
        start = now + lognormal(dice, 25, 0.5)
        mean = self.hall.mean[visitor.service] * self.speed * desk.speed
        end = start + lognormal(dice, mean, self.hall.sigma[visitor.service])
        self._tell(start, "start", **about)
        if not visitor.moved and dice.random() < self.settings.transfers:
            others = [service for service in desk.services if service != visitor.service]
            to = dice.choice(others or [visitor.service])
            self._tell(end, "transfer", **about, service=to, lane=visitor.lane.value)
            moved = Visitor(visitor.ticket, to, visitor.lane, visitor.arrived, end, moved=True)
            self._plan(end, partial(self._wait, moved))
        else:
            self._tell(end, "finish", **about)
        self._plan(end + lognormal(dice, 12, 0.6), partial(self._free, desk))
