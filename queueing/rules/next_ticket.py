"""Who is called next: the ticket that has used up the largest share of its promised wait."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from queueing.rules.plan import Lane, Pull


@dataclass(frozen=True, order=True)
class Waiting:
    """A ticket as the rule sees it; `place` in ms since the epoch, `id` zero-padded."""

    id: str
    line: str
    lane: Lane
    place: int


@dataclass(frozen=True)
class Choice:
    """The ticket to call, the share that decided, and the head of each line it beat."""

    ticket: Waiting
    share: float
    beat: tuple[tuple[Waiting, float], ...]


@dataclass(frozen=True)
class HeldBack:
    """Nobody may be called: this many tickets wait, all below this counter's thresholds."""

    tickets: int


def share(ticket: Waiting, promises: Mapping[Lane, int], now: int) -> float:
    """How much of its promised wait (ms) a ticket has used up; 1.0 means the promise is just being broken.

    Negative for a booked visitor before the slot. Shares grow without bound: nobody starves (I10).
    Raises KeyError for a lane the hall has made no promise for. Source: DECISIONS.md 3.
    """
    return (now - ticket.place) / promises[ticket.lane]


def next_ticket(
    waiting: Iterable[Waiting],
    pulls: Sequence[Pull],
    promises: Mapping[Lane, int],
    now: int,
    *,
    below_threshold: bool = False,
) -> Choice | HeldBack | None:
    """The next ticket for a counter with these pulls; None when no pulled line has anyone.

    Within a line and lane it is first come. Of the heads, one is eligible when its own share
    reaches the threshold of the pull (without one there is no lower bound). The largest share
    is called; equal shares go to the smaller ticket id. `next.lua` does this in the hall and
    is tested against this function, as are estimates, what-if and replay.
    """
    thresholds = {pull.line: pull.threshold for pull in pulls}
    heads: dict[tuple[str, Lane], Waiting] = {}
    pulled = [ticket for ticket in waiting if ticket.line in thresholds]
    for ticket in pulled:
        key = (ticket.line, ticket.lane)
        heads[key] = min(heads.get(key, ticket), ticket, key=lambda t: (t.place, t.id))
    if not heads:
        return None

    ranked = sorted(((share(t, promises, now), t) for t in heads.values()), key=lambda st: (-st[0], st[1].id))
    eligible = [
        (used, t)
        for used, t in ranked
        if below_threshold or (limit := thresholds[t.line]) is None or used >= limit
    ]
    if not eligible:
        return HeldBack(len(pulled))
    used, chosen = eligible[0]
    return Choice(chosen, used, tuple((t, s) for s, t in ranked if t is not chosen))


def goes_before(ticket: Waiting, others: Iterable[Waiting], promises: Mapping[Lane, int], now: int) -> int:
    """How many of the same line the rule puts before this ticket now: "people ahead".

    It may rise: a priority visitor uses up a short promise faster than an ordinary one a long one.
    """
    mine = (-share(ticket, promises, now), ticket.id)
    return sum(1 for o in others if o.line == ticket.line and (-share(o, promises, now), o.id) < mine)
