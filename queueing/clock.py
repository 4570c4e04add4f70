"""The only place that reads a clock: the hall's time, real or set to another day, and real elapsed time."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from queueing.start_errors import ClockWrong

#: A set clock may run so many times as fast as time.
FASTEST = 3600.0


def _real_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Clock:
    """The hall clock: hall time runs `speed` times as fast as real time since `since`.

    since, start  ms since the epoch: real and hall time of one same instant; both None: the real clock
    real          where real time comes from, ms since the epoch
    """

    since: int | None = None
    start: int | None = None
    speed: float = 1.0
    real: Callable[[], int] = _real_ms

    @property
    def is_real(self) -> bool:
        """Whether hall time is simply the time."""
        return self.since is None

    def tick(self) -> int:
        """Elapsed real time, ms: for leases, gaps and freshness."""
        return self.real()

    def now(self) -> int:
        """Hall time, ms since the epoch: for places, hours and the day."""
        if self.since is None or self.start is None:
            return self.real()
        return self.start + int((self.real() - self.since) * self.speed)


def parse_clock(text: str) -> tuple[datetime, float]:
    """`2026-03-02T09:00+08:00@60` as an aware datetime and a speed (1 without @).

    Raises ClockWrong when it has no offset, is no time, or would stand still.
    """
    moment, _, speed = text.partition("@")
    try:
        start, fast = datetime.fromisoformat(moment), float(speed or 1)
    except ValueError as wrong:
        raise ClockWrong(given=text) from wrong
    if start.tzinfo is None or not 0 < fast <= FASTEST:
        raise ClockWrong(given=text)
    return start, fast


def open_clock(setting: str | None, folder: Path) -> Clock:
    """The clock of a data folder: a set one is stored, so that every process and restart goes on with it."""
    file = folder / "clock.json"
    if setting is None:
        return Clock()
    if not file.exists():
        start, speed = parse_clock(setting)
        kept = {"since": _real_ms(), "start": to_ms(start), "speed": speed}
        file.write_text(json.dumps(kept), "utf-8")
    kept = json.loads(file.read_text("utf-8"))
    return Clock(since=kept["since"], start=kept["start"], speed=kept["speed"])


def go_on_from(folder: Path, now: int) -> None:
    """After a stop, a set clock goes on from the last hall time it reached, not from where it would be."""
    file = folder / "clock.json"
    if file.exists():
        kept = json.loads(file.read_text("utf-8"))
        file.write_text(json.dumps(kept | {"since": _real_ms(), "start": max(now, kept["start"])}), "utf-8")


def to_ms(moment: datetime) -> int:
    """An aware datetime as ms since the epoch."""
    return round(moment.timestamp() * 1000)


def to_datetime(ms: int, zone: ZoneInfo | None = None) -> datetime:
    """Ms since the epoch as an aware datetime, in the hall's zone when given."""
    return datetime.fromtimestamp(ms / 1000, zone or UTC)


def business_day(ms: int, zone: ZoneInfo, turns_at: int) -> date:
    """The hall's day at this instant: it turns at `turns_at` o'clock hall time, not at midnight.

    A wall-clock comparison, so a clock change can neither skip nor repeat a day (I17).
    """
    local = to_datetime(ms, zone)
    return local.date() - timedelta(days=1) if local.hour < turns_at else local.date()
