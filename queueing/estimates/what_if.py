"""What if: one throw of the dice played with and without a change, so that nothing but the change differs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from queueing.estimates.afterwards import since
from queueing.estimates.dice import Dice, Flags, Floats, Ints, pulled
from queueing.estimates.forecast import PLAYED_FOR, Forecaster
from queueing.estimates.kernel import play_all
from queueing.estimates.state import HallNow
from queueing.rules.advice import HORIZON, Between, Change, ChangeKind, Figures
from queueing.rules.plan import Lane
from queueing.rules.wait import NEVER

#: Futures played for one question.
PLAYS = 60
#: Who comes so long after the people asked about may still be called before one of them whose booking is to
#: come; and before any of them, with a lane that goes first; ms.
AFTERWARDS, GOES_FIRST = 1_800_000, 2 * 3_600_000
#: Where a larger share is never called, the longest waits (P90) have no end.
NOT_CALLED = 0.1


@dataclass(frozen=True)
class Outcome:
    """One course of all plays: when each visit was called, ms (NEVER: not by the end); `here`: it came."""

    called: Ints
    here: Flags


class WhatIf:
    """One instant of a hall, thrown once; every question about it is played on the same dice.

    until   when counters are known to close, ms; a counter not named goes on until its lines are empty
    closing lines that give no number from then on, ms; with it the question is who is left at the end
    """

    def __init__(
        self,
        forecaster: Forecaster,
        hall: HallNow,
        until: Mapping[str, int] = {},
        closing: Mapping[str, int] | None = None,
        plays: int = PLAYS,
    ) -> None:
        self.shape, self.lines, self.now = forecaster.shape, forecaster.lines, hall.now
        self._seats = list(self.shape.pulls)
        self._booked = forecaster.lanes.get(Lane.BOOKED, -1)
        asked = max(closing.values(), default=hall.now) if closing else hall.now + HORIZON
        end = asked + (0 if closing else GOES_FIRST)
        waiting = forecaster.waiting(hall)
        ordinary = forecaster.ordinary_until(asked + AFTERWARDS)
        dice, self._service = forecaster.throw(hall, waiting, until, plays, end, ordinary)
        self._services = forecaster.services
        self._since = dice.arrives.copy()
        here = (dice.offsets[:-1, None] + np.arange(len(waiting))).ravel()
        self._since[here] = np.tile([since(ticket) for ticket in waiting], plays)
        if closing:
            ends = np.full(len(self.lines), NEVER, np.int64)
            for line, at in closing.items():
                ends[self.lines[line]] = at
            kept = (dice.arrives < ends[dice.line]) | (dice.arrives <= hall.now)
            dice, self._since, self._service = _only(dice, kept), self._since[kept], self._service[kept]
        self.dice = dice._replace(wanted=dice.arrives < asked)
        self.play_of = np.repeat(np.arange(plays), np.diff(self.dice.offsets))
        self.plays = plays
        self.base = self.play(())

    def play(self, changes: Sequence[Change]) -> Outcome:
        """The same futures with these changes made."""
        dice, here = self.dice, np.ones(len(self.dice.line), np.bool_)
        for change in changes:
            if change.kind is ChangeKind.STOP:
                late = (dice.arrives >= max(change.at, self.now + 1)) & (dice.lane != self._booked)
                of = self._service == self._services[change.service] if change.service else True
                here &= ~(late & (dice.line == self.lines[change.line]) & of)
        changed = self._changed(dice if here.all() else _only(dice, here), changes)
        called, _ = play_all(*changed, self.now, self.now + PLAYED_FOR)
        if here.all():
            return Outcome(called, here)
        every = np.full(len(here), NEVER, np.int64)
        every[here] = called
        return Outcome(every, here)

    def figures(self, outcome: Outcome, lines: Collection[str]) -> Figures | None:
        """What a change does to those in these lines; None: in some play nobody is there."""
        mine = self._of(lines)
        both = mine & outcome.here  # those who got no number wait for nothing
        before, after = (self._p90(each, mine) for each in (self.base, outcome))
        paired = before if both.sum() == mine.sum() else self._p90(self.base, both)
        if before is None or after is None or paired is None:
            return None
        people = float(mine.sum()) / self.plays
        nobody = bool(np.mean(self.base.called[mine] == NEVER) > NOT_CALLED)
        return Figures(_between(before), _between(after), _between(paired - after), people, nobody)

    def left(self, outcome: Outcome, lines: Collection[str]) -> Between:
        """How many of these lines nobody has called when their counters are closed."""
        mine = self._of(lines) & outcome.here & (outcome.called == NEVER)
        return _between(np.bincount(self.play_of[mine], minlength=self.plays).astype(np.float64))

    def left_expected(self, outcome: Outcome, line: str) -> float:
        """The mean of the same."""
        return float((self._of([line]) & outcome.here & (outcome.called == NEVER)).sum()) / self.plays

    def turned_away(self, outcome: Outcome) -> float:
        """How many get no number, on the mean."""
        return float((~outcome.here).sum()) / self.plays

    def most_come_for(self, line: str) -> str | None:
        """The service of a line that most visitors still come for; None: they all come for one."""
        coming = self._service[(self.dice.line == self.lines[line]) & (self.dice.lane != self._booked)]
        people = np.bincount(coming[coming >= 0], minlength=len(self._services))
        return list(self._services)[int(people.argmax())] if np.count_nonzero(people) > 1 else None

    def mean_waits(self) -> dict[str, tuple[float, float]]:
        """Of each line as things are: the mean wait of those asked about, minutes, and how many they are."""
        mine = self.dice.wanted
        line, count = self.dice.line[mine], len(self.lines)
        people = np.bincount(line, minlength=count)
        waits = (np.minimum(self.base.called, self.now + PLAYED_FOR) - self._since)[mine] / 60_000
        total = np.bincount(line, weights=waits, minlength=count)
        return {
            name: (float(total[n] / max(1, people[n])), float(people[n]) / self.plays)
            for name, n in self.lines.items()
        }

    def _of(self, lines: Collection[str]) -> Flags:
        known = [self.lines[line] for line in lines if line in self.lines]
        mine: Flags = self.dice.wanted & np.isin(self.dice.line, known)
        return mine

    def _p90(self, outcome: Outcome, mine: Flags) -> Floats | None:
        """The P90 of these people's waits in each play, minutes; as rules/advice.py has it."""
        mine = mine & outcome.here
        plays = self.play_of[mine]
        count = np.bincount(plays, minlength=self.plays)
        if not count.all():
            return None
        called = np.minimum(outcome.called[mine], self.now + PLAYED_FOR)
        waits = (called - self._since[mine]) / 60_000
        ordered = waits[np.lexsort((waits, plays))]
        first = np.concatenate([[0], np.cumsum(count)[:-1]])
        nine_of_ten: Floats = ordered[first + np.maximum(-(-9 * count // 10) - 1, 0)]
        return nine_of_ten

    def _changed(self, dice: Dice, changes: Sequence[Change]) -> Dice:
        """The dice of the same futures in a changed hall."""
        free, until = dice.free_at.copy(), dice.until.copy()
        pulls = dict(self.shape.pulls)
        for change in changes:
            if change.kind is ChangeKind.STOP:
                continue
            seat = self._seats.index(change.counter)
            if change.kind is ChangeKind.LINES:
                pulls[change.counter] = change.pulls
                free[:, seat] = np.maximum(free[:, seat], change.at)
            elif change.kind is ChangeKind.CLOSE:
                until[seat] = min(until[seat], change.at)
            else:
                until[seat] = until[seat] if change.until is None else max(until[seat], change.until)
            if change.kind is ChangeKind.OPEN:
                free[:, seat] = np.minimum(free[:, seat], change.at)
        of_lines = pulled(list(pulls.values()), self.lines)._asdict() if pulls != self.shape.pulls else {}
        return dice._replace(free_at=free, until=until, **of_lines)


def _only(dice: Dice, kept: Flags) -> Dice:
    """The dice of these visits alone."""
    before = np.concatenate([[0], np.cumsum(kept)])
    by_visit = {name: getattr(dice, name)[kept] for name in _OF_VISITS}
    return dice._replace(offsets=before[dice.offsets].astype(np.int64), **by_visit)


_OF_VISITS = ("line", "lane", "place", "arrives", "busy", "shows", "wanted")


def _between(values: Floats) -> Between:
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9)).tolist()
    return Between(low, middle, high)
