"""What a change would have meant for a day's visitors: waits by lane and line, who loses, who starves."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from queueing.rules.plan import Lane
from queueing.rules.recorded_day import Call, RecordedDay

#: A wait is longer or shorter by this much before anybody is said to lose or win, ms.
NOTICED = 60_000
#: Who waits this many times the promise is starved. Source: shares grow without bound, so nobody should.
STARVES = 3.0


class Waits(NamedTuple):
    """Published waits of one kind of visitors, minutes; None without any.

    called, left  how many were called, and how many that day's counters never came to
    kept_pct      called within the promise of their lane
    """

    called: int
    left: int
    p50: float | None
    p90: float | None
    longest: float | None
    kept_pct: float | None


@dataclass(frozen=True)
class Group:
    """Visitors of a line and lane, as they came on the day; line "" is all of a lane.

    later, sooner   how many wait longer, and less long, by a minute or more
    by_p50, by_most of those who wait longer: how much, minutes
    dropped         called on the day, never called after the change
    starved         newly beyond STARVES times their promise
    """

    line: str
    lane: str
    before: Waits
    after: Waits
    later: int
    sooner: int
    by_p50: float | None
    by_most: float | None
    dropped: int
    starved: int

    @property
    def loses(self) -> bool:
        """Whether more of them wait longer than less long, or somebody is not called any more."""
        return self.later > self.sooner or self.dropped > 0 or self.starved > 0


def groups(
    day: RecordedDay,
    before: Sequence[Call],
    after: Sequence[Call],
    promises: tuple[Mapping[Lane, int], Mapping[Lane, int]],
) -> list[Group]:
    """Each lane, then each line and lane, that had visitors; `promises` before and after, ms.

    A wait that its visitor made longer counts nowhere.
    """
    waited = _waits(day, before), _waits(day, after)
    kinds: dict[tuple[str, Lane], list[str]] = {}
    for visit in day.visits.values():
        if visit.stints and not visit.postponed:
            first = visit.stints[0].moves[0]
            for line in ("", first.line):
                kinds.setdefault((line, first.lane), []).append(visit.id)
    order = list(Lane)
    return [
        _group(kind, kinds[kind], waited, promises)
        for kind in sorted(kinds, key=lambda kind: (kind[0], order.index(kind[1])))
    ]


def _waits(day: RecordedDay, calls: Iterable[Call]) -> dict[str, int]:
    """The published wait of each ticket: to its first call, from its arrival or later slot; ms."""
    found: dict[str, int] = {}
    for call in calls:
        found.setdefault(call.ticket, max(0, call.at - day.visits[call.ticket].since))
    return found


def _group(
    kind: tuple[str, Lane],
    ids: Sequence[str],
    waited: tuple[Mapping[str, int], Mapping[str, int]],
    promises: tuple[Mapping[Lane, int], Mapping[Lane, int]],
) -> Group:
    line, lane = kind
    before, after = waited
    promised = [of.get(lane, of[Lane.ORDINARY]) for of in promises]
    both = [after[id_] - before[id_] for id_ in ids if id_ in before and id_ in after]
    longer = sorted(more for more in both if more >= NOTICED)
    starved = [
        id_
        for id_ in ids
        if after.get(id_, 0) >= STARVES * promised[1] and before.get(id_, 0) < STARVES * promised[0]
    ]
    return Group(
        line,
        lane.value,
        _summed(ids, before, promised[0]),
        _summed(ids, after, promised[1]),
        len(longer),
        sum(more <= -NOTICED for more in both),
        _minutes(longer, 0.5),
        _minutes(longer, 1.0),
        sum(id_ in before and id_ not in after for id_ in ids),
        len(starved),
    )


def _summed(ids: Sequence[str], waited: Mapping[str, int], promise: int) -> Waits:
    known = sorted(waited[id_] for id_ in ids if id_ in waited)
    kept = sum(wait <= promise for wait in known)
    return Waits(
        len(known),
        len(ids) - len(known),
        _minutes(known, 0.5),
        _minutes(known, 0.9),
        _minutes(known, 1.0),
        round(100 * kept / len(known), 1) if known else None,
    )


def _minutes(ordered: Sequence[int], share: float) -> float | None:
    return round(ordered[math.ceil(len(ordered) * share) - 1] / 60_000, 1) if ordered else None
