"""What came of advice: the people it was about, followed until the last of them is called."""

from collections.abc import Collection

from queueing.estimates.log import Event
from queueing.estimates.state import HallNow, Ticket
from queueing.rules.advice import HORIZON, longest


def since(ticket: Ticket) -> int:
    """From when on a ticket waits in its line, ms: one that was handed on waits anew."""
    return ticket.arrived if ticket.stages == 1 else ticket.place


class Afterwards:
    """Those who wait in some lines when a change is made, and those who come within the horizon."""

    def __init__(self, hall: HallNow, lines: Collection[str]) -> None:
        self._lines, self._until = frozenset(lines), hall.now + HORIZON
        self._since = {t.id: since(t) for t in hall.waiting.values() if t.line in self._lines}
        self._waits: list[float] = []

    def take(self, event: Event, hall: HallNow) -> None:
        """Go on to this event, which the hall has taken already."""
        ticket = hall.tickets.get(event.ticket)
        if ticket is None:
            return
        begun = self._since.pop(ticket.id, None)
        if event.kind == "call" and begun is not None:
            self._waits.append((event.at - begun) / 60_000)
        elif ticket.id in hall.waiting and ticket.line in self._lines and event.at < self._until:
            self._since[ticket.id] = since(ticket)

    def is_over(self, hall: HallNow) -> bool:
        """Whether all of them were called, or have gone, by now."""
        return hall.now >= self._until and not self._since

    @property
    def happened(self) -> float | None:
        """The P90 of their waits, minutes; None: nobody was called."""
        return longest(self._waits) if self._waits else None


class LeftBehind:
    """How many still wait in some lines when their counters close; `closes` in ms after midnight."""

    def __init__(self, lines: Collection[str], closes: int) -> None:
        self._lines, self._closes = frozenset(lines), closes
        self.happened: float | None = None

    def take(self, event: Event, hall: HallNow) -> None:
        """Go on to this event, which the hall has taken already: the first after closing counts them."""
        if event.at >= self._closes:
            self.is_over(hall)

    def is_over(self, hall: HallNow) -> bool:
        """Whether they have closed."""
        if self.happened is None and hall.now >= self._closes:
            self.happened = float(sum(t.line in self._lines for t in hall.waiting.values()))
        return self.happened is not None
