"""Where a visit may go on to now: the stops of its services, and what the wait in each line follows from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from queueing.opening import Opening
from queueing.rules.hours import Open
from queueing.rules.plan import Plan, Stage
from queueing.rules.services import Service
from queueing.rules.stops import Stop, expected_wait, next_stop
from queueing.rules.tickets import TERMINAL
from queueing.rules.wall_clock import MINUTE


class Itinerary:
    """The lines a visit may go on to under one plan; what is open is looked at once a minute."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        plan = opening.plan
        leaves = [leaf for top in plan.services for leaf in top.walk() if not leaf.children]
        self._minutes = {line: _minutes(plan, line, leaves) for line in stop_lines(plan)}
        self._kept: tuple[int, dict[str, dict[str, Any]]] = (-1, {})

    def lines(self, now: int) -> Mapping[str, Mapping[str, Any]]:
        """What the scripts are told of each line: {counters: open by the hours, minutes, quiet?, ready?}."""
        if self._kept[0] != now // MINUTE:
            self._kept = (now // MINUTE, self._look(now))
        return self._kept[1]

    def first(self, stops: Sequence[Stop], counts: Mapping[str, int], now: int) -> int:
        """Index of the stop to begin with (rules/stops.py); counts: how many wait, by line."""
        lines = self.lines(now)
        waits = {
            line: expected_wait(counts.get(line, 0), len(told["counters"]), told["minutes"])
            for line, told in lines.items()
        }
        return next_stop(stops, waits) or 0

    def _look(self, now: int) -> dict[str, dict[str, Any]]:
        told: dict[str, dict[str, Any]] = {
            line: {"counters": [], "minutes": minutes} for line, minutes in self._minutes.items()
        }
        for counter in self.opening.plan.counters:
            answer = self.opening.at(now, counter.id)
            for pull in answer.pulls if isinstance(answer, Open) else ():
                if pull.line in told:
                    told[pull.line]["counters"].append(counter.id)
        marks = {Stage.BACK_OFFICE: "quiet", Stage.PICK_UP: "ready"}
        for line, row in told.items():
            if stage := self.opening.plan.line[line].stage:
                row[marks[stage]] = True
        return told


def stop_lines(plan: Plan) -> list[str]:
    """The lines a visit may go on to: those of services and of their stages, paper rolls left out."""
    found = [line for s in plan.service.values() for line in (s.line, *s.then)]
    return [line for line in dict.fromkeys(found) if not plan.line[line].roll]


def stops_as_told(stops: Iterable[Stop], begun: int, now: int) -> list[dict[str, object]]:
    """A visit's stops as its ticket keeps them; `after` counts from 1, as Lua does; `entered` in ms."""
    told: list[dict[str, object]] = [{"line": stop.line, "services": list(stop.services)} for stop in stops]
    for kept, stop in zip(told, stops, strict=True):
        if stop.after is not None:
            kept["after"] = stop.after + 1
    told[begun]["entered"] = now
    return told


def stops_shown(plan: Plan, ticket: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A visit's stops as pages show them, what is done first, then where it is, then what is to come.

    {names, state}, state "done", "here", "left_out" or "to_come"; a stage is named by its line.
    """
    shown = []
    for place, stop in enumerate(ticket.get("stops") or [], 1):
        staged = "after" in stop
        places = [plan.line.get(stop["line"])] if staged else [plan.service.get(s) for s in stop["services"]]
        names = [known.names for known in places if known]
        texts = {key: " · ".join(name.get(key, "") for name in names) for key in ("zh", "en")}
        state = "left_out" if stop.get("left_out") else "done" if "done" in stop else "to_come"
        here = place == ticket.get("stop") and ticket["state"] not in TERMINAL
        shown.append({"names": texts, "state": "here" if here else state})
    return sorted(shown, key=lambda stop: ("done", "here", "to_come", "left_out").index(stop["state"]))


def next_stage(plan: Plan, ticket: Mapping[str, Any]) -> Mapping[str, str] | None:
    """The names of the line that the ticket in hand is handed on to; None where nothing follows."""
    stops, at = ticket.get("stops") or [], ticket.get("stop", 0)
    following = stops[at] if at < len(stops) and stops[at].get("after") == at else None
    line = plan.line.get(following["line"]) if following else None
    return line.names if line else None


def _minutes(plan: Plan, line: str, leaves: Iterable[Service]) -> float:
    known = [leaf.about.minutes for leaf in leaves if leaf.line == line and leaf.about.minutes]
    return sum(known) / len(known) if known else plan.voice.minutes_per_visitor
