"""What screens and strips show as closed by the hours, why and until when; what gets no more numbers."""

from collections.abc import Mapping
from typing import Any

from queueing.hall import Hall
from queueing.hours_told import closed_briefly, opens_briefly


def closed_here(hall: Hall, zone: str | None, waiting: Mapping[str, int], now: int) -> list[dict[str, Any]]:
    """The closed counters of a zone, by why and when they open: [{counters: [id], opens, why, all}].

    opens, why  when they open next, and the same after the reason, in the hall's languages
    zone     None: of the whole hall
    waiting  people by line: an extension until the line is empty holds while there are some
    all      whether those are all that there are
    A counter that isn't there at this time of the year is not told of.
    """
    opening, there = hall.opening, 0
    together: dict[str, dict[str, Any]] = {}
    for counter in hall.plan.counters:
        if zone not in {None, counter.zone} or not opening.is_there(counter.id, now):
            continue
        there += 1
        waits = any(waiting.get(pull.line) for pull in opening.pulls(counter.id, now))
        opens = opens_briefly(opening, counter.id, now, waiting=waits)
        why = closed_briefly(opening, counter.id, now, waiting=waits)
        if opens is not None and why is not None:
            told = together.setdefault(why["zh"], {"counters": [], "opens": opens, "why": why})
            told["counters"].append(counter.id)
    return [told | {"all": len(told["counters"]) == there} for told in together.values()]


def no_numbers(hall: Hall, now: int) -> list[dict[str, Any]]:
    """What gets no more numbers at this instant (ms): [{line, service}], service None for a whole line."""
    stops = (stop for stop in hall.stops(now) if stop["since"] <= now)
    return [{"line": stop["line"], "service": stop.get("service")} for stop in stops]


def by_the_hours(
    shown: dict[str, Any], hall: Hall, zone: str | None, waiting: Mapping[str, int], now: int
) -> dict[str, Any]:
    """A board with what is closed, what gets no numbers, no lines out of season and no word that is over."""
    plan, opening = hall.plan, hall.opening
    there = {
        line
        for line, counters in plan.pulled_by.items()
        if not counters or any(opening.is_there(counter.id, now) for counter in counters)
    }
    lines = [line for line in shown["lines"] if line["waiting"] or line["id"] in there]
    closed, stopped = closed_here(hall, zone, waiting, now), no_numbers(hall, now)
    message = shown["message"]
    if message and message.get("ends", 0) <= now:
        message = None
    return shown | {"lines": lines, "closed": closed, "no_numbers": stopped, "message": message}


def outside(
    hall: Hall, counter: str, snapshot: Mapping[str, Any]
) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """When a counter outside its hours opens next, and the same after the reason; None when it is open."""
    opening, waits = hall.opening_of(snapshot), hall.waits(counter, snapshot)
    return (
        opens_briefly(opening, counter, snapshot["now"], waiting=waits),
        closed_briefly(opening, counter, snapshot["now"], waiting=waits),
    )
