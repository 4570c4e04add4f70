"""A visit with several stops: which there are, which may come next, and which is the shortest to wait for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from queueing.rules.services import Service


@dataclass(frozen=True)
class Stop:
    """One line a visit goes to.

    services  what is done there
    after     index of the stop that comes before it, for a stage (受理 → 审批 → 出件); None: at any time
    done      whether it has been, or is left out
    """

    line: str
    services: tuple[str, ...]
    after: int | None = None
    done: bool = False


def stops_of(services: Iterable[Service]) -> tuple[Stop, ...]:
    """The stops of a visit for these services; those of one line with the same stages share their stops."""
    together: dict[tuple[str, ...], list[str]] = {}
    for service in services:
        together.setdefault((service.line, *service.then), []).append(service.id)
    stops: list[Stop] = []
    for lines, ids in together.items():
        for stage, line in enumerate(lines):
            stops.append(Stop(line, tuple(ids), len(stops) - 1 if stage else None))
    return tuple(stops)


def expected_wait(before: int, counters: int, minutes: float) -> float:
    """Minutes to wait: people before, over open counters, times minutes a visit; endless without one."""
    return before / counters * minutes if counters else inf


def next_stop(stops: Sequence[Stop], waits: Mapping[str, float]) -> int | None:
    """Index of the stop to go to now; None when nothing is left.

    waits  expected wait of each line, minutes; a line that is not named is taken as endless
    Of the stops whose turn it may be, the one with the shortest expected wait; the earlier of equals.
    The scripts do the same as a visit goes on (act.lua) and are tested against this function.
    """
    allowed = [
        index
        for index, stop in enumerate(stops)
        if not stop.done and (stop.after is None or stops[stop.after].done)
    ]
    return min(allowed, key=lambda index: waits.get(stops[index].line, inf), default=None)
