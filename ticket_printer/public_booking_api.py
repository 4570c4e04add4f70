"""The booking pages for phones: plain forms in three steps, then the booking with its code and its acts."""

import io
import secrets
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

import segno
from apiflask import APIBlueprint
from flask import Response, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from queueing.access import Right, needs
from queueing.booking import Kept
from queueing.bookings_told import cut_off, moment
from queueing.clock import to_datetime, to_ms
from queueing.errors import BadInput, HallError
from queueing.hall import Asked
from queueing.rules.appointments import Refusal, Slot
from queueing.rules.bands import Kind, clock
from queueing.rules.booking_rules import Channel
from queueing.rules.services import Service
from queueing.rules.wall_clock import wall
from queueing.words import LANGUAGES, Words

public_booking_api = APIBlueprint(
    "public_booking", __name__, template_folder="booking_pages", tag="Booking pages"
)

#: So many services stand on the first page; searching finds the others.
MOST_SHOWN = 24
#: A slot is shown, though it can't be had, for these reasons.
_SHOWN = {Refusal.FULL, Refusal.TOO_LATE, Refusal.NOT_LISTED}


@public_booking_api.get("/book")
@needs(Right.PUBLIC)
def book() -> Response | Redirect:
    """Book a time: the service, then ?service= the time, then ?start= whose it is; ?code= opens a booking."""
    asked = request.args
    if asked.get("code"):
        return _to(quote(asked["code"].strip(), safe=""))
    if not asked.get("service"):
        return _services(asked.get("q", ""))
    service = g.hall.service(asked["service"])
    if not asked.get("start"):
        return _times(service)
    start = _instant(asked["start"])
    when = moment(_words(), start, g.hall.plan.tz)
    return _page("book.html", step="person", chosen=service, start=asked["start"], when=when,
                 request_id=secrets.token_urlsafe(16))  # fmt: skip


@public_booking_api.post("/book")
@needs(Right.PUBLIC)
def make() -> Redirect:
    """Book; the form's own id makes a second press harmless."""
    form = request.form
    asked = Asked(g.principal.id, request=form.get("request") or None)
    start = _instant(form.get("start", ""))
    made = g.bookings.make(asked, form.get("service", ""), start, form.get("identity", ""), Channel.ONLINE)
    return _to(made.code)


@public_booking_api.get("/book/<code>")
@needs(Right.PUBLIC)
def one(code: str) -> Response:
    """A booking: its time, its code, what to bring, and what can be done with it."""
    booking, plan, rules = g.bookings.find(code), g.hall.plan, g.bookings.rules
    service = plan.service.get(booking.service)
    return _page(
        "booking.html",
        booking=booking,
        service_names=service.names if service else {"zh": booking.service},
        papers=service.ticket.materials if service else (),
        when=moment(_words(), booking.start, plan.tz),
        worth=g.bookings.worth(booking),
        early=rules.early,
        late=int(max(timedelta(minutes=rules.late), plan.grace).total_seconds()) // 60,
    )


@public_booking_api.get("/book/<code>/move")
@needs(Right.PUBLIC)
def other_times(code: str) -> Response:
    """The times a booking can be moved to."""
    booking = g.bookings.find(code)
    return _times(g.hall.service(booking.service), booking)


@public_booking_api.post("/book/<code>/move")
@needs(Right.PUBLIC)
def move(code: str) -> Redirect:
    """Give the booking another time."""
    return _to(g.bookings.move(g.asked, code, _instant(request.form.get("start", ""))).code)


@public_booking_api.post("/book/<code>/cancel")
@needs(Right.PUBLIC)
def cancel(code: str) -> Redirect:
    """Give the booking up."""
    return _to(g.bookings.cancel(g.asked, code).code)


@public_booking_api.post("/book/<code>/check-in")
@needs(Right.PUBLIC)
def check_in(code: str) -> Redirect:
    """The visitor is in the hall: on to the ticket's own page."""
    _, ticket = g.bookings.check_in(g.asked, code)
    return redirect(f"/t/{ticket['token']}", 303)


@public_booking_api.get("/book/<code>/qr.svg")
@needs(Right.PUBLIC)
def qr(code: str) -> Response:
    """The booking's code for the kiosk's scanner: the address of its page."""
    found, drawn = g.bookings.find(code), io.BytesIO()
    address = f"{g.settings.address}/book/{found.code}"
    segno.make(address, micro=False, error="m").save(drawn, kind="svg", scale=8, border=2, xmldecl=False)
    response = make_response(drawn.getvalue())
    response.mimetype = "image/svg+xml"
    return response


@public_booking_api.get("/book/<code>/booking.ics")
@needs(Right.PUBLIC)
def calendar(code: str) -> Response:
    """The booking for a phone's calendar, with a reminder an hour before."""
    booking = g.bookings.find(code)
    response = make_response(_icalendar(booking))
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = f'attachment; filename="{booking.code}.ics"'
    return response


