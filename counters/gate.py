"""The one gate before every route: who asks, may they, did our own page send it; refusals as JSON."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from typing import Any

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, current_app, g, jsonify, request
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import HTTPException

from queueing import errors
from queueing.access import VISITOR, Principal, Right
from queueing.clock import Clock
from queueing.hall import Asked
from queueing.staffing import Staffing
from queueing.words import Words, words_for

log = logging.getLogger(__name__)

SESSION, DEVICE = "hall_session", "hall_device"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

#: Where passwords and links are tried, and how often one address may try in a minute.
GUESSABLE, GUESSES = frozenset({"account.by_password", "account.by_link"}), 30

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
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class Gate:
    """Knows people, keys and devices; every request passes it before its route."""

    def __init__(
        self, staffing: Staffing, clock: Clock, parts: Mapping[str, object], *, limits_in: str, hashes: str
    ) -> None:
        self._staffing = staffing
        self._clock = clock
        self._parts = parts
        self._hashes = hashes
        self._limiter = MovingWindowRateLimiter(storage_from_string(limits_in))

    def install(self, app: APIFlask) -> None:
        """Put this gate before every route of the app."""
        app.before_request(self.enter)
        app.after_request(self.leave)
        app.error_processor(_wrong_input)
        app.register_error_handler(errors.HallError, _refused)
        app.register_error_handler(HTTPException, _http_error)
        app.register_error_handler(Exception, _fault)

    def enter(self) -> None:
        """Let the request in, or refuse it; what routes need of the hall and the asker is put on `g`."""
        for name, part in self._parts.items():
            setattr(g, name, part)
        g.words = words_for(request.headers.get("Accept-Language"))
        view = current_app.view_functions.get(request.endpoint or "")
        if view is None:
            return
        # A static file names no right and needs none; every other route must (a test holds it).
        need = getattr(view, "needs", Right.PUBLIC if request.endpoint == "static" else None)
        if need is None:
            raise errors.NotAllowed
        g.principal = self.identify() if need is not Right.PUBLIC or request.method not in SAFE else VISITOR
        if not g.principal.may(need):
            raise errors.SignInNeeded if g.principal is VISITOR else errors.NotAllowed
        if request.method not in SAFE:
            if request.endpoint in GUESSABLE:
                self._not_guessing()
            self._own_page_only()
            self._not_too_often(g.principal)
        g.asked = self._asked(g.principal)

    def identify(self) -> Principal:
        """Who asks: a bearer's key, else (on a device's page) the paired browser, else the session."""
        now = self._clock.tick()
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            holder = self._staffing.key(key.strip(), now)
            if holder is None:
                raise errors.SignInNeeded
            return holder
        device = request.cookies.get(DEVICE)
        if request.headers.get("Acting-As") == "device" or "/socket.io" in request.path:
            paired = self._staffing.device(device, now) if device else None
            if paired is not None:
                return paired
            if request.headers.get("Acting-As") == "device":
                raise errors.NotPaired
        token = request.cookies.get(SESSION)
        session = self._staffing.session(token, now) if token else None
        g.session = session
        return session.principal if session else VISITOR

    def leave(self, response: Response) -> Response:
        """Put the safety headers on every answer."""
        sockets = f"ws://{request.host} wss://{request.host}"
        response.headers.setdefault(
            "Content-Security-Policy", POLICY.format(hashes=self._hashes, sockets=sockets)
        )
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.path.startswith("/api/") or response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _own_page_only(self) -> None:
        """Refuse an act that another site's page may have sent along with this browser's cookies."""
        if request.headers.get("Authorization"):
            return
        origin = request.headers.get("Origin")
        if origin is not None and origin.partition("//")[2] != request.host:
            raise errors.CrossSite
        if request.headers.get("Acting-As") == "device":
            return  # another site can't set this header: it would need our leave by CORS, never given
        session = getattr(g, "session", None)
        if session is not None and request.headers.get("X-CSRF-Token") != session.csrf:
            raise errors.CrossSite

    def _not_too_often(self, who: Principal) -> None:
        if who.rate is None:
            return
        if not self._limiter.hit(parse(f"{who.rate}/minute"), who.id):
            raise errors.TooManyRequests(seconds=60 // max(who.rate, 1) + 1)

    def _not_guessing(self) -> None:
        if not self._limiter.hit(parse(f"{GUESSES}/minute"), "sign-in", request.remote_addr or ""):
            raise errors.TooManyRequests(seconds=60)

    def _asked(self, who: Principal) -> Asked:
        epoch = request.headers.get("Seat-Epoch", "")
        sent = request.headers.get("Idempotency-Key")
        digest = None
        if sent:
            seen = b"\0".join((request.method.encode(), request.path.encode(), request.get_data(cache=True)))
            digest = hashlib.sha256(seen).hexdigest()
        number = int(epoch) if epoch.isascii() and epoch.isdigit() else None
        return Asked(who.id, who.name, sent[:200] if sent else None, digest, number, who.counter is not None)


def problem(code: str, status: int, sentence: str, params: Mapping[str, object]) -> Response:
    """A refusal as application/problem+json (RFC 9457), with a stable type and a sentence."""
    known = {k: v for k, v in params.items() if k not in {"type", "title", "status", "detail", "code"}}
    body = known | {
        "type": f"/problems/{code}",
        "title": code,
        "status": status,
        "detail": sentence,
        "code": code,
    }
    answer = jsonify(body)
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    if status == errors.LiveUnreachable.status:
        answer.headers["Retry-After"] = "1"
    return answer


def _words() -> Words:
    words: Words = getattr(g, "words", None) or words_for(request.headers.get("Accept-Language"))
    return words


def _refused(error: errors.HallError) -> Response:
    return problem(error.code, error.status, _words().refusal(error), error.params)


def _wrong_input(error: HTTPError) -> Any:  # noqa: ANN401 - APIFlask's own shape
    fields = error.detail.get("json", {}) if isinstance(error.detail, Mapping) else {}
    said = "; ".join(f"{name}: {' '.join(map(str, why))}" for name, why in fields.items())
    if error.status_code in {400, 422}:
        return _refused(errors.BadInput(what=said or str(error.message)))
    return _http_error(error)


def _http_error(error: HTTPException | HTTPError) -> Response:
    status = error.code if isinstance(error, HTTPException) else error.status_code
    if status == errors.NotFound.status:
        return _refused(errors.NotFound())
    name = error.name if isinstance(error, HTTPException) else error.message
    return problem("http", status or 500, str(name), {})


def _fault(error: Exception) -> Response:
    log.error("a fault in %s %s", request.method, request.url_rule, exc_info=error)
    return problem("fault", 500, _words().say("error.fault"), {})


Identify = Callable[[], Principal]
