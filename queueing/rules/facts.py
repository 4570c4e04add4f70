"""What happened in the hall: the shape of a fact, its kinds in a sentence each, and what a kind may do."""

import json
from collections.abc import Mapping
from typing import Final, NotRequired, TypedDict

from queueing.rules.tickets import MOVES, TicketState

_S = TicketState


class StopRecord(TypedDict):
    """One stop of a visit; times in ms. `after`: the stop before it, from 1; `waited` until its call."""

    line: str
    services: list[str]
    after: NotRequired[int]
    entered: NotRequired[int]
    waited: NotRequired[int]
    started: NotRequired[int]
    done: NotRequired[int]
    counter: NotRequired[str]
    outcome: NotRequired[str]
    items: NotRequired[int]
    left_out: NotRequired[bool]


class TicketRecord(TypedDict):
    """One ticket, whole. Times are ms since the epoch on the hall clock; a missing key means not yet."""

    id: str
    number: str
    day: str
    line: str
    lane: str
    service: str
    state: str
    place: int
    arrived: int
    token: NotRequired[str]
    #: Who gave it out: a principal, or "roll" where it was torn off a paper roll.
    origin: NotRequired[str]
    zone: NotRequired[str]
    slot: NotRequired[int]
    #: Booked in extended service: for every service ("booked") or for the listed ones ("listed").
    band: NotRequired[str]
    counter: NotRequired[str]
    called_at: NotRequired[int]
    first_called: NotRequired[int]
    calls: NotRequired[int]
    started_at: NotRequired[int]
    ended_at: NotRequired[int]
    outcome: NotRequired[str]
    items: NotRequired[int]
    missed: NotRequired[int]
    transfers: NotRequired[int]
    carried_to: NotRequired[str]
    carried_from: NotRequired[str]
    note: NotRequired[str]
    priority_reason: NotRequired[str]
    #: What its visitor needs of a counter (rules/needs.py).
    need: NotRequired[str]
    #: The stops of a visit with several, in the order they may be made, and which it is at, from 1.
    stops: NotRequired[list[StopRecord]]
    stop: NotRequired[int]
    #: Since when its result can be collected, and when that was promised for.
    ready_at: NotRequired[int]
    ready_by: NotRequired[int]
    #: Its calls are neither shown nor spoken: its papers are in the back office, not its visitor.
    quiet: NotRequired[bool]
    #: The line it came from, while it stands in one counter's own line.
    home: NotRequired[str]
    waited: NotRequired[int]
    #: How often its visitor let others pass or said to be late, and since when it is late.
    passes: NotRequired[int]
    lates: NotRequired[int]
    late_at: NotRequired[int]
    start_not_pressed: NotRequired[bool]
    end_not_pressed: NotRequired[bool]


class CounterRecord(TypedDict):
    """One counter as the live hall holds it; `ticket` is the active one, `held` those put aside."""

    id: str
    holder: NotRequired[str]
    holder_name: NotRequired[str]
    epoch: NotRequired[int]
    seen: NotRequired[int]
    paused: NotRequired[str]
    closed: NotRequired[bool]
    ticket: NotRequired[str]
    held: NotRequired[list[str]]


class Request(TypedDict):
    """The request a fact answered: a repeat of it gets the same answer, also after a rebuild.

    id   "principal|request id"
    day  business day it was answered on; the archive adds it
    """

    id: str
    digest: str
    answer: object
    by: NotRequired[str]
    day: NotRequired[str]


class Was(TypedDict):
    """What a ticket was before the fact: its state and its line."""

    state: str
    line: str


class Fact(TypedDict):
    """One thing that happened. `revision` counts up by one in a hall; a new life may jump, once.

    at      hall clock, ms since the epoch; `tick` is elapsed real time, ms
    day     business day, ISO date
    by      who did it: staff:3, key:2, device:4, visitor, scheduler
    ticket  the whole record after the fact
    """

    revision: int
    life: int
    kind: str
    at: int
    tick: int
    day: str
    plan: int
    by: str
    ticket: NotRequired[TicketRecord]
    was: NotRequired[Was]
    counter: NotRequired[str]
    zone: NotRequired[str]
    detail: NotRequired[Mapping[str, object]]
    request: NotRequired[Request]


