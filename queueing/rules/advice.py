"""Advice with a number: what may be changed today, when that is worth saying, and whether it came true."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from queueing.rules.plan import Pull

#: Advice is about those who wait now and those who come within so long, ms.
HORIZON = 3_600_000
#: A change matters from so many minutes of the longest waits on, and from this share of them.
MINUTES_AT_LEAST, SHARE_AT_LEAST = 5.0, 0.15
#: About fewer people nothing is said.
PEOPLE_AT_LEAST = 5.0
#: A counter may close when the longest waits grow by less than this, minutes.
HARDLY = 1.0
#: A forecast came true when what happened is so near to it, or within its range.
NEAR = 0.25
#: A clerk who is asked for is there after so long, ms.
THERE_AFTER = 180_000


class ChangeKind(StrEnum):
    """What can be changed in a running day."""

    #: A counter that is closed, paused or empty begins to call.
    OPEN = "open"
    #: A counter goes on calling for longer.
    EXTEND = "extend"
    #: A counter calls nobody any more; its clerk is free.
    CLOSE = "close"
    #: A counter pulls other lines.
    LINES = "lines"
    #: No more numbers are given for a line, or one of its services; bookings are kept.
    STOP = "stop"


@dataclass(frozen=True)
class Change:
    """One change of a running day. Times in ms after midnight.

    at     from when it counts
    until  with EXTEND and OPEN: when the counter calls nobody any more; None: as before
    pulls  with LINES: all that the counter pulls then
    line   with STOP; service: when it is of this service alone
    """

    kind: ChangeKind
    at: int
    counter: str = ""
    until: int | None = None
    pulls: tuple[Pull, ...] = ()
    line: str = ""
    service: str = ""


@dataclass(frozen=True)
class Between:
    """A figure as the plays have it: P10, P50 and P90 of them."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Figures:
    """What a change does to a group of people; minutes, each figure the P90 of their waits.

    saved    play by play, on the same dice, so it is surer than `without` less `with_`
    people   how many they are
    nobody   more than one in ten of them is called by nobody as things are: `without` is then a lower bound
    """

    without: Between
    with_: Between
    saved: Between
    people: float
    nobody: bool = False


@dataclass(frozen=True)
class Advice:
    """A way out and what it does: `gain` for the lines it helps, `loss` for those the clerk comes from."""

    changes: tuple[Change, ...]
    lines: tuple[str, ...]
    gain: Figures
    loss: Figures | None = None

    @property
    def kind(self) -> ChangeKind:
        """What is done first; all its changes are of one kind."""
        return self.changes[0].kind

    @property
    def per_clerk(self) -> float:
        """P90 minutes saved, less what is lost where the clerk comes from, for each clerk it takes."""
        lost = max(0.0, -self.loss.saved.middle) if self.loss else 0.0
        return (self.gain.saved.middle - lost) / len(self.changes)


def matters(advice: Advice) -> bool:
    """Whether it is worth a manager's time: enough minutes, for enough people, in nine of ten plays."""
    gain = advice.gain
    if gain.people < PEOPLE_AT_LEAST:
        return False
    if advice.kind is ChangeKind.CLOSE:
        return gain.saved.low > -HARDLY
    least = max(MINUTES_AT_LEAST, SHARE_AT_LEAST * gain.without.middle)
    return advice.per_clerk >= least and gain.saved.low > 0


def ranked(found: Iterable[Advice], most: int) -> list[Advice]:
    """What is worth saying, the most saved per clerk first; one of each kind for a line, one for a counter.

    Where something saves minutes, nothing is said of counters that could close.
    """
    worth = sorted((a for a in found if matters(a)), key=lambda advice: -advice.per_clerk)
    helps = [advice for advice in worth if advice.kind is not ChangeKind.CLOSE]
    kept: list[Advice] = []
    for advice in helps or worth[:1]:
        taken = {change.counter for other in kept for change in other.changes}
        said = {(other.kind, other.lines[0]) for other in kept}
        if not taken & {c.counter for c in advice.changes} and (advice.kind, advice.lines[0]) not in said:
            kept.append(advice)
    return kept[:most]


def came_true(forecast: Between, happened: float) -> bool:
    """Whether the P90 that happened is within 25 % of the forecast's, or in its range; minutes."""
    near = abs(happened - forecast.middle) <= NEAR * forecast.middle
    return near or forecast.low <= happened <= forecast.high


def longest(waits: Sequence[float]) -> float:
    """The P90 of waits: nine of ten are not longer."""
    ordered = sorted(waits)
    return ordered[max(0, -(-9 * len(ordered) // 10) - 1)]
