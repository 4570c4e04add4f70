"""A hall's log in JSON lines: who took a number, was called, was at a counter; docs/waits.md has the form."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeAlias

from queueing.estimate_errors import LogWrong
from queueing.rules.plan import Lane, Pull

#: What a log may tell.
EVENTS = frozenset(
    {"open", "close", "pause", "resume", "issue", "call", "miss", "start", "finish", "transfer"}
)
#: Those about a ticket; every other is about a counter.
_TICKETS = EVENTS - {"open", "close", "pause", "resume"}
_LANES = {lane.value: lane for lane in Lane}


class Event(NamedTuple):
    """One thing that happened; `at` and `booked_for` in ms after midnight, hall time."""

    day: str
    at: int
    kind: str
    ticket: str = ""
    service: str = ""
    lane: Lane | None = None
    booked_for: int | None = None
    counter: str = ""
    reason: str = ""
    line: str = ""


Day: TypeAlias = list[Event]


@dataclass(frozen=True)
class HallShape:
    """What a log's first line says: what each counter pulls, the promises (ms), the line of each service."""

    pulls: Mapping[str, tuple[Pull, ...]]
    promises: Mapping[Lane, int]
    lines: Mapping[str, str]

    def line(self, service: str) -> str:
        """The line a service waits in; by itself where the log names none."""
        return self.lines.get(service, service)


def shape_of(told: Mapping[str, Any]) -> HallShape:
    """The first line as a shape. `lines` and `thresholds` ({counter: {service: share}}) may be missing."""
    hall = told["hall"]
    lines = dict(hall.get("lines", {}))
    limits = hall.get("thresholds", {})
    pulls = {}
    for counter, services in hall["counters"].items():
        of = limits.get(counter, {})
        wanted = {lines.get(service, service): of.get(service) for service in services}
        pulls[str(counter)] = tuple(Pull(line, limit) for line, limit in wanted.items())
    given = {_LANES[lane]: int(float(minutes) * 60_000) for lane, minutes in hall["promises"].items()}
    ordered = {lane: given[lane] for lane in Lane if lane in given}
    if Lane.ORDINARY not in ordered:
        ordered = {Lane.ORDINARY: 45 * 60_000, **ordered}
    return HallShape(pulls, ordered, lines)


def event_of(told: Mapping[str, Any]) -> Event:
    """One line of a log. Raises KeyError or ValueError for one that can't be read."""
    kind = told["event"]
    if kind not in EVENTS:
        raise ValueError(kind)
    about = "ticket" if kind in _TICKETS else "counter"
    slot = told.get("booked_for")
    return Event(
        told["day"],
        round(float(told["t"]) * 1000),
        kind,
        str(told[about]) if about == "ticket" else "",
        str(told.get("service") or ""),
        _LANES[told["lane"]] if told.get("lane") else None,
        None if slot is None else round(float(slot) * 1000),
        str(told.get("counter") or ""),
        str(told.get("reason") or ""),
        str(told.get("line") or ""),
    )


def open_text(file: Path) -> IO[str]:
    """A text file, packed by gzip or not."""
    return gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8")


def read_logs(files: Iterable[Path]) -> tuple[HallShape, list[Day]]:
    """Logs of one hall: its shape as the newest file tells it, its days in order. Raises LogWrong."""
    days: dict[str, Day] = {}
    shape = HallShape({}, {}, {})
    for file in files:
        with open_text(file) as lines:
            shape, some = read_lines(lines, str(file))
        days |= {day[0].day: day for day in some}
    return shape, [days[day] for day in sorted(days)]


def read_lines(lines: Iterable[str], name: str) -> tuple[HallShape, list[Day]]:
    """The same of lines that are open already; `name` is what a refusal calls them."""
    numbered = _told(lines, name)
    number, first = next(numbered, (1, None))
    if first is None:
        raise LogWrong(file=name, line=1)
    try:
        shape = shape_of(first)
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise LogWrong(file=name, line=number) from fault
    days: dict[str, Day] = {}
    for number, told in numbered:
        try:
            event = event_of(told)
        except (KeyError, ValueError, TypeError) as fault:
            raise LogWrong(file=name, line=number) from fault
        days.setdefault(event.day, []).append(event)
    return shape, [sorted(days[day], key=lambda event: event.at) for day in sorted(days)]


def _told(lines: Iterable[str], name: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as fault:
                raise LogWrong(file=name, line=number) from fault