KINDS: Final[Mapping[str, str]] = {
    "issued": "A visitor took a number and stands in a line.",
    "called": "A counter called a waiting ticket; the reason is kept.",
    "recalled": "The counter called the same ticket again.",
    "started": "The visitor came and service began.",
    "finished": "Service ended with an outcome.",
    "handed_on": "One stop of the visit is done; the ticket went to the next, number kept.",
    "missed": "Nobody came; the ticket may come back once.",
    "voided": "The ticket is void: missed twice, or the day ended.",
    "held": "The clerk put the ticket aside to go on with it later.",
    "resumed": "The clerk went on with a ticket put aside.",
    "returned": "The ticket went back to its line.",
    "transferred": "The ticket went to another line or counter, or to another place in its line.",
    "let_pass": "The visitor let the next few behind go first; the ticket stands behind them.",
    "pass_taken_back": "The visitor took that back within a minute; the ticket stands where it stood.",
    "late": "The visitor will be late; nobody calls the ticket until its visitor is back.",
    "given_back": "The one counter it waited for paused, left or closed; it waits in its former line.",
    "undone": "The clerk took back the last call, within its ten seconds.",
    "cancelled": "The visitor, or the guide for them, gave the ticket up.",
    "expired": "The day ended and the ticket had never been called.",
    "carried": "The day ended and the ticket goes on tomorrow under a new number.",
    "walked_in": "A visitor without a number was taken on at once.",
    "sat": "A clerk took a seat at a counter.",
    "left": "A clerk left a counter.",
    "forced": "A manager took a clerk off a counter.",
    "paused": "A counter paused, with a reason.",
    "reopened": "A paused counter went on.",
    "confirmed": "The clerk said, when asked, that a long service or pause goes on.",
    "counter_closed": "A manager closed a counter.",
    "counter_opened": "A manager opened a counter again.",
    "hours_extended": "Today is longer at a counter or in the hall, by an act or by the hall's policy.",
    "hours_opened": "A counter or the hall opened early today, or again.",
    "hours_closed": "A counter or the hall closed early today.",
    "lines_turned": "A counter pulls other lines today.",
    "line_stopped": "No more numbers are given for a line, or one of its services, today.",
    "counter_wanted": "A manager asked for a clerk at a counter that is closed, empty or paused.",
    "hours_undone": "A change of today was taken back.",
    "hall_stopped": "A manager stopped the hall, with a spoken and shown text.",
    "hall_resumed": "The hall went on.",
    "announced": "A free announcement was made.",
    "priority_granted": "A guide or manager granted priority, with a reason code.",
    "service_changed": "The ticket is for another service now.",
    "noted": "The clerk wrote a note on the ticket.",
    "reprinted": "The ticket was printed again, marked as a copy.",
    "day_closed": "The business day was closed.",
    "life_started": "The live hall was rebuilt from the archive and goes on from a margin above it.",
    "plan_changed": "The hall works by a newer version of its plan.",
    "clock_stepped": "The clock jumped; the step is recorded.",
    "advice_checked": "What came of advice that was followed, beside what was forecast.",
    "alert_raised": "Something needs somebody: a long wait, a line nobody attends, a device.",
    "alert_acknowledged": "Somebody took an alert on.",
    "alert_escalated": "Nobody took an alert on; it was passed on.",
    "alert_ended": "What an alert was about is over.",
    "device_changed": "A device was lost, came back, or says that it is in another state.",
    "spoken": "A call was spoken in its zone.",
    "unspoken": "A call was only shown in its zone; the record says why it was not spoken.",
}

#: Kinds that call a ticket to a counter: one row each in the archive's calls.
CALLS: Final = frozenset({"called", "recalled"})

#: Kinds that change today: its hours, its lines, who is wanted where.
CHANGES_HOURS: Final = (
    *("hours_extended", "hours_opened", "hours_closed", "hours_undone"),
    *("lines_turned", "line_stopped", "counter_wanted"),
)

#: The states a kind may leave its ticket in; a kind that is not here moves no ticket.
LEADS_TO: Final[Mapping[str, frozenset[TicketState]]] = {
    "issued": frozenset({_S.WAITING}),
    "walked_in": frozenset({_S.SERVING}),
    "called": frozenset({_S.CALLED}),
    "started": frozenset({_S.SERVING}),
    "finished": frozenset({_S.FINISHED}),
    "missed": frozenset({_S.MISSED}),
    "late": frozenset({_S.MISSED}),
    "voided": frozenset({_S.VOID}),
    "held": frozenset({_S.HELD}),
    "resumed": frozenset({_S.SERVING}),
    "returned": frozenset({_S.WAITING}),
    "transferred": frozenset({_S.WAITING}),
    "handed_on": frozenset({_S.WAITING}),
    "undone": frozenset({_S.WAITING}),
    "cancelled": frozenset({_S.CANCELLED}),
    "expired": frozenset({_S.EXPIRED}),
    "carried": frozenset({_S.CARRIED}),
}

#: Kinds that make a ticket.
MAKES: Final = frozenset({"issued", "walked_in"})

_ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def may_lead(kind: str, before: TicketState | None, after: TicketState) -> bool:
    """Whether a fact of this kind may take its ticket from one state to another (I6).

    before  None for a ticket nobody has heard of
    """
    if before is None or kind in MAKES:
        return before is None and kind in MAKES and after in LEADS_TO[kind]
    if before is _S.FINISHED:
        return (kind not in LEADS_TO and after is before) or (kind == "undone" and after in MOVES[before])
    if kind not in LEADS_TO or (kind == "transferred" and before is _S.WAITING):
        return after is before
    return after in LEADS_TO[kind] and after in MOVES[before]


def goes_on(fact: Fact, life: int, revision: int) -> bool:
    """Whether this fact comes right after that revision of that life (0 and 0: after nothing).

    One gap is allowed: a new life's first fact leaves a margin, and names the revision it goes on from.
    """
    if fact["kind"] == "life_started" and fact["life"] > life:
        return fact["revision"] > revision and fact.get("detail", {}).get("after", 0) == revision
    return fact["revision"] == revision + 1 and fact["life"] == (life or fact["life"])


def canonical(value: object) -> str:
    """A fact or record as the one text that stands for it: sorted keys, ASCII; equal text, equal fact."""
    return _ENCODE.encode(value)


def number_parts(number: str) -> tuple[str, int]:
    """A printed number as prefix and count: "A001" is ("A", 1). Raises ValueError where no count stands."""
    prefix = number.rstrip("0123456789")
    return prefix, int(number[len(prefix) :])


def read_fact(raw: bytes) -> Fact:
    """A fact as the stream holds it. Lua writes an empty list as {}: here alone it becomes a list again."""
    fact: Fact = json.loads(raw)
    detail = dict(fact.get("detail", {}))
    for name in ("zones", "beat"):
        if detail.get(name) == {}:
            detail[name] = []
    fact["detail"] = detail
    return fact
