"""Who will come: visits thrown from the curve of past days, at today's level."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np

from queueing.estimates.dice import Floats, Ints
from queueing.estimates.lessons import BIN, Rates
from queueing.estimates.log import HallShape
from queueing.estimates.state import HallNow
from queueing.rules.plan import Lane

#: Longer than any business day, ms.
_DAY = 2 * 86_400_000


class Forecast(Protocol):
    """What is known of the hall: its shape, its rates, the numbers of its lines and lanes."""

    shape: HallShape
    rates: Rates
    lines: dict[str, int]
    lanes: dict[Lane, int]


@dataclass(frozen=True)
class Coming:
    """Visits to come, by replication and time: when, what for, in which line and lane, where, how long."""

    replication: Ints
    at: Ints
    service: Ints
    line: Ints
    lane: Ints
    place: Ints
    mu: Floats
    sigma: Floats


class Arrivals:
    """Throws who will come, from the curve of past days."""

    def __init__(self, of: Forecast, dice: np.random.Generator) -> None:
        rates, shape = of.rates, of.shape
        self._rates, self._dice = rates, dice
        rows = [
            (slot, of.lines[shape.line(service)], of.lanes[lane], expected, service)
            for (service, slot), lanes in sorted(rates.curve.visits.items())
            for lane, expected in lanes.items()
            if lane in of.lanes
        ]
        self._slot = np.array([row[0] for row in rows], np.int64)
        self._line = np.array([row[1] for row in rows], np.int64)
        self._lane = np.array([row[2] for row in rows], np.int64)
        self._expected = np.array([row[3] for row in rows], np.float64)
        spreads = [rates.service.get(row[4], rates.any_service) for row in rows]
        self.services = sorted({row[4] for row in rows})
        self._of = np.array([self.services.index(row[4]) for row in rows], np.int64)
        self._mu = np.array([s.mu for s in spreads], np.float64)
        self._sigma = np.array([s.sigma for s in spreads], np.float64)
        self._booked = of.lanes.get(Lane.BOOKED, -1)
        self._early = np.array(rates.early or (0,), np.int64)

    def throw(self, hall: HallNow, count: int, end: int, ordinary: int) -> Coming:
        """Arrivals of `count` futures until `end`, by replication and time; ordinary until `ordinary`."""
        now, dice = hall.now, self._dice
        stop = np.where(self._lane == 0, min(ordinary, end), end)
        for service in hall.stopped.keys() & set(self.services):
            mine = (self._of == self.services.index(service)) & (self._lane != self._booked)
            stop[mine] = np.minimum(stop[mine], hall.stopped[service])
        low = np.maximum(self._slot * BIN, now)
        span = np.maximum(np.minimum((self._slot + 1) * BIN, stop) - low, 0)
        (near,) = np.nonzero(span)
        expected = (self._expected * span / BIN)[near, None]
        made = dice.poisson(expected * self._busy(hall, count)[self._of[near]]).ravel()
        each = np.repeat(np.arange(len(made)), made)
        row, replication = near[each // count], each % count
        at = (low[row] + dice.random(len(row)) * span[row]).astype(np.int64)
        order = np.argsort(replication * _DAY + at)
        row, at, replication = row[order], at[order], replication[order]
        early = self._early[dice.integers(0, len(self._early), len(row))]
        place = at + np.where(self._lane[row] == self._booked, early, 0)
        return Coming(
            replication, at, self._of[row], self._line[row], self._lane[row], place,
            self._mu[row], self._sigma[row],
        )  # fmt: skip

    def _busy(self, hall: HallNow, count: int) -> Floats:
        """How busy today is beside the usual day, by service and future, from who came so far.

        First the hall, then each service beside it: gamma-Poisson, as sure as past days were alike. Nobody
        knows either for sure: each future has its own.
        """
        curve, dice = self._rates.curve, self._dice
        usual = curve.weekday.get(date.fromisoformat(hall.day).weekday(), 1.0) if hall.day else 1.0
        passed = np.clip((hall.now - self._slot * BIN) / BIN, 0.0, 1.0)
        expected = usual * np.bincount(self._of, self._expected * passed, len(self.services))
        seen = np.array([hall.came[service] for service in self.services], np.float64)
        like, alike = 1 / curve.of_days, 1 / np.array([curve.of_shares[each] for each in self.services])
        surely = like + expected.sum()
        level = (like + seen.sum()) / surely
        levels = dice.gamma(like + seen.sum(), 1 / surely, count)
        shares = dice.gamma(
            (alike + seen)[:, None], (1 / (alike + level * expected))[:, None], (len(seen), count)
        )
        busy: Floats = usual * levels * shares
        return busy
