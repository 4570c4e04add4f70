"""What the counters' strips say now: for agents that light them, and for the page that is one."""

from apiflask import APIBlueprint
from flask import Response, g, make_response, request

from displays.closed import outside
from displays.led.strip import WORDING, State, Wording, desk_of, face_of, width_of, wording_of
from queueing.access import Right, needs
from queueing.errors import BadInput

strip_api = APIBlueprint("strips", __name__, url_prefix="/api/v1", tag="Strips")

#: Dots across a strip of eight Chinese signs, and the widest one there is.
USUAL, WIDEST = 128, 1024


@strip_api.get("/strips")
@needs(Right.KNOWN)
def strips() -> Response:
    """The strips of ?counters=1,2, as they read at ?width=128 dots and ?language=zh.

    counters: when left out all that are there today and have a queue
    A bare array of {counter, state, number, called_ms_ago, opens, why, text, style, width, wording}: `opens`
    is when a counter outside its hours opens next, `why` the same after the reason, by language; `width` are
    the text's dots; `wording` by language the texts of a call and of nobody there, tried in this order.
    """
    wanted = request.args.get("counters")
    width = request.args.get("width", type=int, default=USUAL)
    language = request.args.get("language", "zh")
    if not 16 <= width <= WIDEST or language not in {"zh", "en"}:  # noqa: PLR2004 - one sign
        raise BadInput(word="input.range", field="width, language")
    snap = g.steering.snapshot()
    opening = g.hall.opening_of(snap)
    there = [c.id for c in g.hall.plan.counters if c.queue and opening.is_there(c.id, snap["now"])]
    counters = [g.hall.counter(c).id for c in wanted.split(",")] if wanted else there
    shown = []
    for counter in counters:
        desk = desk_of(counter, snap, *outside(g.hall, counter, snap))
        wording = wording_of(g.hall.plan, counter, language)
        face = face_of(desk, snap["tick"], width, language, wording)
        ago = snap["tick"] - desk.called_at if desk.state is State.CALLED and desk.called_at else None
        shown.append(
            {
                "counter": counter,
                "state": desk.state,
                "number": desk.number,
                "called_ms_ago": ago,
                "opens": desk.opens,
                "why": desk.why,
                "text": face.text,
                "wording": {each: _own(wording_of(g.hall.plan, counter, each)) for each in WORDING},
                "style": face.style,
                "width": width_of(face.text),
            }
        )
    return make_response(shown)


def _own(wording: Wording) -> dict[str, tuple[str, ...]]:
    return {state: wording[state] for state in (State.CALLED, State.IDLE)}
