"""Everything a clerk's page shows of its counter, in one answer."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, make_response

from counters.clerk_api import own_counter
from counters.desk import Lately, line_of_desk, seat_view, silent
from counters.heard import receipts
from counters.hours_view import hours_view, noon_view, outside
from queueing.access import Right, needs
from queueing.itinerary import next_stage, stops_shown
from queueing.rules.forgotten import long_pause, long_service
from queueing.rules.tickets import UNDO_WITHIN

desk_api = APIBlueprint("desk", __name__, url_prefix="/api/v1", tag="A clerk's page")

own_days = Lately(keep_ms=3_000)
UNDO_MS = int(UNDO_WITHIN.total_seconds() * 1000)


@desk_api.get("/counters/<counter>/desk")
@needs(Right.SERVE)
def desk(counter: str) -> Response:
    """Everything the clerk's page shows, in one answer."""
    snap = g.steering.snapshot()  # before the plan is asked: it may bring a newer one
    plan, mine = g.hall.plan, g.hall.counter(own_counter(counter))
    live = snap["counters"].get(counter, {})
    held = g.steering.tickets(live.get("held") or [])
    current = snap["tickets"].get(live.get("ticket"))
    pulled = [p.line for p in g.hall.opening_of(snap).pulls(counter, snap["now"])]
    undo = live.get("undo")
    day = g.hall.day.isoformat()
    return make_response(
        {
            "revision": snap["revision"],
            "now_ms": snap["now"],
            "counter": {
                "id": mine.id,
                "names": mine.names,
                "kind": mine.kind,
                "zone": mine.zone,
                "paused": live.get("paused"),
                "closed": live.get("closed"),
                "outside": outside(g.hall, counter, snap),
                "wanted": bool(live.get("paused")) and g.hall.wanted(counter, snap["now"]),
                "hours": hours_view(g.hall, counter, snap)
                | {"may_change": g.principal.may_change_hours(counter)},
                "held": [_shown(t) for t in held],
                "seat": seat_view(mine, snap, g.asked),
            },
            "current": current and _shown(current),
            "asks": _asked_about(snap, live, current),
            "lines": [
                line_of_desk(plan, plan.line[i], snap)
                for i in pulled
                if not (i == mine.own_line or plan.line[i].roll) or _anyone(snap, i)
            ],
            "rolls": g.hall.rolls(counter),
            "waiting": [_shown(t) | {"share": t["share"]} for t in g.steering.waiting_list(pulled, 30)],
            "noon": noon_view(g.hall, snap, leaving=counter),
            "undo": undo and {"left_ms": max(0, UNDO_MS - (snap["tick"] - undo["tick"]))},
            "day": own_days.get(snap["tick"], (day, counter), lambda: g.reports.own_day(day, counter)),
            "last": own_days.get(
                snap["tick"], (day, counter, "last"), lambda: g.reports.last_acts(day, counter)
            ),
            "stopped": snap.get("stopped"),
            "voice": {
                "state": "silent" if silent(snap, mine.zone) else "ok",
                "receipts": receipts(plan, snap, mine, current) if current else [],
            },
        }
    )


@desk_api.post("/counters/<counter>/still")
@needs(Right.SERVE)
def still(counter: str) -> Response:
    """A long service or pause goes on."""
    return make_response(g.hall.still(g.asked, own_counter(counter)))


def _asked_about(snap: dict[str, Any], live: dict[str, Any], current: dict[str, Any] | None) -> str | None:
    """Whether the clerk is asked if a service or pause still goes on."""
    answered = live.get("confirmed_at", 0)
    if current:
        began = max(answered, current.get("started_at") or current.get("called_at") or 0)
        service = g.hall.plan.service.get(current["service"])
        return "serving" if long_service(snap["now"] - began, service and service.about.minutes) else None
    if reason := live.get("paused"):
        return "paused" if long_pause(snap["now"] - max(answered, live["paused_at"]), reason) else None
    return None


def _anyone(snap: dict[str, Any], line: str) -> bool:
    return any(name.rpartition(":")[0] == line for name in snap["counts"])


def _shown(ticket: dict[str, Any]) -> dict[str, Any]:
    service = g.hall.plan.service.get(ticket["service"])
    kept = {k: v for k, v in ticket.items() if k not in {"token", "called_tick", "origin", "reason"}}
    waited = ticket.get("waited") if ticket["state"] != "waiting" else g.clock.now() - ticket["place"]
    why = g.words.why_called(ticket["reason"]) if ticket.get("reason") else None
    kept |= {"service_names": service.names if service else {}, "waited": waited}
    kept |= {"stops": stops_shown(g.hall.plan, ticket), "next_stage": next_stage(g.hall.plan, ticket)}
    kept["ready_in"] = service.ready if service and not ticket.get("ready_by") else None
    kept["papers"] = list(service.ticket.materials) if service else []
    known = g.hall.plan.service
    kept["stands_for"] = [known[item].names for item in ticket.get("stands_for", ()) if item in known]
    return kept | {"why": why, "why_of": ticket.get("reason")}
