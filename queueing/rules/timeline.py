"""A day as curves: waits, arrivals and capacity by quarter hour, waits by line and hour, counters in time."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from queueing.rules.presence import Stretch

MINUTE = 60_000
QUARTER = 15 * MINUTE


@dataclass(frozen=True)
class Served:
    """One ticket of the day, times in ms; None: not yet, or not known.

    wait  published wait, from arrival or a later slot to the first call
    """

    line: str
    number: str
    arrived: int
    wait: int | None = None
    called: int | None = None
    counter: str | None = None
    started: int | None = None
    ended: int | None = None
    timed: bool = False


@dataclass(frozen=True)
class Quarter:
    """A quarter of an hour from `start`, ms.

    arrivals  how many took a number; called: how many were called the first time
    p50, p90  minutes waited by those called in it; None when nobody was
    capacity  how many visits its staffed counters can serve at the day's mean service; None: not known yet
    """

    start: int
    arrivals: int
    called: int
    p50: float | None
    p90: float | None
    capacity: float | None


@dataclass(frozen=True)
class Heat:
    """One line in one hour of arrival: how many came, and within how many minutes 9 in 10 were called."""

    line: str
    hour: int
    arrivals: int
    p90: float | None


def quarters(served: Sequence[Served], staffed: Iterable[Stretch]) -> list[Quarter]:
    """The quarters from the first arrival or staffed counter to the last of anything, none left out."""
    present = [stretch for stretch in staffed if stretch.paused is None]
    times = [t for s in served for t in (s.arrived, s.called) if t is not None]
    times += [t for p in present for t in (p.start, p.end - 1)]
    if not times:
        return []
    first, last = min(times) // QUARTER, max(times) // QUARTER
    services = [s.ended - s.started for s in served if s.timed and s.started and s.ended]
    mean = sum(services) / len(services) if services else None
    arrivals, room = [0] * (last - first + 1), [0] * (last - first + 1)
    waits: list[list[int]] = [[] for _ in arrivals]
    for one in served:
        arrivals[one.arrived // QUARTER - first] += 1
        if one.called is not None and one.wait is not None:
            waits[one.called // QUARTER - first].append(one.wait)
    for stretch in present:
        for n in range(stretch.start // QUARTER, (stretch.end - 1) // QUARTER + 1):
            room[n - first] += min(stretch.end, (n + 1) * QUARTER) - max(stretch.start, n * QUARTER)
    return [
        Quarter(
            (first + n) * QUARTER,
            arrivals[n],
            len(waits[n]),
            percentile(waits[n], 0.5),
            percentile(waits[n], 0.9),
            round(room[n] / mean, 1) if mean else None,
        )
        for n in range(len(arrivals))
    ]


def heat(served: Iterable[Served], hours: Sequence[int]) -> list[Heat]:
    """Waits by line and hour. `hours`: where each hour of the day begins, ms, in order."""
    found: dict[tuple[str, int], list[Served]] = {}
    for one in served:
        found.setdefault((one.line, bisect_right(hours, one.arrived) - 1), []).append(one)
    return [
        Heat(line, hour, len(came), percentile([s.wait for s in came if s.wait is not None], 0.9))
        for (line, hour), came in sorted(found.items())
    ]


def percentile(waits: list[int], share: float) -> float | None:
    """The wait, minutes, within which this share was called; None where nobody was."""
    return round(sorted(waits)[ceil(share * len(waits)) - 1] / MINUTE, 1) if waits else None
