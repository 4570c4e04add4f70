"""Signing in and out, what this browser is, and the staff list."""

from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response, g, make_response, request
from pydantic import BaseModel, ConfigDict, Field

from counters.gate import DEVICE, SESSION
from queueing.access import VISITOR, Right, needs
from queueing.clock import to_datetime
from queueing.hours_told import closed_hall
from queueing.report_errors import NoClerkFigures
from queueing.rules.people import Person
from queueing.settings import VERSION
from queueing.staffing import ABSOLUTE, Session

account_api = APIBlueprint("account", __name__, url_prefix="/api/v1", tag="People and browsers")

#: A paired browser stays what it is until a manager says otherwise; seconds.
PAIRED_FOR = 5 * 366 * 86_400


class Link(BaseModel):
    """The token of a one-time sign-in link, from the address's fragment."""

    model_config = ConfigDict(extra="forbid")
    token: str


class SignIn(BaseModel):
    """Sign-in name and password."""

    model_config = ConfigDict(extra="forbid")
    name: str
    password: str


class NewPassword(BaseModel):
    """The old password (empty for one who never had any) and the new one."""

    model_config = ConfigDict(extra="forbid")
    old: str = ""
    new: str


class Pairing(BaseModel):
    """What this browser becomes: a kiosk, or the screen of a zone."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["kiosk", "screen"]
    kiosk: str | None = None
    zone: str | None = None


class NewPerson(BaseModel):
    """Somebody who works here; without a password one is drawn and shown once."""

    model_config = ConfigDict(extra="forbid")
    name: str
    full_name: str = ""
    role: str = "clerk"
    counters: list[str] | None = None
    password: str | None = None


class Change(BaseModel):
    """What changes of a person; left out stays.

    may_extend: changes today's hours of the own counter; sees_clerks: sees figures of a single clerk
    """

    model_config = ConfigDict(extra="forbid")
    role: str | None = None
    counters: list[str] | None = None
    active: bool | None = None
    may_extend: bool | None = None
    sees_clerks: bool | None = None
    full_name: str | None = Field(default=None, max_length=80)


def _signed_in(signed: Any) -> Response:  # noqa: ANN401 - staffing.SignedIn
    # The session this browser had before ends here: what somebody else knew of it opens nothing any more.
    g.staffing.sign_out(request.cookies.get(SESSION, ""))
    response = make_response({"principal": _who(signed.session.principal), "csrf": signed.session.csrf})
    set_cookie(response, SESSION, signed.token, int(ABSOLUTE.total_seconds()))
    return response


def set_cookie(response: Response, name: str, value: str, max_age: int) -> None:
    """Give this browser a cookie that no script reads and no other site sends along."""
    response.set_cookie(name, value, max_age=max_age, httponly=True, samesite="Strict", secure=g.secure)


def _who(principal: Any) -> dict[str, Any] | None:  # noqa: ANN401 - access.Principal
    if principal is VISITOR:
        return None
    told = {name: getattr(principal, name) for name in ("id", "role", "name", "counters", "counter")}
    return told | {"sees_clerks": principal.may(Right.CLERK_FIGURES)}


@account_api.get("/me")
@needs(Right.PUBLIC)
def me() -> Response:
    """Who is signed in, what this browser is, and which hall this is."""
    now = g.clock.tick()
    token, paired = request.cookies.get(SESSION), request.cookies.get(DEVICE)
    session: Session | None = g.staffing.session(token, now) if token else None
    device = g.staffing.device(paired, now) if paired else None
    plan = g.hall.plan
    place = {"kiosk": "kiosk", "screen": "zone"}
    return make_response(
        {
            "principal": _who(session.principal) if session else None,
            "csrf": session.csrf if session else None,
            "must_change_password": bool(session and session.account.must_change),
            "device": device and {"id": device.id, "kind": device.role, place[device.role]: device.counter},
            "hall": {
                "names": plan.names,
                "timezone": plan.timezone,
                "version": VERSION,
                "clock": {
                    "now": to_datetime(g.clock.now(), plan.tz).isoformat(timespec="milliseconds"),
                    "real": g.clock.is_real,
                    "speed": g.clock.speed,
                },
                "public_url": g.settings.address,
                "lan_reachable": g.settings.reachable_by_phone,
                "closed": closed_hall(g.hall.opening, g.clock.now()),
            },
        }
    )


@account_api.post("/session/link")
@account_api.input(Link, arg_name="body")
@needs(Right.PUBLIC)
def by_link(body: Link) -> Response:
    """Sign in by a one-time link."""
    return _signed_in(g.staffing.sign_in_by_link(body.token, g.clock.tick()))


@account_api.post("/session")
@account_api.input(SignIn, arg_name="body")
@needs(Right.PUBLIC)
def by_password(body: SignIn) -> Response:
    """Sign in by name and password."""
    return _signed_in(g.staffing.sign_in(body.name, body.password, g.clock.tick()))


@account_api.delete("/session")
@account_api.output({}, status_code=204)
@needs(Right.KNOWN)
def sign_out() -> Response:
    """End this browser's session."""
    g.staffing.sign_out(request.cookies.get(SESSION, ""))
    response = make_response("", 204)
    set_cookie(response, SESSION, "", 0)
    return response


