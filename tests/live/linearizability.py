"""A checker of recorded histories (Wing and Gong): what one clerk alone could have done in some order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

#: A line so far: how many were issued, how many called.
State = tuple[int, int]


@dataclass(frozen=True)
class Operation:
    """One act as its client saw it.

    begun, ended  when it was sent and answered; ended is infinite when the answer never came
    ticket        rank in the line from 1, of the one issued or called; 0: nobody waited; None: unknown
    """

    kind: Literal["issue", "call"]
    begun: float
    ended: float
    ticket: int | None


def apply(state: State, operation: Operation) -> State | None:
    """The line after this act; None where one line, first come first called, can't have answered so."""
    issued, called = state
    if operation.kind == "issue":
        return (issued + 1, called) if operation.ticket in {None, issued + 1} else None
    if operation.ticket == 0:
        return state if called == issued else None
    if called == issued:
        return state if operation.ticket is None else None
    return (issued, called + 1) if operation.ticket in {None, called + 1} else None


def is_linearizable(history: Iterable[Operation]) -> bool:
    """Whether the acts can be put in one order, each between its begin and its end, that a line would give.

    An act whose answer never came may have happened at any later time, or not at all.
    """
    acts = sorted(history, key=lambda a: a.begun)
    needed = sum(1 << i for i, act in enumerate(acts) if act.ended != float("inf"))
    seen: set[tuple[int, State]] = set()
    # Depth first over (acts done, line so far); a set already tried with the same line is not tried again.
    trail: list[tuple[int, State, list[int]]] = [(0, (0, 0), _candidates(acts, 0, 0))]
    while trail:
        done, state, left = trail[-1]
        if done & needed == needed:
            return True
        if not left:
            trail.pop()
            continue
        i = left.pop()
        after = apply(state, acts[i])
        now = done | 1 << i
        if after is None or (now, after) in seen:
            continue
        seen.add((now, after))
        first = _lowest_undone(now)
        trail.append((now, after, _candidates(acts, now, first)))
    return False


def _lowest_undone(done: int) -> int:
    return (~done & done + 1).bit_length() - 1


def _candidates(acts: list[Operation], done: int, first: int) -> list[int]:
    """Acts that may come next: begun before any act still to be done has ended; the likeliest last."""
    open_until, found = float("inf"), []
    for i in range(first, len(acts)):
        if done >> i & 1:
            continue
        if acts[i].begun > open_until:
            break
        open_until = min(open_until, acts[i].ended)
        found.append(i)
    # Issues by rank, then calls by rank: the order a sound line gives comes out of the list first.
    found.sort(
        key=lambda i: (acts[i].ticket is None, acts[i].kind == "call", acts[i].ticket or 0), reverse=True
    )
    return found
