"""Advice to managers: what would help now and by how much, following it, taking it back, what came of it."""

from collections.abc import Mapping
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, make_response
from pydantic import BaseModel

from counters.desk import Lately
from queueing.access import Right, needs
from queueing.clock import to_datetime

advice_api = APIBlueprint("advice", __name__, url_prefix="/api/v1/advice", tag="Managers")

#: What came of earlier advice is counted over so many days.
SCORED = 30
checks = Lately(keep_ms=5_000)


class Done(BaseModel):
    """The acts of today that following an advice, or taking it back, made."""

    advice: str
    acts: list[int]


@advice_api.get("")
@needs(Right.MANAGE)
def advice() -> dict[str, Any]:
    """What would help now, who is left at closing and what helps there, what was followed, how true it was.

    made_at  None: nobody knows yet
    score    of advice of the last 30 days: how many were looked at afterwards, and how many came true
    """
    told = g.hall.advice() or {"made_at": None, "offers": [], "closing": {"lines": [], "offers": []}}
    closing, plan, day = told["closing"], g.hall.plan, g.hall.day
    checked = checks.get(g.clock.tick(), (plan.id, day), lambda: g.timeline.advice_checked(plan, day, SCORED))
    of = {row["advice"]: {"happened": row["happened"], "true": row["true"]} for row in checked}
    followed = g.hall.followed()
    done = {row["advice"] for row in followed if not row["undone"]}

    def is_new(offer: Mapping[str, Any]) -> bool:
        # A clerk who is asked for already is not asked for again.
        asked_for = offer["kind"] == "open" and any(
            g.hall.wanted(counter, g.clock.now()) for counter in offer["counters"]
        )
        return offer["id"] not in done and not asked_for

    return {
        "made_at": told["made_at"] and _time(told["made_at"]),
        "offers": [_offer(offer) for offer in told["offers"] if is_new(offer)],
        "closing": {
            "lines": [
                {"names": _names(row["line"]), "closes": _time(row["closes"])}
                | {key: row[key] for key in ("line", "expected", "p90")}
                for row in closing["lines"]
            ],
            "offers": [_offer(offer) for offer in closing["offers"] if is_new(offer)],
        },
        "followed": [
            _offer(row["record"])
            | {"at": _time(row["at"]), "undone": row["undone"], "checked": of.get(row["advice"])}
            for row in followed
        ],
        "score": {"checked": len(checked), "true": sum(row["true"] for row in checked)},
    }


@advice_api.post("/<advice>/follow")
@advice_api.output(Done, status_code=201)
@needs(Right.MANAGE)
def follow(advice: str) -> Response:
    """Do all that an advice says."""
    return make_response(g.hall.follow_advice(g.asked, advice), 201)


@advice_api.post("/<advice>/undo")
@advice_api.output(Done, status_code=201)
@needs(Right.MANAGE)
def undo(advice: str) -> Response:
    """Take back whatever of it still stands."""
    return make_response(g.hall.undo_advice(g.asked, advice), 201)


def _offer(offer: Mapping[str, Any]) -> dict[str, Any]:
    """An offer with its lines by name; figures in minutes, of people for closing.

    service  by name, where it is a stop of this service alone
    """
    kept = (
        "id",
        "kind",
        "people",
        "nobody",
        "without",
        "with",
        "saved",
        "loss",
        "left",
        "left_with",
        "turned_away",
    )
    # A stop asks for no counter; Lua gave an empty list back as an empty table.
    named = {"lines": [_names(line) for line in offer["lines"]], "counters": list(offer["counters"])}
    if of := g.hall.plan.service.get(offer.get("service", "")):
        named["service"] = of.names
    return named | {key: offer[key] for key in kept if key in offer}


def _names(line: str) -> dict[str, str]:
    known = g.hall.plan.line.get(line)
    return dict(known.names) if known else {"zh": line, "en": line}


def _time(ms: int) -> str:
    return to_datetime(ms, g.hall.plan.tz).isoformat(timespec="seconds")
