"""A hall seen from outside: its clock, and whether what it answers fits together."""

import statistics
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from queueing.clock import Clock, business_day, to_ms
from queueing.remote import Reply


@dataclass(frozen=True)
class HallTime:
    """The hall clock as an outsider reckons it from one look at it, and the time made-up people live in.

    life  begins at 0 ms; it runs as fast as the hall clock unless people are made to act faster
    """

    clock: Clock
    zone: ZoneInfo
    life: Clock

    @classmethod
    def seen(cls, told: Mapping[str, Any], speed: float | None = None) -> "HallTime":
        """From what /me tells of the hall, and how fast people are to act."""
        since, now = Clock().tick(), to_ms(datetime.fromisoformat(told["clock"]["now"]))
        clock = Clock(since=since, start=now, speed=told["clock"]["speed"])
        life = Clock(since=since, start=0, speed=speed or clock.speed)
        return cls(clock, ZoneInfo(told["timezone"]), life)

    def now(self) -> int:
        """Hall time, ms."""
        return self.clock.now()

    def lived(self) -> int:
        """People's time since the beginning, ms."""
        return self.life.now()

    def seconds(self, minutes: float) -> float:
        """Real seconds in which people live so many minutes."""
        return max(minutes, 0.0) * 60 / self.life.speed

    def hall_ms(self, minutes: float) -> int:
        """How far the hall clock goes while people live so many minutes."""
        return int(minutes * 60_000 * self.clock.speed / self.life.speed)


@dataclass
class Witness:
    """Everything the simulation saw, whether it fits together, and the figures of the day.

    A ticket counts as being at a counter from the answer that brought it there until the request that
    sends it away, so whatever order answers of different clerks come in, two at once are a fault.
    """

    time: HallTime
    counts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    #: Waits until the first call by lane, hall minutes.
    waits: dict[str, list[float]] = field(default_factory=dict)
    #: Tickets given out here that have not come to their end.
    open: set[str] = field(default_factory=set)
    _numbers: dict[tuple[str, str], str] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)
    _at: dict[str, str] = field(default_factory=dict)
    _finished: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def issued(self, ticket: str, number: str) -> None:
        """A number was given out; nobody else may have it that day."""
        with self._lock:
            self.counts["issued"] += 1
            self.open.add(ticket)
            day = business_day(self.time.now(), self.time.zone, 4).isoformat()
            if ticket in self._ids or (day, number) in self._numbers:
                self.faults.append(f"The number {number} of {day} was given out twice.")
            self._ids.add(ticket)
            self._numbers[day, number] = ticket

    def called(self, ticket: str, number: str, counter: str, lane: str, waited: float | None) -> None:
        """A ticket was called; `waited` minutes when it is its first call."""
        with self._lock:
            self.counts["called"] += 1
            if ticket in self._at:
                self.faults.append(f"{number} was called to {counter} while it was at {self._at[ticket]}.")
            if ticket in self._finished:
                self.faults.append(f"{number} was called to {counter} after it had been served.")
            self._at[ticket] = counter
            if waited is not None:
                self.waits.setdefault(lane, []).append(waited)

    def leaves(self, ticket: str) -> None:
        """An act that sends a ticket away from its counter is about to be asked for."""
        with self._lock:
            self._at.pop(ticket, None)

    def stays(self, ticket: str, counter: str) -> None:
        """That act was refused, or taken back; a served ticket is in hand again."""
        with self._lock:
            self._at[ticket] = counter
            if ticket in self._finished:
                self._finished.discard(ticket)
                self.counts["served"] -= 1
                self.open |= {ticket} & self._ids

    def finished(self, ticket: str) -> None:
        """A ticket was served to its end."""
        with self._lock:
            self.counts["served"] += 1
            self._finished.add(ticket)
            self.open.discard(ticket)

    def ended(self, ticket: str) -> None:
        """A ticket came to another end: given up, or missed for good."""
        with self._lock:
            self.open.discard(ticket)

    def count(self, what: str) -> None:
        """One more of something."""
        with self._lock:
            self.counts[what] += 1

    def refused(self, reply: Reply) -> None:
        """A refusal nobody planned; people at the same hall may cause some."""
        with self._lock:
            self.refusals[reply.code] += 1

    def summary(self) -> list[str]:
        """The day in a few lines."""
        told = (
            "issued",
            "called",
            "served",
            "missed",
            "came back",
            "gave up",
            "held",
            "sent on",
            "taken back",
        )
        lines = [", ".join(f"{name} {self.counts[name]}" for name in told) + f", still open {len(self.open)}"]
        for lane, waits in sorted(self.waits.items()):
            ordered = sorted(waits)
            p90 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.9))]
            middle = statistics.median(ordered)
            lines.append(
                f"wait {lane}: P50 {middle:.1f}, P90 {p90:.1f} hall minutes ({len(ordered)} visitors)"
            )
        if self.refusals:
            lines.append("refused: " + ", ".join(f"{code} {n}" for code, n in self.refusals.most_common()))
        held = "Every number was given out once, and every ticket was at one counter at a time."
        return [*lines, *(self.faults or [held])]
