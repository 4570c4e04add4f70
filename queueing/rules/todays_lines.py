"""What acts have changed of today's lines: counters that pull others, and lines that give no more numbers."""

from dataclasses import dataclass

from queueing.rules.plan import Pull


@dataclass(frozen=True)
class Turned:
    """A counter pulls these lines in place of its usual ones, its own first; `since`, `until` in ms."""

    counter: str
    pulls: tuple[Pull, ...]
    since: int
    until: int


@dataclass(frozen=True)
class Stopped:
    """No numbers are given for a line, bookings aside; `since`, `until` in ms."""

    line: str
    since: int
    until: int


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

    def stops(self, line: str, now: int) -> int | None:
        """Until when (ms) no numbers are given for a line at this instant; None: they are."""
        return max(
            (s.until for s in self.stopped if s.line == line and s.since <= now < s.until), default=None
        )

    def stopped_since(self, line: str, now: int) -> int | None:
        """From when on (ms) none are given, already or later today; None: they are."""
        return min((s.since for s in self.stopped if s.line == line and now < s.until), default=None)

    @property
    def edges(self) -> frozenset[int]:
        """The instants (ms) at which any of it begins or ends."""
        spans = [(t.since, t.until) for t in self.turned] + [(s.since, s.until) for s in self.stopped]
        return frozenset(at for span in spans for at in span)


#: Nothing is changed.
AS_USUAL = TodaysLines()
