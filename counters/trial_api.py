"""Trials over HTTP: a change rehearsed on a past day, the estimator replayed; how far they are."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, make_response
from pydantic import BaseModel, ConfigDict

from counters.plan_api import Draft, day_of, draft_text
from queueing.access import Right, needs
from queueing.errors import by_code
from queueing.planning import read_hall
from queueing.trial_errors import TrialFailed

trial_api = APIBlueprint("trial", __name__, url_prefix="/api/v1/trials", tag="Set-up")


class Rehearsal(Draft):
    """A hall file before it is saved, and the day to play; the last one when left out."""

    day: str | None = None


class Replay(BaseModel):
    """Past days of this hall, both ends counted."""

    model_config = ConfigDict(extra="forbid")
    first: str
    last: str


@trial_api.get("/days")
@needs(Right.MANAGE)
def days() -> Response:
    """The past days that are recorded, the newest first: a bare array of dates."""
    return make_response(g.past_days())


@trial_api.post("/rehearsal")
@trial_api.input(Rehearsal, arg_name="body")
@needs(Right.MANAGE)
def rehearsal(body: Rehearsal) -> Response:
    """Play a past day under the plan in force and under a draft, aside: {trial}. Refuses mistakes at once."""
    text = draft_text(body)
    read_hall(text, g.hall.plan.version)
    return _begun("rehearsal", {"toml": text, "day": body.day and day_of(body.day).isoformat()})


@trial_api.post("/replay")
@trial_api.input(Replay, arg_name="body")
@needs(Right.MANAGE)
def replay(body: Replay) -> Response:
    """Let the estimator promise on past days what it learned on the days before them, aside: {trial}."""
    return _begun("replay", {"first": day_of(body.first).isoformat(), "last": day_of(body.last).isoformat()})


@trial_api.get("/<trial>")
@needs(Right.MANAGE)
def state(trial: str) -> dict[str, Any]:
    """{kind, state: running, done or failed, done: 0 to 1, result?, problem?: {code, sentence}}."""
    told: dict[str, Any] = g.trials.state(trial, g.clock.tick())
    if problem := told.get("problem"):
        refused = by_code().get(problem["code"], TrialFailed)(
            **{k: v for k, v in problem.items() if k != "code"}
        )
        problem["sentence"] = g.words.refusal(refused)
    return told


def _begun(kind: str, asked: dict[str, Any]) -> Response:
    request = g.asked.request and f"{g.asked.by}|{g.asked.request}"
    return make_response({"trial": g.trials.start(kind, asked, g.clock.tick(), request)}, 202)
