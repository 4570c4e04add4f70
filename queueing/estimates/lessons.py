"""What past days teach: how long services take, who is absent, when counters rest, when visitors come."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from queueing.estimates.curve import Came, Curve, curve_of
from queueing.estimates.log import Day, Event, HallShape
from queueing.estimates.state import HallNow, Seat, Ticket
from queueing.rules.lunch import is_lunch, was_out_for_lunch
from queueing.rules.plan import Lane
from queueing.rules.wait import ABSENT_BIN, ABSENT_BINS

#: Arrivals are counted by this much of a day, ms.
BIN = 1_800_000
#: A gap between two visitors longer than this, while others wait, is a break that nobody recorded; ms.
GAP_AT_MOST = 180_000
#: One longer than this, lunch aside, is no break: the hall was shut, or the clerk elsewhere; ms.
BREAK_AT_MOST = 3_600_000


@dataclass(frozen=True)
class Break:
    """A counter's rest: when it began and how long it was, ms; `told`: recorded, not found by silence.

    due  when it was time for it: a clerk sees to whoever is there first, as a play has it too
    """

    counter: str
    start: int
    length: int
    lunch: bool
    told: bool
    due: int


@dataclass
class DayLessons:
    """What one day taught; all lengths in ms."""

    day: str
    services: list[tuple[str, float]] = field(default_factory=list)  # service, log of its length
    walks: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    absent: list[tuple[int, bool, int]] = field(default_factory=list)  # wait bin, absent, cost
    breaks: list[Break] = field(default_factory=list)
    opened: dict[str, int] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    came: Came = field(default_factory=Counter)
    early: list[int] = field(default_factory=list)  # booked: place - arrival
    kinds: set[str] = field(default_factory=set)


def lessons_of(shape: HallShape, day: Day) -> DayLessons:
    """One finished day, folded once."""
    return _Fold(shape, day).lessons


class _Fold:
    def __init__(self, shape: HallShape, day: Day) -> None:
        self.lessons = DayLessons(day[0].day if day else "")
        self.hall = HallNow(shape)
        self.freed: dict[str, tuple[int, bool]] = {}  # counter: when it was done, did somebody wait
        self.last: dict[str, tuple[int, int]] = {}  # counter: its last visitor's call and end
        self.started = any(event.kind == "start" for event in day)
        for event in day:
            self.lessons.kinds.add(event.kind)
            self._before(event)
            self.hall.take(event)
        for seat in self.hall.seats.values():
            if seat.opened is not None:
                self.lessons.opened[seat.id] = seat.opened
                self.lessons.closed[seat.id] = seat.since

    def _before(self, event: Event) -> None:
        hall, lessons = self.hall, self.lessons
        ticket = hall.tickets.get(event.ticket)
        seat = hall.seats.get(event.counter or (ticket.counter if ticket else ""))
        if event.kind == "issue" and ticket is None:
            lessons.came[event.service, event.lane or Lane.ORDINARY, event.at // BIN] += 1
            if event.lane is Lane.BOOKED:
                lessons.early.append(max(0, (event.booked_for or event.at) - event.at))
        elif event.kind == "call" and ticket is not None and seat is not None:
            self._called(event, seat)
        elif event.kind == "start" and ticket is not None and ticket.called is not None:
            lessons.walks.append(max(1.0, event.at - ticket.called))
        elif event.kind in {"miss", "finish", "transfer"} and ticket is not None and seat is not None:
            if seat.ticket is ticket:
                self._done(event, ticket, seat)
        elif event.kind in {"resume", "open"} and seat is not None:
            self._back(event, seat)
        if event.kind in {"pause", "close", "open", "resume"} and seat is not None:
            self.freed.pop(seat.id, None)

    def _back(self, event: Event, seat: Seat) -> None:
        left, breaks = seat.left_at(), self.lessons.breaks
        if event.kind == "resume" and seat.paused is not None:
            length = event.at - seat.paused_at
            lunch = is_lunch(seat.paused, seat.paused_at, length)
            breaks.append(self._break(seat.id, seat.paused_at, length, lunch=lunch, told=True))
        elif event.kind == "open" and left is not None and was_out_for_lunch(left, event.at - left):
            breaks.append(self._break(seat.id, left, event.at - left, lunch=True, told=True))

    def _break(self, counter: str, start: int, length: int, *, lunch: bool, told: bool) -> Break:
        """A rest with when it was due: at any instant of the visit that ended just before it."""
        called, done = self.last.get(counter, (0, 0))
        due = (called + start) // 2 if start - done <= GAP_AT_MOST else start
        return Break(counter, start, length, lunch, told, due)

    def _called(self, event: Event, seat: Seat) -> None:
        done, asked = self.freed.pop(seat.id, (0, False))
        if seat.ticket is not None and seat.ticket.id != event.ticket:  # nobody pressed its end
            begun = seat.ticket.started or seat.ticket.called or event.at
            self.lessons.services.append((seat.ticket.service, math.log(max(1_000, event.at - begun))))
        if done and asked:
            gap = event.at - done
            if gap <= GAP_AT_MOST:
                self.lessons.gaps.append(max(1.0, gap))
            else:
                lunch = is_lunch("", done, gap)
                if lunch or gap <= BREAK_AT_MOST:
                    self.lessons.breaks.append(self._break(seat.id, done, gap, lunch=lunch, told=False))

    def _done(self, event: Event, ticket: Ticket, seat: Seat) -> None:
        called = ticket.called or event.at
        waits = min((called - ticket.arrived) // ABSENT_BIN, ABSENT_BINS - 1)
        if event.kind == "miss":
            self.lessons.absent.append((waits, True, event.at - called))
        else:
            self.lessons.absent.append((waits, False, 0))
            begun = ticket.started if self.started else called
            if begun is not None:
                self.lessons.services.append((ticket.service, math.log(max(1_000, event.at - begun))))
        if event.kind == "transfer":
            self.lessons.came[event.service, ticket.lane, event.at // BIN] += 1
        self.freed[seat.id] = (event.at, any(self.hall.count.get(line) for line in seat.lines))
        self.last[seat.id] = (called, event.at)


@dataclass(frozen=True)
class Spread:
    """A lognormal: mean and spread of the logarithm of ms."""

    mu: float
    sigma: float

    @property
    def mean(self) -> float:
        """The mean itself, ms."""
        return math.exp(self.mu + self.sigma**2 / 2)


@dataclass(frozen=True)
class Rates:
    """What the hall is like, learned from `days` days and `finished` services. Times in ms."""

    days: int
    finished: int
    service: dict[str, Spread]
    any_service: Spread
    walk: Spread
    gap: Spread
    absent: tuple[float, ...]
    absent_for: int
    day_spread: float
    pause_rate: float  # breaks a counter takes in an hour, lunch aside
    pause: Spread
    lunch_at: dict[str, int]
    lunch_spread: float
    lunch: Spread
    opens: dict[str, int]
    curve: Curve
    early: tuple[int, ...]
    #: Whether opening, closing and pauses are in the log.
    presence: bool

    @property
    def method(self) -> str:
        """How promises are made from such a log."""
        if self.presence:
            return "monte-carlo, presence logged, adaptive conformal"
        return "monte-carlo, presence inferred, learned residual, adaptive conformal"


#: Days beyond this many are forgotten.
REMEMBERED = 40
#: What the hall as a whole weighs beside a service's own figures.
PSEUDO = 5.0
#: Used before anything is known.
_GUESS = Spread(math.log(300_000), 0.8)


def learn(taught: Sequence[DayLessons]) -> Rates:
    """Rates from past days; the newest count as much as the oldest of those remembered."""
    days = list(taught)[-REMEMBERED:]
    by_service: dict[str, list[float]] = defaultdict(list)
    for day in days:
        for service, log in day.services:
            by_service[service].append(log)
    everything = [log for logs in by_service.values() for log in logs]
    overall = _spread(everything, _GUESS)
    breaks = [rest for day in days for rest in day.breaks]
    lunches, pauses = [b for b in breaks if b.lunch], [b for b in breaks if not b.lunch]
    hours = sum(day.closed[c] - day.opened[c] for day in days for c in day.opened) / 3_600_000
    lunch_at = {c: int(median(at)) for c, at in _by_counter(lunches).items() if len(at) * 2 >= len(days)}
    drift = [rest.due - lunch_at[rest.counter] for rest in lunches if rest.counter in lunch_at]
    opens = {c: at for c, at in _by_counter_opened(days).items() if len(at) * 2 >= len(days)}
    kinds = set().union(*(day.kinds for day in days)) if days else set()
    return Rates(
        days=len(days),
        finished=len(everything),
        service={name: _shrunk(logs, overall) for name, logs in by_service.items()},
        any_service=overall,
        walk=_spread([math.log(x) for day in days for x in day.walks], Spread(math.log(20_000), 0.5)),
        gap=_spread([math.log(x) for day in days for x in day.gaps], Spread(math.log(10_000), 0.5)),
        absent=_absent(days),
        absent_for=int(_mean([cost for day in days for _, gone, cost in day.absent if gone], 60_000)),
        day_spread=_day_spread(days, by_service, overall),
        pause_rate=(len(pauses) + 1) / (hours + 10.0),
        pause=_spread([math.log(max(1_000, b.length)) for b in pauses], Spread(math.log(300_000), 0.8)),
        lunch_at=lunch_at,
        lunch_spread=max(60_000.0, 1.48 * median([abs(x) for x in drift])) if drift else 600_000.0,
        lunch=_spread([math.log(max(1_000, b.length)) for b in lunches], Spread(math.log(2_700_000), 0.3)),
        opens={c: int(median(at)) for c, at in opens.items()},
        curve=curve_of([(day.day, day.came) for day in days]),
        early=tuple(x for day in days for x in day.early)[-2_000:],
        presence=bool(kinds & {"open", "pause"}),
    )


def _mean(values: Iterable[float], otherwise: float) -> float:
    known = list(values)
    return sum(known) / len(known) if known else otherwise


def _spread(logs: Sequence[float], prior: Spread) -> Spread:
    """Mean and spread of logarithms, with the prior as PSEUDO observations."""
    n = len(logs)
    mu = (sum(logs) + PSEUDO * prior.mu) / (n + PSEUDO)
    variance = (sum((x - mu) ** 2 for x in logs) + PSEUDO * prior.sigma**2) / (n + PSEUDO)
    return Spread(mu, math.sqrt(variance))


_shrunk = _spread


def _absent(days: Sequence[DayLessons]) -> tuple[float, ...]:
    """The chance of absence by bin of the wait, each shrunk to all by 50 calls."""
    seen, gone = [0] * ABSENT_BINS, [0] * ABSENT_BINS
    for day in days:
        for waits, absent, _ in day.absent:
            seen[waits] += 1
            gone[waits] += absent
    overall = (sum(gone) + 1) / (sum(seen) + 20)
    return tuple((g + 50 * overall) / (s + 50) for g, s in zip(gone, seen, strict=True))


def _day_spread(days: Sequence[DayLessons], by_service: dict[str, list[float]], overall: Spread) -> float:
    """How much the pace differs from day to day: the spread of the days' mean residuals."""
    mean = {name: _shrunk(logs, overall).mu for name, logs in by_service.items()}
    paces = [_mean([log - mean[name] for name, log in day.services], 0.0) for day in days if day.services]
    return min(0.3, max(0.03, math.sqrt(_mean([pace**2 for pace in paces], 0.0064))))


def _by_counter(breaks: Sequence[Break]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for rest in breaks:
        found[rest.counter].append(rest.due)
    return found


def _by_counter_opened(days: Sequence[DayLessons]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for day in days:
        for counter, at in day.opened.items():
            found[counter].append(at)
    return found
