"""One day of the made-up big hall, event by event, called by the hall's rule."""

import heapq
import itertools
import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, TypeAlias

from queueing.rules.advice import Change, ChangeKind
from queueing.rules.next_ticket import Choice, Waiting, next_ticket
from queueing.rules.plan import Lane, Pull
from queueing.simulation.big_hall import (
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
            yield from one_day(hall, day)
            done += 1
        day += timedelta(days=1)


def one_day(  # noqa: PLR0913 - a day and what is different in it
    hall: BigHall,
    day: date,
    changes: Sequence[Change] = (),
    *,
    away: Collection[str] = (),
    again: tuple[float, int] | None = None,
    strictly: bool = False,
) -> list[Event]:
    """One day in order of time, with changes made in its midst.

    away   counters at which nobody sits until a change opens them
    strictly  nobody is called after closing
    again  from this second on other dice are thrown, those of this number: the same day, another course
    """
    dice = Random(f"{hall.settings.seed} {day}")  # noqa: S311 - made-up visitors
    made = _Day(hall, day, dice, frozenset(away))
    for desk in made.desks:
        desk.strictly = strictly
    for change in changes:
        made.plan(change.at / 1000, partial(made.make, change))
    if again:
        made.throw_again(*again)
    return made.events()


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

    def __init__(self, hall: BigHall, day: date, dice: Random, away: frozenset[str]) -> None:
        self.hall, self.day, self.dice, self.away = hall, day.isoformat(), dice, away
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
        self.stopped: set[str] = set()

    def events(self) -> list[Event]:
        """The whole day, in order of time."""
        for desk in self.desks:
            if desk.id not in self.away:
                self.plan(desk.opens, partial(self._open, desk))
        for at, visitor in self._arrivals():
            self.plan(at, partial(self._issue, visitor))
        while self.agenda:
            now, _, act = heapq.heappop(self.agenda)
            act(now)
        return sorted(self.log, key=lambda event: event["t"])

    def throw_again(self, since: float, number: int) -> None:
        """From this second on other dice are thrown."""

        def throw(_: float) -> None:
            self.dice = Random(f"{self.settings.seed} {self.day} {number}")  # noqa: S311 - made-up visitors

        self.plan(since, throw)

    def make(self, change: Change, now: float) -> None:
        """A change is made in the midst of the day."""
        if change.kind is ChangeKind.STOP:
            self.stopped.add(change.service or change.line)
            return
        desk = next(desk for desk in self.desks if desk.id == change.counter)
        if change.kind is ChangeKind.EXTEND:
            desk.closes = (change.until or 0) / 1000
        elif change.kind is ChangeKind.OPEN:  # breaks that were due before the clerk came are over
            desk.breaks = [rest for rest in desk.breaks if rest[0] > now]
            self._open(desk, now)
        else:
            if change.kind is ChangeKind.CLOSE:
                desk.closes, desk.strictly = now, True
            else:
                self._turn(desk, change.pulls)
            if not desk.busy:
                self._free(desk, now)

    def _turn(self, desk: Desk, pulls: tuple[Pull, ...]) -> None:
        for able in self.able.values():
            if desk in able:
                able.remove(desk)
        desk.pulls, desk.services = pulls, tuple(pull.line for pull in pulls)
        for service in desk.services:
            self.able.setdefault(service, []).append(desk)

    def plan(self, at: float, act: Callable[[float], None]) -> None:
        """Something is done at this second."""
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
        if visitor.service in self.stopped and visitor.lane is not Lane.BOOKED:
            return
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
        if desk.strictly and now >= desk.closes:
            self._tell(now, "close", counter=desk.id)
        elif desk.breaks and desk.breaks[0][0] <= now:
            _, length, reason = desk.breaks.pop(0)
            logged = reason == "lunch" or self.dice.random() >= self.settings.unlogged
            if logged:
                self._tell(now, "pause", counter=desk.id, reason=reason)
            self.plan(now + length, partial(self._back, desk, logged))
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
        if now >= desk.closes:
            self._tell(now, "close", counter=desk.id)
            return
        desk.busy, desk.free_since = False, now
        # Pauses and the end of the day come to an idle counter too.
        wakes = min([desk.closes, *(at for at, _, _ in desk.breaks)])
        self.plan(
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
            self.plan(gone + 5, partial(self._free, desk))
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
            self.plan(end, partial(self._wait, moved))
        else:
            self._tell(end, "finish", **about)
        self.plan(end + lognormal(dice, 12, 0.6), partial(self._free, desk))
