"""The kernel's input as arrays: who waits and who will come, the counters, and every throw of the dice."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from queueing.rules.plan import Pull

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]


class Dice(NamedTuple):
    """What `play_all` takes, in its order, up to `now` and `end`; its docstring says what each is."""

    offsets: Ints
    line: Ints
    lane: Ints
    place: Ints
    arrives: Ints
    busy: Ints
    shows: Floats
    pull_offsets: Ints
    pull_line: Ints
    pull_threshold: Floats
    able_offsets: Ints
    able: Ints
    free_at: Ints
    until: Ints
    breaks: Ints
    promises: Floats
    chances: Floats
    absent_busy: int
    wanted: Flags
    guests: Flags


class Pulled(NamedTuple):
    """Which counter pulls which line, both ways round."""

    pull_offsets: Ints
    pull_line: Ints
    pull_threshold: Floats
    able_offsets: Ints
    able: Ints


def pulled(pulls: Sequence[Sequence[Pull]], lines: Mapping[str, int]) -> Pulled:
    """The lines each counter pulls, and the counters that pull each line."""
    known = [[p for p in each if p.line in lines] for each in pulls]
    able: list[list[int]] = [[] for _ in lines]
    for desk, each in enumerate(known):
        for pull in each:
            able[lines[pull.line]].append(desk)
    flat = [pull for each in known for pull in each]
    limits = [-np.inf if pull.threshold is None else pull.threshold for pull in flat]
    return Pulled(
        _offsets([len(each) for each in known]),
        np.array([lines[pull.line] for pull in flat], np.int64),
        np.array(limits, np.float64),
        _offsets([len(each) for each in able]),
        np.array([desk for each in able for desk in each], np.int64),
    )


def _offsets(counts: Sequence[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
