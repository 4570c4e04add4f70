"""What a clerk's page and a caller's key do: sit, next, recall, start, finish, miss, hold, transfer."""

from typing import Literal

from apiflask import APIBlueprint
from flask import Response, g, make_response
from pydantic import BaseModel, ConfigDict, Field

from queueing.access import Right, needs
from queueing.errors import BadInput, NotYourCounter
from queueing.rules.tickets import OUTCOMES
from queueing.rules.wall_clock import MINUTE

clerk_api = APIBlueprint("clerk", __name__, url_prefix="/api/v1", tag="Clerks")


class Body(BaseModel):
    """A request's body; a misspelt field is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Body):
    """No fields."""


class Sit(Body):
    """takeover: end another clerk's seat there; its page is told."""

    takeover: bool = False


class Pause(Body):
    """Why the counter pauses; shown to the manager."""

    reason: str = Field(min_length=1, max_length=60)


class CallNext(Body):
    """current: the ticket the screen shows, null for none; a chosen ticket needs a reason."""

    current: str | None = None
    finish_current: bool = True
    below_threshold: bool = False
    ticket: str | None = None
    reason: str | None = Field(default=None, min_length=1, max_length=120)


class CallRoll(Body):
    """number: to jump to, else the next; again: one called today is meant; line: which of several rolls."""

    current: str | None = None
    number: int | None = Field(default=None, ge=1, le=9_999)
    again: bool = False
    line: str | None = None


class Finish(Body):
    """How it ended here and how many items were handled.

    onward: its service's next stage follows, with the same number; ready_in: the result was promised to its
    visitor in so many minutes
    """

    outcome: str | None = None
    items: int | None = Field(default=None, ge=0, le=999)
    onward: bool = False
    ready_in: int | None = Field(default=None, ge=1, le=600)


class Resume(Body):
    """A ticket held at this counter."""

    ticket: str


class Transfer(Body):
    """To a line or to one counter's own line; at the front its waited time counts on."""

    line: str | None = None
    counter: str | None = None
    place: Literal["front", "end"] = "end"


class WalkIn(Body):
    """What the visitor without a ticket comes for."""

    service: str


class Note(Body):
    """A note on a ticket."""

    ticket: str
    text: str = Field(min_length=1, max_length=500)


class Reason(BaseModel):
    """Why this ticket: rule "share", "chosen" or "below_threshold"; the share of its promise used."""

    rule: str
    share: float
    text: str
    beat: list[dict[str, object]]


class Called(BaseModel):
    """The ticket that was called."""

    ticket: str
    number: str
    reason: Reason


class InHand(BaseModel):
    """The ticket that was acted on."""

    ticket: str
    number: str


class Epoch(BaseModel):
    """The seat's epoch, to be sent as Seat-Epoch with each act."""

    epoch: int


def own_counter(counter: str) -> str:
    """The counter, when whoever asks may sit there. Raises NotYourCounter."""
    if not g.principal.may_sit_at(counter):
        raise NotYourCounter(counter=counter)
    return counter


@clerk_api.post("/counters/<counter>/sit")
@clerk_api.input(Sit, arg_name="body")
@clerk_api.output(Epoch, status_code=201)
@needs(Right.SERVE)
def sit(counter: str, body: Sit) -> Response:
    """Take the seat at a counter."""
    return make_response(g.hall.sit(g.asked, own_counter(counter), takeover=body.takeover), 201)


@clerk_api.post("/counters/<counter>/leave")
@clerk_api.input(Nothing, arg_name="body")
@needs(Right.SERVE)
def leave(counter: str, body: Nothing) -> Response:  # noqa: ARG001 - an empty body
    """Give the seat up; held tickets go back to their lines."""
    return make_response(g.hall.leave(g.asked, own_counter(counter)))


@clerk_api.post("/counters/<counter>/seen")
@clerk_api.output(Epoch)
@needs(Right.SERVE)
def seen(counter: str) -> Response:
    """The page is still there."""
    return make_response(g.hall.seen(g.asked, own_counter(counter)))


@clerk_api.post("/counters/<counter>/pause")
@clerk_api.input(Pause, arg_name="body")
@needs(Right.SERVE)
def pause(counter: str, body: Pause) -> Response:
    """Pause the counter with a reason."""
    return make_response(g.hall.pause(g.asked, own_counter(counter), body.reason))


@clerk_api.post("/counters/<counter>/reopen")
@needs(Right.SERVE)
def reopen(counter: str) -> Response:
    """End the pause."""
    return make_response(g.hall.pause(g.asked, own_counter(counter), None))


