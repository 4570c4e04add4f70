"""What a visitor's phone asks for by its ticket's token, and the visitor's own acts."""

import hashlib
import io
import json
from typing import Any

import segno
from apiflask import APIBlueprint
from flask import Response, g, make_response, request
from pydantic import BaseModel

from queueing.access import Right, needs
from queueing.bookings_told import moment_soon
from queueing.clock import to_datetime
from queueing.hours_told import closed_line
from queueing.itinerary import stops_shown
from queueing.rules.tickets import LATE_AT_MOST, PASSES_AT_MOST, RECONSIDER_WITHIN

phone_api = APIBlueprint("phone", __name__, url_prefix="/api/v1", tag="Visitors")


class Page(BaseModel):
    """What a visitor's page shows; ahead: how many the rule puts before it now, null once it is called.

    wait: {p50, p90, about, at_most, safe_until, reason}, minutes from now as `services` has it; null
    where nobody can say yet
    closed: while it waits and nobody calls from its line by the hours: why and until when, {zh, en}
    may_let_pass: how many would go first if it let others pass now; may_take_back: it did so a moment ago
    late: its visitor said to be late, and isn't called until back; then it stands behind `behind` others
    """

    number: str
    state: str
    line: str
    lane: str
    ahead: int | None
    may_come_back: bool
    may_let_pass: int = 0
    may_take_back: bool = False
    may_be_late: bool = False
    late: bool = False
    behind: int
    reason: str | None
    wait: dict[str, Any] | None
    closed: dict[str, str] | None = None


@phone_api.get("/tickets/<token>")
@phone_api.output(Page)
@needs(Right.PUBLIC)
def where_am_i(token: str) -> Response:
    """A ticket's state and place, by its token; answers 304 to the ETag it gave before."""
    answer = g.hall.whereabouts(token=token)
    ticket = answer["ticket"]
    shown = ticket_page(ticket, answer.get("ahead")) | {"stopped": answer.get("stopped")}
    shown |= _own_wishes(ticket, answer.get("behind", 0))
    waits = ticket["state"] == "waiting"
    shown["wait"] = g.waits.of_ticket(ticket["id"]) if waits else None
    if waits:
        shown["closed"] = closed_line(g.hall.opening, ticket["line"], g.clock.now(), ticket["arrived"])
    tag = hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]
    if request.if_none_match.contains(tag):
        response = make_response("", 304)
    else:
        response = make_response(shown)
        response.headers["Cache-Control"] = "no-cache"
    response.set_etag(tag)
    return response


def ticket_page(ticket: dict[str, Any], ahead: int | None) -> dict[str, Any]:
    """What the phone page shows of one ticket; never a name, never another ticket."""
    plan = g.hall.plan
    service, desk = plan.service.get(ticket["service"]), plan.counter.get(ticket.get("counter", ""))
    home = plan.zone[desk.zone] if desk else None
    zone = home and {"names": home.names, "floor": home.floor}
    called, ready_by = ticket.get("called_at"), ticket.get("ready_by")
    return {
        "number": ticket["number"],
        "state": ticket["state"],
        "service": {"names": service.names if service else {}},
        "line": ticket["line"],
        "lane": ticket["lane"],
        "band": ticket.get("band"),
        "ahead": ahead,
        "counter": desk and {"id": desk.id, "names": desk.names, "zone": zone},
        "called_at": called and to_datetime(called, plan.tz).isoformat(timespec="milliseconds"),
        "may_come_back": ticket["state"] == "missed",
        "reason": g.words.why_called(_of_the_rule(ticket["reason"])) if ticket.get("reason") else None,
        "hall": plan.names,
        "ready": "ready_at" in ticket and ticket["state"] == "waiting",
        "rests": bool(ticket.get("quiet")),
        "ready_by": ready_by and g.words.name(moment_soon(ready_by, g.hall.day, plan.tz)),
        "stops": stops_shown(plan, ticket),
    }


def _own_wishes(ticket: dict[str, Any], behind: int) -> dict[str, Any]:
    """What its visitor may wish for now; nobody waits with papers in the back office, or for a result."""
    waits = ticket["state"] == "waiting" and not ticket.get("quiet") and "ready_at" not in ticket
    passed = ticket.get("passed") or {"to": None, "tick": 0}
    just_passed = g.clock.tick() - passed["tick"] <= RECONSIDER_WITHIN.total_seconds() * 1000
    return {
        "may_let_pass": behind if waits and ticket.get("passes", 0) < PASSES_AT_MOST else 0,
        "may_take_back": waits and just_passed and passed["to"] == ticket["place"],
        "may_be_late": waits and ticket.get("lates", 0) < LATE_AT_MOST,
        "late": ticket["state"] == "missed" and "late_at" in ticket,
        "behind": g.hall.plan.behind,
    }


def _of_the_rule(reason: dict[str, Any]) -> dict[str, Any]:
    """Why it was called, without the words a clerk typed: they are for staff and may name people (I22)."""
    return {name: value for name, value in reason.items() if name != "text"}


def _own(token: str) -> str:
    ticket: str = g.hall.whereabouts(token=token)["ticket"]["id"]
    return ticket


@phone_api.post("/tickets/<token>/leave")
@needs(Right.PUBLIC)
def leave(token: str) -> Response:
    """The visitor gives the number up."""
    return make_response(g.hall.cancel(g.asked, _own(token), "visitor left"))


@phone_api.post("/tickets/<token>/let-pass")
@needs(Right.PUBLIC)
def let_pass(token: str) -> Response:
    """The visitor lets the next two behind go first."""
    return make_response(g.hall.let_pass(g.asked, _own(token)))


@phone_api.post("/tickets/<token>/take-back")
@needs(Right.PUBLIC)
def take_back(token: str) -> Response:
    """They don't go first after all; for one minute."""
    return make_response(g.hall.let_pass(g.asked, _own(token), undo=True))


@phone_api.post("/tickets/<token>/late")
@needs(Right.PUBLIC)
def late(token: str) -> Response:
    """The visitor will be late: nobody calls the number until `come-back`."""
    return make_response(g.hall.late(g.asked, _own(token)))


@phone_api.post("/tickets/<token>/come-back")
@needs(Right.PUBLIC)
def come_back(token: str) -> Response:
    """A visitor whose number was missed, or who was late, is back."""
    return make_response(g.hall.come_back(g.asked, _own(token)))


@phone_api.get("/tickets/<token>/qr.svg")
@needs(Right.PUBLIC)
def qr(token: str) -> Response:
    """The QR code of the ticket's own page."""
    _own(token)
    drawn = io.BytesIO()
    segno.make(g.ticket_url(token), micro=False, error="m").save(
        drawn, kind="svg", scale=8, border=2, xmldecl=False
    )
    response = make_response(drawn.getvalue())
    response.mimetype = "image/svg+xml"
    return response
