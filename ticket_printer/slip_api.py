"""Lists of missing papers (一次性告知单) and pick-up slips: made at a counter, found at the next visit."""

import secrets
from datetime import date
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, make_response
from pydantic import BaseModel, ConfigDict, Field

from queueing.access import Right, needs
from queueing.catalogue_errors import SlipUnknown
from queueing.errors import BadInput, NotYourCounter
from queueing.rules.plan import Plan, Stage
from queueing.rules.services import Service
from queueing.rules.slip_code import DRAWN, LETTERS, slip_code, visit_of
from ticket_printer.paper import list_of

slip_api = APIBlueprint("slips", __name__, url_prefix="/api/v1", tag="Lists of papers")


class Advise(BaseModel):
    """missing: papers still to bring, by their place in the service's list, from 0; kiosk: whose printer.

    ready_on: the day from which the result can be collected, at another visit; YYYY-MM-DD
    """

    model_config = ConfigDict(extra="forbid")
    ticket: str
    missing: list[int] = Field(max_length=100)
    remark: str = Field(default="", max_length=200)
    ready_on: date | None = None
    kiosk: str | None = None


@slip_api.post("/counters/<counter>/slips")
@slip_api.input(Advise, arg_name="body")
@slip_api.output({}, status_code=201)
@needs(Right.SERVE)
def advise(counter: str, body: Advise) -> Response:
    """Keep on a visit what is missing, and print it: {code, job}; job is null where no kiosk prints."""
    if not g.principal.may_sit_at(counter):
        raise NotYourCounter(counter=counter)
    if body.ready_on and body.ready_on < g.hall.day:
        raise BadInput(word="input.ready_on")
    plan = g.hall.plan
    ticket = g.hall.whereabouts(ticket=body.ticket)["ticket"]
    service = g.hall.service(ticket["service"])
    papers = [dict(names) for names in service.ticket.materials]
    lacking = {place for place in body.missing if 0 <= place < len(papers)}
    slip: dict[str, Any] = {
        "code": slip_code(ticket["id"], "".join(secrets.choice(LETTERS) for _ in range(DRAWN))),
        "service": service.id,
        "missing": [paper for place, paper in enumerate(papers) if place in lacking],
        "remark": body.remark,
        "at": g.clock.now(),
        "number": ticket["number"],
        "day": ticket["day"],
    }
    if body.ready_on:
        slip["ready_on"] = body.ready_on.isoformat()
    kept = g.hall.note(g.asked, ticket["id"], body.remark, counter, slip)["slip"]
    brought = [paper for place, paper in enumerate(papers) if place not in lacking]
    shown = {name: kept.get(name) for name in ("code", "missing", "remark", "ready_on")}
    about = {"number": ticket["number"], "counter": plan.counter[counter].names["zh"], "brought": brought}
    paper = list_of(plan, service, kept["at"], **shown, **about)
    near = [k for k in plan.kiosks if k.printer and k.zone == plan.counter[counter].zone]
    where = body.kiosk or next((k.id for k in [*near, *(k for k in plan.kiosks if k.printer)]), None)
    job = g.prints.ask(g.asked, g.hall.kiosk(where).id, paper) if where else None
    return make_response({"code": kept["code"], "job": job}, 201)


@slip_api.get("/slips/<code>")
@needs(Right.TAKE)
def slip(code: str) -> Response:
    """An earlier list: {code, service, service_names, missing, remark, at, again}; 404 for a code of none.

    number, day  the first visit's; ready_on: from when its result can be collected, where that was told
    again        the service to take a number for now: where results are collected, else the same
    """
    return make_response(found_slip(code))


def found_slip(text: str) -> dict[str, Any]:
    """The list that a code is of, as it was made. Raises SlipUnknown."""
    visit = visit_of(text)
    facts = g.reports.history(visit[1]) if visit else ()
    for fact in reversed(facts):
        kept = fact["detail"].get("slip")
        if visit and kept and kept["code"] == visit[0]:
            service = g.hall.plan.service.get(kept["service"])
            again = collected(g.hall.plan, service) if service and "ready_on" in kept else kept["service"]
            # Lua keeps an empty list as {}.
            told = {**kept, "missing": list(kept["missing"]), "again": again}
            return told | {"service_names": service.names if service else {}}
    raise SlipUnknown


def collected(plan: Plan, service: Service) -> str:
    """The service whose number one takes to collect a result; the same one where the hall has none for it.

    It has the pick-up line that this service goes on to, else that of a counter of the kind 出件.
    """
    own = [line for line in service.then if plan.line[line].stage is Stage.PICK_UP]
    desks = [pull.line for counter in plan.counters if counter.kind == "出件" for pull in counter.pulls]
    leaves = [leaf for top in plan.offered for leaf in top.walk() if not leaf.children]
    return next((leaf.id for line in (*own, *desks) for leaf in leaves if leaf.line == line), service.id)
