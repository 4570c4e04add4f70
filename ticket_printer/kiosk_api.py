"""Where a number is taken: what a kiosk shows, the taking, the printing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response, g, make_response
from pydantic import BaseModel, ConfigDict, Field

from queueing.access import Right, needs
from queueing.catalogue_errors import AlreadyHasNumber
from queueing.clock import to_datetime
from queueing.errors import BadInput, LaneNotAllowed, NotAllowed, UnknownKiosk
from queueing.hours_told import closed_hall
from queueing.rules.plan import Counter, Kiosk, Lane, Plan
from queueing.rules.services import Service
from ticket_printer.guide_api import shown
from ticket_printer.offer import Offer
from ticket_printer.paper import paper_of, preview
from ticket_printer.raster import png
from ticket_printer.slip_api import found_slip

kiosk_api = APIBlueprint("kiosk", __name__, url_prefix="/api/v1", tag="Numbers")

#: A slot farther from now than this was booked for another day.
A_DAY = timedelta(days=1)


class Take(BaseModel):
    """A service, and how the visitor stands; a kiosk asks for ordinary only.

    slot: the booked time, RFC 3339 with offset; entitled: also entitled to priority; reading: a card read
    at this kiosk or desk, which opens the priority lane where its holder is old enough, and gives them one
    unserved number of a service; override: the guide desk gives it though its quota is used, or they have
    one; need: "barrier-free" or "sign"; also: further services of the same visit, with the same number;
    slip: the code of an earlier visit's list of missing papers
    """

    model_config = ConfigDict(extra="forbid")
    service: str
    lane: Lane = Lane.ORDINARY
    slot: datetime | None = None
    entitled: bool = False
    reason_code: str | None = None
    reading: str | None = None
    override: bool = False
    need: str | None = None
    also: list[str] = Field(default=[], max_length=8)
    slip: str | None = None


class Taken(BaseModel):
    """The new ticket; its token opens its own page and nothing else."""

    id: str
    number: str
    token: str
    ahead: int


class Wait(BaseModel):
    """A wait in minutes, from now.

    about, at_most: p50 and p90 as people say them, 0 for soon; safe_until: how long one may be away;
    reason: why it is longer than was told before, {why: paused|closed|slow, counter}
    """

    p50: int
    p90: int
    about: int
    at_most: int
    safe_until: str | None
    reason: dict[str, str] | None


class Offered(BaseModel):
    """A service by its names in the hall's languages; children: its 子项, left out where it has none.

    line: whose numbers it has; needs: what `need` one may be taken with, left out where it has no such line
    """

    id: str
    names: dict[str, str]
    line: str
    wait: Wait | None = None
    needs: list[str] = []
    children: list["Offered"] = []


class Print(BaseModel):
    """copy: printed again, marked 补打; kiosk: whose printer, when it isn't the asking kiosk's own.

    reading: the ticket's own code, read at this kiosk: whoever holds the paper may have it again
    booking: the code of the booking that was checked in for it
    """

    model_config = ConfigDict(extra="forbid")
    copy_: bool = Field(default=False, alias="copy")
    kiosk: str | None = None
    reading: str | None = None
    booking: str | None = None


class Look(BaseModel):
    """How a paper is drawn: as this kiosk prints it, or in another mode or width; copy: marked 补打."""

    kiosk: str | None = None
    mode: Literal["raster", "text"] | None = None
    width: int | None = Field(default=None, ge=192, le=1024, multiple_of=8)
    copy_: bool = Field(default=False, alias="copy")


@kiosk_api.get("/services")
@kiosk_api.output(list[Offered])  # type: ignore[arg-type]  # APIFlask takes it, its types do not say so
@needs(Right.KNOWN)
def services() -> Response:
    """The tree of services: a bare array of {id, names, wait?, children?}; wait where somebody can say it."""
    waits = g.waits.of_services()
    return make_response([_service(s, waits) for s in g.hall.plan.offered])


def _service(service: Service, waits: Mapping[str, Any]) -> dict[str, Any]:
    children = [_service(child, waits) for child in service.children]
    needs = [] if children else list(g.hall.plan.need_lines.get(service.line, {}))
    stopped = g.hall.opening.stop(service.line, service.id, g.clock.now())
    told = {"wait": None if stopped else waits.get(service.id), "needs": needs, "children": children}
    return {"id": service.id, "names": service.names, "line": service.line} | {
        k: of for k, of in told.items() if of
    }


@kiosk_api.get("/kiosk")
@needs(Right.TAKE)
def kiosk() -> Response:
    """What this kiosk shows: its services with how many wait, closed and stopped states.

    places: the counters where no number is needed, as Offer tells them
    closed_text: outside the hours why and when it opens next, {zh, en}; null when open or a manager closed it
    """
    snap, plan, now = g.steering.snapshot(), g.hall.plan, g.clock.now()
    opening = g.hall.opening_of(snap)
    mine = next((k for k in plan.kiosks if k.id == g.principal.counter), None)
    if g.principal.role == "kiosk" and g.principal.counter and mine is None:
        raise UnknownKiosk(kiosk=g.principal.counter)
    shut = frozenset(c for c, live in snap["counters"].items() if live.get("closed"))
    offer = Offer(opening, snap["counts"], shut, now, g.hall.used_up(snap), g.waits.of_services())
    services = offer.services()
    anything = any(s["open"] or "used_up" in s for s in services)
    return make_response(
        {
            "kiosk": mine and _place(mine),
            "hall": plan.names,
            "open": anything,
            "closed_text": None if anything else closed_hall(opening, now),
            "stopped": snap.get("stopped"),
            "bookings": plan.bookings is not None,
            "services": services,
            "places": offer.places(),
            "revision": snap["revision"],
        }
    )


def _place(kiosk: Kiosk) -> dict[str, Any]:
    reader = any(d["kind"] == "reader" and d["place"] == kiosk.id for d in g.devices.all().values())
    shown = {"id": kiosk.id, "names": kiosk.names, "zone": kiosk.zone, "printer": kiosk.printer is not None}
    return shown | {"reader": reader}


@kiosk_api.post("/tickets")
@kiosk_api.input(Take, arg_name="body")
@kiosk_api.output(Taken, status_code=201)
@needs(Right.TAKE)
def take(body: Take) -> Response:
    """Take a number."""
    guides = g.principal.may(Right.GUIDE)
    if not guides and (body.lane is not Lane.ORDINARY or body.entitled or body.slot):
        raise LaneNotAllowed
    if body.override and not guides:
        raise NotAllowed
    if body.slot is not None:
        _check_slot(body.slot)
    lane, reason, person = body.lane, body.reason_code, None
    if body.reading is not None:
        holder = g.readings.holder(body.reading, _reads_at(), g.asked)
        person = holder.who
        if holder.priority and lane is Lane.ORDINARY:
            # The card decides, as this server read it; whatever the page asks for.
            lane, reason = Lane.PRIORITY, holder.reason
    try:
        ticket = g.hall.take(
            g.asked,
            body.service,
            lane,
            slot=body.slot,
            entitled=body.entitled,
            reason_code=reason,
            person=person,
            override=body.override,
            need=body.need,
            also=body.also,
            slip=found_slip(body.slip) if body.slip else None,
        )
    except AlreadyHasNumber as refused:
        raise _with_reprint(refused) from refused
    return make_response(ticket, 201)


def _reads_at() -> str:
    """Where the asking page's readings are: at its kiosk, or with the guide."""
    return str(g.principal.id) if g.principal.may(Right.GUIDE) else str(g.hall.kiosk(g.principal.counter).id)


