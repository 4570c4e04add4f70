"""The one gate before every route and socket: who asks, may they, did our own page send it, is it text."""

import hashlib
import hmac
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from apiflask import APIFlask
from flask import Response, current_app, g, request
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from counters import openapi, problem_api
from queueing import errors
from queueing.access import VISITOR, Principal, Right
from queueing.clock import Clock
from queueing.hall import Asked
from queueing.staffing import Staffing
from queueing.words import words_for

SESSION, DEVICE = "hall_session", "hall_device"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

#: How often one address, or one device, may try in a minute, and where: passwords and links, asking for a
#: pairing code, codes of bookings.
GUESSES = 30
GUESSABLE = {
    **dict.fromkeys(("account.by_password", "account.by_link", "account.password"), "sign-in"),
    "devices.knock": "pairing",
    **dict.fromkeys(("booking.one", "booking.check_in"), "booking"),
    **dict.fromkeys(
        [
            f"public_booking.{route}"
            for route in ("one", "other_times", "move", "cancel", "check_in", "calendar")
        ],
        "booking",
    ),
    "public_booking.make": "new booking",
}

#: All that somebody may do who has still to choose a password; what anybody may do stays open too.
BEFORE_OWN_PASSWORD = frozenset({"account.password", "account.sign_out"})

#: What takes a hall file, which is one long text: its size is held by that of the body alone.
HALL_FILES = frozenset({"plan.check", "plan.day", "plan.year", "trial.rehearsal"})

#: Longest text in a JSON body and longest request id, in characters.
LONGEST_TEXT, LONGEST_REQUEST_ID = 2_000, 200

#: What no text may hold: control characters (line breaks and tabs apart), half characters, and marks that
#: turn the direction of what follows. They would drive a printer, silence a voice, or stop a database.
UNREADABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)

#: The one inline script of every page, the import map, is allowed by its hash (set at start).
POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self' blob:; connect-src 'self' {sockets}; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class Gate:
    """Knows people, keys and devices; every request passes it before its route.

    address  where the hall is published, as in QR codes: behind a proxy its own pages come from there
    program  what the pages are made from, told with each answer: an older page loads itself anew (renewal.js)
    """

    def __init__(  # noqa: PLR0913 - what a gate knows
        self,
        staffing: Staffing,
        clock: Clock,
        parts: Mapping[str, object],
        *,
        address: str,
        limits_in: str,
        hashes: str,
        program: str,
    ) -> None:
        self._staffing = staffing
        self._clock = clock
        self._parts = parts
        self._address = address.rstrip("/").lower()
        self._hashes = hashes
        self._program = program
        self._limiter = MovingWindowRateLimiter(storage_from_string(limits_in))

    def install(self, app: APIFlask) -> None:
        """Put this gate before every route of the app."""
        app.before_request(self.enter)
        app.after_request(self.leave)
        problem_api.install(app)
        openapi.install(app)

    def enter(self) -> None:
        """Let the request in, or refuse it; what routes need of the hall and the asker is put on `g`."""
        for name, part in self._parts.items():
            setattr(g, name, part)
        g.words = words_for(request.headers.get("Accept-Language"))
        g.secure = request.is_secure or self._address == f"https://{request.host}".lower()
        view = current_app.view_functions.get(request.endpoint or "")
        if view is None:
            return
        # A static file names no right and needs none; every other route must (a test holds it).
        need = getattr(view, "needs", Right.PUBLIC if request.endpoint == "static" else None)
        if need is None:
            raise errors.NotAllowed
        g.principal = self._asker(need)
        if not g.principal.may(need):
            raise errors.SignInNeeded if g.principal is VISITOR else errors.NotAllowed
        if need is not Right.PUBLIC and request.endpoint not in BEFORE_OWN_PASSWORD:
            _own_password_only()
        self._not_guessing()
        if request.method not in SAFE:
            self._own_page_only()
            if g.principal.rate is not None:
                self._not_too_often(g.principal.rate, g.principal.id)
        _readable()
        g.asked = _asked(g.principal)

    def admit(self) -> Principal:
        """Who opens a socket. Raises CrossSite for another site's page, SignInNeeded, PasswordMustChange."""
        origin = request.headers.get("Origin")
        who = self.identify()
        # Browsers always name the page a socket is opened from; only a key's program may leave it out.
        if not self._is_ours(origin) and (origin is not None or not g.by_key):
            raise errors.CrossSite
        if not who.may(Right.KNOWN):
            raise errors.SignInNeeded
        _own_password_only()
        return who

    def identify(self) -> Principal:
        """Who asks: a bearer's key, else (on a device's page) the paired browser, else the session."""
        now = self._clock.tick()
        g.by_key, g.session = False, None
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            secret = key.strip()
            holder = self._staffing.key(secret, now) or self._staffing.device(secret, now)
            if holder is None:
                raise errors.SignInNeeded
            g.by_key = True
            return holder
        device = request.cookies.get(DEVICE)
        if request.headers.get("Acting-As") == "device" or request.path.startswith("/socket.io"):
            paired = self._staffing.device(device, now) if device else None
            if paired is not None:
                return paired
            if request.headers.get("Acting-As") == "device":
                raise errors.NotPaired
        token = request.cookies.get(SESSION)
        g.session = self._staffing.session(token, now) if token else None
        return g.session.principal if g.session else VISITOR

    def leave(self, response: Response) -> Response:
        """Put the safety headers on every answer, and which program gives it."""
        response.headers["Hall-Program"] = self._program
        sockets = f"ws://{request.host} wss://{request.host}"
        response.headers.setdefault(
            "Content-Security-Policy", POLICY.format(hashes=self._hashes, sockets=sockets)
        )
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _asker(self, need: Right) -> Principal:
        # What anybody may do rests on no cookie, so a page needs no token for it either.
        if need is Right.PUBLIC and "Authorization" not in request.headers:
            g.by_key, g.session = False, None
            return VISITOR
        if need is Right.PUBLIC and request.method in SAFE:
            return VISITOR
        return self.identify()

    def _is_ours(self, origin: str | None) -> bool:
        """Whether a page came from this hall: from the address it was asked at, or the published one."""
        own = f"{request.scheme.replace('ws', 'http')}://{request.host}"
        return origin is not None and origin.lower() in {own.lower(), self._address}

    def _own_page_only(self) -> None:
        """Refuse an act that another site's page may have sent along with this browser's cookies."""
        origin = request.headers.get("Origin")
        if g.by_key:
            return
        if origin is not None and not self._is_ours(origin):
            raise errors.CrossSite
        # A paired browser's page sends Acting-As instead of a token: another site can't set a header
        # without our leave by CORS, which nobody is given.
        if g.session is not None and not hmac.compare_digest(
            request.headers.get("X-CSRF-Token", "").encode(), g.session.csrf.encode()
        ):
            raise errors.CrossSite

    def _not_guessing(self) -> None:
        what = GUESSABLE.get(request.endpoint or "")
        if what == "booking" and g.principal is not VISITOR:
            # A kiosk's visitors share its address with others; staff find bookings all day.
            if not g.principal.may(Right.GUIDE):
                self._not_too_often(GUESSES, what, g.principal.id)
        elif what:
            self._not_too_often(GUESSES, what, request.remote_addr or "")

    def _not_too_often(self, a_minute: int, *who: str) -> None:
        limit = parse(f"{a_minute}/minute")
        if not self._limiter.hit(limit, *who):
            again = self._limiter.get_window_stats(limit, *who).reset_time - self._clock.tick() / 1000
            raise errors.TooManyRequests(seconds=max(1, math.ceil(again)))