@clerk_api.post("/counters/<counter>/calls")
@clerk_api.input(CallNext, arg_name="body")
@clerk_api.output(Called, status_code=201)
@clerk_api.doc(responses={204: "Nobody waits; the ticket in hand is finished all the same."})
@needs(Right.SERVE)
def call_next(counter: str, body: CallNext) -> Response:
    """Finish the ticket in hand and call the next; 204 when nobody waits."""
    shown = (body.current or "") if "current" in body.model_fields_set else None
    answer = g.hall.call_next(
        g.asked,
        own_counter(counter),
        current=shown,
        finish_current=body.finish_current,
        below_threshold=body.below_threshold,
        ticket=body.ticket,
        reason=body.reason,
    )
    if answer.get("empty"):
        return make_response("", 204)
    reason = answer["reason"]
    answer["reason"] = reason | {"beat": reason.get("beat") or [], "text": g.words.why_called(reason)}
    return make_response(answer, 201)


@clerk_api.post("/counters/<counter>/roll")
@clerk_api.input(CallRoll, arg_name="body")
@clerk_api.output(InHand, status_code=201)
@needs(Right.SERVE)
def call_roll(counter: str, body: CallRoll) -> Response:
    """Finish the ticket in hand and call a number of a paper roll: the next, or the one to jump to."""
    shown = (body.current or "") if "current" in body.model_fields_set else None
    how = body.model_dump(exclude={"current"})
    return make_response(g.hall.call_roll(g.asked, own_counter(counter), current=shown, **how), 201)


@clerk_api.post("/counters/<counter>/recall")
@clerk_api.output(InHand)
@needs(Right.SERVE)
def recall(counter: str) -> Response:
    """Call the ticket in hand once more."""
    return make_response(g.hall.recall(g.asked, own_counter(counter)))


@clerk_api.post("/counters/<counter>/start")
@clerk_api.output(InHand)
@needs(Right.SERVE)
def start(counter: str) -> Response:
    """The called visitor is here."""
    return make_response(g.hall.start(g.asked, own_counter(counter)))


@clerk_api.post("/counters/<counter>/finish")
@clerk_api.input(Finish, arg_name="body")
@clerk_api.output(InHand)
@needs(Right.SERVE)
def finish(counter: str, body: Finish) -> Response:
    """The visit has ended, or goes on to its next stop."""
    if body.outcome is not None and body.outcome not in OUTCOMES:
        raise BadInput(word="input.choice", field="outcome", choices="、".join(OUTCOMES))
    how = body.model_dump(exclude={"ready_in"})
    if body.onward and body.ready_in:
        how["ready_by"] = g.clock.now() + body.ready_in * MINUTE
    return make_response(g.hall.finish(g.asked, own_counter(counter), **how))


@clerk_api.post("/counters/<counter>/miss")
@clerk_api.output(InHand)
@needs(Right.SERVE)
def miss(counter: str) -> Response:
    """Nobody came."""
    return make_response(g.hall.miss(g.asked, own_counter(counter)))


@clerk_api.post("/counters/<counter>/hold")
@clerk_api.output(InHand)
@needs(Right.SERVE)
def hold(counter: str) -> Response:
    """Put the ticket in hand aside here."""
    return make_response(g.hall.hold(g.asked, own_counter(counter)))


@clerk_api.post("/counters/<counter>/resume")
@clerk_api.input(Resume, arg_name="body")
@clerk_api.output(InHand)
@needs(Right.SERVE)
def resume(counter: str, body: Resume) -> Response:
    """Take up a held ticket."""
    return make_response(g.hall.resume(g.asked, own_counter(counter), body.ticket))


@clerk_api.post("/counters/<counter>/transfer")
@clerk_api.input(Transfer, arg_name="body")
@clerk_api.output(InHand)
@needs(Right.SERVE)
def transfer(counter: str, body: Transfer) -> Response:
    """Send the ticket being served to another line or counter."""
    if (body.line is None) == (body.counter is None):
        raise BadInput(word="input.transfer")
    line = body.line or g.hall.counter(body.counter).own_line
    return make_response(g.hall.transfer(g.asked, own_counter(counter), line, body.place))


@clerk_api.post("/counters/<counter>/undo")
@clerk_api.output(InHand)
@needs(Right.SERVE)
def undo(counter: str) -> Response:
    """Take back the newest call, within ten seconds."""
    return make_response(g.hall.undo(g.asked, own_counter(counter)))


@clerk_api.post("/counters/<counter>/walk-ins")
@clerk_api.input(WalkIn, arg_name="body")
@clerk_api.output({}, status_code=201)
@needs(Right.SERVE)
def walk_in(counter: str, body: WalkIn) -> Response:
    """Serve somebody without a ticket."""
    return make_response(g.hall.walk_in(g.asked, own_counter(counter), body.service), 201)


@clerk_api.post("/counters/<counter>/note")
@clerk_api.input(Note, arg_name="body")
@needs(Right.SERVE)
def note(counter: str, body: Note) -> Response:
    """Write a note on a ticket."""
    return make_response(g.hall.note(g.asked, body.ticket, body.text, own_counter(counter)))
