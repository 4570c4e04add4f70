"""One batch: the hall's present and its rates as throws of the dice, played by the kernel, read as waits."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri  # type: ignore[import-untyped]

from queueing.estimates.arrivals import Arrivals
from queueing.estimates.dice import Dice, Flags, Floats, Ints, pulled
from queueing.estimates.hours_ahead import GONE
from queueing.estimates.kernel import play_all
from queueing.estimates.lessons import Rates, Spread
from queueing.estimates.log import HallShape
from queueing.estimates.pace import pace_of
from queueing.estimates.state import HallNow, Seat, Ticket
from queueing.estimates.stretch import Range
from queueing.rules.lunch import says_lunch
from queueing.rules.wait import NEVER

#: Futures played in one batch.
REPLICATIONS = 100
#: Arrivals of others are thrown at least so far ahead, and further where people waited longer in the last
#: batch; nothing is played beyond the last figure. ms.
ARRIVALS_FOR, PLAYED_FOR = 1_800_000, 6 * 3_600_000
#: Breaks thrown for one counter: lunch and so many short ones.
SHORT_BREAKS = 2
#: A counter that is usually there but not yet seen today comes this late at the most likely; ms.
LATE = 600_000.0


@dataclass(frozen=True)
class Batch:
    """Waits from the instant of the batch, minutes: of the tickets asked for, and of who came now."""

    tickets: dict[str, Range]
    guests: dict[str, Range] = field(default_factory=dict)


class Thrown(NamedTuple):
    """Futures of a hall: what the kernel plays, and what each visit to come is for.

    service  of each visit, a number of `Forecaster.services`; -1 for whoever waits now
    """

    dice: Dice
    service: Ints


def ranges(names: Sequence[str], called: Ints, wanted: Flags, now: int) -> dict[str, Range]:
    """P10, P50 and P90 of each wanted column, minutes; PLAYED_FOR for those not called by then."""
    waits = np.sort(np.minimum(called[:, wanted], now + PLAYED_FOR) - now, axis=0) / 60_000
    last = len(waits) - 1
    low, middle, high = (
        (waits[math.floor(q * last)] + waits[math.ceil(q * last)]) / 2 for q in (0.1, 0.5, 0.9)
    )
    asked = [name for name, one in zip(names, wanted, strict=True) if one]
    return {
        name: Range(*of)
        for name, *of in zip(asked, low.tolist(), middle.tolist(), high.tolist(), strict=True)
    }


class Forecaster:
    """Plays one hall forward; the same seed throws the same dice."""

    def __init__(self, shape: HallShape, rates: Rates, seed: int = 1) -> None:
        self.shape, self.rates = shape, rates
        self._dice = np.random.default_rng(seed)
        lines = {p.line for pulls in shape.pulls.values() for p in pulls}
        lines |= {shape.line(service) for service, _ in rates.curve.visits}
        self.lines = {line: n for n, line in enumerate(sorted(lines))}
        self.lanes = {lane: n for n, lane in enumerate(shape.promises)}
        self._promises = np.array([float(ms) for ms in shape.promises.values()])
        self._pulled = pulled(list(shape.pulls.values()), self.lines)
        self._limited = any(p.threshold is not None for pulls in shape.pulls.values() for p in pulls)
        self._came = Arrivals(self, self._dice)
        self.services = {service: n for n, service in enumerate(self._came.services)}
        self._reach = 2 * ARRIVALS_FOR

    def batch(
        self,
        hall: HallNow,
        asked: Sequence[str] | None = None,
        *,
        guests: bool = False,
        until: dict[str, int] | None = None,
        replications: int = REPLICATIONS,
    ) -> Batch:
        """Waits of the tickets asked for (None: of all that wait), and with `guests` of each line.

        until  when counters are known to close, ms; a counter not named goes on until its line is empty
        """
        waiting = self.waiting(hall)
        wanted = np.array([asked is None or t.id in asked for t in waiting], np.bool_)
        flags = np.full(len(self.lines), guests, np.bool_)
        latest = max((t.place for t, one in zip(waiting, wanted, strict=True) if one), default=hall.now)
        ordinary = self.ordinary_until(max(latest, hall.now))
        dice, _ = self.throw(hall, waiting, until or {}, replications, hall.now + self._reach, ordinary)
        here = (dice.offsets[:-1, None] + np.arange(len(waiting))).ravel()
        dice.wanted[here] = np.tile(wanted, replications)
        called, came = play_all(*dice._replace(guests=flags), hall.now, hall.now + PLAYED_FOR)
        of_waiting = called[here].reshape(replications, len(waiting))
        tickets = ranges([t.id for t in waiting], of_waiting, wanted, hall.now)
        longest = max((told.high for told in tickets.values()), default=0.0)
        self._reach = int(max(ARRIVALS_FOR, 1.3 * 60_000 * longest))
        return Batch(tickets, ranges(list(self.lines), came, flags, hall.now))

    def ordinary_until(self, latest: int) -> int:
        """Until when ordinary visitors matter to people whose last place is `latest`, ms.

        A later one goes before nobody, except where counters pull a line only once it has waited.
        """
        return NEVER if self._limited else latest

    def waiting(self, hall: HallNow) -> list[Ticket]:
        """Who waits and can be played, in order of arrival."""
        known = [t for t in hall.waiting.values() if t.line in self.lines and t.lane in self.lanes]
        return sorted(known, key=lambda ticket: ticket.order)

    def throw(  # noqa: PLR0913, PLR0917 - the parts of one throw
        self,
        hall: HallNow,
        waiting: Sequence[Ticket],
        until: Mapping[str, int],
        count: int,
        end: int,
        ordinary: int = NEVER,
    ) -> Thrown:
        """The dice of `count` futures, with nobody wanted yet.

        until     when counters are known to close, ms
        end       until when others come, ms; ordinary ones until `ordinary`
        """
        rates, dice, now = self.rates, self._dice, hall.now
        # Nobody knows today's pace for sure: each play has one of its own.
        mean, unsure = pace_of(hall, rates)
        pace = mean + unsure * dice.standard_normal(count)
        comes = self._came.throw(hall, count, end, ordinary)
        n, m = len(waiting), len(comes.at)
        per = np.bincount(comes.replication, minlength=count)
        offsets = np.concatenate([[0], np.cumsum(per + n)]).astype(np.int64)
        here = (offsets[:-1, None] + np.arange(n)).ravel()
        later = np.arange(m) + n * (comes.replication + 1)
        total = int(offsets[-1])
        line, lane, place, service = (np.empty(total, np.int64) for _ in range(4))
        arrives, mu, sigma = np.empty(total, np.int64), np.empty(total), np.empty(total)
        spreads = [rates.service.get(t.service, rates.any_service) for t in waiting]
        for target, of_here, of_later in (
            (line, [self.lines[t.line] for t in waiting], comes.line),
            (service, [-1] * n, comes.service),
            (lane, [self.lanes[t.lane] for t in waiting], comes.lane),
            (place, [t.place for t in waiting], comes.place),
            (arrives, [min(t.arrived, now) for t in waiting], comes.at),
            (mu, [s.mu for s in spreads], comes.mu),
            (sigma, [s.sigma for s in spreads], comes.sigma),
        ):
            target[here] = np.tile(np.array(of_here), count) if n else []
            target[later] = of_later
        work = np.exp(mu + np.repeat(pace, per + n) + sigma * dice.standard_normal(total, np.float32))
        work += rates.walk.mean + rates.gap.mean
        free, breaks = self._counters(hall, pace, count)
        thrown = Dice(
            offsets, line, lane, place, arrives, work.astype(np.int64), dice.random(total),
            *self._pulled, free,
            np.array([until.get(counter, NEVER) for counter in self.shape.pulls], np.int64),
            breaks, self._promises, np.array(rates.absent), rates.absent_for + 5_000,
            np.zeros(total, np.bool_), np.zeros(len(self.lines), np.bool_),
        )  # fmt: skip
        return Thrown(thrown, service)

    def _counters(self, hall: HallNow, pace: Floats, count: int) -> tuple[Ints, Ints]:
        """When each counter is free, and its breaks: lunch unless it had it, and short ones."""
        rates, dice, now = self.rates, self._dice, hall.now
        seats = list(hall.seats.values())
        free = np.empty((count, len(seats)), np.int64)
        for n, seat in enumerate(seats):
            free[:, n] = self._free(hall, seat, pace, count)
        breaks = np.full((count, len(seats), SHORT_BREAKS + 3, 2), NEVER, np.int64)
        gaps = dice.exponential(3_600_000 / rates.pause_rate, (count, len(seats), SHORT_BREAKS))
        breaks[:, :, :SHORT_BREAKS, 0] = now + np.cumsum(gaps, axis=2)
        breaks[:, :, :SHORT_BREAKS, 1] = _lognormal(dice, rates.pause, gaps.shape)
        hungry = [n for n, seat in enumerate(seats) if self._eats(seat, now)]
        if hungry:
            usual = np.array([rates.lunch_at[seats[n].id] for n in hungry])
            starts = usual + rates.lunch_spread * dice.standard_normal((count, len(hungry)))
            rests = breaks[:, hungry]
            rests[..., SHORT_BREAKS, 0] = np.maximum(starts, now)
            rests[..., SHORT_BREAKS, 1] = _lognormal(dice, rates.lunch, starts.shape)
            order = np.argsort(rests[..., 0], axis=2)
            breaks[:, hungry] = np.take_along_axis(rests, order[..., None], axis=2)
        shut = [n for n, seat in enumerate(seats) if seat.id in hall.shut]
        if shut:
            spans = np.array([hall.shut[seats[n].id] for n in shut])
            free[:, shut], breaks[:, shut] = _over(spans, free[:, shut], breaks[:, shut])
        return free, breaks

    def _eats(self, seat: Seat, now: int) -> bool:
        """Whether lunch is still to come at this counter."""
        usual = self.rates.lunch_at.get(seat.id)
        if usual is None or seat.lunches or says_lunch(seat.paused) or seat.left_at() is not None:
            return False
        return now <= usual + 4 * self.rates.lunch_spread

    def _out_for_lunch(self, hall: HallNow, seat: Seat) -> bool:
        """Whether its clerk signed out about when it has lunch, and not longer ago than a lunch lasts."""
        left, usual, lunch = seat.left_at(), self.rates.lunch_at.get(seat.id), self.rates.lunch
        if left is None or usual is None or seat.lunches or seat.id in hall.closed:
            return False
        if abs(left - usual) >= 3 * self.rates.lunch_spread:
            return False
        return math.log(max(1, hall.now - left)) < lunch.mu + 2 * lunch.sigma

    def _free(self, hall: HallNow, seat: Seat, pace: Floats, count: int) -> Ints | int:
        """When a counter can call next, ms."""
        rates, dice, now = self.rates, self._dice, hall.now
        if self._out_for_lunch(hall, seat):
            return _whole(seat.since + _beyond(dice, rates.lunch, now - seat.since, count))
        if not seat.open:
            usual = rates.opens.get(seat.id) if seat.opened is None else hall.back_at(seat)
            if usual is None or now > usual + GONE:
                return NEVER
            late = dice.exponential(LATE / 3, count)
            opens = np.maximum(now + late, usual + np.abs(dice.normal(0, LATE / 3, count)))
            return _whole(opens)
        if seat.ticket is not None:
            return _whole(now + self._left(seat.ticket, now, pace, count))
        since = seat.paused_at if seat.paused is not None else hall.away_since(seat)
        if since is None:
            return now
        usual = rates.lunch_at.get(seat.id)
        near = usual is not None and not seat.lunches and abs(since - usual) < 3 * rates.lunch_spread
        lunch = near or says_lunch(seat.paused)
        length = _beyond(dice, rates.lunch if lunch else rates.pause, now - since, count)
        return _whole(since + length)

    def _left(self, ticket: Ticket, now: int, pace: Floats, count: int) -> Floats:
        """What is left of a call or service in hand, and the pause for breath after it; ms."""
        rates, dice = self.rates, self._dice
        spread = rates.service.get(ticket.service, rates.any_service)
        gap = _lognormal(dice, rates.gap, count)
        if ticket.started is not None:
            elapsed = now - ticket.started
            # The pace scales the service, so what has elapsed of it is scaled back.
            scale = np.exp(pace)
            return _beyond(dice, spread, elapsed / scale, count) * scale - elapsed + gap
        elapsed = now - (ticket.called or now)
        gone = rates.absent[min(max(0, now - ticket.arrived) // 900_000, len(rates.absent) - 1)]
        unseen = 1 - ndtr((math.log(max(elapsed, 1)) - rates.walk.mu) / rates.walk.sigma)
        gone = gone / (gone + (1 - gone) * unseen + 1e-9)
        comes = (
            _beyond(dice, rates.walk, elapsed, count)
            - elapsed
            + _lognormal(dice, spread, count) * np.exp(pace)
        )
        missed = np.maximum(1_000, rates.absent_for - elapsed) * np.ones(count)
        return np.where(dice.random(count) < gone, missed, comes) + gap


def _over(spans: Ints, free: Ints, rests: Ints) -> tuple[Ints, Ints]:
    """Hours that pause, by counter (from, until): who is free then, or rests then, goes on when they do.

    A rest that began before is one with the pause; past days may have taught it as a lunch.
    """
    starts, ends = spans[:, 0], spans[:, 1]
    free = np.where((free >= starts) & (free < ends), ends, free)
    begin, length = rests[..., 0], rests[..., 1]
    within = (begin < ends[:, None]) & (length > starts[:, None] - begin)
    first = np.minimum(starts, np.where(within, begin, NEVER).min(axis=2))
    rests[within] = NEVER
    rests[..., -1, 0] = np.where(free >= ends, NEVER, first)
    rests[..., -1, 1] = ends - first
    order = np.argsort(rests[..., 0], axis=2)
    return free, np.take_along_axis(rests, order[..., None], axis=2)


def _whole(ms: Floats) -> Ints:
    return ms.astype(np.int64)


def _lognormal(dice: np.random.Generator, spread: Spread, size: int | tuple[int, ...]) -> Floats:
    lengths: Floats = np.exp(spread.mu + spread.sigma * dice.standard_normal(size, np.float32))
    return lengths


def _beyond(dice: np.random.Generator, spread: Spread, elapsed: float | Floats, count: int) -> Floats:
    """Lognormal lengths, given that they are longer than `elapsed`; ms."""
    low = ndtr((np.log(np.maximum(elapsed, 1.0)) - spread.mu) / spread.sigma)
    drawn = low + (1 - low) * dice.random(count)
    z = ndtri(np.minimum(drawn, 1 - 1e-9))
    lengths: Floats = np.maximum(np.exp(spread.mu + spread.sigma * z), elapsed + 1_000.0)
    return lengths
