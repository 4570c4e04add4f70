"""Who was at which counter, from when to when, and when it was paused: told by a day's acts."""

from collections.abc import Iterable
from dataclasses import dataclass

#: Kinds of facts that say somebody is at a counter; the first three also begin or end a stretch.
SEAT = ("sat", "left", "forced", "confirmed")
PAUSE = ("paused", "reopened")
WORK = ("called", "recalled", "started", "finished", "missed", "voided", "held", "resumed", "walked_in")


@dataclass(frozen=True)
class CounterAct:
    """A fact of a counter, as far as presence goes; `at` in ms, `reason` of a pause."""

    kind: str
    at: int
    counter: str
    by: str
    reason: str | None = None


@dataclass(frozen=True)
class Stretch:
    """A clerk at a counter from `start` to just before `end`, ms; `paused` is the reason, None: at work."""

    counter: str
    clerk: str
    start: int
    end: int
    paused: str | None = None


def stretches(acts: Iterable[CounterAct]) -> list[Stretch]:
    """A day's stretches, from its acts in order; those of one counter never overlap.

    A seat taken on an earlier day begins with its first act of this one; a seat nobody left ends
    with its last, for a clerk who went home without pressing a key isn't there.
    """
    found: list[Stretch] = []
    now: dict[str, Stretch] = {}

    def close(counter: str, at: int) -> Stretch | None:
        if (open_one := now.pop(counter, None)) is None:
            return None
        ended = Stretch(counter, open_one.clerk, open_one.start, at, open_one.paused)
        if ended.end > ended.start:
            found.append(ended)
        return ended

    for act in acts:
        if act.kind in {"left", "forced"}:
            close(act.counter, act.at)
            continue
        here = now.get(act.counter)
        paused = act.reason or "" if act.kind == "paused" else None
        # Work at a paused counter ends its pause, as the scripts have it.
        if here is None or act.kind in {"sat", *PAUSE} or (here.paused is not None and act.kind in WORK):
            close(act.counter, act.at)
            clerk = act.by if here is None or act.kind == "sat" else here.clerk
            now[act.counter] = Stretch(act.counter, clerk, act.at, act.at, paused)
        else:
            now[act.counter] = Stretch(here.counter, here.clerk, here.start, act.at, here.paused)
    for counter in tuple(now):
        close(counter, now[counter].end)
    return found


def present(told: Iterable[Stretch]) -> dict[tuple[str, str], int]:
    """How long each was at work and not paused: ("counter", "3") -> ms, ("clerk", "staff:1") -> ms."""
    spans: dict[tuple[str, str], int] = {}
    for each in told:
        if each.paused is None:
            for place in (("counter", each.counter), ("clerk", each.clerk)):
                spans[place] = spans.get(place, 0) + each.end - each.start
    return spans