@account_api.post("/session/password")
@account_api.input(NewPassword, arg_name="body")
@account_api.output({}, status_code=204)
@needs(Right.KNOWN)
def password(body: NewPassword) -> Response:
    """Choose one's own password."""
    g.staffing.change_password(request.cookies.get(SESSION, ""), body.old, body.new, g.clock.tick())
    return make_response("", 204)


@account_api.get("/places")
@needs(Right.KNOWN)
def places() -> Response:
    """What a browser can be made: kiosks, and zones with the counters that are there today."""
    plan, opening, now = g.hall.plan, g.hall.opening, g.clock.now()
    return make_response(
        {
            "kiosks": [{"id": k.id, "names": k.names, "zone": k.zone} for k in plan.kiosks],
            "zones": [
                {"id": z.id, "names": z.names, "floor": z.floor}
                | {"counters": [c for c in plan.counters_of(z.id) if opening.is_there(c, now)]}
                for z in plan.zones
            ],
        }
    )


@account_api.post("/device")
@account_api.input(Pairing, arg_name="body")
@account_api.output({}, status_code=201)
@needs(Right.MANAGE)
def pair(body: Pairing) -> Response:
    """Make this browser a kiosk or a screen, by a cookie apart from the session."""
    place = g.hall.kiosk(body.kiosk).id if body.kind == "kiosk" else g.hall.zone(body.zone or "")
    device, token = g.staffing.pair(body.kind, place, g.clock.tick(), g.principal.id)
    response = make_response({"id": device.id, "kind": device.role}, 201)
    set_cookie(response, DEVICE, token, PAIRED_FOR)
    return response


@account_api.delete("/device")
@account_api.output({}, status_code=204)
@needs(Right.MANAGE)
def unpair() -> Response:
    """This browser is an ordinary one again."""
    device = g.staffing.device(request.cookies.get(DEVICE, ""), g.clock.tick())
    if device is not None:
        g.staffing.unpair(int(device.id.partition(":")[2]), g.clock.tick())
    response = make_response("", 204)
    set_cookie(response, DEVICE, "", 0)
    return response


@account_api.get("/staff")
@needs(Right.MANAGE)
def staff() -> Response:
    """Everybody who works here: a bare array."""
    return make_response([_account(a) for a in g.staffing.accounts()])


def _account(account: Any) -> dict[str, Any]:  # noqa: ANN401 - records.staff.Account
    return {
        "id": account.id,
        "name": account.name,
        "full_name": account.full_name,
        "role": account.role,
        "counters": account.counters,
        "active": account.active,
        "may_extend": account.may_extend,
        "sees_clerks": account.sees_clerks,
    }


@account_api.post("/staff")
@account_api.input(NewPerson, arg_name="body")
@account_api.output({}, status_code=201)
@needs(Right.MANAGE)
def add(body: NewPerson) -> Response:
    """Add somebody; the drawn password is shown this once."""
    person = Person(body.name, body.full_name or body.name, body.role, _tuple(body.counters), body.password)
    made = g.staffing.add(person, g.clock.tick(), g.principal.id, g.hall.plan.counter)
    return make_response(_account(made.account) | {"password": made.password}, 201)


def _tuple(counters: list[str] | None) -> tuple[str, ...] | None:
    return None if counters is None else tuple(counters)


@account_api.post("/staff/csv")
@account_api.output({}, status_code=201)
@needs(Right.MANAGE)
def add_list() -> Response:
    """Add the people of a CSV list, all or nobody; refused with every mistake by row."""
    made = g.staffing.add_list(request.get_data(), g.clock.tick(), g.principal.id, g.hall.plan.counter)
    return make_response([_account(m.account) | {"password": m.password} for m in made], 201)


@account_api.post("/staff/<int(max=2147483647):person>/reset")
@needs(Right.MANAGE)
def reset(person: int) -> Response:
    """Draw somebody a new password, shown this once."""
    if any(a.id == person and a.sees_clerks for a in g.staffing.accounts()):
        _may_give_clerk_figures()  # whoever knows the password has the right too
    made = g.staffing.reset(person)
    return make_response(_account(made.account) | {"password": made.password})


def _may_give_clerk_figures() -> None:
    if not g.principal.may(Right.CLERK_FIGURES):
        raise NoClerkFigures


@account_api.patch("/staff/<int(max=2147483647):person>")
@account_api.input(Change, arg_name="body")
@needs(Right.MANAGE)
def change(person: int, body: Change) -> Response:
    """Change somebody's role, counters, name, or whether they still work here."""
    wanted = {k: v for k, v in body.model_dump().items() if k in body.model_fields_set}
    if "counters" in wanted:
        wanted["counters"] = _tuple(wanted["counters"])
    allowed = {k: v for k, v in wanted.items() if v is not None or k == "counters"}
    if "sees_clerks" in allowed:
        _may_give_clerk_figures()
    return make_response(_account(g.staffing.change(person, allowed, g.hall.plan.counter)))
