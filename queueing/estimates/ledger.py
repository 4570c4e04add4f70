"""What came of the waits a running hall told: each ticket's first range, beside its wait and the rivals."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from queueing.estimates.lessons import Rates
from queueing.estimates.log import Event
from queueing.estimates.rivals import LastWaits, formula
from queueing.estimates.state import HallNow
from queueing.estimates.stretch import Range, Stretch
from queueing.rules.told_waits import Told, band_of

#: The newest waits that say how good the ranges are now: so many, of the last two hours.
LATELY, LATELY_MS = 200, 2 * 3_600_000


class _First(NamedTuple):
    lane: str
    told: Range
    at: int


@dataclass
class Ledger:
    """The books of one day; times in ms after midnight, waits in minutes.

    Who was sent on, let others pass or was late has another wait than was told: it counts nowhere.
    """

    rates: Rates
    stretch: Stretch
    _rivals: dict[str, tuple[float, float]] = field(default_factory=dict)
    _first: dict[str, _First] = field(default_factory=dict)
    _last: LastWaits = field(default_factory=lambda: LastWaits({}))
    _lately: deque[tuple[int, bool]] = field(default_factory=lambda: deque(maxlen=LATELY))
    _unsaved: dict[tuple[str, str], Told] = field(default_factory=lambda: defaultdict(Told))

    def take(self, event: Event, hall: HallNow) -> None:
        """Go on to this event, which the hall has taken already."""
        ticket = hall.tickets.get(event.ticket)
        if ticket is None:
            return
        if event.kind == "issue" and ticket.stages == 1:
            self._rivals[ticket.id] = formula(hall, ticket, self.rates), self._last.les(ticket.line)
        elif event.kind == "call":
            waited = (event.at - ticket.arrived) / 60_000
            if ticket.id in self._first:
                self._over(ticket.id, event.at, (event.at - self._first[ticket.id].at) / 60_000)
            self._last.called(ticket.line, waited)
        elif event.kind in {"transfer", "finish", "issue"}:
            self._first.pop(ticket.id, None)
            self._rivals.pop(ticket.id, None)

    def told(self, ticket: str, lane: str, told: Range, now: int) -> None:
        """A range was told; the first of a ticket whose taking was seen is kept."""
        if ticket in self._rivals:
            self._first.setdefault(ticket, _First(lane, told, now))

    def _over(self, ticket: str, at: int, waited: float) -> None:
        lane, told, _ = self._first.pop(ticket)
        naive, last = self._rivals.pop(ticket)
        self.stretch.learn(lane, told, waited)
        self._unsaved[lane, band_of(told.middle)].count(
            (told.low, told.middle, told.high), waited, naive, last
        )
        self._lately.append((at, told.low <= waited <= told.high))

    def lately(self, now: int) -> Mapping[str, int]:
        """Of the newest waits that were told: how many, and how many of them came otherwise."""
        fresh = [inside for at, inside in self._lately if at >= now - LATELY_MS]
        return {"told": len(fresh), "otherwise": len(fresh) - sum(fresh)}

    def unsaved(self) -> Mapping[tuple[str, str], Told]:
        """What has come since this was asked last, by lane and band."""
        came, self._unsaved = dict(self._unsaved), defaultdict(Told)
        return came
