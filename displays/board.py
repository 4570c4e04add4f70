"""The boards of the hall as a pure fold of facts: the last calls by zone, how many wait by line."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from queueing.rules.facts import CALLS, Fact
from queueing.rules.plan import Plan, Stage

#: Calls kept for a zone (act.lua keeps as many), and calls a board shows.
KEPT, SHOWN = 12, 6

#: A call as the live hall keeps it: call, number, counter, at, tick, lane, ticket, recalled?
Call = Mapping[str, Any]

#: Whose result can be collected: ticket, number, line, since (ms).
Ready = Mapping[str, Any]
#: So many of them stand on a board.
READY_SHOWN = 24


@dataclass(frozen=True)
class Boards:
    """Every zone's board at one revision.

    calls    by zone, newest first, a ticket called again once
    waiting  by line; a line nobody waits in may be missing
    changed  by zone, the revision that last changed its board
    ready    by ticket, whose result can be collected
    """

    revision: int
    calls: Mapping[str, tuple[Call, ...]] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    ready: Mapping[str, Ready] = field(default_factory=dict)
    stopped: Mapping[str, str] | None = None
    message: Mapping[str, Any] | None = None


def from_snapshot(snap: Mapping[str, Any], plan: Plan) -> Boards:
    """The boards as the live hall stands."""
    waiting: dict[str, int] = {}
    for name, n in snap["counts"].items():
        line = name.rpartition(":")[0]
        waiting[line] = waiting.get(line, 0) + n
    calls = {zone: tuple(list_of(kept)) for zone, kept in snap["calls"].items()}
    changed = dict.fromkeys(plan.zone, snap["revision"])
    ready = {one["ticket"]: one for one in list_of(snap.get("ready"))}
    return Boards(snap["revision"], calls, waiting, changed, ready, snap.get("stopped"), snap.get("message"))


def list_of(lua: Any) -> list[Any]:  # noqa: ANN401 - Lua writes an empty list as {}
    """A list as Lua wrote it."""
    return list(lua) if lua else []


def fold(boards: Boards, fact: Fact, plan: Plan) -> Boards:
    """The boards after one more fact; the fold of all facts equals a fresh snapshot (a test holds it)."""
    waiting = dict(boards.waiting)
    touched: set[str] = set()
    was, ticket = fact.get("was"), fact.get("ticket")
    if was and was["state"] == "waiting":
        waiting[was["line"]] = waiting.get(was["line"], 0) - 1
        touched |= plan.counted_in.get(was["line"], frozenset())
    if ticket and ticket["state"] == "waiting":
        waiting[ticket["line"]] = waiting.get(ticket["line"], 0) + 1
        touched |= plan.counted_in.get(ticket["line"], frozenset())

    ready = dict(boards.ready)
    if ticket:
        ready.pop(ticket["id"], None)
        line = plan.line.get(ticket["line"])
        if ticket["state"] == "waiting" and "ready_at" in ticket and line and line.stage is Stage.PICK_UP:
            told = {"ticket": ticket["id"], "number": ticket["number"], "line": ticket["line"]}
            ready[ticket["id"]] = told | {"since": ticket["ready_at"]}
    calls = dict(boards.calls)
    detail = cast("Mapping[str, Any]", fact.get("detail") or {})
    shows = fact["kind"] in CALLS
    # A call leaves the board when it is undone, or when its clerk goes and the ticket waits again.
    takes_back = (
        "call" in detail if fact["kind"] == "undone" else fact["kind"] == "returned" and "counter" in fact
    )
    # A call without a number, or of papers in the back office, is never announced.
    shows = shows and not ticket.get("quiet") if ticket else shows
    if ticket and ticket["number"] and (shows or takes_back):
        # A counter may be gone: a process can know the next plan before it reads the facts of the last.
        for zone in plan.shown_in.get(fact["counter"], ()):
            others = tuple(c for c in calls.get(zone, ()) if c["ticket"] != ticket["id"])
            calls[zone] = (_call(fact, detail), *others)[:KEPT] if shows else others
            touched.add(zone)

    stopped, message = boards.stopped, boards.message
    match fact["kind"]:
        case "hall_stopped":
            stopped, touched = detail["text"], set(plan.zone)
        case "hall_resumed":
            stopped, touched = None, set(plan.zone)
        case "announced":
            message = {
                "text": detail["text"],
                "zones": detail["zones"],
                "at": fact["at"],
                "ends": detail.get("ends", 0),
            }
            touched = set(detail["zones"])
    changed = {**boards.changed, **dict.fromkeys(touched, fact["revision"])}
    left = {line: n for line, n in waiting.items() if n}
    return replace(
        boards,
        revision=fact["revision"],
        calls=calls,
        waiting=left,
        changed=changed,
        ready=ready,
        stopped=stopped,
        message=message,
    )


def _call(fact: Fact, detail: Mapping[str, Any]) -> Call:
    ticket = fact["ticket"]
    call = {
        "call": detail["call"],
        "number": ticket["number"],
        "counter": fact["counter"],
        "at": fact["at"],
        "tick": fact["tick"],
        "lane": ticket["lane"],
        "ticket": ticket["id"],
    }
    return call | {"recalled": True} if fact["kind"] == "recalled" else call


def _ready(boards: Boards, plan: Plan, zone: str | None) -> list[Ready]:
    """Whose result can be collected at a counter that this zone shows, newest first."""
    here = [r for r in boards.ready.values() if zone is None or zone in plan.counted_in.get(r["line"], ())]
    return sorted(here, key=lambda r: (-r["since"], r["ticket"]))[:READY_SHOWN]


def _when(call: Call) -> tuple[int, int]:
    """By which calls follow one another."""
    return call["at"], int(call["call"].partition("-")[2])


def counters_concerned(plan: Plan, fact: Fact) -> set[str]:
    """The counters whose desks a fact changes: its own, and those that pull a line of its ticket."""
    standing = [told["line"] for told in (fact.get("was"), fact.get("ticket")) if told]
    pulling = {counter.id for line in standing for counter in plan.pulled_by.get(line, ())}
    return pulling | ({fact["counter"]} if "counter" in fact else set()) or set(plan.counter)


def lines_of_zone(plan: Plan, zone: str | None) -> list[str]:
    """The lines with a prefix that wait for counters this zone shows; every such line for no zone."""
    lines = [line.id for line in plan.lines if line.stage is not Stage.BACK_OFFICE]
    return lines if zone is None else [line for line in lines if zone in plan.counted_in[line]]


def board(boards: Boards, plan: Plan, zone: str | None) -> dict[str, Any]:
    """What one zone's screen shows, or the whole hall's for None; times in ms."""
    if zone is None:
        every = sorted((c for kept in boards.calls.values() for c in kept), key=_when)
        newest = {
            c["ticket"]: c for c in every
        }  # a ticket called in turn to two zones is listed once here too
        calls = sorted(newest.values(), key=_when, reverse=True)
    else:
        calls = list(boards.calls.get(zone, ()))
    arrows = plan.zone[zone].arrows if zone else {}
    shown = []
    for call in calls[:SHOWN]:
        desk = plan.counter.get(call["counter"])
        home = plan.zone[desk.zone] if desk else None
        shown.append(
            dict(call)
            | {
                "recalled": bool(call.get("recalled")),
                "counter_names": desk.names if desk else {},
                "zone": home.id if home else None,
                "zone_names": home.names if home else {},
                "floor": home.floor if home else "",
                "arrow": arrows.get(home.id) if home and home.id != zone else None,
            }
        )
    lines = [plan.line[i] for i in lines_of_zone(plan, zone)]
    counts = {line.id: boards.waiting.get(line.id, 0) for line in lines}
    here = plan.zone[zone] if zone else None
    message = boards.message
    return {
        "revision": boards.revision,
        "plan": plan.version,
        "calls": shown,
        "waiting": counts,
        "lines": [
            {"id": i.id, "names": i.names, "prefix": i.prefix, "waiting": counts[i.id]} for i in lines
        ],
        "ready": _ready(boards, plan, zone),
        "zone": {"id": here.id, "names": here.names, "floor": here.floor} if here else None,
        "stopped": boards.stopped,
        "message": message if message and (zone is None or zone in message["zones"]) else None,
    }  # fmt: skip
