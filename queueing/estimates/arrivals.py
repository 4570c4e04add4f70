"""Who will come: visits thrown from the curve of past days, at today's level."""

from dataclasses import dataclass
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
    """Visits to come, by replication and time: when, in which line and lane, at which place, how long."""

    replication: Ints
    at: Ints
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
            for (service, slot), lanes in sorted(rates.came.items())
            for lane, expected in lanes.items()
            if lane in of.lanes
        ]
        self._slot = np.array([row[0] for row in rows], np.int64)
        self._line = np.array([row[1] for row in rows], np.int64)
        self._lane = np.array([row[2] for row in rows], np.int64)
        self._expected = np.array([row[3] for row in rows], np.float64)
        spreads = [rates.service.get(row[4], rates.any_service) for row in rows]
        self._mu = np.array([s.mu for s in spreads], np.float64)
        self._sigma = np.array([s.sigma for s in spreads], np.float64)
        self._booked, self._lines = of.lanes.get(Lane.BOOKED, -1), of.lines
        self._early = np.array(rates.early or (0,), np.int64)

    def throw(self, hall: HallNow, count: int, end: int, ordinary: int) -> Coming:
        """Arrivals of `count` futures until `end`, by replication and time; ordinary until `ordinary`."""
        now, dice = hall.now, self._dice
        stop = np.where(self._lane == 0, min(ordinary, end), end)
        for line, since in hall.stopped.items():
            mine = (self._line == self._lines.get(line, -1)) & (self._lane != self._booked)
            stop[mine] = np.minimum(stop[mine], since)
        low = np.maximum(self._slot * BIN, now)
        span = np.maximum(np.minimum((self._slot + 1) * BIN, stop) - low, 0)
        level = self._level(hall)
        made = dice.poisson(self._expected * level * count * span / BIN)
        row = np.repeat(np.arange(len(made)), made)
        at = (low[row] + dice.random(len(row)) * span[row]).astype(np.int64)
        replication = dice.integers(0, count, len(row))
        order = np.argsort(replication * _DAY + at)
        row, at, replication = row[order], at[order], replication[order]
        early = self._early[dice.integers(0, len(self._early), len(row))]
        place = at + np.where(self._lane[row] == self._booked, early, 0)
        return Coming(
            replication, at, self._line[row], self._lane[row], place, self._mu[row], self._sigma[row]
        )

    def _level(self, hall: HallNow) -> float:
        """How busy today is beside the usual day, from who came so far."""
        passed = np.clip((hall.now - self._slot * BIN) / BIN, 0.0, 1.0)
        expected = float((self._expected * passed).sum())
        return (len(hall.tickets) + 50.0) / (expected + 50.0)
