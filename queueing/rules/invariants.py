"""What must always hold of a hall's facts (I1 to I6, I18, I19), checked one fact after another; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from queueing.rules.facts import KINDS, Fact, TicketRecord, goes_on, may_lead, number_parts
from queueing.rules.tickets import TERMINAL, TicketState

#: In these states a ticket belongs to a counter alone.
IN_HAND = frozenset({TicketState.CALLED, TicketState.SERVING})

#: The origin of a number that the hall did not give out.
ROLL = "roll"

_STATES = frozenset(map(str, TicketState))

#: Moments of a ticket, each not after the next where both are known.
_IN_ORDER = (
    ("arrived", "first_called"),
    ("first_called", "called_at"),
    ("first_called", "started_at"),
    ("started_at", "ended_at"),
    ("arrived", "ended_at"),
)


@dataclass(frozen=True)
class Finding:
    """One thing that should not be: the invariant it breaks, in a sentence, and where."""

    invariant: str
    text: str
    ticket: str | None = None
    revision: int | None = None

    def __str__(self) -> str:
        return f"{self.invariant}: {self.text}"


class Follower:
    """Follows the facts of one hall in order and finds those that break an invariant.

    It goes on after a finding with what the fact says, so one fault is found once.
    """

    def __init__(self) -> None:
        #: The last record of every ticket that has not ended.
        self.open: dict[str, TicketRecord] = {}
        #: The highest number of each day and prefix.
        self.highest: dict[tuple[str, str], int] = {}
        self.life = self.revision = 0
        self._ended: dict[str, TicketState] = {}
        self._owners: dict[tuple[str, str], str] = {}
        self._numbered_in: dict[tuple[str, str], int] = {}
        self._day_began_in: dict[str, int] = {}
        self._in_hand: dict[str, str] = {}
        self._at = 0

    def follow(self, facts: Iterable[Fact]) -> Iterator[Finding]:
        """What these facts, which come next, break."""
        for fact in facts:
            yield from self._in_sequence(fact)
            if "ticket" not in fact:
                continue
            if fact["ticket"]["state"] in _STATES:
                yield from self._moved(fact, fact["ticket"])
            else:
                yield _at(
                    fact, "I6", f"{_name(fact['ticket'])} is “{fact['ticket']['state']}”, which is no state."
                )

    def _in_sequence(self, fact: Fact) -> Iterator[Finding]:
        revision, at = fact["revision"], fact["at"]
        if not goes_on(fact, self.life, self.revision):
            yield Finding("I19", f"Fact {revision} does not follow fact {self.revision}.", None, revision)
        if fact["kind"] not in KINDS:
            yield Finding("I6", f"Fact {revision} is of the unknown kind {fact['kind']}.", None, revision)
        if at < self._at and fact["kind"] != "clock_stepped":
            text = f"Fact {revision} happened {self._at - at} ms before the one in front of it."
            yield Finding("I18", text, None, revision)
        self.life, self.revision, self._at = fact["life"], revision, at
        # A day that begins with a rebuild began in the life before: its numbers start above a margin too.
        rebuilt = fact["kind"] == "life_started" and revision > 1
        self._day_began_in.setdefault(fact["day"], fact["life"] - rebuilt)

    def _moved(self, fact: Fact, ticket: TicketRecord) -> Iterator[Finding]:
        before, state = self.open.get(ticket["id"]), TicketState(ticket["state"])
        was = TicketState(before["state"]) if before else self._ended.get(ticket["id"])
        if not may_lead(fact["kind"], was, state):
            told = f"{_name(ticket)} went from {was or 'nothing'} to {state} by “{fact['kind']}”"
            twice = was in TERMINAL and state in TERMINAL
            yield _at(fact, "I5" if twice else "I6", f"{told}: it ended twice." if twice else f"{told}.")
        yield from self._numbered(fact, ticket)
        yield from self._alone(fact, before, ticket)
        if fact["kind"] == "handed_on":
            yield from _went_on(fact, before, ticket)
        for text in negative_durations(ticket):
            yield _at(fact, "I18", text)
        self._keep(ticket, state)

    def _numbered(self, fact: Fact, ticket: TicketRecord) -> Iterator[Finding]:
        """A number not seen before is the next of its day and prefix; seen before, it is this ticket's."""
        printed = ticket["day"], ticket["number"]
        owner = self._owners.get(printed)
        if not ticket["number"] or owner == ticket["id"]:
            return
        if owner is not None:
            yield _at(fact, "I1", f"{_name(ticket)} has the number of ticket {owner}.")
            return
        self._owners[printed] = ticket["id"]
        if ticket.get("origin") == ROLL:
            return  # people tear them off: which is called next is the clerk's word
        prefix, count = number_parts(ticket["number"])
        of = ticket["day"], prefix
        last = self.highest.get(of, 0)
        if count <= last:
            yield _at(fact, "I2", f"{_name(ticket)} was issued after {prefix}{last:03d}.")
        # A new life goes on from a margin above the last number: its first fact is the recorded reason.
        elif count > last + 1 and fact["life"] == self._numbered_in.get(of, self._day_began_in[fact["day"]]):
            yield _at(
                fact, "I2", f"{_name(ticket)} follows {prefix}{last:03d}; the numbers between are missing."
            )
        self.highest[of] = max(last, count)
        self._numbered_in[of] = fact["life"]

    def _alone(self, fact: Fact, before: TicketRecord | None, ticket: TicketRecord) -> Iterator[Finding]:
        """A ticket is in one counter's hands at a time, and a counter has one ticket in hand."""
        counter = counter_of(ticket)
        former = counter_of(before) if before else None
        if counter and former and counter != former:
            yield _at(fact, "I3", f"{_name(ticket)} is in hand at counters {former} and {counter}.")
        if former and self._in_hand.get(former) == ticket["id"]:
            del self._in_hand[former]
        if counter:
            other = self._in_hand.get(counter)
            if other is not None:
                yield _at(fact, "I4", f"Counter {counter} has tickets {other} and {ticket['id']} in hand.")
            self._in_hand[counter] = ticket["id"]

    def _keep(self, ticket: TicketRecord, state: TicketState) -> None:
        if state in TERMINAL:
            self.open.pop(ticket["id"], None)
            self._ended[ticket["id"]] = state
        else:
            self.open[ticket["id"]] = ticket
            self._ended.pop(ticket["id"], None)


