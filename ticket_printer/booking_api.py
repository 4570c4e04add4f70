"""Bookings for staff and kiosks: slots, a booking by telephone or at the desk, its changes, the check-in."""

from datetime import date, datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, make_response
from pydantic import BaseModel, ConfigDict, Field

from queueing.access import Right, needs
from queueing.booking import Kept
from queueing.bookings_told import why_not
from queueing.clock import to_datetime, to_ms
from queueing.errors import BadInput
from queueing.extended_service import extended_report, next_extended_day
from queueing.extended_service import staffing_plan as plan_of
from queueing.rules.appointments import Refusal, Slot
from queueing.rules.booking_rules import Channel

booking_api = APIBlueprint("booking", __name__, url_prefix="/api/v1", tag="Bookings")


class NewBooking(BaseModel):
    """A service, the beginning of its slot (RFC 3339 with offset), and a card's or mobile number."""

    model_config = ConfigDict(extra="forbid")
    service: str
    start: datetime
    identity: str = Field(max_length=40)
    channel: Channel = Channel.PHONE


class Whose(BaseModel):
    """A card's or mobile number."""

    model_config = ConfigDict(extra="forbid")
    identity: str = Field(max_length=40)


class OtherTime(BaseModel):
    """Another slot for a booking."""

    model_config = ConfigDict(extra="forbid")
    start: datetime


class Arrival(BaseModel):
    """entitled: also entitled to priority, as a guide sees it."""

    model_config = ConfigDict(extra="forbid")
    entitled: bool = False


class OneDay(BaseModel):
    """A day as YYYY-MM-DD; without it, today."""

    day: date | None = None


class Days(BaseModel):
    """From the first day to the last, both counted, as YYYY-MM-DD."""

    first: date
    last: date


class ForService(BaseModel):
    """Which service."""

    service: str


@booking_api.get("/bookings/slots")
@booking_api.input(ForService, location="query", arg_name="asked")
@needs(Right.GUIDE)
def slots(asked: ForService) -> Response:
    """The days open for booking, [{day, may_change, slots: [{start, end, kind, left, why, why_not}]}].

    may_change  the days off of its year aren't announced yet
    why         null when free; why_not: the sentence for it with the next possible time, by language
    """
    calendar, offer = g.bookings.timetable.calendar, g.bookings.offer(asked.service)
    sentences = why_not(offer, g.hall.plan.tz)
    return make_response(
        [
            {
                "day": day.isoformat(),
                "may_change": calendar.may_change(day),
                "slots": [_slot(*each) | {"why_not": each[2] and sentences[each[2]]} for each in of_day],
            }
            for day, of_day in offer
        ]
    )


def _slot(slot: Slot, left: int, why: Refusal | None) -> dict[str, Any]:
    return {"start": _at(slot.start), "end": _at(slot.end), "kind": slot.kind, "left": left, "why": why}


def _at(instant: int) -> str:
    return to_datetime(instant, g.hall.plan.tz).isoformat()


@booking_api.post("/bookings")
@booking_api.input(NewBooking, arg_name="body")
@booking_api.output({}, status_code=201)
@needs(Right.GUIDE)
def book(body: NewBooking) -> Response:
    """Book for somebody who telephones or stands at the desk; the number given is not kept."""
    made = g.bookings.make(g.asked, body.service, _instant(body.start), body.identity, body.channel)
    return make_response(shown(made), 201)


@booking_api.get("/bookings")
@booking_api.input(OneDay, location="query", arg_name="asked")
@needs(Right.GUIDE)
def of_day(asked: OneDay) -> Response:
    """A day's bookings in order of time, cancelled ones too, as a bare array."""
    day = asked.day or g.bookings.today
    return make_response([shown(booking) for booking in g.bookings.days(day, day)])


