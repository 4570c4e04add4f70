"""The plain model of where a visit goes: to its next stop, or back from a counter that has gone."""

from dataclasses import dataclass, field, replace

from queueing.rules.next_ticket import Waiting
from queueing.rules.plan import Lane, Plan
from queueing.rules.stops import Stop, expected_wait, next_stop


class Refused(Exception):
    """The hall must refuse this, with this code."""


@dataclass
class Ticket:
    """One visitor's ticket; times in ms."""

    id: str
    number: str
    day: str
    line: str
    lane: str
    service: str
    place: int
    state: str = "waiting"
    counter: str | None = None
    calls: int = 0
    missed: int = 0
    transfers: int = 0
    first_called: int | None = None
    #: Where it came from, in a counter's own line.
    home: str | None = None
    stops: tuple[Stop, ...] = ()
    stop: int = 0
    called_tick: int = 0
    waited: int = 0
    #: How often it let others pass; the last time: from which place to which, in which line and lane, when.
    passes: int = 0
    passed: tuple[int, int, str, str, int] | None = None
    #: How often its visitor said to be late, and when last, until it is back.
    lates: int = 0
    late_tick: int | None = None

    def as_waiting(self) -> Waiting:
        """As the rule of order sees it."""
        return Waiting(self.id, self.line, Lane(self.lane), self.place)


@dataclass
class Undo:
    """What the newest call changed: the ticket as it was, and the one it finished as that was."""

    before: Ticket
    at: int
    finished: Ticket | None


@dataclass
class Seat:
    """A counter."""

    who: str | None = None
    epoch: int = 0
    paused: bool = False
    closed: bool = False
    ticket: str | None = None
    held: list[str] = field(default_factory=list)
    undo: Undo | None = None


class Visits:
    """Who is where; Model does the rest."""

    plan: Plan
    tickets: dict[str, Ticket]
    seats: dict[str, Seat]

    @property
    def now(self) -> int:
        """The hall's time, which Model knows."""
        raise NotImplementedError

    def waiting(self) -> list[Ticket]:
        """Who waits."""
        return [t for t in self.tickets.values() if t.state == "waiting"]

    def counts(self) -> dict[str, int]:
        """How many wait, by line."""
        found: dict[str, int] = {}
        for ticket in self.waiting():
            found[ticket.line] = found.get(ticket.line, 0) + 1
        return found

    def waits(self, *, closed_too: bool = False) -> dict[str, float]:
        """The expected wait of each line, in visits."""
        counts = self.counts()
        return {
            line: expected_wait(
                counts.get(line, 0), sum(closed_too or not self.seats[c.id].closed for c in counters), 1
            )
            for line, counters in self.plan.pulled_by.items()
        }

    def conclude(self, ticket: Ticket, *, onward: bool = False) -> bool:
        """What is done for it here has ended; whether it went on to another stop."""
        stops = list(ticket.stops)
        if stops:
            stops[ticket.stop] = replace(stops[ticket.stop], done=True)
            for i in range(ticket.stop + 1, len(stops)):
                if onward or stops[i].after != i - 1:
                    break
                stops[i] = replace(stops[i], done=True)
            ticket.stops = tuple(stops)
            to = next_stop(stops, self.waits())
            if to is not None:
                self.to_line(ticket, stops[to].line)
                ticket.stop, ticket.service, ticket.place = to, stops[to].services[0], self.now
                ticket.state, ticket.counter, ticket.missed = "waiting", None, 0
                return True
        ticket.state = "finished"
        return False

    def give_back(self, counter: str) -> list[str]:
        """Those who wait for this counter alone go back to where they came from."""
        alone = [t for t in self.waiting() if t.line == f"@{counter}" and t.home]
        for ticket in alone:
            self.to_line(ticket, ticket.home or "")
        return ["given_back"] * len(alone)

    def to_line(self, ticket: Ticket, line: str) -> None:
        """A ticket goes to another line."""
        if not line.startswith("@"):
            ticket.home = None
        elif not ticket.line.startswith("@"):
            ticket.home = ticket.line
        ticket.line = line
