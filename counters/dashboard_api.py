"""The manager's dashboard: a day as curves, and each counter's day; the live figures come from hall-state."""

from datetime import date
from typing import Any

from apiflask import APIBlueprint
from flask import g, request

from counters.asked_day import asked_day
from counters.desk import Lately
from queueing.access import Right, needs
from queueing.report_errors import NoSuchDay

dashboard_api = APIBlueprint("dashboard", __name__, url_prefix="/api/v1/dashboard", tag="Managers")

#: Several walls and desks ask for the same day; it is read anew after so long.
curves = Lately(keep_ms=10_000)
days = Lately(keep_ms=10_000)


@dashboard_api.get("/curves")
@needs(Right.MANAGE)
def told() -> dict[str, Any]:
    """Waits, arrivals and capacity by quarter hour, waits by line and hour, what was spoken: ?day=."""
    day = _day()
    found: dict[str, Any] = curves.get(g.clock.tick(), (day,), lambda: g.timeline.curves(g.hall.plan, day))
    return found | {"day": day.isoformat()}


@dashboard_api.get("/counters")
@needs(Right.MANAGE)
def gantt() -> dict[str, Any]:
    """Who was at each counter, paused or serving whom, from when to when: ?day=2026-03-02."""
    day = _day()
    found: dict[str, Any] = days.get(g.clock.tick(), (day,), lambda: g.timeline.counters(g.hall.plan, day))
    return found | {"day": day.isoformat()}


def _day() -> date:
    wanted = request.args.get("day")
    if wanted is None:
        today: date = g.hall.day
        return today
    try:
        return asked_day(wanted)
    except ValueError:
        raise NoSuchDay(day=wanted) from None