@booking_api.get("/bookings/plan")
@booking_api.input(OneDay, location="query", arg_name="asked")
@needs(Right.GUIDE)
def staffing_plan(asked: OneDay) -> Response:
    """Extended service on a day, or on the next: {day, frozen, counters: [{counter, names, who, visits}]}.

    A counter stands in it only when it has bookings; who: the clerks set down for it; a visit is a booking,
    in the state "moved" with `moved_to` when it left a fixed plan.
    """
    day = asked.day or next_extended_day(g.bookings)
    frozen, visits = plan_of(g.bookings, day)
    plan, people = g.hall.plan, g.staffing.accounts()
    counters = [
        {
            "counter": counter.id,
            "names": counter.names,
            "who": [p.full_name for p in people if p.active and counter.id in (p.counters or ())],
            "visits": [shown(booking) | _moved_to(booking) for booking, at in visits if at == counter.id],
        }
        for counter in plan.counters
        if any(at == counter.id for _, at in visits)
    ]
    return make_response({"day": day.isoformat(), "frozen": frozen, "counters": counters})


def _moved_to(booking: Kept) -> dict[str, str]:
    starts = [told["start"] for told in booking.history if told["did"] == "moved"]
    return {"moved_to": _at(starts[-1])} if booking.state == "moved" else {}


@booking_api.get("/bookings/extended-report")
@booking_api.input(Days, location="query", arg_name="asked")
@needs(Right.MANAGE)
def report(asked: Days) -> Response:
    """Extended service apart, by day and band: [{day, band, booked, arrived, …, visits, cases}]."""
    return make_response(extended_report(g.bookings, asked.first, asked.last))


@booking_api.post("/bookings/find")
@booking_api.input(Whose, arg_name="body")
@needs(Right.GUIDE)
def found(body: Whose) -> Response:
    """What somebody who lost the code has booked from today on, as a bare array; the number is not kept."""
    return make_response([shown(booking) for booking in g.bookings.of(body.identity)])


@booking_api.get("/bookings/<code>")
@needs(Right.TAKE)
def one(code: str) -> Response:
    """A booking by its code."""
    return make_response(shown(g.bookings.find(code)))


@booking_api.post("/bookings/<code>/move")
@booking_api.input(OtherTime, arg_name="body")
@needs(Right.GUIDE)
def move(code: str, body: OtherTime) -> Response:
    """Give a booking another time; its code stays."""
    return make_response(shown(g.bookings.move(g.asked, code, _instant(body.start))))


@booking_api.post("/bookings/<code>/cancel")
@needs(Right.GUIDE)
def cancel(code: str) -> Response:
    """Give a booking up; its place is free again."""
    return make_response(shown(g.bookings.cancel(g.asked, code)))


@booking_api.post("/bookings/<code>/check-in")
@booking_api.input(Arrival, arg_name="body")
@booking_api.output({}, status_code=201)
@needs(Right.TAKE)
def check_in(code: str, body: Arrival) -> Response:
    """The visitor is here: {booking, ticket, lane}; a repeat, wherever, gets the same ticket."""
    booking, ticket = g.bookings.check_in(
        g.asked, code, entitled=body.entitled and g.principal.may(Right.GUIDE)
    )
    stands = g.hall.whereabouts(ticket=ticket["id"])["ticket"]
    return make_response({"booking": shown(booking), "ticket": ticket, "lane": stands["lane"]}, 201)


def _instant(start: datetime) -> int:
    if start.tzinfo is None:
        raise BadInput(word="input.start_offset")
    return to_ms(start)


def shown(booking: Kept) -> dict[str, Any]:
    """A booking as staff pages show it; who booked it is a mask."""
    service = g.hall.plan.service.get(booking.service)
    kept = {
        name: getattr(booking, name) for name in ("code", "line", "day", "kind", "channel", "mask", "state")
    }
    return kept | {
        "service": booking.service,
        "service_names": service.names if service else {},
        "materials": list(service.ticket.materials) if service else [],
        "start": _at(booking.start),
        "end": _at(booking.end),
        "ticket": booking.ticket,
    }
