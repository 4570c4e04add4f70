"""The manager's page: the hall as it stands, closing, opening, stopping, announcing, who waits, the log."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response, g, make_response, request
from pydantic import BaseModel, ConfigDict, Field

from counters.desk import Lately, counter_view, line_view, pulled_now, silent
from counters.hours_view import hours_view, noon_view, outside, stops_view
from queueing.access import Right, needs
from queueing.clock import to_datetime
from queueing.errors import BadInput, VoiceFailed
from queueing.hours_told import closed_to_newcomers
from queueing.opening import Opening
from queueing.reports import LOGGED
from queueing.rules.devices import WELL, has_place, places
from queueing.rules.plan import Line, Zone

manager_api = APIBlueprint("manager", __name__, url_prefix="/api/v1", tag="Managers")

days = Lately(keep_ms=5_000)
loads = Lately(keep_ms=5_000)
voices = Lately(keep_ms=60_000)  # measuring its clips takes longer than all the rest of the state
HOUR_MS = 3_600_000


#: Longest announcement, in characters: what a loudspeaker says in about a minute.
LONGEST = 500


class Text(BaseModel):
    """What is shown and spoken, Chinese first; zones: where, everywhere when left out."""

    model_config = ConfigDict(extra="forbid")
    text: dict[str, Annotated[str, Field(max_length=LONGEST)]]
    zones: list[str] | None = None


class Desk(BaseModel):
    """A counter; services: ids of those it can serve; queue: false where no number is needed."""

    id: str
    queue: bool
    names: dict[str, str]
    services: list[str]


class Why(BaseModel):
    """A reason, for the log and for the clerk."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=120)


@manager_api.get("/counters")
@manager_api.output(list[Desk])  # type: ignore[arg-type]  # APIFlask takes it, its types do not say so
@needs(Right.KNOWN)
def counters() -> Response:
    """Every counter: a bare array of {id, names, services: [id], …}."""
    plan = g.hall.plan
    shown = []
    for counter in plan.counters:
        if not g.hall.opening.is_there(counter.id, g.clock.now()):
            continue
        lines = {p.line for p in counter.pulls}
        leaves = [s.id for top in plan.services for s in top.walk() if not s.children and s.line in lines]
        where = {"kind": counter.kind, "zone": counter.zone, "queue": counter.queue}
        shown.append(
            {"id": counter.id, "names": counter.names, "services": leaves, "lines": sorted(lines)} | where
        )
    return make_response(shown)


@manager_api.get("/lines")
@needs(Right.KNOWN)
def lines() -> Response:
    """Every line with a prefix: a bare array of {id, names, prefix}; where a clerk may transfer to."""
    return make_response([{"id": i.id, "names": i.names, "prefix": i.prefix} for i in g.hall.plan.lines])


@manager_api.get("/hall-state")
@needs(Right.GUIDE)
def state() -> Response:
    """The hall as it stands: lines, counters, today's figures, voices, and devices that need somebody.

    A line is `unpulled` while people wait there and no counter calls from it.
    """
    snap, plan = g.steering.snapshot(), g.hall.plan  # in this order: it may bring a newer plan
    opening = g.hall.opening_of(snap)
    # A seasonal counter is hidden outside its period, unless somebody sits there all the same.
    there = [c for c in plan.counters if opening.is_there(c.id, snap["now"]) or _taken(c.id, snap)]
    waits = g.waits.of_lines()
    pulled = pulled_now(opening, snap)
    shared = [
        line_view(plan, line, snap)
        | {"wait": waits.get(line.id), "closed": _closed(opening, line, snap["now"])}
        for line in plan.lines
    ]
    own = [line_view(plan, plan.line[c.own_line], snap) for c in plan.counters]
    for line in (*shared, *own):
        line["unpulled"] = bool(line["waiting"]) and line["id"] not in pulled
    spoken = [_voice(zone, snap) for zone in plan.zones if zone.speaker]
    return make_response(
        {
            "revision": snap["revision"],
            "now": to_datetime(snap["now"], plan.tz).isoformat(timespec="milliseconds"),
            "stopped": snap.get("stopped"),
            "message": snap.get("message"),
            "zones": [{"id": z.id, "names": z.names, "floor": z.floor} for z in plan.zones],
            "lines": shared + [line for line in own if line["waiting"]],
            "counters": [
                counter_view(c, snap, outside(g.hall, c.id, snap)) | {"hours": hours_view(g.hall, c.id, snap)}
                for c in there
            ],
            "hours": hours_view(g.hall, None, snap),
            "stopped_numbers": stops_view(g.hall, snap),
            "noon": noon_view(g.hall, snap),
            "today": _today(shared, own),
            "alerts": [_alert(id_, alert) for id_, alert in g.alerts.all().items()],
            "voices": spoken,
            "printers": [{"kiosk": k.id, "names": k.names, "printer": k.printer} for k in plan.kiosks],
            "devices": _devices_in_need(),
        }
    )


def _devices_in_need() -> list[dict[str, Any]]:
    """Devices somebody has to see to: lost, out of order or of paper; each with its kind, place and state."""
    said = sorted(g.devices.all().items(), key=lambda each: (each[1]["kind"], each[1]["place"]))
    return [
        {"id": id_, "kind": each["kind"], "place": each["place"], "state": each["state"]}
        | {"names": places(g.hall.plan, each["kind"]).get(each["place"], {})}
        for id_, each in said
        if each["state"] not in WELL and has_place(g.hall.plan, id_, each["kind"], each["place"])
    ]


def _taken(counter: str, snap: dict[str, Any]) -> bool:
    return bool(snap["counters"].get(counter, {}).get("holder"))


