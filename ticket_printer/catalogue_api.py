"""The catalogue asked: a service found, what it asks for, what changes and when, a list checked."""

import io
from datetime import date, timedelta
from typing import Any

import segno
from apiflask import APIBlueprint
from flask import Response, g, make_response, request
from pydantic import BaseModel, Field

from queueing.access import Right, needs
from queueing.catalogue import import_services
from queueing.clock import to_datetime
from queueing.errors import NotFound
from queueing.rules.catalogue_csv import read_catalogue
from queueing.rules.services import Service, changes
from ticket_printer.kiosk_api import Look, picture
from ticket_printer.paper import list_of

catalogue_api = APIBlueprint("catalogue", __name__, url_prefix="/api/v1", tag="Catalogue")


class Sought(BaseModel):
    """What a visitor typed: characters, pinyin, initials."""

    q: str = Field(default="", max_length=80)


class Ahead(BaseModel):
    """So many days from today."""

    days: int = Field(default=90, ge=1, le=366)


@catalogue_api.get("/services/search")
@catalogue_api.input(Sought, location="query", arg_name="sought")
@needs(Right.KNOWN)
def search(sought: Sought) -> Response:
    """The services that fit, the best first, at most 24: a bare array of {id, names, parent, department}."""
    found = g.catalogue.search(sought.q, _today())
    return make_response(
        [
            {
                "id": each.service.id,
                "names": each.service.names,
                "parent": each.parent.names if each.parent else None,
                "department": each.service.about.department,
            }
            for each in found
        ]
    )


@catalogue_api.get("/services/changes")
@catalogue_api.input(Ahead, location="query", arg_name="ahead")
@needs(Right.MANAGE)
def what_changes(ahead: Ahead) -> Response:
    """What begins or is no longer offered from today on: a bare array of {date, id, names, begins}."""
    today, plan = _today(), g.hall.plan
    found = changes(plan.services, today, today + timedelta(days=ahead.days))
    return make_response(
        [
            {"date": day.isoformat(), "id": each.id, "names": each.names, "begins": begins}
            for day, each, begins in found
        ]
    )


@catalogue_api.get("/services/<service>")
@needs(Right.KNOWN)
def about(service: str) -> Response:
    """All that the catalogue says of a service: limits, papers, whether it can be done online, its dates.

    used_up: when numbers are given again, {zh, en}, where none are left now though it is open; else null
    """
    wanted = g.hall.service(service)
    until = g.hall.used_up(g.steering.snapshot()).until(wanted)
    return make_response(told(wanted) | {"used_up": until})


def told(service: Service) -> dict[str, Any]:
    """A service as pages show it; what isn't said is null.

    due  when what is accepted today is promised: {date, may_change: its year isn't announced yet}
    """
    about, plan = service.about, g.hall.plan
    plain = ("kind", "statutory", "promised", "minutes", "online", "website", "kiosk", "pledge", "instant")
    return {
        "id": service.id,
        "names": service.names,
        "department": about.department,
        **{name: getattr(about, name) for name in plain},
        "due": _due(about.promised),
        "materials": list(service.ticket.materials),
        "items": [{"id": item, "names": plan.service[item].names} for item in service.items],
        "offered": service.offered_on(_today()),
    }


def _due(promised: int | None) -> dict[str, Any] | None:
    if not promised:
        return None
    calendar = g.hall.opening.calendar
    day = calendar.add_working_days(_today(), promised)
    return {"date": day.isoformat(), "may_change": calendar.may_change(day)}


@catalogue_api.get("/services/<service>/website.svg")
@needs(Right.KNOWN)
def website(service: str) -> Response:
    """The QR code of the page where a service can be done online."""
    address = g.hall.service(service).about.website
    if address is None:
        raise NotFound
    drawn = io.BytesIO()
    segno.make(address, micro=False, error="m").save(drawn, kind="svg", scale=8, border=2, xmldecl=False)
    response = make_response(drawn.getvalue())
    response.mimetype = "image/svg+xml"
    return response


@catalogue_api.post("/services/<service>/list")
@catalogue_api.output({}, status_code=202)
@needs(Right.TAKE)
def print_list(service: str) -> Response:
    """Print a service's list of papers at the asking kiosk, with or without a number: {job}."""
    where = g.hall.kiosk(g.principal.counter)
    paper = list_of(g.hall.plan, g.hall.service(service), g.clock.now())
    return make_response({"job": g.prints.ask(g.asked, where.id, paper)}, 202)


@catalogue_api.get("/services/<service>/list.png")
@catalogue_api.input(Look, location="query", arg_name="look")
@needs(Right.KNOWN)
def list_image(service: str, look: Look) -> Response:
    """That list as a picture, as the asking kiosk prints it."""
    return picture(list_of(g.hall.plan, g.hall.service(service), g.clock.now()), look)


@catalogue_api.post("/catalogue/check")
@needs(Right.MANAGE)
def check() -> Response:
    """A list of services, CSV or XLSX as the body, read whole: {csv, services, rows}; nothing is saved.

    422 with `rows`, each {row, column, zh, en}, where anything is wrong.
    """
    text = import_services(request.get_data())
    reading = read_catalogue(text)
    return make_response({"csv": text, "services": len(reading.services), "rows": len(reading.rows)})


def _today() -> date:
    return to_datetime(g.clock.now(), g.hall.plan.tz).date()
