"""A log replayed as a live hall would go through it: learn on the first days, then promise and see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from queueing.estimate_errors import TooFewDays
from queueing.estimates.forecast import Forecaster
from queueing.estimates.lessons import DayLessons, Rates, learn, lessons_of
from queueing.estimates.log import Day, HallShape
from queueing.estimates.rivals import LEAST, Boosting, LastWaits, formula, queue_features
from queueing.estimates.scores import Scored
from queueing.estimates.state import HallNow, Ticket
from queueing.estimates.stretch import Range, Stretch

#: Called with how much is done, 0 to 1.
Progress = Callable[[float], None]
#: A batch is played so often, ms: a promise is at most so old when it is given. A live hall plays more often.
EVERY = 30_000
#: So many of the training days teach the stretching what the ranges miss; the very first only teach rates.
STRETCHED_ON = 5


@dataclass
class _Promise:
    """What one ticket was told, and what the rivals would have said; minutes."""

    lane: str
    raw: Range
    told: Range
    naive: float
    les: float
    seen: list[float]
    waited: float | None = None
    there: bool = True


@dataclass(frozen=True)
class Replayed:
    """What came of a replay: scored tickets, and by which method the promises were made."""

    scored: list[Scored]
    method: str


def replay(
    shape: HallShape,
    days: Sequence[Day],
    train: int,
    progress: Progress = lambda _done: None,
    *,
    every: int = EVERY,
) -> Replayed:
    """Score every ticket of the days after the first `train` that had to wait and was called.

    Raises TooFewDays. The rates are learned again each night, from all days before.
    """
    if not 1 < train < len(days):
        raise TooFewDays(days=len(days), train=train)
    taught: list[DayLessons] = []
    stretch, correction = Stretch(), Correction()
    first = max(1, train - STRETCHED_ON)
    known: list[_Promise] = []
    scored: list[Scored] = []
    gbm: Boosting | None = None
    rates = learn([])
    for n, day in enumerate(days):
        if n >= first:
            rates = learn(taught)
            step = partial(_part, progress, n - first, len(days) - first)
            told = _Walk(shape, rates, stretch, correction).go(day, every, step)
            if n < train:
                known += told
            else:
                if gbm is None:
                    gbm = _boosting(known)
                scored += _scored(told, gbm)
        taught.append(lessons_of(shape, day))
    return Replayed(scored, rates.method)


def _part(progress: Progress, done: int, total: int, of_this: float) -> None:
    progress((done + of_this) / total)


@dataclass
class Correction:
    """A learned factor for logs without presence: what waits were beside the forecast, by lane."""

    log_ratio: dict[str, float] = field(default_factory=dict)

    def corrected(self, lane: str, raw: Range) -> Range:
        """The forecast times what waits have lately been beside it."""
        factor = float(np.exp(self.log_ratio.get(lane, 0.0)))
        return Range(raw.low * factor, raw.middle * factor, raw.high * factor)

    def learn(self, lane: str, raw: Range, waited: float) -> None:
        """One wait is over: the median ratio moves a step towards it."""
        now = self.log_ratio.get(lane, 0.0)
        above = np.log(waited + 1) > np.log(raw.middle + 1) + now
        self.log_ratio[lane] = float(np.clip(now + (0.004 if above else -0.004), -1.0, 1.5))


class _Walk:
    """One day from morning to night: every ticket's first promise, and what came of it."""

    def __init__(self, shape: HallShape, rates: Rates, stretch: Stretch, correction: Correction) -> None:
        self.rates, self.stretch, self.correction = rates, stretch, correction
        self.hall, self.last = HallNow(shape), LastWaits({})
        self.forecaster = Forecaster(shape, rates)
        self.over: list[_Promise] = []
        self._given: dict[str, _Promise] = {}
        self._fresh: list[str] = []
        self._seen: dict[str, tuple[float, float, list[float]]] = {}

    def go(self, day: Day, every: int, progress: Progress) -> list[_Promise]:
        """The whole day; a batch is played at most every so many ms."""
        due = 0
        self.hall.starts = any(event.kind == "start" for event in day)
        for n, event in enumerate(day):
            if self._fresh and event.at >= due:
                self.hall.now = max(self.hall.now, due)
                self._promise()
                progress(n / len(day))
            self.hall.take(event)
            ticket = self.hall.tickets.get(event.ticket)
            if ticket is None:
                continue
            if event.kind == "issue" and ticket.stages == 1:
                due = due if self._fresh else event.at + every
                self._issued(ticket)
            elif event.kind == "call":
                self._called(ticket, (event.at - ticket.arrived) / 60_000)
            elif event.kind == "miss" and ticket.id in self._given and ticket.misses == 1:
                self._given[ticket.id].there = False
        return self.over

    def _issued(self, ticket: Ticket) -> None:
        hall, rates, last = self.hall, self.rates, self.last
        seen = queue_features(hall, ticket, rates, last)
        self._seen[ticket.id] = (formula(hall, ticket, rates), last.les(ticket.line), seen)
        self._fresh.append(ticket.id)

    def _promise(self) -> None:
        """Promise those who took a number since the last batch and still wait."""
        hall = self.hall
        asked = [ticket for ticket in self._fresh if ticket in hall.waiting]
        self._fresh = []
        for ticket, left in self.forecaster.batch(hall, asked).tickets.items():
            lane = hall.tickets[ticket].lane.value
            raw = _from_arrival(hall.tickets[ticket], left, hall.now)
            fair = raw if self.rates.presence else self.correction.corrected(lane, raw)
            told = self.stretch.stretched(lane, fair)
            self._given[ticket] = _Promise(lane, raw, told, *self._seen[ticket])

    def _called(self, ticket: Ticket, waited: float) -> None:
        self.last.called(ticket.line, waited)
        promise = self._given.get(ticket.id)
        if promise is None or promise.waited is not None:
            return
        promise.waited = waited
        self.stretch.learn(promise.lane, promise.told, waited)
        self.correction.learn(promise.lane, promise.raw, waited)
        self.over.append(promise)


def _from_arrival(ticket: Ticket, left: Range, now: int) -> Range:
    """What is left of a wait as the whole of it, from when the number was taken; minutes."""
    gone = (now - ticket.arrived) / 60_000
    return Range(left.low + gone, left.middle + gone, left.high + gone)


def _boosting(known: Sequence[_Promise]) -> Boosting | None:
    if len(known) < LEAST:
        return None
    waited = np.array([promise.waited for promise in known], np.float64)
    return Boosting(np.array([promise.seen for promise in known]), waited)


def _scored(told: Sequence[_Promise], gbm: Boosting | None) -> list[Scored]:
    rivals = gbm.predict(np.array([promise.seen for promise in told])) if gbm and told else None
    return [
        Scored(
            promise.lane, promise.waited or 0.0,
            promise.told.low, promise.told.middle, promise.told.high,
            promise.naive, promise.les,
            gbm=None if rivals is None else (float(rivals[n][0]), float(rivals[n][1]), float(rivals[n][2])),
            there=promise.there,
        )
        for n, promise in enumerate(told)
    ]  # fmt: skip
