"""How good the told waits were, for managers: by day, lane and band; and the last replay of past days."""

from datetime import timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import g, request

from queueing.access import Right, needs
from queueing.errors import BadInput

estimate_api = APIBlueprint("estimate", __name__, url_prefix="/api/v1/estimates", tag="Managers")

#: How far back figures can be asked for, days.
AT_MOST = 366


@estimate_api.get("")
@needs(Right.MANAGE)
def figures() -> dict[str, Any]:
    """What became of waits that were told in the last days, today included: ?days=7.

    {first, last, methods, all, by_day, by_lane, by_band, recorded, replay}: figures are {tickets, mae, rmse,
    naive_mae, les_mae, cover80, below_p90, interval_score} in minutes and shares of 1; recorded: the past
    days a replay can take; replay: the id of the last one, or null.
    """
    asked = request.args.get("days", "7")
    if not asked.isdecimal() or not 1 <= int(asked) <= AT_MOST:
        raise BadInput(word="input.range")
    last = g.hall.day
    first = last - timedelta(days=int(asked) - 1)
    told: dict[str, Any] = g.told.figures(first, last)
    span = {"first": first.isoformat(), "last": last.isoformat()}
    return span | told | {"recorded": g.past_days(), "replay": g.trials.newest("replay")}
