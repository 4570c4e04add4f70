"""The booking pages for phones: plain forms in three steps, then the booking with its code and its acts."""

import io
import secrets
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

import segno
from apiflask import APIBlueprint
from flask import Response, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from queueing.access import Right, needs
from queueing.booking import Kept
from queueing.booking_errors import IdentityWrong
from queueing.bookings_told import cut_off, moment, why_not
from queueing.clock import to_datetime, to_ms
from queueing.errors import BadInput, HallError
from queueing.hall import Asked
from queueing.rules.appointments import Refusal, Slot
from queueing.rules.bands import clock
from queueing.rules.booking_rules import Channel
from queueing.rules.services import Service
from queueing.rules.wall_clock import wall
from queueing.words import LANGUAGES, Words
from ticket_printer.booking_calendar import icalendar

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
    try:
        start = _instant(asked["start"])
        g.bookings.possible(service.id, start)
    except HallError as refused:
        return _times(service, why=refused)
    return _person(service, start, secrets.token_urlsafe(16))


@public_booking_api.post("/book")
@needs(Right.PUBLIC)
def make() -> Response | Redirect:
    """Book; the form's own id makes a second press harmless. A wrong number is asked for in the same form."""
    form = request.form
    asked = Asked(g.principal.id, request=form.get("request") or None)
    service, start = g.hall.service(form.get("service", "")), _instant(form.get("start", ""))
    try:
        made = g.bookings.make(asked, service.id, start, form.get("identity", ""), Channel.ONLINE)
    except IdentityWrong as wrong:
        return _person(service, start, form.get("request", ""), wrong)
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
        begun=booking.start <= g.clock.now(),
        in_hall=booking.state == "arrived" and booking.day == g.bookings.today.isoformat(),
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
    address = f"{g.settings.address}/book/{booking.code}"
    response = make_response(icalendar(booking, g.hall.plan, address, _words()))
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = f'attachment; filename="{booking.code}.ics"'
    return response


@public_booking_api.errorhandler(HallError)
def refused(error: HallError) -> Response:
    """Why not, in a sentence, with the next possible time and a way back."""
    code = (request.view_args or {}).get("code")
    service = request.values.get("service")
    lang = {"lang": _lang()}
    if code and request.endpoint != "public_booking.one":
        back = f"/book/{code}?{urlencode(lang)}"
    else:
        back = f"/book?{urlencode(lang | ({'service': service} if service else {}))}"
    page = _page(
        "book.html",
        step="refused",
        sentence=_sentence(error),
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


def _times(service: Service, moving: Kept | None = None, why: HallError | None = None) -> Response:
    """The times of a service; `why`: what spoke against the one that was asked for."""
    calendar, offer = g.bookings.timetable.calendar, g.bookings.offer(service.id)
    not_listed = why_not(offer, g.hall.plan.tz).get(Refusal.NOT_LISTED)
    days = [
        {
            "name": _words().day(day),
            "slots": shown,
            # One sentence in place of many times that none can have.
            "not_listed": not_listed if all(each[2] is Refusal.NOT_LISTED for each in slots) else None,
            "may_change": calendar.may_change(day),
        }
        for day, slots in offer
        if (shown := [_slot(*each) for each in slots if each[2] is None or each[2] in _SHOWN])
    ]
    page = _page("book.html", step="time", chosen=service, days=days, moving=moving and moving.code,
                 cut_off=cut_off(_words(), g.bookings.rules), sentence=why and _sentence(why))  # fmt: skip
    page.status_code = why.status if why else 200
    return page


def _person(service: Service, start: int, request_id: str, wrong: IdentityWrong | None = None) -> Response:
    """Whose booking it is; `wrong`: the number that was typed is none. It is never sent back."""
    when = moment(_words(), start, g.hall.plan.tz)
    page = _page("book.html", step="person", chosen=service, start=_at(start), when=when,
                 request_id=request_id, sentence=wrong and _sentence(wrong))  # fmt: skip
    page.status_code = wrong.status if wrong else 200
    return page


def _slot(slot: Slot, left: int, why: Refusal | None) -> dict[str, Any]:
    time = "–".join(clock(int(wall(at, g.hall.plan.tz)[1])) for at in (slot.start, slot.end))
    return {"start": _at(slot.start), "time": time, "left": left, "why": why}


def _at(instant: int) -> str:
    return to_datetime(instant, g.hall.plan.tz).isoformat()


def _instant(text: str) -> int:
    try:
        found = to_datetime(0).fromisoformat(text)
    except ValueError:
        raise BadInput(word="input.start_unknown") from None
    if found.tzinfo is None:
        raise BadInput(word="input.start_unknown")
    return to_ms(found)


def _sentence(error: HallError) -> str:
    params = dict(error.params)
    word = params.pop("word", None)
    return _words().say(str(word), **params) if word else _words().refusal(error)


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
    path, about = request.path, request.args.to_dict()
    if request.method == "POST":  # asked for again by what its form was about, never by whose it was
        code = (request.view_args or {}).get("code")
        path = f"/book/{code}" if code else "/book"
        about = {} if code else {name: request.form.get(name, "") for name in ("service", "start")}
    response = make_response(
        render_template(
            file,
            **shown,
            t=words.say,
            name=words.name,
            hall=g.hall.plan.names,
            lang=lang,
            lang_code="zh-CN" if lang == "zh" else "en",
            other_language=f"{path}?{urlencode(about | {'lang': other})}",
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
