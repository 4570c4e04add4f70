"""The hall at one instant, folded from its log event by event: who waits, what each counter does."""

from collections import Counter, deque
from dataclasses import dataclass, field

from queueing.estimates.log import Event, HallShape
from queueing.rules.lunch import is_lunch, was_out_for_lunch
from queueing.rules.plan import Lane

#: A counter that calls nobody for so long though somebody waits for it is away, whatever its log says; ms.
AWAY_AFTER = 120_000
#: Services that began longer ago tell nothing of today's pace any more; ms.
KEPT_FOR = 4_500_000


@dataclass(slots=True)
class Ticket:
    """A ticket as the estimate needs it; times in ms. `stages` counts its lines: 1 before any transfer."""

    id: str
    order: int
    service: str
    line: str
    lane: Lane
    arrived: int
    place: int
    stages: int = 1
    called: int | None = None
    started: int | None = None
    counter: str = ""
    misses: int = 0


@dataclass(slots=True)
class Service:
    """A service as it ran: which, from when, until when; ms."""

    service: str
    began: int
    ended: int | None = None


@dataclass(slots=True)
class Seat:
    """A counter as the estimate needs it; `since` is when it last did anything, ms."""

    id: str
    lines: tuple[str, ...]
    open: bool = False
    opened: int | None = None
    since: int = 0
    paused: str | None = None
    paused_at: int = 0
    ticket: Ticket | None = None
    service: Service | None = None
    served: int = 0
    lunches: int = 0

    def left_at(self) -> int | None:
        """When its clerk signed out, having been there today; None: somebody is there, or nobody was yet."""
        return None if self.open or self.opened is None else self.since


