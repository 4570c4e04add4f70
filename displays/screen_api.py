"""What a zone's screen asks for: its board, and, as the zone's one speaker, what to say next."""

import logging
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, make_response, request, send_from_directory
from pydantic import BaseModel, ConfigDict

from displays.announcement import CannotSpeakError, caption_for_call
from displays.board import board, from_snapshot
from displays.voice import audio_for_call
from queueing.access import Right, needs
from queueing.clock import to_datetime

log = logging.getLogger(__name__)
screen_api = APIBlueprint("screen", __name__, url_prefix="/api/v1", tag="Screens and voice")

#: With more than this still to be spoken behind it in a zone, a call is spoken once; ms.
LONG_BACKLOG = 20_000
#: One call in one language takes about this long (measured: 4.7 s), ms.
ONE_SENTENCE = 4_700


class Speaker(BaseModel):
    """speaker: the page's own random id; ready: sound is allowed; claim: free to speak now."""

    model_config = ConfigDict(extra="forbid")
    speaker: str
    epoch: int | None = None
    ready: bool = False
    claim: bool = True
    spoken: str | None = None


class Shown(BaseModel):
    """One call on a board."""

    number: str
    counter: str
    at: datetime


class Board(BaseModel):
    """The last calls, newest first, at most six; waiting: line -> how many wait."""

    revision: int
    calls: list[Shown]
    waiting: dict[str, int]


@screen_api.get("/board")
@screen_api.output(Board)
@needs(Right.KNOWN)
def show_board() -> Response:
    """The board of ?zone=, or of the whole hall: last calls, newest first, and how many wait."""
    zone = request.args.get("zone")
    if zone is not None:
        g.hall.zone(zone)
    snap = g.steering.snapshot()
    return make_response(in_hall_time(board(from_snapshot(snap, g.hall.plan), g.hall.plan, zone)))


def in_hall_time(shown: dict[str, Any]) -> dict[str, Any]:
    """A board with its times in RFC 3339, hall time."""
    zone = g.hall.plan.tz
    calls = [
        c | {"at": to_datetime(c["at"], zone).isoformat(timespec="milliseconds")} for c in shown["calls"]
    ]
    message = shown["message"]
    if message:
        message = message | {"at": to_datetime(message["at"], zone).isoformat(timespec="milliseconds")}
    return shown | {"calls": calls, "message": message}


@screen_api.post("/zones/<zone>/voice")
@screen_api.input(Speaker, arg_name="body")
@needs(Right.SCREEN)
def speak(zone: str, body: Speaker) -> Response:
    """Be the zone's one speaker; `say` is claimed for this page before it is spoken."""
    answer = g.steering.speak(
        zone,
        f"{g.principal.id}/{body.speaker[:64]}",
        epoch=body.epoch,
        ready=body.ready,
        claim=body.claim,
        spoken=body.spoken,
    )
    say = answer.pop("say", None)
    if say:
        spoken_twice = 2 * ONE_SENTENCE * len(g.hall.plan.zone[zone].languages)
        once = answer["left"] * spoken_twice > LONG_BACKLOG
        answer["say"] = _sayable(zone, say, times=1 if once else 2)
    return make_response(answer)


def _sayable(zone: str, say: dict[str, Any], *, times: int) -> dict[str, Any]:
    if "audio" in say:
        return {
            "call": say["call"],
            "audio_url": f"/api/v1/voice/{say['audio']}",
            "times": 1,
            "text": say["text"],
        }
    languages = g.hall.plan.zone[zone].languages
    try:
        file = audio_for_call(g.voice, say["number"], say["counter"], languages, times)
        text = caption_for_call(say["number"], say["counter"])
    except (CannotSpeakError, FileNotFoundError) as fault:
        # The screens have shown the call already; a voice that fails never holds the hall.
        log.warning("zone %s could not speak %s: %s", zone, say["call"], fault)
        file, text = None, {"zh": say["number"], "en": say["number"]}
    url = f"/api/v1/voice/{file}" if file else None
    what = {"number": say["number"], "counter": say["counter"], "text": text}
    return what | {"call": say["call"], "audio_url": url, "times": times}


@screen_api.get("/voice/<file>")
@needs(Right.SCREEN)
def sound(file: str) -> Response:
    """One announcement's sound, a WAV."""
    return send_from_directory(g.voice.spoken, file, mimetype="audio/wav", max_age=3600)
