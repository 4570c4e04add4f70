"""The guide desk: find a ticket, grant priority, change its service, move, bring back or give it up."""

from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response, g, make_response, request
from pydantic import BaseModel, ConfigDict, Field

from queueing.access import Right, needs
from queueing.clock import to_datetime

guide_api = APIBlueprint("guide", __name__, url_prefix="/api/v1", tag="Guide desk")


class Priority(BaseModel):
    """Why: a code of the hall's list; never printed, never spoken."""

    model_config = ConfigDict(extra="forbid")
    reason_code: str


class OtherService(BaseModel):
    """What the visitor came for after all."""

    model_config = ConfigDict(extra="forbid")
    service: str


class Move(BaseModel):
    """To which line, at its front (its place kept) or end, and why."""

    model_config = ConfigDict(extra="forbid")
    line: str
    place: Literal["front", "end"] = "front"
    reason: str = Field(default="", max_length=120)


class Pass(BaseModel):
    """undo: they don't go first after all."""

    model_config = ConfigDict(extra="forbid")
    undo: bool = False


class Why(BaseModel):
    """A reason, for the log."""

    model_config = ConfigDict(extra="forbid")
    reason: str | None = Field(default=None, max_length=120)


@guide_api.get("/tickets")
@needs(Right.GUIDE)
def find() -> Response:
    """Today's tickets with ?number=, as a bare array (a number is one ticket a day)."""
    number = request.args.get("number", "").strip().upper()
    kept = g.reports.tickets(day=g.hall.day.isoformat(), number=number) if number else []
    found = [g.hall.whereabouts(ticket=t["id"]) for t in g.steering.tickets([t["id"] for t in kept])]
    return make_response([shown(t["ticket"]) | {"ahead": t.get("ahead")} for t in found])


def shown(ticket: dict[str, Any]) -> dict[str, Any]:
    """A ticket as staff pages show it; its token stays with its visitor."""
    plan = g.hall.plan
    service = plan.service.get(ticket["service"])
    kept = {k: v for k, v in ticket.items() if k not in {"token", "called_tick", "origin"}}
    kept["service_names"] = service.names if service else {}
    kept["why"] = g.words.why_called(ticket["reason"]) if ticket.get("reason") else None
    kept["arrived_at"] = to_datetime(ticket["arrived"], plan.tz).isoformat(timespec="seconds")
    return kept


@guide_api.post("/tickets/<ticket>/priority")
@guide_api.input(Priority, arg_name="body")
@needs(Right.GUIDE)
def priority(ticket: str, body: Priority) -> Response:
    """Move a waiting ticket to the priority lane."""
    return make_response(g.steering.grant_priority(g.asked, ticket, body.reason_code))


@guide_api.post("/tickets/<ticket>/service")
@guide_api.input(OtherService, arg_name="body")
@needs(Right.GUIDE)
def service(ticket: str, body: OtherService) -> Response:
    """A waiting ticket is for another service; its number and place stay."""
    return make_response(g.steering.change_service(g.asked, ticket, body.service))


@guide_api.post("/tickets/<ticket>/move")
@guide_api.input(Move, arg_name="body")
@needs(Right.MANAGE)
def move(ticket: str, body: Move) -> Response:
    """Move a waiting ticket to another line."""
    return make_response(g.steering.move(g.asked, ticket, body.line, body.place, body.reason))


@guide_api.post("/tickets/<ticket>/return")
@guide_api.input(Why, arg_name="body")
@needs(Right.HELP)
def come_back(ticket: str, body: Why) -> Response:  # noqa: ARG001 - an empty body is fine
    """A missed visitor is back: the ticket waits again, a few behind."""
    return make_response(g.hall.come_back(g.asked, ticket))


@guide_api.post("/tickets/<ticket>/let-others-pass")
@guide_api.input(Pass, arg_name="body")
@needs(Right.HELP)
def let_pass(ticket: str, body: Pass) -> Response:
    """The visitor lets the next two behind go first, or takes that back within a minute."""
    return make_response(g.hall.let_pass(g.asked, ticket, undo=body.undo))


@guide_api.post("/tickets/<ticket>/be-late")
@guide_api.input(Why, arg_name="body")
@needs(Right.HELP)
def be_late(ticket: str, body: Why) -> Response:  # noqa: ARG001 - an empty body is fine
    """The visitor will be late: nobody calls the number until `return`."""
    return make_response(g.hall.late(g.asked, ticket))


@guide_api.post("/tickets/<ticket>/cancel")
@guide_api.input(Why, arg_name="body")
@needs(Right.HELP)
def cancel(ticket: str, body: Why) -> Response:
    """Give a waiting or held ticket up."""
    return make_response(g.hall.cancel(g.asked, ticket, body.reason))


@guide_api.get("/priority-reasons")
@needs(Right.GUIDE)
def reasons() -> Response:
    """Why priority may be granted in this hall: a bare array of {code, names}."""
    return make_response([{"code": c, "names": n} for c, n in g.hall.plan.priority_reasons.items()])
