"""A made-up big hall, day by day, as a log of what happened by the hall's rule: the proof of estimates."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from queueing.rules.plan import Lane, Pull

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
class Desk:
    """A counter on one day: when it opens, closes, rests, and since when it idles; seconds after midnight.

    strictly  it calls nobody after closing; else it goes on until its lines are empty
    """

    id: str
    services: tuple[str, ...]
    lunch: float
    speed: float
    opens: float = 0.0
    closes: float = CLOSES
    strictly: bool = False
    busy: bool = True
    free_since: float = 0.0
    breaks: list[tuple[float, float, str]] = field(default_factory=list)
    pulls: tuple[Pull, ...] = ()


class BigHall:
    """100 counters, 67 services in 14 zones, about 7,000 visitors a day."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        dice = Random(settings.world)  # noqa: S311 - a made-up hall
        self.promises = {Lane.ORDINARY: 45 * 60_000, Lane.PRIORITY: 15 * 60_000, Lane.BOOKED: 5 * 60_000}
        self._desks: list[Desk] = []
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

    def _desk(self, dice: Random, name: str, services: tuple[str, ...]) -> Desk:
        lunch = dice.choice((11.5, 12.0, 12.5, 13.0)) * 3600
        speed = math.exp(dice.gauss(0, self.settings.clerk_speed))
        pulls = tuple(Pull(service) for service in services)
        return Desk(name, services, lunch, speed, pulls=pulls)

    def header(self) -> Mapping[str, Any]:
        """The first line of a log: which counter serves what, and the promises in minutes."""
        promises = {lane.value: ms // 60_000 for lane, ms in self.promises.items()}
        return {"hall": {"counters": {d.id: list(d.services) for d in self._desks}, "promises": promises}}

    def desks(self, dice: Random) -> list[Desk]:
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
            for _ in range(poisson(dice, self.settings.pauses_a_day)):
                at = dice.uniform(OPENS, CLOSES)
                breaks.append((at, lognormal(dice, self.settings.pause * 60, 0.6), "short"))
            today.append(
                Desk(
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


def poisson(dice: Random, mean: float) -> int:
    """A Poisson number."""
    limit, n, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        n, product = n + 1, product * dice.random()
    return n


def lognormal(dice: Random, mean: float, sigma: float) -> float:
    """A lognormal number of that mean."""
    return math.exp(dice.gauss(math.log(mean) - sigma**2 / 2, sigma))
