"""The last hour and a half: who will still wait when the counters close, and three tested ways out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from queueing.estimates.candidates import Candidate, Candidates
from queueing.estimates.forecast import Forecaster
from queueing.estimates.state import HallNow
from queueing.estimates.what_if import WhatIf
from queueing.rules.advice import Between, Change, ChangeKind

#: How long before closing this is looked at, ms.
BEFORE = 5_400_000
#: A line is told of when at least so many are left on the mean; a way out when it spares so many.
LEFT_AT_LEAST, SPARED_AT_LEAST = 1.0, 1.0
#: Counters kept longer at once, and ways out that are told.
TOGETHER, TOLD = 2, 3


@dataclass(frozen=True)
class Way:
    """A way out: who is left without and with it, how many it spares, and how many get no number by it.

    closes  when its lines close then, ms after midnight
    """

    changes: tuple[Change, ...]
    lines: tuple[str, ...]
    left: Between
    left_with: Between
    spared: float
    turned_away: float
    closes: int

    def said(self, midnight: int) -> dict[str, Any]:
        """Its figures as the door keeps them: people; when its counters close, ms since the epoch."""
        ends = {"left": self.left, "left_with": self.left_with}
        told = {name: {"p10": left.low, "p50": left.middle, "p90": left.high} for name, left in ends.items()}
        figures = {"spared": round(self.spared, 1), "turned_away": round(self.turned_away, 1)}
        return {"lines": list(self.lines), "closes": midnight + self.closes, **told, **figures}


class ClosingSoon(NamedTuple):
    """Lines with somebody left: {line, closes (ms after midnight), expected, p90}; and the ways out."""

    lines: list[dict[str, Any]]
    ways: list[Way]


class Closing:
    """One look at the end of the day; nothing where no line closes within the hour and a half."""

    def __init__(
        self, forecaster: Forecaster, hall: HallNow, until: Mapping[str, int], candidates: Candidates
    ) -> None:
        self._forecaster, self._hall, self._until, self._candidates = forecaster, hall, until, candidates
        self._closes = closes(hall, until)

    def course(self) -> Iterator[ClosingSoon | None]:
        """A play at each step; the last one says what was found."""
        if not self._closes:
            return
        asked = WhatIf(self._forecaster, self._hall, self._until, self._closes)
        yield None
        left = {line: asked.left_expected(asked.base, line) for line in self._closes}
        most = sorted((line for line in left if left[line] >= LEFT_AT_LEAST), key=lambda line: -left[line])
        lines = [
            {"line": line, "closes": self._closes[line], "expected": round(left[line], 1)}
            | {"p90": asked.left(asked.base, [line]).high}
            for line in most
        ]
        found: list[Way] = []
        for candidate in self._ways(most[:2]):
            way = self._played(asked, candidate, left)
            if way.spared >= SPARED_AT_LEAST:
                found.append(way)
            yield None
        found.sort(key=lambda way: -way.spared)
        best = next((way for way in found if way.changes[0].kind is ChangeKind.STOP), None)
        of = best and asked.most_come_for(best.lines[0])
        if best and of:
            change = replace(best.changes[0], service=of)
            alone = self._played(asked, Candidate((change,), best.lines), left)
            enough = alone.spared > best.spared - LEFT_AT_LEAST and alone.spared >= SPARED_AT_LEAST
            if enough:  # and fewer get no number by it
                found[found.index(best)] = alone
            yield None
        yield ClosingSoon(lines, _of_each_kind(found))

    def _played(self, asked: WhatIf, candidate: Candidate, left: Mapping[str, float]) -> Way:
        """What a candidate comes to; `left` as things are, on the mean, by line."""
        outcome = asked.play(candidate.changes)
        before, after = (asked.left(each, candidate.lines) for each in (asked.base, outcome))
        mine = [line for line in candidate.lines if line in left]
        spared = sum(left[line] - asked.left_expected(outcome, line) for line in mine)
        ends = [self._closes[line] for line in mine] + [c.until for c in candidate.changes if c.until]
        turned = asked.turned_away(outcome)
        return Way(candidate.changes, candidate.lines, before, after, spared, turned, max(ends))

    def _ways(self, lines: list[str]) -> Iterator[Candidate]:
        for line in lines:
            yield Candidate((Change(ChangeKind.STOP, self._hall.now, line=line),), (line,))
            yield from self._candidates.longer(line, TOGETHER, BEFORE)
            yield from self._candidates.empty(line)


def closes(hall: HallNow, until: Mapping[str, int]) -> dict[str, int]:
    """The lines whose last counter closes within BEFORE, and when, ms after midnight."""
    last: dict[str, int] = {}
    open_on: set[str] = set()
    for counter, pulls in hall.shape.pulls.items():
        if not hall.seats[counter].open:
            continue
        for pull in pulls:
            if counter in until:
                last[pull.line] = max(last.get(pull.line, 0), until[counter])
            else:
                open_on.add(pull.line)
    soon = {line: at for line, at in last.items() if line not in open_on and line[0] != "@"}
    return {line: at for line, at in soon.items() if hall.now < at <= hall.now + BEFORE}


def _of_each_kind(found: list[Way]) -> list[Way]:
    """The best of each kind first, then the next best, TOLD in all."""
    first: dict[ChangeKind, Way] = {}
    for way in found:
        first.setdefault(way.changes[0].kind, way)
    best = list(first.values())
    return [*best, *(way for way in found if way not in best)][:TOLD]
