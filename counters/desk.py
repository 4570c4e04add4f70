"""What a clerk's page and a manager's page show of the live hall: pure views over one snapshot."""

from collections.abc import Callable, Mapping
from typing import Any

from queueing.hall import Asked
from queueing.opening import Opening
from queueing.rules.hours import Open
from queueing.rules.plan import Counter, Line, Plan

#: A seat whose page has been silent this long is shown as "unseen since", ms.
UNSEEN_AFTER = 60_000
#: A zone whose speaker has been silent this long is shown as silent, ms.
SILENT_AFTER = 6_000

Snapshot = Mapping[str, Any]


def line_view(plan: Plan, line: Line, snap: Snapshot) -> dict[str, Any]:
    """One line: how many wait in each lane, the longest wait in ms, and the largest share used."""
    now = snap["now"]
    lanes = {lane.value: snap["counts"].get(f"{line.id}:{lane}", 0) for lane in plan.promises}
    waits = {
        lane: now - snap["heads"][key]
        for lane in plan.promises
        if (key := f"{line.id}:{lane}") in snap["heads"]
    }
    shares = [waits[lane] / (plan.promises[lane].total_seconds() * 1000) for lane in waits]
    return {
        "id": line.id,
        "names": line.names,
        "prefix": line.prefix,
        "by_lane": lanes,
        "waiting": sum(lanes.values()),
        "longest_ms": max(waits.values(), default=0),
        "share": max(shares, default=0.0),
    }


def pulled_now(opening: Opening, snap: Snapshot) -> set[str]:
    """The lines some counter calls from now: open by its hours to those who wait, closed by no manager."""
    answers = {
        id_: opening.at(snap["now"], id_, waiting=True)
        for id_ in opening.plan.counter
        if not snap["counters"].get(id_, {}).get("closed")
    }
    return {pull.line for answer in answers.values() if isinstance(answer, Open) for pull in answer.pulls}


def counter_view(counter: Counter, snap: Snapshot, outside: Mapping[str, str] | None) -> dict[str, Any]:
    """One counter: its state, its clerk, its ticket and since when.

    outside  outside its hours why, and when it opens next, {zh, en}
    """
    live = snap["counters"].get(counter.id, {})
    ticket = snap["tickets"].get(live.get("ticket"), {})
    return {
        "id": counter.id,
        "names": counter.names,
        "kind": counter.kind,
        "zone": counter.zone,
        "queue": counter.queue,
        "state": _state(counter, live, ticket, outside=outside is not None),
        "holder_name": live.get("holder_name"),
        "ticket_number": ticket.get("number"),
        "since": ticket.get("started_at")
        or ticket.get("called_at")
        or live.get("paused_at")
        or live.get("sat_at"),
        "reason": live.get("closed") or live.get("paused"),
        "outside": None if live.get("closed") else outside,
        "unseen_since": _unseen_since(live, snap),
    }


def _unseen_since(live: Mapping[str, Any], snap: Snapshot) -> int | None:
    """Since when (hall time, ms) the clerk's page has been silent; None while it is heard, or nobody sits."""
    silent_for = snap["tick"] - live.get("seen", snap["tick"])
    if not live.get("holder") or silent_for <= UNSEEN_AFTER:
        return None
    return int(snap["now"] - silent_for * snap["speed"])


def _state(counter: Counter, live: Mapping[str, Any], ticket: Mapping[str, Any], *, outside: bool) -> str:
    # Whoever is still served after the hours is shown; the next one may be called too.
    if live.get("closed") or (outside and not ticket):
        return "closed"
    if not live.get("holder"):
        return "empty" if counter.queue else "no-queue"
    if ticket:
        return str(ticket["state"])
    return "paused" if live.get("paused") else "free"


def line_of_desk(plan: Plan, line: Line, snap: Snapshot) -> dict[str, Any]:
    """A pulled line as the clerk sees it: how many wait by lane, and the promise of the oldest lane."""
    promises = {lane.value: int(p.total_seconds() * 1000) for lane, p in plan.promises.items()}
    return line_view(plan, line, snap) | {"promise_ms": promises}


def seat_view(counter: Counter, snap: Snapshot, asked: Asked) -> dict[str, Any]:
    """Who sits here, and whether it is the one who asks."""
    live = snap["counters"].get(counter.id, {})
    return {
        "holder": live.get("holder"),
        "name": live.get("holder_name"),
        "epoch": live.get("epoch", 0),
        "mine": live.get("holder") == asked.by and asked.epoch in {None, live.get("epoch")},
        "since": live.get("sat_at"),
        "unseen_since": _unseen_since(live, snap),
    }


def silent(snap: Snapshot, zone: str) -> bool:
    """Whether nobody can speak for a zone now: the clerk is told to call by voice."""
    speech = snap["speech"].get(zone, {})
    return (
        "blocked" in speech or "speaker" not in speech or snap["tick"] - speech.get("seen", 0) > SILENT_AFTER
    )


class Lately:
    """Figures of the archive kept for some seconds: pages ask often, a query of the day is dear."""

    AT_MOST = 1_000

    def __init__(self, keep_ms: int) -> None:
        self._keep = keep_ms
        self._kept: dict[tuple[object, ...], tuple[int, Any]] = {}

    def get(self, tick: int, key: tuple[object, ...], ask: Callable[[], Any]) -> Any:  # noqa: ANN401 - as asked
        """What `ask` said for this key within the last `keep_ms` of `tick`, else asked anew."""
        found = self._kept.get(key)
        if found is None or not 0 <= tick - found[0] < self._keep:
            if len(self._kept) > self.AT_MOST:
                self._kept.clear()
            found = self._kept[key] = (tick, ask())
        return found[1]
