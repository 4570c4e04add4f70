"""The kernel's input as arrays: who waits and who will come, the counters, and every throw of the dice."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from queueing.rules.plan import Lane, Pull
from queueing.rules.wait import NEVER, Absence, Desk, Visit

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


def arrays_of(
    visits: Sequence[Visit],
    desks: Sequence[Desk],
    promises: Mapping[Lane, int],
    guests: Sequence[str],
    absence: Absence,
) -> Dice:
    """One replication as `play` takes it, for the kernel; every visit is wanted. Lines go by name."""
    named = {v.ticket.line for v in visits} | {p.line for d in desks for p in d.pulls} | set(guests)
    lines = {line: n for n, line in enumerate(sorted(named))}
    lanes = {lane: n for n, lane in enumerate(promises)}
    most = max((len(d.breaks) for d in desks), default=0)
    breaks = np.full((1, len(desks), most + 1, 2), NEVER, np.int64)
    for n, desk in enumerate(desks):
        breaks[0, n, : len(desk.breaks)] = np.array(desk.breaks, np.int64).reshape(-1, 2)
    return Dice(
        np.array([0, len(visits)], np.int64),
        np.array([lines[v.ticket.line] for v in visits], np.int64),
        np.array([lanes[v.ticket.lane] for v in visits], np.int64),
        np.array([v.ticket.place for v in visits], np.int64),
        np.array([v.arrives for v in visits], np.int64),
        np.array([v.busy for v in visits], np.int64),
        np.array([v.shows for v in visits], np.float64),
        *pulled([d.pulls for d in desks], lines),
        np.array([[d.free for d in desks]], np.int64),
        np.array([d.until for d in desks], np.int64),
        breaks,
        np.array([float(ms) for ms in promises.values()]),
        np.array(absence.chance),
        absence.busy,
        np.ones(len(visits), np.bool_),
        np.array([line in guests for line in lines], np.bool_),
    )
