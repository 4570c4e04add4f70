"""A made-up big hall, day by day, as a log of what happened by the hall's rule: the proof of estimates."""

import heapq
import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, TypeAlias

from queueing.rules.next_ticket import Choice, Waiting, next_ticket
from queueing.rules.plan import Lane, Pull

#: One line of a log, see docs/waits.md: day, t (seconds after midnight), event and what it is about.
Event: TypeAlias = dict[str, Any]

#: Counters in each of the 14 zones; the eight of the last take any service.
ZONES = (17, 13, 11, 10, 8, 7, 6, 5, 4, 3, 3, 3, 2)
UNDIFFERENTIATED = 8
#: How likely a counter serves a service of its zone.
PULLED = 0.7
SERVICES = 67
#: The hours of the hall, s after midnight: first number, first counter, last number, counters go home.
FIRST_NUMBER, OPENS, LAST_NUMBER, CLOSES = 31_500.0, 32_400.0, 60_000.0, 61_200.0
#: How busy each half hour from 8:30 on is: two peaks and a quiet noon.
CURVE = (0.5, 1.2, 1.7, 1.9, 1.7, 1.3, 0.8, 0.55, 0.6, 0.9, 1.5, 1.6, 1.3, 1.0, 0.8, 0.6)
HALF_HOUR = 1_800.0


@dataclass(frozen=True)
class Settings:
    """What kind of hall and days; times in minutes, shares of 1. The defaults are those of development.

    world      seed of the hall itself: which counter pulls what, how long services take
    overload   visitors beside what the hall is made for
    day_speed  spread of the day's own pace; clerk_speed that between clerks
    hand_picked, unlogged   how the hall misbehaves: calls out of turn, pauses nobody records
    """

    world: int = 1
    seed: int = 1
    visitors: int = 7_000
    overload: float = 1.0
    priority: float = 0.05
    booked: float = 0.20
    absent: float = 0.04
    transfers: float = 0.04
    day_speed: float = 0.08
    clerk_speed: float = 0.08
    pauses_a_day: float = 3.0
    pause: float = 7.0
    lunch: float = 45.0
    hand_picked: float = 0.0
    unlogged: float = 0.0


@dataclass
class _Desk:
    id: str
    services: tuple[str, ...]
    lunch: float
    speed: float
    opens: float = 0.0
    busy: bool = True
    free_since: float = 0.0
    breaks: list[tuple[float, float, str]] = field(default_factory=list)
    pulls: tuple[Pull, ...] = ()


@dataclass
class _Visitor:
    ticket: str
    service: str
    lane: Lane
    arrived: float
    place: float
    moved: bool = False


