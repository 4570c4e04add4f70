"""What a zone's screen asks for: its board, and, as the zone's one speaker, what to say next."""

from datetime import datetime
from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response, g, make_response, request, send_from_directory
from pydantic import BaseModel, ConfigDict, Field

from displays.announcement import captioned
from displays.board import board, from_snapshot
from displays.closed import by_the_hours
from queueing.access import Right, needs
from queueing.clock import to_datetime

screen_api = APIBlueprint("screen", __name__, url_prefix="/api/v1", tag="Screens and voice")


class Speaker(BaseModel):
    """speaker: the page's own random id; ready: sound is allowed; claim: free to speak now.

    spoken: the call it has finished; shown: calls that came to its screen since it last asked.
    """

    model_config = ConfigDict(extra="forbid")
    speaker: str
    epoch: int | None = None
    ready: bool = False
    claim: bool = True
    spoken: str | None = None
    shown: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=12)


class Shown(BaseModel):
    """One call on a board."""

    number: str
    counter: str
    at: datetime


class ClosedTogether(BaseModel):
    """Counters that are closed by their hours, and when they open next, {zh, en}; "" when that is far off."""

    counters: list[str]
    all: bool
    opens: dict[str, str]


class NoNumbers(BaseModel):
    """A line, or one service of it, that gets no more numbers now."""

    line: str
    service: str | None


class Board(BaseModel):
    """The last calls, newest first, at most six; waiting: line -> how many wait; closed: counters."""

    revision: int
    calls: list[Shown]
    waiting: dict[str, int]
    closed: list[ClosedTogether]
    no_numbers: list[NoNumbers]


@screen_api.get("/board")
@screen_api.output(Board)
@needs(Right.KNOWN)
def show_board() -> Response:
    """The board of ?zone=, or of the whole hall: last calls, newest first, and how many wait."""
    zone = request.args.get("zone")
    if zone is not None:
        g.hall.zone(zone)
    snap = g.steering.snapshot()
    g.hall.opening_of(snap)
    boards = from_snapshot(snap, g.hall.plan)
    shown = in_hall_time(board(boards, g.hall.plan, zone))
    return make_response(by_the_hours(shown, g.hall, zone, boards.waiting, snap["now"]))


def in_hall_time(shown: dict[str, Any]) -> dict[str, Any]:
    """A board with its times in RFC 3339, hall time."""
    zone = g.hall.plan.tz
    calls = [
        c | {"at": to_datetime(c["at"], zone).isoformat(timespec="milliseconds")} for c in shown["calls"]
    ]
    message = shown["message"]
    if message:
        message = message | {"at": to_datetime(message["at"], zone).isoformat(timespec="milliseconds")}
    return captioned(shown | {"calls": calls, "message": message}, g.hall.plan)


@screen_api.post("/zones/<zone>/voice")
@screen_api.input(Speaker, arg_name="body")
@needs(Right.SCREEN)
def speak(zone: str, body: Speaker) -> Response:
    """Be the zone's one speaker; `say` is claimed for this page before it is spoken."""
    return make_response(g.zone_voice.ask(zone, g.principal.id, **body.model_dump()))


@screen_api.get("/voice/<file>")
@needs(Right.SCREEN)
def sound(file: str) -> Response:
    """One announcement's sound, a WAV."""
    return send_from_directory(g.voice.spoken, file, mimetype="audio/wav", max_age=3600)
