"""A recorded day as a rehearsal needs it, out of its facts: who stood where, what each counter did."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from queueing.rules.facts import Fact, TicketRecord
from queueing.rules.plan import Lane
from queueing.rules.tickets import TicketState

#: A time that never comes, ms.
NEVER = 2**62

_IN_HAND = frozenset({TicketState.CALLED, TicketState.SERVING})
#: Facts that send a ticket on from a counter: its place counts from then, however early that is.
_SENT_ON = frozenset({"transferred", "handed_on"})


class Move(NamedTuple):
    """A ticket takes a place in a line; `order` is the fact's revision, which settles one millisecond."""

    at: int
    order: float
    service: str
    line: str
    lane: Lane
    place: int
    need: str | None = None
    sent_on: bool = False


@dataclass
class Stint:
    """One wait of a ticket: its places, and what came of it; (ms, order) each."""

    moves: list[Move]
    #: It gave up, is late, or the day ended.
    gone: tuple[int, float] | None = None
    called: tuple[int, float] | None = None
    #: The counter was done with it; None where the day ended before.
    released: tuple[int, float] | None = None


@dataclass
class Visit:
    """A ticket with all its waits; the published wait counts from `since`, its arrival or later slot.

    postponed  its visitor let others pass or was late: its wait is no promise of the hall's
    """

    id: str
    since: int
    postponed: bool = False
    stints: list[Stint] = field(default_factory=list)


class Call(NamedTuple):
    """A counter called a ticket."""

    at: int
    order: float
    ticket: str
    counter: str


class Rest(NamedTuple):
    """A counter calls nobody from `start` on, for `length` from when it is next free, and until `until`.

    rank, order   what settles one millisecond, at its begin and its end
    ticket        whom it then takes by hand, whatever the rule says
    """

    start: int
    rank: float
    length: int
    order: float
    until: int = 0
    ticket: str | None = None


@dataclass
class RecordedDay:
    """What happened; `rests` are pauses, absences and whatever else kept a counter from calling."""

    visits: dict[str, Visit] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    rests: dict[str, list[Rest]] = field(default_factory=dict)
    end: int = 0


def recorded(facts: Iterable[Fact]) -> RecordedDay:
    """The day of these facts, which are in order."""
    fold = _Fold()
    for fact in facts:
        fold.take(fact)
    return fold.finish()


@dataclass
class _Presence:
    """Whether a clerk is there and calls; `off` since when not, and why: "away" or "pause"."""

    holder: bool = True
    paused: bool = False
    closed: bool = False
    off: tuple[int, float, str] | None = None
    #: The last act there.
    last: tuple[int, float] = (0, 0.0)

    @property
    def why(self) -> str | None:
        if self.closed or not self.holder:
            return "away"
        return "pause" if self.paused else None


class _Fold:
    def __init__(self) -> None:
        self.day = RecordedDay()
        self._there: dict[str, _Presence] = {}
        #: Ticket in hand -> its counter, and for one that was not called there, since when.
        self._in_hand: dict[str, tuple[str, tuple[int, float] | None]] = {}

    def take(self, fact: Fact) -> None:
        self.day.end = max(self.day.end, fact["at"])
        counter = fact.get("counter")
        if counter is not None:
            self._presence(fact, counter)
        if "ticket" in fact:
            self._ticket(fact, fact["ticket"])

    def finish(self) -> RecordedDay:
        for ticket, (counter, taken) in list(self._in_hand.items()):
            at, order = self._there[counter].last
            called = taken or self.day.visits[ticket].stints[-1].called
            if called is not None and at > called[0]:
                self._release(ticket, at, order + 0.25)
        for counter, there in self._there.items():
            # After the last that is known of a counter its clerk is taken to have gone.
            start, rank = there.off[:2] if there.off else there.last
            self._rest(counter, Rest(start, rank + 0.5, 0, NEVER, NEVER))
            self.day.rests[counter].sort()
        return self.day

    def _rest(self, counter: str, rest: Rest) -> None:
        self.day.rests.setdefault(counter, []).append(rest)

    def _presence(self, fact: Fact, counter: str) -> None:
        at, order, kind = fact["at"], float(fact["revision"]), fact["kind"]
        there = self._there.get(counter)
        if there is None:
            # Who sits down was not there before; of any other first fact the clerk sat since the day before.
            away = kind in {"sat", "counter_closed"}
            there = _Presence(holder=not away, off=(0, 0.0, "away") if away else None)
            self._there[counter] = there
        there.last = (at, order)
        match kind:
            case "sat":
                there.holder, there.paused = True, False
            case "left" | "forced":
                there.holder, there.paused = False, False
            case "paused" | "reopened":
                there.paused = kind == "paused"
            case "counter_closed" | "counter_opened":
                there.closed = kind == "counter_closed"
            case _:
                return
        if there.off and there.off[2] != there.why:
            start, rank, why = there.off
            pause = why == "pause"
            self._rest(counter, Rest(start, rank, at - start if pause else 0, order, 0 if pause else at))
            there.off = None
        if there.why and there.off is None:
            there.off = (at, order, there.why)

    def _ticket(self, fact: Fact, ticket: TicketRecord) -> None:
        at, order, id_ = fact["at"], float(fact["revision"]), ticket["id"]
        visit = self.day.visits.setdefault(id_, Visit(id_, max(ticket["arrived"], ticket.get("slot", 0))))
        visit.postponed |= bool(ticket.get("passes") or ticket.get("lates"))
        last = visit.stints[-1] if visit.stints else None
        waits = last is not None and last.called is None and last.gone is None
        if ticket["state"] in _IN_HAND:
            counter = fact.get("counter") or ticket.get("counter", "")
            if fact["kind"] == "called":
                if last is None or not waits:  # torn off a paper roll: it stands in line only now
                    last = Stint([_move(fact, ticket)])
                    visit.stints.append(last)
                last.called = (at, order)
                self._in_hand[id_] = (counter, None)
                self.day.calls.append(Call(at, order, id_, counter))
            elif id_ not in self._in_hand:  # taken on without a call, gone on with, or back by an undo
                self._in_hand[id_] = (counter, (at, order))
            return
        if id_ in self._in_hand:
            self._release(id_, at, order)
        if ticket["state"] == TicketState.WAITING:
            move = _move(fact, ticket)
            if last is None or not waits:
                visit.stints.append(Stint([move]))
            elif last.moves[-1][2:7] != move[2:7]:
                last.moves.append(move)
        elif last is not None and waits:
            last.gone = (at, order)

    def _release(self, ticket: str, at: int, order: float) -> None:
        counter, taken = self._in_hand.pop(ticket)
        if taken is None:
            self.day.visits[ticket].stints[-1].released = (at, order)
        else:
            self._rest(counter, Rest(taken[0], taken[1], at - taken[0], order))


def _move(fact: Fact, ticket: TicketRecord) -> Move:
    return Move(
        fact["at"],
        float(fact["revision"]),
        ticket["service"],
        ticket["line"],
        Lane(ticket["lane"]),
        ticket["place"],
        ticket.get("need"),
        fact["kind"] in _SENT_ON,
    )