def _own_password_only() -> None:
    """Refuse who signed in with a password that somebody else knows too: it names nobody for sure."""
    if g.session is not None and g.session.account.must_change:
        raise errors.PasswordMustChange


def _readable() -> None:
    """Refuse texts that would harm a printer, a voice or a database, wherever in the request they are."""
    said = [*request.args.values(), *map(str, (request.view_args or {}).values())]
    if request.method not in SAFE:
        try:
            said += _texts(request.get_json(force=True, silent=True))
            said += request.form.values()
        except RecursionError as deep:
            raise errors.BadInput(word="input.body") from deep
    for text in said:
        if UNREADABLE.search(text):
            raise errors.BadInput(word="input.characters")
        if len(text) > LONGEST_TEXT and request.endpoint not in HALL_FILES:
            raise errors.BadInput(word="input.text_long", most=LONGEST_TEXT)


def _texts(body: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    left = [body]
    while left:
        match left.pop():
            case str() as text:
                yield text
            case list() as values:
                left += values
            case dict() as fields:
                left += [*fields, *fields.values()]


def _asked(who: Principal) -> Asked:
    epoch, sent = request.headers.get("Seat-Epoch") or None, request.headers.get("Idempotency-Key")
    digest = None
    if sent:
        if len(sent) > LONGEST_REQUEST_ID:
            raise errors.BadInput(word="input.request_id", most=LONGEST_REQUEST_ID)
        seen = b"\0".join((request.method.encode(), request.path.encode(), request.get_data(cache=True)))
        digest = hashlib.sha256(seen).hexdigest()
    if epoch is not None and not re.fullmatch(r"[0-9]{1,15}", epoch):
        raise errors.BadInput(word="input.seat_epoch")
    number = int(epoch) if epoch is not None else None
    return Asked(who.id, who.name, sent or None, digest, number, who.counter is not None)
