"""What a report counts: figures of a day for one service, counter, clerk or hour, that add up over days."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from math import ceil
from typing import Any

from queueing.rules.tickets import TicketState

MINUTE = 60_000
#: Waits of this many minutes and more are counted together.
LONGEST = 600
#: After these outcomes without a count of items, one was handled; 一次性告知 and 转办 handle none.
_HANDLED = frozenset({None, "办结", "受理", "收件"})

#: What is counted apart. "band": visits in ordinary hours, in a band by booking, beyond the hours.
DIMENSIONS = ("all", "service", "line", "lane", "counter", "clerk", "hour", "band")


@dataclass(frozen=True)
class Visit:
    """One ticket as a report sees it; times in ms on the hall clock, None: never.

    promise  the wait it was promised when it was first called
    clerk    who ended its service, "staff:3"
    hour     hour of the wall clock at which it was taken
    timed    both start and end were pressed, so the time between them says something
    """

    state: str
    service: str
    line: str
    lane: str
    hour: int
    numbered: bool
    roll: bool = False
    counter: str | None = None
    clerk: str | None = None
    band: str = "ordinary"
    wait: int | None = None
    promise: int | None = None
    served: int | None = None
    timed: bool = False
    missed: bool = False
    items: int | None = None
    outcome: str | None = None

    def key(self, dimension: str) -> str | None:
        """What it counts under; None where it has nothing of the kind."""
        return "" if dimension == "all" else None if (v := getattr(self, dimension)) is None else str(v)


@dataclass
class Figures:
    """Sums that add up: over days, and over the services of a department. Times are in ms.

    waits  minute of wait -> how many waited so long
    """

    taken: int = 0
    called: int = 0
    received: int = 0
    items: int = 0
    abandoned: int = 0
    missed: int = 0
    promised: int = 0
    kept: int = 0
    waited: int = 0
    waits: Tally[int] = field(default_factory=Tally)
    served: int = 0
    timed: int = 0
    busy: int = 0
    present: int = 0

    def count(self, visit: Visit) -> None:
        """Add one visit."""
        self.taken += visit.numbered
        self.missed += visit.missed
        self.abandoned += visit.state == TicketState.VOID and visit.missed
        if visit.wait is not None and not visit.roll:
            self.waited += visit.wait
            self.waits[min(visit.wait // MINUTE, LONGEST)] += 1
            if visit.promise is not None:
                self.promised += 1
                self.kept += visit.wait <= visit.promise
        self.called += visit.wait is not None
        if visit.state == TicketState.FINISHED:
            self.received += 1
            self.items += int(visit.outcome in _HANDLED) if visit.items is None else visit.items
        if visit.served is not None:
            self.busy += visit.served
            if visit.timed:
                self.served += visit.served
                self.timed += 1

    def as_data(self) -> dict[str, Any]:
        """As plain data for the archive; zeros are left out."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        told["waits"] = {str(minute): n for minute, n in sorted(self.waits.items())}
        return {name: value for name, value in told.items() if value}

    @classmethod
    def summed(cls, parts: Iterable[Mapping[str, Any]]) -> "Figures":
        """Several of them, as plain data, together: a year by service is thousands, too many to make each."""
        sums: dict[str, int] = {}
        waits: dict[str, int] = {}
        for part in parts:
            for name, value in part.items():
                if name == "waits":
                    for minute, n in value.items():
                        waits[minute] = waits.get(minute, 0) + n
                else:
                    sums[name] = sums.get(name, 0) + value
        return cls.from_data({**sums, "waits": waits})

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Figures":
        """From plain data."""
        made = cls(**{name: value for name, value in data.items() if name != "waits"})
        made.waits.update({int(minute): n for minute, n in data.get("waits", {}).items()})
        return made

    def told(self) -> dict[str, float | int | None]:
        """The figures of a report, by the names of FORMULAS; None where there is nothing to divide by.

        Minutes of wait are of the published wait, from arrival or a later slot to the first call;
        percentiles are the whole minute within which that share was called.
        """
        return {
            "taken": self.taken,
            "called": self.called,
            "received": self.received,
            "items": self.items,
            "abandoned": self.abandoned,
            "abandoned_pct": _percent(self.abandoned, self.called),
            "missed": self.missed,
            "wait_mean": _minutes(self.waited, self.waits.total()),
            "wait_p50": _percentile(self.waits, 0.5),
            "wait_p90": _percentile(self.waits, 0.9),
            "wait_longest": max(self.waits) + 1 if self.waits else None,
            "kept_pct": _percent(self.kept, self.promised),
            "service_mean": _minutes(self.served, self.timed),
            "busy_pct": _percent(min(self.busy, self.present), self.present),
        }


#: The figures of a report in their order, each with its unit; the word files hold name and formula.
FORMULAS: Mapping[str, str] = {
    "taken": "count",
    "called": "count",
    "received": "count",
    "items": "count",
    "abandoned": "count",
    "abandoned_pct": "percent",
    "missed": "count",
    "wait_mean": "minutes",
    "wait_p50": "minutes",
    "wait_p90": "minutes",
    "wait_longest": "minutes",
    "kept_pct": "percent",
    "service_mean": "minutes",
    "busy_pct": "percent",
}


def figures_of(
    visits: Iterable[Visit], present: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], Figures]:
    """The figures of a day by (dimension, key).

    present  ("counter", "3") or ("clerk", "staff:3") -> ms it was staffed and not paused
    """
    found: dict[tuple[str, str], Figures] = {}
    for visit in visits:
        for dimension in DIMENSIONS:
            if (key := visit.key(dimension)) is not None:
                found.setdefault((dimension, key), Figures()).count(visit)
    for place, ms in present.items():
        found.setdefault(place, Figures()).present += ms
        if place[0] == "counter":
            found.setdefault(("all", ""), Figures()).present += ms
    return found


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _minutes(ms: int, n: int) -> float | None:
    return round(ms / n / MINUTE, 1) if n else None


def _percentile(waits: Mapping[int, int], share: float) -> int | None:
    """The whole minute, counted from 1, within which this share was called."""
    left = ceil(share * sum(waits.values()))
    for minute in sorted(waits):
        left -= waits[minute]
        if left <= 0:
            return minute + 1
    return None