def _alert(id_: str, alert: dict[str, Any]) -> dict[str, Any]:
    shown = {
        key: alert.get(key)
        for key in ("kind", "subject", "names", "value", "longest", "owner_name", "escalated")
    }
    return {"id": id_, "at": _time(alert["at"])} | shown


@manager_api.post("/alerts/<alert>/acknowledge")
@needs(Right.MANAGE)
def acknowledge(alert: str) -> Response:
    """Take an alert on: {alert, owner_name}; the first who does has it."""
    return make_response(g.alerts.acknowledge(g.asked, alert))


def _voice(zone: Zone, snap: dict[str, Any]) -> dict[str, Any]:
    """A zone's voice: calls an hour it can say, each once and each twice, and those of the last hour."""
    plan, day = g.hall.plan, g.hall.day.isoformat()
    since = snap["now"] - HOUR_MS
    by_counter = loads.get(g.clock.tick(), (day,), lambda: g.reports.calls_by_counter(day, since))
    key = (plan.id, plan.version, zone.id)
    can = voices.get(g.clock.tick(), key, lambda: g.zone_voice.capacity(zone.id))
    return {
        "zone": zone.id,
        "names": zone.names,
        "state": "silent" if silent(snap, zone.id) else "ok",
        "capacity": can and can.once,
        "capacity_twice": can and can.twice,
        "load": sum(n for counter, n in by_counter.items() if zone.id in plan.shown_in.get(counter, ())),
    }


def _today(lines: list[dict[str, Any]], own: list[dict[str, Any]]) -> dict[str, Any]:
    day = g.hall.day.isoformat()
    figures: dict[str, Any] = days.get(g.clock.tick(), (day,), lambda: g.reports.funnel(day, g.hall.promises))
    waiting = [*lines, *own]
    return figures | {
        "waiting": sum(line["waiting"] for line in waiting),
        "longest_ms": max((line["longest_ms"] for line in waiting), default=0),
    }


@manager_api.get("/waiting")
@needs(Right.GUIDE)
def waiting() -> Response:
    """Everybody who waits, in the order of the rule, line by line: a bare array."""
    plan = g.hall.plan
    rows = g.steering.waiting_list(plan.line, limit=5_000)
    keep = ("id", "number", "line", "lane", "service", "share")
    times = ("place", "arrived")
    return make_response([{k: t[k] for k in keep} | {k: _time(t[k]) for k in times} for t in rows])


def _time(ms: int) -> str:
    return to_datetime(ms, g.hall.plan.tz).isoformat(timespec="seconds")


@manager_api.post("/counters/<counter>/force-off")
@manager_api.input(Why, arg_name="body")
@needs(Right.MANAGE)
def force_off(counter: str, body: Why) -> Response:
    """Send a clerk away; what is in hand and held goes back to its line at its place."""
    return make_response(g.steering.force_off(g.asked, counter, body.reason))


@manager_api.post("/counters/<counter>/close")
@manager_api.input(Why, arg_name="body")
@needs(Right.MANAGE)
def close(counter: str, body: Why) -> Response:
    """Close a counter."""
    return make_response(g.steering.shut(g.asked, counter, body.reason))


@manager_api.post("/counters/<counter>/open")
@needs(Right.MANAGE)
def reopen(counter: str) -> Response:
    """Open a closed counter again."""
    return make_response(g.steering.shut(g.asked, counter, None))


@manager_api.post("/hall/stop")
@manager_api.input(Text, arg_name="body")
@needs(Right.MANAGE)
def stop(body: Text) -> Response:
    """Stop the hall: no numbers, no calls; the text is shown and spoken everywhere."""
    return make_response(_proclaim("hall_stopped", body, also_unspoken=True))


@manager_api.post("/hall/resume")
@needs(Right.MANAGE)
def resume() -> Response:
    """Let a stopped hall go on."""
    return make_response(g.steering.proclaim(g.asked, "hall_resumed"))


@manager_api.post("/announcements")
@manager_api.input(Text, arg_name="body")
@manager_api.output({}, status_code=201)
@needs(Right.MANAGE)
def announce(body: Text) -> Response:
    """Announce a text in some zones, shown and spoken."""
    return make_response(_proclaim("announced", body), 201)


def _proclaim(kind: str, body: Text, *, also_unspoken: bool = False) -> dict[str, Any]:
    text = {language: said.strip() for language, said in body.text.items() if said.strip()}
    if not text or set(text) - {"zh", "en"}:
        raise BadInput(word="input.text")
    zones = [g.hall.zone(z) for z in body.zones] if body.zones else None
    try:
        audio = g.say_text(text)
    except VoiceFailed:
        if not also_unspoken:
            raise
        audio = None  # a hall on fire is stopped, whether or not its voice works
    answer: dict[str, Any] = g.steering.proclaim(g.asked, kind, text, zones, audio)
    return answer


def _closed(opening: Opening, line: Line, now: int) -> dict[str, str] | None:
    """Why no numbers are given for a line now and when they are again; None where they are, or never are."""
    return None if line.roll or line.stage else closed_to_newcomers(opening, line.id, now)


@manager_api.get("/log")
@needs(Right.MANAGE)
def log() -> Response:
    """Who moved, cancelled, forced, chose or stopped what, when and why: ?day=, ?kinds= (by commas)."""
    day = request.args.get("day") or g.hall.day.isoformat()
    kinds = [k for k in request.args.get("kinds", "").split(",") if k]
    rows = g.reports.log(day, kinds or LOGGED)
    return make_response([row | {"at": _time(row["at"])} for row in rows])
