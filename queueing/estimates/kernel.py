"""The play of rules/wait.py in machine code, for many throws of the dice; only estimates import it."""

from typing import Any

import numpy as np
from numba import njit

from queueing.estimates.dice import Ints
from queueing.rules.wait import ABSENT_BIN, ABSENT_BINS, NEVER

_NONE = -1


@njit(cache=True)
def play_all(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - machine code calls nothing
    offsets: Any,  # noqa: ANN401 - arrays, see `Dice`
    line: Any,  # noqa: ANN401
    lane: Any,  # noqa: ANN401
    place: Any,  # noqa: ANN401
    arrives: Any,  # noqa: ANN401
    busy: Any,  # noqa: ANN401
    shows: Any,  # noqa: ANN401
    pull_offsets: Any,  # noqa: ANN401
    pull_line: Any,  # noqa: ANN401
    pull_threshold: Any,  # noqa: ANN401
    able_offsets: Any,  # noqa: ANN401
    able: Any,  # noqa: ANN401
    free_at: Any,  # noqa: ANN401
    until: Any,  # noqa: ANN401
    breaks: Any,  # noqa: ANN401
    promises: Any,  # noqa: ANN401
    chances: Any,  # noqa: ANN401
    absent_busy: int,
    wanted: Any,  # noqa: ANN401
    guests: Any,  # noqa: ANN401
    now: int,
    end: int,
) -> tuple[Ints, Ints]:
    """When each visit is called, and each guest by replication: (called, guest_called), ms.

    offsets        where each replication's visits begin; whoever waits now comes first in each
    pull_*         lines each counter pulls, at pull_offsets[d]..; a threshold of -inf is none
    able           the other way round: counters that pull each line
    free_at        [replication, counter]; breaks [replication, counter, n, (start, length)], the last NEVER
    wanted         of each visit, whether its call is asked; a replication ends with the last of them
    guests         for each line whether somebody who came now is asked for
    """
    replications, desks, lanes, lines = len(offsets) - 1, len(until), len(promises), len(guests)
    called = np.full(len(wanted), NEVER, np.int64)
    guest_called = np.full((replications, lines), NEVER, np.int64)
    for r in range(replications):
        first, last = offsets[r], offsets[r + 1]
        keys = lines * lanes
        start = np.zeros(keys + 1, np.int64)
        for v in range(first, last):
            start[line[v] * lanes + lane[v] + 1] += 1
        for k in range(keys):
            start[k + 1] += start[k]
        head, tail = start[:keys].copy(), start[:keys].copy()
        queue = np.empty(last - first, np.int64)
        idle = np.full(desks, _NONE, np.int64)
        taken = np.zeros(desks, np.int64)
        free = np.maximum(free_at[r], now)
        left = 0
        for w in range(first, last):
            left += wanted[w]
        for g in range(lines):
            left += guests[g]
        v = first
        while left > 0:
            d, at = 0, free[0]
            for other in range(1, desks):
                if free[other] < at:
                    d, at = other, free[other]
            if v < last and max(arrives[v], now) <= at:
                at = max(arrives[v], now)
                if at >= end:
                    break
                key = line[v] * lanes + lane[v]
                slot = tail[key]
                while slot > head[key] and place[queue[slot - 1]] > place[v]:
                    queue[slot] = queue[slot - 1]
                    slot -= 1
                queue[slot] = v
                tail[key] += 1
                used = (at - place[v]) / promises[lane[v]]
                d, since = _NONE, NEVER
                for n in range(able_offsets[line[v]], able_offsets[line[v] + 1]):
                    one = able[n]
                    if idle[one] == _NONE:
                        continue
                    for p in range(pull_offsets[one], pull_offsets[one + 1]):
                        if pull_line[p] == line[v]:
                            if used >= pull_threshold[p]:
                                if idle[one] < since:
                                    d, since = one, idle[one]
                            else:
                                wakes = place[v] + np.int64(np.ceil(pull_threshold[p] * promises[lane[v]]))
                                free[one] = min(free[one], max(wakes, at))
                            break
                v += 1
                if d == _NONE:
                    continue
            else:
                if at >= end:
                    break
                if at >= until[d]:
                    free[d], idle[d] = NEVER, _NONE
                    continue
                if breaks[r, d, taken[d], 0] <= at:
                    free[d], idle[d] = at + breaks[r, d, taken[d], 1], _NONE
                    taken[d] += 1
                    continue
            # The rule: of the heads of the lines it pulls the largest share, then the smaller id.
            best, chosen, wake = -np.inf, _NONE, np.int64(NEVER)
            for p in range(pull_offsets[d], pull_offsets[d + 1]):
                for m in range(lanes):
                    key = pull_line[p] * lanes + m
                    if head[key] < tail[key]:
                        one = queue[head[key]]
                        used = (at - place[one]) / promises[m]
                        if used >= pull_threshold[p]:
                            if used > best or (used == best and one < chosen):
                                best, chosen = used, one
                        else:
                            wakes = place[one] + np.int64(np.ceil(pull_threshold[p] * promises[m]))
                            wake = min(wake, wakes)
            used = (at - now) / promises[0]
            for p in range(pull_offsets[d], pull_offsets[d + 1]):
                g = pull_line[p]
                if guests[g] and guest_called[r, g] == NEVER:
                    if used < pull_threshold[p]:
                        wake = min(wake, now + np.int64(np.ceil(pull_threshold[p] * promises[0])))
                    elif used > best:
                        guest_called[r, g] = at
                        left -= 1
            if chosen == _NONE:
                if idle[d] == _NONE:
                    idle[d] = at
                free[d] = max(min(wake, breaks[r, d, taken[d], 0], until[d]), at + 1)
                continue
            head[line[chosen] * lanes + lane[chosen]] += 1
            called[chosen] = at
            left -= wanted[chosen]
            waited = min(max(0, at - arrives[chosen]) // ABSENT_BIN, ABSENT_BINS - 1)
            keeps = absent_busy if shows[chosen] < chances[waited] else busy[chosen]
            free[d], idle[d] = at + max(1, keeps), _NONE
    return called, guest_called