def _with_reprint(refused: AlreadyHasNumber) -> AlreadyHasNumber:
    """The refusal with what its page needs to offer the paper again: the card's holder holds that number."""
    ticket = str(refused.params["ticket"])
    reading = g.readings.allow({"kind": "ticket", "ticket": ticket}, _reads_at())
    found = g.hall.whereabouts(ticket=ticket)
    about = shown(found["ticket"]) | {"ahead": found.get("ahead")}
    return AlreadyHasNumber(number=refused.params["number"], ticket=about, reading=reading["id"])


def _check_slot(slot: datetime) -> None:
    """Refuse a booked time without an offset, or of another day: it would count as years of waiting."""
    if slot.tzinfo is None:
        raise BadInput(word="input.slot_offset")
    if abs(slot - to_datetime(g.clock.now())) > A_DAY:
        raise BadInput(word="input.slot_day")


@kiosk_api.post("/tickets/<ticket>/print")
@kiosk_api.input(Print, arg_name="body")
@kiosk_api.output({}, status_code=202)
@needs(Right.TAKE)
def print_ticket(ticket: str, body: Print) -> Response:
    """Print a ticket's paper; the ticket itself is safe whatever becomes of the paper (I16)."""
    where = g.hall.kiosk(body.kiosk or g.principal.counter)
    read = g.readings.ticket(body.reading, where.id, g.asked) if body.reading else None
    if body.booking:
        read = g.bookings.find(body.booking).ticket
    found = own_ticket(ticket, read)
    paper = paper_of(g.hall.plan, found, g.ticket_url(found["token"]), copy=body.copy_, calling=calls(found))
    if body.copy_:
        g.steering.reprinted(g.asked, ticket)
    return make_response({"job": g.prints.ask(g.asked, where.id, paper)}, 202)


