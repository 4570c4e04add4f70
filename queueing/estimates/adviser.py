"""The adviser of a running hall: plays what could be changed, one play at a time, between two batches."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from queueing.estimates.afterwards import Afterwards, LeftBehind
from queueing.estimates.candidates import LONGER, Candidate, Candidates
from queueing.estimates.log import Event
from queueing.estimates.state import HallNow
from queueing.rules.advice import Advice, Between, Change, ChangeKind, Figures, came_true, ranked
from queueing.rules.plan import Pull
from queueing.rules.wall_clock import MINUTE

if TYPE_CHECKING:
    from queueing.estimates.forecast import Forecaster
    from queueing.estimates.what_if import WhatIf

#: A round of advice begins at most so often, seconds; and at most so many are said.
EVERY, SAID = 60.0, 3
#: A play is begun only when so many of the longest so far would fit before the next batch.
ROOM = 1.5
#: How fast a slow play is forgotten while none is begun for its sake.
FORGETS = 0.98
#: How long the first play is thought to take, seconds: it compiles, or loads what was compiled.
FIRST = 0.3


class Adviser:
    """One business day's advice.

    midnight  of that day, ms since the epoch
    zones     of each counter
    """

    def __init__(self, midnight: int, zones: Mapping[str, str]) -> None:
        self._midnight, self._zones = midnight, zones
        self._course: Iterator[dict[str, Any] | None] | None = None
        self._begun = -EVERY
        self._longest = FIRST
        self._offers: list[dict[str, Any]] = []
        self._made_at = 0
        self._pulls: Mapping[str, tuple[Pull, ...]] = {}
        self._watched: dict[str, tuple[Mapping[str, Any], Afterwards | LeftBehind]] = {}

    @property
    def works(self) -> bool:
        """Whether a round is under way, or due."""
        return self._course is not None or time.monotonic() - self._begun >= EVERY

    def step(
        self, left: float, begin: Callable[[], tuple["Forecaster", HallNow, dict[str, int]]]
    ) -> dict[str, Any] | None:
        """Play once, when that fits into so many seconds; what there is to say when a round is through.

        begin  the hall as it stands and when its counters are known to close; asked for each round
        """
        if not self.works:
            return None
        if left < ROOM * self._longest:
            self._longest *= FORGETS  # one slow moment of the machine is no rule
            return None
        began = time.monotonic()
        if self._course is None:
            self._begun, self._course = began, self._round(*begin())
        told = next(self._course)
        if told is not None:
            self._course = None
        self._longest = max(0.9 * self._longest, time.monotonic() - began)
        return told

    def _round(
        self, forecaster: "Forecaster", hall: HallNow, until: dict[str, int]
    ) -> Iterator[dict[str, Any] | None]:
        """One play at each step; the last says all."""
        # As in live.py: numba and scipy are for halls that know enough to be advised.
        from queueing.estimates.closing import Closing, ClosingSoon  # noqa: PLC0415
        from queueing.estimates.what_if import WhatIf  # noqa: PLC0415

        made_at = self._made_at = self._midnight + hall.now
        self._pulls = hall.shape.pulls
        asked = WhatIf(forecaster, hall, until)
        candidates = Candidates(asked, hall, self._zones, until)
        ends = Closing(forecaster, hall, until, candidates)
        yield None
        found: list[Advice] = []
        for candidate in candidates.all():
            advice = played(asked, candidate)
            found += [advice] if advice else []
            yield None
        offers = [
            self._offer(advice.changes, f"{made_at}-{n}") | _said(advice)
            for n, advice in enumerate(ranked(found, SAID))
        ]
        closing = ClosingSoon([], [])
        for step in ends.course():
            closing = step or closing
            yield None
        last = [
            self._offer(way.changes, f"{made_at}-c{n}") | way.said(self._midnight)
            for n, way in enumerate(closing.ways)
        ]
        lines = [line | {"closes": self._midnight + line["closes"]} for line in closing.lines]
        earlier, self._offers = self._offers, [*offers, *last]
        told = {"made_at": made_at, "offers": offers, "earlier": earlier}
        yield told | {"closing": {"lines": lines, "offers": last}}

    def _offer(self, changes: tuple[Change, ...], id_: str) -> dict[str, Any]:
        told = [self._change(change) for change in changes]
        counters = [change.counter for change in changes if change.counter]
        told_of = {"id": id_, "kind": _kind(changes[0], self._pulls), "made_at": self._made_at}
        if changes[0].service:
            told_of["service"] = changes[0].service
        return told_of | {"changes": told, "counters": counters}

    def _change(self, change: Change) -> dict[str, Any]:
        """A change as the door keeps it, times in ms since the epoch."""
        told: dict[str, Any] = {"kind": change.kind.value, "at": self._midnight + change.at}
        if change.counter:
            told["counter"] = change.counter
        if change.line:
            told["line"] = change.line
        if change.service:
            told["service"] = change.service
        if change.until is not None:
            told |= {"until": self._midnight + change.until, "minutes": LONGER // MINUTE}
        if change.pulls:
            own_first = sorted(change.pulls, key=lambda pull: pull.line[0] != "@")
            told["pulls"] = [
                {"line": p.line} | ({} if p.threshold is None else {"threshold": p.threshold})
                for p in own_first
            ]
        return told

    # What came of it --------------------------------------------------------------------------------

    def watch(self, fact: Mapping[str, Any], hall: HallNow) -> None:
        """A fact about today: advice was followed, taken back, or looked at afterwards."""
        detail = fact.get("detail", {})
        advice, record = detail.get("advice"), detail.get("record")
        if fact["kind"] in {"hours_undone", "advice_checked"}:
            self._watched.pop(advice, None)
        elif record:
            hall.now = fact["at"] - self._midnight
            lines, closes = record["lines"], record.get("closes")
            after = LeftBehind(lines, closes - self._midnight) if closes else Afterwards(hall, lines)
            self._watched[advice] = record, after

    def take(self, event: Event, hall: HallNow) -> None:
        """Go on to this event, which the hall has taken already."""
        for _, after in self._watched.values():
            after.take(event, hall)

    def checked(self, hall: HallNow) -> Iterator[tuple[str, Mapping[str, Any], float, bool]]:
        """The advice whose outcome is known by now: its id, its record, what happened, whether it came true.

        What happened: the P90 of the waits, minutes, or how many were left at closing.
        """
        for advice, (record, after) in list(self._watched.items()):
            if not after.is_over(hall):
                continue
            del self._watched[advice]
            if after.happened is not None:
                told = record["left_with" if "closes" in record else "with"]
                forecast = Between(told["p10"], told["p50"], told["p90"])
                yield advice, record, after.happened, came_true(forecast, after.happened)


def played(asked: "WhatIf", candidate: Candidate) -> Advice | None:
    """What a candidate does; None where in some play nobody is there."""
    outcome = asked.play(candidate.changes)
    gain = asked.figures(outcome, candidate.lines)
    loss = asked.figures(outcome, candidate.loses) if candidate.loses else None
    return Advice(candidate.changes, candidate.lines, gain, loss) if gain else None


def _kind(change: Change, usual: Mapping[str, tuple[Pull, ...]]) -> str:
    """The word for a change: a counter that keeps its lines gets one more, else it moves to others."""
    if change.kind is not ChangeKind.LINES:
        return change.kind.value
    return "add" if set(usual[change.counter]) <= set(change.pulls) else "move"


def _said(advice: Advice) -> dict[str, Any]:
    loss = _figures(advice.loss) if advice.loss else None
    return {"lines": list(advice.lines), **_figures(advice.gain), "loss": loss}


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "without": _quantiles(figures.without),
        "with": _quantiles(figures.with_),
        "saved": _quantiles(figures.saved),
        "people": round(figures.people),
        "nobody": figures.nobody,
    }


def _quantiles(between: Between) -> dict[str, float]:
    return {"p10": round(between.low, 1), "p50": round(between.middle, 1), "p90": round(between.high, 1)}
