"""What readers at a kiosk or a guide's desk read: a reading comes in, its page takes it away."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, make_response
from pydantic import BaseModel, ConfigDict, Field

from queueing.access import Right, needs
from queueing.errors import NotAllowed
from ticket_printer.guide_api import shown
from ticket_printer.slip_api import found_slip

reading_api = APIBlueprint("readings", __name__, url_prefix="/api/v1", tag="Readings")

#: Who reads, and who works beside a reader.
READER, KIOSK = "reader", "kiosk"


class Read(BaseModel):
    """What was read, as the reader types it: a card's number, or the code on a ticket."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=300)


class At(BaseModel):
    """kiosk: whose reader stands at a guide's desk; a kiosk takes its own."""

    kiosk: str | None = None


@reading_api.post("/readings")
@reading_api.input(Read, arg_name="body")
@reading_api.output({}, status_code=201)
@needs(Right.KNOWN)
def read(body: Read) -> Response:
    """Read a card or a code: {kind}, brought to the kiosk's page; a page that scanned it gets the reading.

    A card's number is answered, kept and recorded nowhere.
    """
    who = g.principal
    if who.role not in {READER, KIOSK} and not who.may(Right.GUIDE):
        raise NotAllowed
    reading = g.readings.read(body.text)
    if who.role == READER:
        g.readings.bring(reading, g.hall.kiosk(who.counter).id)
        return make_response({"kind": reading["kind"]}, 201)
    return make_response(_told(g.readings.allow(reading, _place(None))), 201)


@reading_api.get("/readings/next")
@reading_api.input(At, location="query", arg_name="at")
@needs(Right.TAKE)
def next_reading(at: At) -> Response:
    """The reading that waits for this page, taken away; 204 when none does."""
    reading = g.readings.next(_place(at.kiosk))
    return make_response("", 204) if reading is None else make_response(_told(reading))


def _place(kiosk: str | None) -> str:
    """Where the page stands: a kiosk's own place; a guide names the kiosk whose reader is used."""
    who = g.principal
    if who.may(Right.GUIDE):
        return g.hall.kiosk(kiosk).id if kiosk else str(who.id)
    return str(g.hall.kiosk(who.counter).id)


def _told(reading: dict[str, Any]) -> dict[str, Any]:
    """A reading as a page shows it: of a card no more than its mask and band, of a ticket no token."""
    if reading["kind"] == "card":
        return {k: reading[k] for k in ("id", "kind", "mask", "band", "priority")}
    if reading["kind"] == "booking":
        return reading
    if reading["kind"] == "slip":
        return {"id": reading["id"], "kind": "slip", "slip": found_slip(reading["slip"])}
    found = g.hall.whereabouts(ticket=reading["ticket"])
    return {
        "id": reading["id"],
        "kind": "ticket",
        "ticket": shown(found["ticket"]) | {"ahead": found.get("ahead")},
    }
