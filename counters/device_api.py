"""The device desk: how every device is, letting one in by its code, testing it, sending it away."""

import re
from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response, g, make_response
from pydantic import BaseModel, ConfigDict, Field

from counters.account_api import PAIRED_FOR, set_cookie
from counters.gate import DEVICE
from queueing.access import Right, needs
from queueing.clock import to_datetime
from queueing.devices import Report
from queueing.errors import BadInput, NoDevice, NotFound
from queueing.rules.devices import BEATS_EVERY, BROWSERS, KINDS, expected, has_place, places
from queueing.words import words_for

device_api = APIBlueprint("devices", __name__, url_prefix="/api/v1", tag="Devices")

#: What a test sentence is said and shown in.
LANGUAGES = ("zh", "en")
#: And shown for so long, ms.
TEST_SHOWN_FOR = 60_000

Kind = Literal["kiosk", "screen", "printer", "speaker", "strip", "keys", "reader"]


class Knock(BaseModel):
    """A device that wants to be let in: what it is, and the version it runs."""

    model_config = ConfigDict(extra="forbid")
    kind: Kind
    version: str = Field(default="", max_length=40)


class Entry(BaseModel):
    """The code a device shows, and the kiosk, zone or counter it stands at."""

    model_config = ConfigDict(extra="forbid")
    code: str = Field(min_length=6, max_length=11)
    place: str


class Beat(BaseModel):
    """How a device is; text: what its manager should read about it."""

    model_config = ConfigDict(extra="forbid")
    state: Literal["ok", "low", "out", "cover", "down", "unknown"] = "ok"
    text: str = Field(default="", max_length=200)
    version: str = Field(default="", max_length=40)


@device_api.post("/devices/pairing")
@device_api.input(Knock, arg_name="body")
@device_api.output({}, status_code=201)
@needs(Right.PUBLIC)
def knock(body: Knock) -> Response:
    """Ask to be let in: the code to show, and the device's key, which opens nothing until then.

    A browser gets its key as a cookie and never sees it.
    """
    code, key = g.devices.knock(body.kind, body.version)
    if body.kind not in BROWSERS:
        return make_response({"code": code, "key": key}, 201)
    response = make_response({"code": code}, 201)
    set_cookie(response, DEVICE, key, PAIRED_FOR)
    return response


@device_api.post("/devices/beat")
@device_api.input(Beat, arg_name="body")
@needs(Right.DEVICE)
def beat(body: Beat) -> Response:
    """Say how this device is; test: it was asked to show that it works. Again after so many seconds."""
    who = g.principal
    if who.counter is None or who.role not in KINDS:
        raise NoDevice  # a manager, or a key that is no device
    test = g.devices.beat(Report(who.id, who.role, who.counter, **body.model_dump()))
    return make_response({"test": test, "every": BEATS_EVERY.total_seconds()})


@device_api.get("/devices/self")
@needs(Right.DEVICE)
def oneself() -> Response:
    """What this device is, and where it stands."""
    return make_response({"kind": g.principal.role, "place": g.principal.counter})


@device_api.get("/devices")
@needs(Right.MANAGE)
def desk() -> Response:
    """Every device let in, worked on this machine, or named in the hall file: a bare array.

    gone: the plan has its place no more; it can only be sent away
    """
    heard, plan = g.devices.all(), g.hall.plan
    rows = [
        {"id": f"device:{kept['id']}", "kind": kept["kind"], "place": kept["place"]}
        | {"let_in": _time(kept["made_at"]), "by": kept["made_by"]}
        for kept in g.staffing.devices()
    ]
    known = {row["id"] for row in rows}
    rows += [
        {"id": device, "kind": said["kind"], "place": said["place"]}
        for device, said in heard.items()
        if device not in known
    ]
    there = {(row["kind"], row["place"]) for row in rows}
    rows += [
        {"id": None, "kind": kind, "place": at} for kind, at in expected(plan) if (kind, at) not in there
    ]
    order = {(kind, at): n for kind in KINDS for n, at in enumerate(places(plan, kind))}
    rows.sort(key=lambda row: (list(KINDS).index(row["kind"]), order.get((row["kind"], row["place"]), 0)))
    left = {paper["kiosk"]: paper["tickets_left"] for paper in g.prints.printers()}
    papers = [{"tickets_left": left.get(row["place"]) if row["kind"] == "printer" else None} for row in rows]
    return make_response(
        [row | _said(heard.get(str(row["id"])), row) | paper for row, paper in zip(rows, papers, strict=True)]
    )


def _said(said: dict[str, Any] | None, row: dict[str, Any]) -> dict[str, Any]:
    plan, kind, place = g.hall.plan, row["kind"], row["place"]
    gone = row["id"] is not None and not has_place(plan, row["id"], kind, place)
    where = {"names": places(plan, kind).get(place, {}), "gone": gone}
    if said is None:
        return where | {"state": None, "text": "", "version": "", "seen": None}
    return where | {
        "state": said["state"],
        "text": said.get("text", ""),
        "version": said["version"],
        "seen": _time(said["seen"]),
    }


def _time(tick: int) -> str:
    return to_datetime(tick, g.hall.plan.tz).isoformat(timespec="seconds")


@device_api.post("/devices")
@device_api.input(Entry, arg_name="body")
@device_api.output({}, status_code=201)
@needs(Right.MANAGE)
def let_in(body: Entry) -> Response:
    """Let in the device that shows this code, at its place."""
    code = "".join(sign for sign in body.code if sign.isdigit())
    wish = g.devices.wish(code)
    if body.place not in places(g.hall.plan, wish.kind):
        raise BadInput(word=f"device.place_{KINDS[wish.kind]}", place=body.place)
    who = g.staffing.let_in(wish.secret, wish.kind, body.place, g.clock.tick(), g.principal.id)
    g.devices.beat(Report(who.id, wish.kind, body.place, version=wish.version))
    g.devices.granted(code)
    return make_response({"id": who.id, "kind": wish.kind, "place": body.place}, 201)


@device_api.get("/devices/codes/<code>")
@needs(Right.MANAGE)
def shown_by(code: str) -> Response:
    """What kind of device shows a code, and where it may stand."""
    wish = g.devices.wish(code)
    spots = [{"id": at, "names": names} for at, names in places(g.hall.plan, wish.kind).items()]
    return make_response({"kind": wish.kind, "places": spots})


@device_api.post("/devices/<device>/test")
@device_api.output({}, status_code=202)
@needs(Right.MANAGE)
def test(device: str) -> Response:
    """Have a device show that it works: a test ticket, a test sentence, its strip lit."""
    said = g.devices.all().get(device)
    if said is None or KINDS[said["kind"]] != "zone":
        g.devices.ask_test(g.asked, device)
    else:
        # The zone's own voice says it, whichever of its pages or loudspeakers that is just now.
        text = {language: words_for(language).say("device.test_sentence") for language in LANGUAGES}
        audio = g.say_text(text)
        g.steering.proclaim(g.asked, "announced", text, [said["place"]], audio, stands_for=TEST_SHOWN_FOR)
    return make_response("", 202)


@device_api.delete("/devices/<device>")
@device_api.output({}, status_code=204)
@needs(Right.MANAGE)
def send_away(device: str) -> Response:
    """Send a device away: its key opens nothing any more. One worked on this machine is only forgotten."""
    if let_in := re.fullmatch(r"device:([0-9]{1,9})", device):
        g.staffing.unpair(int(let_in[1]), g.clock.tick())
    elif device not in g.devices.all():
        raise NotFound
    g.devices.forget(device)
    return make_response("", 204)
