"""The hall's facts as lines of a log: what this hall exports, and what its own estimates are folded from."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from queueing.rules.facts import Fact
from queueing.rules.plan import Plan
from queueing.rules.wall_clock import instant_of

#: What a counter's fact is called in a log.
_COUNTERS = {
    "sat": "open", "left": "close", "forced": "close", "counter_closed": "close",
    "paused": "pause", "reopened": "resume",
}  # fmt: skip
#: The same of a ticket's facts. One that is back in a line tells that line and its place there.
_TICKETS = {
    "issued": ("issue",), "called": ("call",), "started": ("start",), "finished": ("finish",),
    "missed": ("miss",), "held": ("finish",), "resumed": ("call", "start"), "cancelled": ("finish",),
    "late": ("finish",),
    "expired": ("finish",), "carried": ("finish",), "walked_in": ("issue", "call", "start"),
}  # fmt: skip
_BACK = frozenset(
    {"transferred", "returned", "undone", "given_back", "priority_granted", "service_changed"}
    | {"let_pass", "pass_taken_back"}
)


def header(plan: Plan) -> dict[str, Any]:
    """The first line of this hall's log; a counter's own line is a service of its name, such as @3."""
    services = {s.id: s.line for s in plan.service.values() if not s.children}
    pulled = {c.id: {pull.line: pull.threshold for pull in c.all_pulls} for c in plan.counters}
    counters = {
        counter: [*(s for s, line in services.items() if line in lines), *(n for n in lines if n[0] == "@")]
        for counter, lines in pulled.items()
    }
    limits = {
        counter: {
            s: lines[services[s]] for s in counters[counter] if lines.get(services.get(s, "")) is not None
        }
        for counter, lines in pulled.items()
    }
    promises = {lane.value: promise.total_seconds() / 60 for lane, promise in plan.promises.items()}
    thresholds = {counter: of for counter, of in limits.items() if of}
    return {"hall": {"counters": counters, "promises": promises, "lines": services, "thresholds": thresholds}}


def lines_of(facts: Iterable[Fact], plan: Plan) -> Iterator[dict[str, Any]]:
    """The log of these facts, in order; what says nothing about waits is left out."""
    midnights: dict[str, int] = {}
    for fact in facts:
        day = fact["day"]
        if day not in midnights:
            midnights[day] = instant_of(date.fromisoformat(day), 0, plan.tz)
        for event, about in _told(fact, midnights[day]):
            yield {"day": day, "t": (fact["at"] - midnights[day]) / 1000, "event": event, **about}


def _told(fact: Fact, midnight: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    kind, counter = fact["kind"], fact.get("counter")
    detail = fact.get("detail", {})
    if kind in _COUNTERS and counter is not None:
        reason = detail.get("reason")
        yield _COUNTERS[kind], {"counter": counter} | ({"reason": reason} if reason else {})
    # A manager may open a counter at which nobody sits.
    if kind == "counter_opened" and counter is not None and detail.get("seated"):
        yield "open", {"counter": counter}
        if detail.get("paused"):
            yield "pause", {"counter": counter, "reason": detail["paused"]}
    ticket = fact.get("ticket")
    if ticket is None:
        return
    about: dict[str, Any] = {"ticket": ticket["id"]} | ({"counter": counter} if counter else {})
    stands = {"service": ticket["service"], "line": ticket["line"], "lane": ticket["lane"]}
    if kind in _BACK and ticket["state"] == "waiting":
        yield "transfer", about | stands | {"booked_for": (ticket["place"] - midnight) / 1000}
    for event in _TICKETS.get(kind, ()):
        slot = {"booked_for": (ticket["place"] - midnight) / 1000} if ticket["lane"] == "booked" else {}
        yield event, about | (stands | slot if event == "issue" else {})
