"""What needs somebody now: when an alert is raised, passed on to the next person, and over."""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypedDict

from queueing.rules.plan import Names

SECOND = 1_000


class AlertKind(StrEnum):
    """What is wrong; each has its sentence in the words of the screens."""

    #: Of a line: the share of the promise its longest wait has used.
    LONGEST_WAIT = "longest-wait"
    #: Of the hall: the share of the last hour's calls that came after the promise.
    PROMISE = "promise"
    #: Of a line: how many wait while every counter that pulls it is empty or paused.
    UNATTENDED = "unattended"
    #: Of the hall: how many counters are missing of those that stay open at midday.
    NOON = "noon"
    #: Of a device: it is lost or in need of somebody.
    DEVICE = "device"
    #: Of the hall: the share of the last hour's calls that nobody came to.
    MISSED = "missed"
    #: Of the hall: the share of the newest waits told that came sooner or later than their range.
    ESTIMATE = "estimate"


@dataclass(frozen=True)
class Level:
    """From where on a value is an alert and down to where it stays one; so it doesn't come and go.

    held  the value must be there, or be gone, for so long, ms, before anything is said
    """

    raised_from: float
    over_at: float
    held: int


LEVELS: Mapping[AlertKind, Level] = {
    AlertKind.LONGEST_WAIT: Level(1.5, 1.0, 60 * SECOND),
    AlertKind.PROMISE: Level(0.2, 0.1, 60 * SECOND),
    AlertKind.UNATTENDED: Level(1, 0, 120 * SECOND),
    AlertKind.NOON: Level(1, 0, 120 * SECOND),
    AlertKind.DEVICE: Level(1, 0, 0),  # a device is found lost after a silence of its own
    AlertKind.MISSED: Level(0.3, 0.15, 60 * SECOND),
    # A fifth is meant to come otherwise (rules/told_waits.py).
    AlertKind.ESTIMATE: Level(0.35, 0.28, 300 * SECOND),
}
#: An alert nobody has taken on is passed on after so long, ms.
ESCALATE_AFTER = 5 * 60 * SECOND
#: A share of fewer calls than this says nothing.
CALLS_AT_LEAST = 20
#: The same of waits that were told a range: those of one queue go wrong together.
TOLD_AT_LEAST = 50


class Longest(TypedDict):
    """The wait of a line that has used most of its promise; in full minutes."""

    lane: str
    waited_min: int
    promise_min: int


@dataclass(frozen=True)
class Reading:
    """One value as it is now; `subject` is the id of the line or device, "" for the hall.

    longest  of a longest wait: its lane, how long it has been and what was promised
    """

    kind: AlertKind
    subject: str
    names: Names
    value: float
    longest: Longest | None = None

    @property
    def told(self) -> dict[str, object]:
        """What is told of it: the figure to the thousandth, what it is about, and the minutes of a wait."""
        told: dict[str, object] = {"value": round(self.value, 3), "names": dict(self.names)}
        return told | {"longest": self.longest} if self.longest else told

    @property
    def id(self) -> str:
        """An alert is one thing about one subject."""
        return f"{self.kind}:{self.subject}"


@dataclass(frozen=True)
class Alert:
    """An alert that isn't over; `raised` is elapsed real time, ms; `told` as its last reading had it."""

    id: str
    kind: AlertKind
    raised: int
    owner: str | None = None
    escalated: bool = False
    told: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """What is to happen: "raised", "changed" or "escalated" with its reading, or "ended"."""

    id: str
    to: str
    reading: Reading | None = None


def turns(
    alerts: Mapping[str, Alert], readings: Iterable[Reading], since: MutableMapping[str, int], tick: int
) -> Iterator[Turn]:
    """What is to happen now.

    since  id -> when its value went to the other side; kept by the caller from look to look
    A value that isn't read any more, as of a line that is gone, counts as over.
    """
    read = {reading.id: reading for reading in readings}
    for reading in read.values():
        level = LEVELS[reading.kind]
        if reading.id in alerts:
            continue
        if reading.value < level.raised_from:
            since.pop(reading.id, None)
        elif tick - since.setdefault(reading.id, tick) >= level.held:
            del since[reading.id]
            yield Turn(reading.id, "raised", reading)
    for alert in alerts.values():
        level, now = LEVELS[alert.kind], read.get(alert.id)
        if now is not None and now.value > level.over_at:
            since.pop(alert.id, None)
            if alert.owner is None and not alert.escalated and tick - alert.raised >= ESCALATE_AFTER:
                yield Turn(alert.id, "escalated", now)
            elif now.told != alert.told:
                yield Turn(alert.id, "changed", now)
        elif tick - since.setdefault(alert.id, tick) >= level.held:
            del since[alert.id]
            yield Turn(alert.id, "ended")