def _went_on(fact: Fact, before: TicketRecord | None, ticket: TicketRecord) -> Iterator[Finding]:
    """A visit goes on to a stop whose turn it is, in that stop's line, with its number."""
    stops, at = ticket.get("stops", []), ticket.get("stop", 0) - 1
    stop = stops[at] if 0 <= at < len(stops) else None
    after = stop.get("after") if stop else None
    if stop is None or stop["line"] != ticket["line"] or "done" in stop:
        yield _at(fact, "I6", f"{_name(ticket)} went on to line {ticket['line']}, which is no stop of it.")
    elif after is not None and "done" not in stops[after - 1]:
        yield _at(fact, "I6", f"{_name(ticket)} went on to its stop {at + 1} before stop {after} was done.")
    if before and before["number"] != ticket["number"]:
        yield _at(fact, "I1", f"{_name(ticket)} had the number {before['number']} before it went on.")


def counter_of(ticket: TicketRecord) -> str | None:
    """The counter that has this ticket in hand; None when none has."""
    return ticket.get("counter") if ticket["state"] in IN_HAND else None


def negative_durations(ticket: TicketRecord) -> Iterator[str]:
    """A sentence for each span of this ticket that ends before it begins (I18)."""
    moments = {name: moment for name, moment in ticket.items() if isinstance(moment, int)}
    for earlier, later in _IN_ORDER:
        if earlier in moments and later in moments and moments[later] < moments[earlier]:
            yield f"{_name(ticket)}: {later} is {moments[earlier] - moments[later]} ms before {earlier}."


def _name(ticket: TicketRecord) -> str:
    return f"Ticket {ticket['id']} ({ticket['number'] or 'without a number'}, {ticket['day']})"


def _at(fact: Fact, invariant: str, text: str) -> Finding:
    return Finding(invariant, text, fact["ticket"]["id"], fact["revision"])
