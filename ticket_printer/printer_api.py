"""What a printer's agent elsewhere asks: its kiosk, the next paper, and what it says became of it."""

import time
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, make_response
from pydantic import BaseModel, ConfigDict, Field

from queueing.access import Right, needs
from queueing.errors import NoDevice
from queueing.prints import Report
from queueing.rules.plan import Kiosk

printer_api = APIBlueprint("printers", __name__, url_prefix="/api/v1", tag="Printers")

#: An agent is told "nothing" after so many seconds, and asks again.
NOTHING_AFTER = 5.0
#: Between two looks for a job while an agent waits, seconds; no connection to the live hall is held.
LOOK_EVERY = 0.1


class Loop(BaseModel):
    """loop: tells this loop of the agent from one before it."""

    model_config = ConfigDict(extra="forbid")
    loop: str = Field(min_length=1, max_length=40)


class Done(BaseModel):
    """What became of a job; printer: how the printer is now; printed: mm of paper it took."""

    model_config = ConfigDict(extra="forbid")
    outcome: str = Field(pattern="^(printed|failed|unknown)$")
    why: str = Field(max_length=300)
    printer: str = Field(pattern="^(ok|low|out|cover|down|unknown)$")
    printed: int = Field(ge=0, le=100_000)


class Seen(BaseModel):
    """How an idle printer is."""

    model_config = ConfigDict(extra="forbid")
    state: str = Field(pattern="^(ok|low|out|cover|down|unknown)$")


def _kiosk() -> Kiosk:
    if g.principal.role != "printer":
        raise NoDevice
    found: Kiosk = g.hall.kiosk(g.principal.counter)
    return found


@printer_api.get("/print-jobs/kiosk")
@needs(Right.PRINT)
def kiosk() -> Response:
    """The kiosk this printer belongs to, and how its tickets are made."""
    own = _kiosk()
    return make_response({"id": own.id, "width": own.width, "mode": own.mode, "cut": own.cut})


@printer_api.post("/print-jobs/left")
@needs(Right.PRINT)
def left() -> Response:
    """At an agent's start: the jobs that its last run had begun are of unknown outcome now; their ids."""
    return make_response({"jobs": g.prints.left_printing(_kiosk().id)})


@printer_api.post("/print-jobs/next")
@printer_api.input(Loop, arg_name="body")
@needs(Right.PRINT)
def following(body: Loop) -> Response:
    """The next paper to print; 204 when none came for some seconds."""
    own, until = _kiosk().id, time.monotonic() + NOTHING_AFTER
    while True:
        job: dict[str, Any] | None = g.prints.next(own, body.loop, 0.01)
        if job is not None:
            return make_response(job)
        if time.monotonic() > until:
            return make_response("", 204)
        time.sleep(LOOK_EVERY)


@printer_api.post("/print-jobs/<job>/done")
@printer_api.input(Done, arg_name="body")
@printer_api.output({}, status_code=204)
@needs(Right.PRINT)
def done(job: str, body: Done) -> Response:
    """What became of a job."""
    g.prints.done(_kiosk().id, job, Report(**body.model_dump()))
    return make_response("", 204)


@printer_api.post("/print-jobs/seen")
@printer_api.input(Seen, arg_name="body")
@printer_api.output({}, status_code=204)
@needs(Right.PRINT)
def seen(body: Seen) -> Response:
    """How the printer is while it has nothing to print."""
    g.prints.saw(_kiosk().id, body.state)
    return make_response("", 204)
