"""Papers whose outcome nobody knows, how the printers are, and how a ticket will look."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, make_response
from pydantic import BaseModel, ConfigDict

from queueing.access import Right, needs
from queueing.errors import UnknownService
from queueing.planning import read_hall
from queueing.rules.plan import Plan
from ticket_printer.kiosk_api import Look, calls, own_ticket, picture
from ticket_printer.paper import made_up, paper_of

print_api = APIBlueprint("prints", __name__, url_prefix="/api/v1", tag="Printing")


class Decision(BaseModel):
    """again: it did not come out, print a copy marked 补打; else nothing more. kiosk: where, if elsewhere."""

    model_config = ConfigDict(extra="forbid")
    again: bool
    kiosk: str | None = None


class Draft(Look):
    """A hall file that is being written, and a service of it whose ticket is to be seen."""

    hall: str
    service: str


@print_api.get("/printers")
@needs(Right.GUIDE)
def printers() -> Response:
    """How each kiosk's printer is: a bare array of {kiosk, names, state, at, tickets_left}."""
    return make_response(g.prints.printers())


@print_api.get("/prints/undecided")
@needs(Right.GUIDE)
def undecided() -> Response:
    """Papers that may or may not have come out, oldest first: {job, kiosk, ticket, number, at, text}."""
    return make_response(g.prints.undecided())


@print_api.post("/prints/<job>/decide")
@print_api.input(Decision, arg_name="body")
@needs(Right.GUIDE)
def decide(job: str, body: Decision) -> Response:
    """Somebody has looked: print the marked copy, or leave it. The number is the same either way (I16)."""
    asked = g.prints.about(job)
    if not body.again:
        g.prints.leave(job)
        return make_response({"job": None})
    where = g.hall.kiosk(body.kiosk or asked["kiosk"])
    found = own_ticket(asked["paper"]["ticket"])
    paper = paper_of(g.hall.plan, found, g.ticket_url(found["token"]), copy=True, calling=calls(found))
    anew = g.prints.again(g.asked, job, where.id, paper)
    g.steering.reprinted(g.asked, found["id"])
    return make_response({"job": anew})


@print_api.get("/services/<service>/ticket.png")
@print_api.input(Look, location="query", arg_name="look")
@needs(Right.GUIDE)
def of_service(service: str, look: Look) -> Response:
    """How this service's tickets look, with a made-up number."""
    return picture(_made_up(g.hall.plan, service, look), look)


@print_api.post("/ticket-preview")
@print_api.input(Draft, arg_name="draft")
@needs(Right.MANAGE)
def draft(draft: Draft) -> Response:
    """The same for a hall file that is still being written; 422 with its mistakes."""
    plan = read_hall(draft.hall, 0)
    return picture(_made_up(plan, draft.service, draft), draft, plan)


def _made_up(plan: Plan, service: str, look: Look) -> dict[str, Any]:
    if service not in plan.service:
        raise UnknownService(service=service)
    return made_up(plan, service, g.clock.now(), g.ticket_url("x" * 22), copy=look.copy_)