@dataclass
class HallNow:
    """One business day of a hall, as far as its log has come."""

    shape: HallShape
    day: str = ""
    now: int = 0
    tickets: dict[str, Ticket] = field(default_factory=dict)
    waiting: dict[str, Ticket] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    #: How many came for each service so far, those who were handed on to it included.
    came: Counter[str] = field(default_factory=Counter)
    #: How many wait in each line, and since when somebody does.
    count: dict[str, int] = field(default_factory=dict)
    nonempty: dict[str, int] = field(default_factory=dict)
    #: Services of the last hours, by their begin.
    begun: deque[Service] = field(default_factory=deque)
    #: Services that no numbers are given for from then on, bookings aside, ms.
    stopped: dict[str, int] = field(default_factory=dict)
    #: Counters that a manager closed.
    closed: frozenset[str] = frozenset()
    #: When a counter's hours pause, and go on, ms after midnight.
    shut: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: When its hours go on after a break, or lately did, ms after midnight.
    again: dict[str, int] = field(default_factory=dict)
    #: Whether this log tells when a service begins; where it doesn't, it begins with the call.
    starts: bool = True

    def __post_init__(self) -> None:
        for counter, pulls in self.shape.pulls.items():
            self.seats[counter] = Seat(counter, tuple(pull.line for pull in pulls))

    def turn_to(self, shape: HallShape) -> None:
        """From now on the same counters pull what this shape says."""
        self.shape = shape
        for counter, pulls in shape.pulls.items():
            self.seats[counter].lines = tuple(pull.line for pull in pulls)

    def take(self, event: Event) -> None:
        """Go on to this event."""
        self.now, self.day = event.at, event.day
        about = {"call": self._call, "miss": self._miss, "start": self._start, "finish": self._finish}
        if event.kind == "issue":
            self._issue(event)
        elif event.kind == "transfer":
            self._transfer(event)
        elif event.kind in about:
            ticket = self.tickets.get(event.ticket)
            if ticket is not None:  # a log may begin in the midst of a day
                about[event.kind](event, ticket)
        elif event.counter in self.seats:
            self._presence(event, self.seats[event.counter])

    def away_since(self, seat: Seat) -> int | None:
        """Since when a counter is silently away: calls nobody though somebody waits; None: it isn't."""
        if not seat.open or seat.paused is not None or seat.ticket is not None:
            return None
        asked = [self.nonempty[line] for line in seat.lines if self.count.get(line)]
        if not asked or self.now - max(seat.since, min(asked)) < AWAY_AFTER:
            return None
        return seat.since

    def back_at(self, seat: Seat) -> int | None:
        """When the hours go on that its clerk, who signed out before, comes back for, ms; None: not."""
        left, again = seat.left_at(), self.again.get(seat.id)
        return again if left is not None and again and left < again and seat.id not in self.closed else None

    def _wait(self, ticket: Ticket) -> None:
        self.waiting[ticket.id] = ticket
        if not self.count.get(ticket.line):
            self.nonempty[ticket.line] = self.now
        self.count[ticket.line] = self.count.get(ticket.line, 0) + 1

    def _unwait(self, ticket: Ticket) -> None:
        if self.waiting.pop(ticket.id, None) is not None:
            self.count[ticket.line] -= 1

    def _issue(self, event: Event) -> None:
        place = max(event.at, event.booked_for or 0) if event.lane is Lane.BOOKED else event.at
        line = event.line or self.shape.line(event.service)
        known = self.tickets.get(event.ticket)
        if known is None:
            self.came[event.service] += 1
        else:  # a number that was missed is back
            self._unwait(known)
        ticket = Ticket(
            event.ticket, len(self.tickets), event.service, line, event.lane or Lane.ORDINARY, event.at, place
        )
        if known is not None:
            ticket.arrived, ticket.stages = known.arrived, known.stages + 1
        self.tickets[ticket.id] = ticket
        self._wait(ticket)

    def _call(self, event: Event, ticket: Ticket) -> None:
        self._unwait(ticket)
        seat = self.seats.get(event.counter)
        ticket.called, ticket.started, ticket.counter = event.at, None, event.counter
        if seat is None:
            return
        if not seat.open:
            seat.open, seat.opened = True, event.at
        begun = seat.since if seat.paused is None else seat.paused_at
        seat.lunches += seat.ticket is None and is_lunch(seat.paused or "", begun, event.at - begun)
        if seat.ticket is not None:  # nobody pressed its end
            self._rest(event, seat.ticket)
        seat.paused, seat.since, seat.ticket = None, event.at, ticket
        if not self.starts:
            self._begin(event, seat)

    def _begin(self, event: Event, seat: Seat) -> None:
        ticket = seat.ticket
        if ticket is None or seat.service is not None:
            return
        ticket.started = event.at
        seat.service = Service(ticket.service, event.at)
        self.begun.append(seat.service)
        while self.begun[0].began < event.at - KEPT_FOR:
            self.begun.popleft()

    def _start(self, event: Event, ticket: Ticket) -> None:
        seat = self.seats.get(event.counter or ticket.counter)
        if seat is not None and seat.ticket is ticket:
            self._begin(event, seat)

    def _miss(self, event: Event, ticket: Ticket) -> None:
        ticket.misses += 1
        seat = self.seats.get(event.counter or ticket.counter)
        if seat is not None and seat.service is not None and not self.starts:
            self.begun.remove(seat.service)
        self._rest(event, ticket)

    def _finish(self, event: Event, ticket: Ticket) -> None:
        self._unwait(ticket)  # given up while waiting
        self._rest(event, ticket)

    def _transfer(self, event: Event) -> None:
        ticket = self.tickets.get(event.ticket)
        if ticket is None:
            return
        self._unwait(ticket)
        self._rest(event, ticket)
        ticket.service = event.service or ticket.service
        self.came[ticket.service] += 1
        ticket.line = event.line or self.shape.line(ticket.service)
        ticket.place, ticket.lane = event.booked_for or event.at, event.lane or ticket.lane
        ticket.stages, ticket.called, ticket.started = ticket.stages + 1, None, None
        self._wait(ticket)

    def _rest(self, event: Event, ticket: Ticket) -> None:
        seat = self.seats.get(event.counter or ticket.counter)
        if seat is not None and seat.ticket is ticket:
            seat.ticket, seat.since = None, event.at
            seat.served += 1
            if seat.service is not None:
                seat.service.ended, seat.service = event.at, None

    def _presence(self, event: Event, seat: Seat) -> None:
        left, seat.since = seat.left_at(), event.at
        if event.kind == "open":
            seat.lunches += left is not None and was_out_for_lunch(left, event.at - left)
            seat.open, seat.opened, seat.paused = True, seat.opened or event.at, None
        elif event.kind == "close":
            seat.open, seat.paused = False, None
        elif event.kind == "pause":
            seat.paused, seat.paused_at = event.reason or "pause", event.at
        else:
            seat.lunches += is_lunch(seat.paused or "", seat.paused_at, event.at - seat.paused_at)
            seat.paused = None