class BigHall:
    """100 counters, 67 services in 14 zones, about 7,000 visitors a day."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        dice = Random(settings.world)  # noqa: S311 - a made-up hall
        self.promises = {Lane.ORDINARY: 45 * 60_000, Lane.PRIORITY: 15 * 60_000, Lane.BOOKED: 5 * 60_000}
        self._desks: list[_Desk] = []
        self.mean: dict[str, float] = {}
        self.sigma: dict[str, float] = {}
        self.weight: dict[str, float] = {}
        total = sum(ZONES)
        for zone, size in enumerate(ZONES):
            offered = max(2, round(SERVICES * size / total)) if zone < len(ZONES) - 1 else 0
            offered = offered or max(2, SERVICES - len(self.mean))
            self._zone(dice, zone, size, offered)
        anything = tuple(self.mean)
        for n in range(UNDIFFERENTIATED):
            self._desks.append(self._desk(dice, f"{len(ZONES) + 1}-{n + 1}", anything))

    def _zone(self, dice: Random, zone: int, size: int, offered: int) -> None:
        names = [f"s{zone + 1}-{n + 1}" for n in range(offered)]
        shares = [dice.uniform(0.4, 1.6) for _ in names]
        for name, share in zip(names, shares, strict=True):
            self.mean[name] = math.exp(dice.gauss(math.log(4.9), 0.4)) * 60
            self.sigma[name] = dice.uniform(0.5, 0.8)
            # A zone gets visitors as its counters can serve, some a little more than others.
            self.weight[name] = share / sum(shares) * size / self.mean[name] * dice.uniform(0.92, 1.08)
        for n in range(size):
            some = [name for name in names if dice.random() < PULLED]
            kept = some or [names[n % len(names)]]
            # Every service has at least two counters.
            kept += [name for at, name in enumerate(names) if at % size in {n, (n + 1) % size}]
            self._desks.append(self._desk(dice, f"{zone + 1}-{n + 1}", tuple(dict.fromkeys(kept))))

    def _desk(self, dice: Random, name: str, services: tuple[str, ...]) -> _Desk:
        lunch = dice.choice((11.5, 12.0, 12.5, 13.0)) * 3600
        speed = math.exp(dice.gauss(0, self.settings.clerk_speed))
        pulls = tuple(Pull(service) for service in services)
        return _Desk(name, services, lunch, speed, pulls=pulls)

    def header(self) -> Mapping[str, Any]:
        """The first line of a log: which counter serves what, and the promises in minutes."""
        promises = {lane.value: ms // 60_000 for lane, ms in self.promises.items()}
        return {"hall": {"counters": {d.id: list(d.services) for d in self._desks}, "promises": promises}}

    def days(self, first: date, count: int) -> Iterator[Event]:
        """The events of so many working days, in order."""
        day, done = first, 0
        while done < count:
            if day.weekday() < 5:  # noqa: PLR2004 - Saturday
                dice = Random(f"{self.settings.seed} {day}")  # noqa: S311 - made-up visitors
                yield from _Day(self, day, dice).events()
                done += 1
            day += timedelta(days=1)

    def desks(self, dice: Random) -> list[_Desk]:
        """The counters on one day: when they open, have lunch and pause."""
        today = []
        for desk in self._desks:
            opens = OPENS + max(0.0, dice.gauss(0, 240))
            lunch = (
                desk.lunch + dice.gauss(0, 300),
                self.settings.lunch * 60 * dice.uniform(0.85, 1.15),
                "lunch",
            )
            breaks = [lunch]
            for _ in range(_poisson(dice, self.settings.pauses_a_day)):
                at = dice.uniform(OPENS, CLOSES)
                breaks.append((at, _lognormal(dice, self.settings.pause * 60, 0.6), "short"))
            today.append(
                _Desk(
                    desk.id,
                    desk.services,
                    desk.lunch,
                    desk.speed,
                    opens,
                    breaks=sorted(breaks),
                    pulls=desk.pulls,
                )
            )
        return today


class _Day:
    """One day, event by event."""

    def __init__(self, hall: BigHall, day: date, dice: Random) -> None:
        self.hall, self.day, self.dice = hall, day.isoformat(), dice
        self.settings = hall.settings
        self.desks = hall.desks(dice)
        self.speed = math.exp(dice.gauss(0, self.settings.day_speed))
        self.queues: dict[tuple[str, Lane], list[tuple[float, str]]] = {}
        self.visitors: dict[str, _Visitor] = {}
        self.able: dict[str, list[_Desk]] = {}
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

    def _arrivals(self) -> Iterator[tuple[float, _Visitor]]:
        dice, hall, count = self.dice, self.hall, 0
        today = self.settings.visitors * self.settings.overload * math.exp(dice.gauss(0, 0.03))
        total = sum(hall.weight.values())
        popular = {service: math.exp(dice.gauss(0, 0.08)) for service in hall.weight}
        for service, weight in hall.weight.items():
            for half, busy in enumerate(CURVE):
                mean = today * weight / total * popular[service] * busy / sum(CURVE)
                for _ in range(_poisson(dice, mean)):
                    at = FIRST_NUMBER + (half + dice.random()) * HALF_HOUR * (LAST_NUMBER - FIRST_NUMBER) / (
                        len(CURVE) * HALF_HOUR
                    )
                    count += 1
                    yield at, self._visitor(f"{count:06d}", service, at)

    def _visitor(self, ticket: str, service: str, at: float) -> _Visitor:
        drawn = self.dice.random()
        if drawn < self.settings.priority:
            return _Visitor(ticket, service, Lane.PRIORITY, at, at)
        if drawn < self.settings.priority + self.settings.booked:
            slot = round((at + self.dice.gauss(420, 300)) / 900) * 900
            late = at - slot > 600  # noqa: PLR2004 - the grace of ten minutes
            return _Visitor(
                ticket, service, *((Lane.ORDINARY, at, at) if late else (Lane.BOOKED, at, max(at, slot)))
            )
        return _Visitor(ticket, service, Lane.ORDINARY, at, at)

    def _issue(self, visitor: _Visitor, now: float) -> None:
        about: dict[str, Any] = {
            "ticket": visitor.ticket,
            "service": visitor.service,
            "lane": visitor.lane.value,
        }
        if visitor.lane is Lane.BOOKED:
            about["booked_for"] = max(visitor.arrived, visitor.place)
        self._tell(now, "issue", **about)
        self._wait(visitor, now)

    def _wait(self, visitor: _Visitor, now: float) -> None:
        self.visitors[visitor.ticket] = visitor
        queue = self.queues.setdefault((visitor.service, visitor.lane), [])
        heapq.heappush(queue, (visitor.place, visitor.ticket))
        idle = [desk for desk in self.able[visitor.service] if not desk.busy]
        if idle:
            self._next(min(idle, key=lambda desk: (desk.free_since, desk.id)), now)

    def _open(self, desk: _Desk, now: float) -> None:
        self._tell(now, "open", counter=desk.id)
        self._free(desk, now)

    def _back(self, desk: _Desk, logged: bool, now: float) -> None:  # noqa: FBT001 - bound beforehand
        if logged:
            self._tell(now, "resume", counter=desk.id)
        self._free(desk, now)

    def _free(self, desk: _Desk, now: float) -> None:
        desk.busy = True
        if desk.breaks and desk.breaks[0][0] <= now:
            _, length, reason = desk.breaks.pop(0)
            logged = reason == "lunch" or self.dice.random() >= self.settings.unlogged
            if logged:
                self._tell(now, "pause", counter=desk.id, reason=reason)
            self._plan(now + length, partial(self._back, desk, logged))
        else:
            self._next(desk, now)

    def _next(self, desk: _Desk, now: float) -> None:
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

    def _idle(self, desk: _Desk, now: float) -> None:
        if now >= CLOSES:
            self._tell(now, "close", counter=desk.id)
            return
        desk.busy, desk.free_since = False, now
        # Pauses and the end of the day come to an idle counter too.
        wakes = min([CLOSES, *(at for at, _, _ in desk.breaks)])
        self._plan(
            wakes, lambda at: self._free(desk, at) if desk.free_since == now and not desk.busy else None
        )

    def _serve(self, desk: _Desk, visitor: _Visitor, now: float) -> None:
        dice, about = self.dice, {"ticket": visitor.ticket, "counter": desk.id}
        desk.busy = True
        self._tell(now, "call", **about)
        absent = self.settings.absent + 0.05 * min(1.0, (now - visitor.arrived) / 3600)
        if not visitor.moved and dice.random() < absent:
            gone = now + dice.uniform(60, 120)
            self._tell(gone, "miss", **about)
            self._plan(gone + 5, partial(self._free, desk))
            return
        start = now + _lognormal(dice, 25, 0.5)
        mean = self.hall.mean[visitor.service] * self.speed * desk.speed
        end = start + _lognormal(dice, mean, self.hall.sigma[visitor.service])
        self._tell(start, "start", **about)
        if not visitor.moved and dice.random() < self.settings.transfers:
            others = [service for service in desk.services if service != visitor.service]
            to = dice.choice(others or [visitor.service])
            self._tell(end, "transfer", **about, service=to, lane=visitor.lane.value)
            moved = _Visitor(visitor.ticket, to, visitor.lane, visitor.arrived, end, moved=True)
            self._plan(end, partial(self._wait, moved))
        else:
            self._tell(end, "finish", **about)
        self._plan(end + _lognormal(dice, 12, 0.6), partial(self._free, desk))


def _poisson(dice: Random, mean: float) -> int:
    """A Poisson number."""
    limit, n, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        n, product = n + 1, product * dice.random()
    return n


def _lognormal(dice: Random, mean: float, sigma: float) -> float:
    """A lognormal number of that mean."""
    return math.exp(dice.gauss(math.log(mean) - sigma**2 / 2, sigma))
