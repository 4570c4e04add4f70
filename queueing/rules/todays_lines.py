"""What acts have changed of today's lines: counters that pull others, and what gives no more numbers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from queueing.rules.plan import Pull

#: The kinds of today's changes that are read here.
LINES_TURNED, LINE_STOPPED = "lines_turned", "line_stopped"


@dataclass(frozen=True)
class Turned:
    """A counter pulls these lines in place of its usual ones, its own first; `since`, `until` in ms."""

    counter: str
    pulls: tuple[Pull, ...]
    since: int
    until: int


@dataclass(frozen=True)
class Stopped:
    """No numbers are given for a line, or one of its services, bookings aside; `since`, `until` in ms.

    service  None: for every service of the line
    reason   why, as visitors read it, by language
    """

    line: str
    since: int
    until: int
    service: str | None = None
    reason: Mapping[str, str] | None = None

    def is_of(self, lines: Collection[str], service: str) -> bool:
        """Whether it is about somebody who comes for a service and waits in one of these lines.

        service  "": for any of theirs, so a stop of one alone isn't meant
        """
        return self.line in lines if self.service is None else self.service == service


@dataclass(frozen=True)
class TodaysLines:
    """Today's changes of lines that stand, the oldest first."""

    turned: tuple[Turned, ...] = ()
    stopped: tuple[Stopped, ...] = ()

    def pulls(self, counter: str, usual: tuple[Pull, ...], now: int) -> tuple[Pull, ...]:
        """What a counter pulls at an instant (ms): by the newest change, else as usual."""
        mine = (t.pulls for t in reversed(self.turned) if t.counter == counter and t.since <= now < t.until)
        return next(mine, usual)

    def ever_pulls(self, counter: str, line: str) -> bool:
        """Whether a change of today makes a counter pull a line."""
        return any(t.counter == counter and any(p.line == line for p in t.pulls) for t in self.turned)

    def stop(self, lines: Collection[str], service: str, now: int) -> Stopped | None:
        """Why no number is given at this instant (ms) for a service in one of these lines; None: one is."""
        found = (s for s in self.stopped if s.is_of(lines, service) and s.since <= now < s.until)
        return max(found, key=lambda stop: stop.until, default=None)

    def stopped_since(self, lines: Collection[str], service: str, now: int) -> int | None:
        """From when on (ms) none are given, already or later today; None: they are."""
        found = (s.since for s in self.stopped if s.is_of(lines, service) and now < s.until)
        return min(found, default=None)

    @property
    def edges(self) -> frozenset[int]:
        """The instants (ms) at which any of it begins or ends."""
        spans = [(t.since, t.until) for t in self.turned] + [(s.since, s.until) for s in self.stopped]
        return frozenset(at for span in spans for at in span)


#: Nothing is changed.
AS_USUAL = TodaysLines()


def lines_of(rows: Iterable[Mapping[str, Any]]) -> TodaysLines:
    """Today's changes of lines among these, as they are kept, the oldest first."""
    turned, stopped = [], []
    for row in rows:
        span = int(row["since"]), int(row["until"])
        if row["kind"] == LINES_TURNED:
            pulls = tuple(Pull(pull["line"], pull.get("threshold")) for pull in row["pulls"])
            turned.append(Turned(row["counter"], pulls, *span))
        elif row["kind"] == LINE_STOPPED:
            stopped.append(Stopped(row["line"], *span, row.get("service"), row.get("reason")))
    return TodaysLines(tuple(turned), tuple(stopped))