def calls(ticket: dict[str, Any]) -> list[Counter]:
    """The counters that may call a ticket, now or at its booked time. Raises UnknownService, UnknownLine."""
    g.hall.service(ticket["service"])  # the set-up may have dropped that of a ticket that is over
    at = max(g.clock.now(), ticket.get("slot") or 0)
    return list(g.hall.opening.calling(g.hall.line(ticket["line"]), at))


def own_ticket(ticket: str, read: str | None = None) -> dict[str, Any]:
    """The ticket with `ahead` and `wait`; a kiosk sees only those it gave out: the paper carries the token.

    read  the ticket whose own code was read at this kiosk: its holder has that token already
    """
    answer = g.hall.whereabouts(ticket=ticket)
    ticket_now: dict[str, Any] = answer["ticket"]
    found = ticket_now | {"ahead": answer.get("ahead"), "wait": g.waits.of_paper(ticket_now)}
    if found.get("origin") != g.principal.id and read != ticket and not g.principal.may(Right.GUIDE):
        raise NotAllowed
    return found


@kiosk_api.get("/prints/<job>")
@needs(Right.TAKE)
def printed(job: str) -> Response:
    """What became of a print job: queued, printed, failed or unknown; cause "paper" when that has run out."""
    return make_response(g.prints.outcome(job))


@kiosk_api.get("/tickets/<ticket>/image.png")
@kiosk_api.input(Look, location="query", arg_name="look")
@needs(Right.TAKE)
def image(ticket: str, look: Look) -> Response:
    """The ticket's paper as a picture, read back from the very bytes that its printer is sent."""
    found = own_ticket(ticket)
    return picture(
        paper_of(g.hall.plan, found, g.ticket_url(found["token"]), copy=look.copy_, calling=calls(found)),
        look,
    )


def picture(paper: dict[str, Any], look: Look, plan: Plan | None = None) -> Response:
    """A paper as PNG, as the kiosk that was asked for would print it, else the asking one, else any."""
    kiosks = (plan or g.hall.plan).kiosks
    wanted = look.kiosk or g.principal.counter
    known = next((k for k in kiosks if k.id == wanted), None)
    if known is None and look.kiosk:
        raise UnknownKiosk(kiosk=look.kiosk)
    kiosk = known or next(iter(kiosks), Kiosk("", {}, ""))
    kiosk = replace(kiosk, mode=look.mode or kiosk.mode, width=look.width or kiosk.width)
    response = make_response(png(preview(paper, kiosk)))
    response.mimetype = "image/png"
    return response