def _icalendar(booking: Kept) -> bytes:
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - heavy, and needed here only

    plan, words = g.hall.plan, _words()
    service = plan.service.get(booking.service)
    papers = [words.name(paper) for paper in service.ticket.materials] if service else []
    address = f"{g.settings.address}/book/{booking.code}"
    event = Event()
    event.add("uid", f"{booking.id}@{plan.id}")
    event.add("dtstamp", to_datetime(booking.history[-1]["at"]))
    event.add("sequence", len(booking.history) - 1)
    event.add("status", "CANCELLED" if booking.state == "cancelled" else "CONFIRMED")
    event.add("summary", words.name(service.names) if service else booking.service)
    event.add("location", words.name(plan.names))
    event.add("dtstart", to_datetime(booking.start, plan.tz))
    event.add("dtend", to_datetime(booking.end, plan.tz))
    event.add("url", address)
    event.add("description", "\n".join([f"{words.say('book.code')} {booking.code}", *papers, address]))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words.say("book.title"))
    alarm.add("trigger", timedelta(hours=-1))
    event.add_component(alarm)
    kept = Calendar()
    kept.add("prodid", "-//Hall//Bookings//EN")
    kept.add("version", "2.0")
    kept.add_component(event)
    kept.add_missing_timezones()
    return bytes(kept.to_ical())


@public_booking_api.errorhandler(HallError)
def refused(error: HallError) -> Response:
    """Why not, in a sentence, with the next possible time and a way back."""
    code = (request.view_args or {}).get("code")
    service = request.values.get("service")
    params = dict(error.params)
    word = params.pop("word", None)
    lang = {"lang": _lang()}
    if code and request.endpoint != "public_booking.one":
        back = f"/book/{code}?{urlencode(lang)}"
    else:
        back = f"/book?{urlencode(lang | ({'service': service} if service else {}))}"
    page = _page(
        "book.html",
        step="refused",
        sentence=_words().say(str(word), **params) if word else _words().refusal(error),
        next_start=error.params.get("next") if service and not code else None,
        service=service,
        back=back,
    )
    page.status_code = error.status
    return page


def _services(sought: str) -> Response:
    _ = g.bookings.rules  # a hall without bookings says so at once
    if sought.strip():
        found = [(each.service, each.parent) for each in g.catalogue.search(sought[:80], g.bookings.today)]
    else:
        found = [
            (leaf, None if leaf is top else top)
            for top in g.hall.plan.offered
            for leaf in top.walk()
            if not leaf.children and leaf.offered_on(g.bookings.today)
        ]
    return _page("book.html", step="service", services=found[:MOST_SHOWN], q=sought[:80],
                 more=max(len(found) - MOST_SHOWN, 0))  # fmt: skip


def _times(service: Service, moving: Kept | None = None) -> Response:
    calendar = g.bookings.timetable.calendar
    days = [
        {"name": _day(day), "slots": shown, "may_change": calendar.may_change(day)}
        for day, slots in g.bookings.offer(service.id)
        if (shown := [_slot(*each) for each in slots if each[2] is None or each[2] in _SHOWN])
    ]
    rules = g.bookings.rules
    return _page("book.html", step="time", chosen=service, days=days, cut_off=cut_off(_words(), rules),
                 moving=moving and moving.code)  # fmt: skip


def _slot(slot: Slot, left: int, why: Refusal | None) -> dict[str, Any]:
    zone = g.hall.plan.tz
    time = "–".join(clock(int(wall(at, zone)[1])) for at in (slot.start, slot.end))
    start = to_datetime(slot.start, zone).isoformat()
    return {"start": start, "time": time, "left": left, "why": why, "extended": slot.kind is not Kind.OPEN}


def _day(day: date) -> str:
    words = _words()
    weekday = words.say("hours.weekdays").split()[day.weekday()]
    month = words.say("hours.months").split()[day.month - 1]
    return words.say("book.day", month=month, day=day.day, weekday=weekday)


def _instant(text: str) -> int:
    try:
        found = to_datetime(0).fromisoformat(text)
    except ValueError:
        raise BadInput(word="input.start_unknown") from None
    if found.tzinfo is None:
        raise BadInput(word="input.start_unknown")
    return to_ms(found)


def _lang() -> str:
    asked = request.values.get("lang")
    return asked if asked in LANGUAGES else g.words.language


def _words() -> Words:
    return Words(_lang())


def _to(code: str) -> Redirect:
    return redirect(f"/book/{code}?{urlencode({'lang': _lang()})}", 303)


def _page(file: str, **shown: object) -> Response:
    words, lang = _words(), _lang()
    other = "en" if lang == "zh" else "zh"
    asked = request.args.to_dict() | {"lang": other}
    where = request.path if request.method == "GET" else "/book"
    response = make_response(
        render_template(
            file,
            **shown,
            t=words.say,
            name=words.name,
            hall=g.hall.plan.names,
            lang=lang,
            lang_code="zh-CN" if lang == "zh" else "en",
            other_language=f"{where}?{urlencode(asked)}",
            other_code="zh-CN" if other == "zh" else "en",
            other_name="中文" if other == "zh" else "English",
            link=partial(_link, lang),
        )
    )
    # A form of ours must say where it comes from, which no-referrer would hide from us too.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _link(lang: str, **asked: str | None) -> str:
    return f"/book?{urlencode({'lang': lang} | {key: value for key, value in asked.items() if value})}"
