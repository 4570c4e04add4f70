"""Where a call was shown and spoken, for the clerk: pure, from one snapshot of the live hall."""

from collections.abc import Mapping
from typing import Any

from counters.desk import Snapshot, silent
from queueing.rules.plan import Counter, Plan


def receipts(plan: Plan, snap: Snapshot, counter: Counter, ticket: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What became of a ticket's newest call in each zone that shows it, the counter's own zone first.

    state   waiting, speaking, spoken, quiet (at this hour calls are only shown), unspoken, silent (nobody can
            speak there: please call by voice) or shown (the zone has no voice)
    at      hall time it was spoken, or found not to be, ms; None before
    queued  hall time it was called; shown: screen -> hall time, ms
    """
    told = []
    for zone in sorted(plan.shown_in[counter.id], key=lambda zone: zone != counter.zone):
        calls = snap["calls"].get(zone) or ()
        call = next((call for call in calls if call["ticket"] == ticket["id"]), None)
        if call is not None:
            speech = snap["speech"].get(zone, {})
            receipts_here = speech.get("receipts") or ()
            kept: dict[str, Any] = next((one for one in receipts_here if one["call"] == call["call"]), {})
            state = "shown" if not plan.zone[zone].speaker else _state(snap, zone, call["call"], kept)
            told.append(
                {
                    "zone": zone,
                    "names": plan.zone[zone].names,
                    "state": state,
                    "at": kept.get("spoken") or kept.get("unspoken"),
                    "queued": call["at"],
                    "shown": kept.get("shown") or {},
                }
            )
    return told


def _state(snap: Snapshot, zone: str, call: str, kept: Mapping[str, Any]) -> str:
    if kept.get("spoken"):
        return "spoken"
    if kept.get("unspoken"):
        return "quiet" if kept["because"] == "quiet" else "unspoken"
    if silent(snap, zone):
        return "silent"
    return "speaking" if snap["speech"][zone].get("speaking") == call else "waiting"
