"""The door to what was: a counter's day, the manager's log, today's funnel, tickets found, the doctor."""

import json
import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, Row, Select, and_, func, not_, or_, select

from queueing.records.archive import Archive
from queueing.records.doctor import LiveSnapshot, examine
from queueing.records.staff import names_of
from queueing.records.tables import Records, calls, facts, postponed, tickets
from queueing.rules.facts import CHANGES_HOURS, Fact, TicketRecord
from queueing.rules.invariants import Finding
from queueing.rules.tickets import TicketState

__all__ = ["Finding", "Funnel", "LiveSnapshot", "LogRow", "OwnDay", "Reports", "Waits", "doctor_findings"]

#: What the manager's log tells: kinds of facts, and three words for facts told only when they are unusual:
#: a call out of turn ("chosen", "below_threshold") and a seat taken over ("took_over").
LOGGED = (
    *("transferred", "cancelled", "forced", "chosen", "below_threshold", "took_over", "undone", "reprinted"),
    *("priority_granted", "service_changed", "beyond_limits", "hall_stopped", "hall_resumed", "announced"),
    *("counter_closed", "counter_opened", "plan_changed", "clock_stepped", "day_closed", "life_started"),
    *CHANGES_HOURS,
    "device_changed",
    *("alert_raised", "alert_acknowledged", "alert_escalated", "alert_ended"),
)
#: Rows of the log, or tickets found, in one answer.
AT_MOST = 500
_SAME_TICKET = and_(tickets.c.hall == facts.c.hall, tickets.c.id == facts.c.ticket)
_SAME_CALL = and_(calls.c.hall == facts.c.hall, calls.c.revision == facts.c.revision)
#: A ticket's row without its record, which is the greater part of it.
_FIGURES = (
    *(column for column in tickets.c if column.name not in {"hall", "data"}),
    # Torn off a paper roll: nobody knows how long its visitor waited.
    tickets.c.data.contains('"origin":"roll"').label("roll"),
    postponed,
)
#: Words of LOGGED that are no kinds of facts: calls by these rules; besides a seat taken over, and a number
#: that the guide desk gave beyond the limits.
_RULES = frozenset({"chosen", "below_threshold"})


class OwnDay(TypedDict):
    """A counter's or clerk's day at a glance. Means are in seconds, None before the first."""

    called: int
    finished: int
    missed: int
    walked_in: int
    mean_service_s: float | None
    mean_wait_s: float | None
    outcomes: dict[str, int]
    items: int


class LogRow(TypedDict):
    """Something a person did out of the ordinary: when, what, who, which ticket and counter, and why.

    why     a clerk's or manager's words, a reason code, or a text in the hall's languages
    change  what it changed, {"from", "to"}: lines, lanes, services or states of a device
    device  of a device: its kind and place
    hours   of a change of today: minutes, while_waiting, policy; of a stop: line, service, since
    alert   what it says: its kind, subject, names and value
    """

    revision: int
    at: int
    kind: str
    by: str
    by_name: str
    number: str
    ticket: str | None
    counter: str | None
    why: str | Mapping[str, str] | None
    change: Mapping[str, str] | None
    device: Mapping[str, object] | None
    hours: Mapping[str, object] | None
    alert: Mapping[str, object] | None


class Waits(TypedDict):
    """How long those of one lane waited for their first call, in seconds, and how many within the promise."""

    called: int
    p50_s: float
    p90_s: float
    kept_pct: float | None


class Funnel(TypedDict):
    """What became of a day's tickets.

    states  how many stand in each state; together they are `issued` and `walked_in`
    missed  how many were missed at least once
    waits   of those whose visitors neither let others pass nor were late
    """

    issued: int
    walked_in: int
    called: int
    finished: int
    missed: int
    states: dict[str, int]
    waits: dict[str, Waits]
    promise_kept_pct: float | None
    longest_wait_s: float | None


class Reports:
    """What the archive knows of one hall. Days are ISO dates of the hall's business day."""

    def __init__(self, records: Records, hall_id: str) -> None:
        self._records = records
        self._hall = hall_id
        self._archive = Archive(records, hall_id)

    def own_day(self, day: str, counter: str | None = None, by: str | None = None) -> OwnDay:
        """The day of a counter, of a clerk ("staff:3"), or of a clerk at a counter."""
        mine = [facts.c.hall == self._hall, facts.c.day == day, facts.c.counter.is_not(None)]
        mine += [facts.c.counter == counter] if counter else []
        mine += [facts.c.by == by] if by else []
        rows = self._rows(select(facts.c.kind, *_FIGURES).join(tickets, _SAME_TICKET).where(*mine))
        count = Counter(row.kind for row in rows)
        undone = [f for f in self._facts(*mine, facts.c.kind == "undone") if "call" in f.get("detail", {})]
        served = {row.id: row for row in rows if row.kind == "finished" and row.state == TicketState.FINISHED}
        called = {row.id: row for row in rows if row.kind == "called" and row.first_called}
        return {
            "called": count["called"] - len(undone),
            "finished": len(served),
            "missed": count["missed"] + count["voided"],
            "walked_in": count["walked_in"],
            "mean_service_s": _mean([row.ended - row.started for row in served.values() if _timed(row)]),
            "mean_wait_s": _mean([_wait(row) for row in called.values() if not row.roll]),
            "outcomes": dict(Counter(row.outcome for row in served.values() if row.outcome)),
            "items": sum(row.items or 0 for row in served.values()),
        }

    def last_acts(self, day: str, counter: str, at_most: int = 5) -> list[dict[str, object]]:
        """What was done last at a counter, the newest first: {kind, number, at}."""
        mine = (facts.c.hall == self._hall, facts.c.day == day, facts.c.counter == counter)
        query = select(facts.c.data).where(*mine).order_by(facts.c.revision.desc()).limit(at_most)
        told: list[Fact] = [json.loads(row.data) for row in self._rows(query)]
        numbers = [fact["ticket"]["number"] if "ticket" in fact else "" for fact in told]
        return [{"kind": f["kind"], "number": n, "at": f["at"]} for f, n in zip(told, numbers, strict=True)]

    def funnel(self, day: str, promises: Mapping[str, int]) -> Funnel:
        """What became of the tickets of a day. `promises`: the promised wait of each lane, ms."""
        rows = self._rows(select(*_FIGURES).where(tickets.c.hall == self._hall, tickets.c.day == day))
        numbered = [row for row in rows if row.number]
        called = [row for row in numbered if row.first_called]
        timed = [row for row in called if not (row.roll or row.postponed)]
        waits = {lane: [_wait(row) for row in timed if row.lane == lane] for lane in {r.lane for r in timed}}
        kept = [_wait(row) <= promises[row.lane] for row in timed if row.lane in promises]
        states = Counter(row.state for row in rows)
        return {
            "issued": len(numbered),
            "walked_in": len(rows) - len(numbered),
            "called": len(called),
            "finished": states[TicketState.FINISHED],
            "missed": sum(row.missed > 0 for row in rows),
            "states": dict(states),
            "waits": {lane: _waits(sorted(waited), promises.get(lane)) for lane, waited in waits.items()},
            "promise_kept_pct": _percent(kept),
            "longest_wait_s": max((_wait(row) / 1000 for row in timed), default=None),
        }

    def log(
        self, day: str | None = None, kinds: Collection[str] = LOGGED, at_most: int = AT_MOST
    ) -> list[LogRow]:
        """What people did out of the ordinary, the newest first; `kinds` are words of LOGGED."""
        told: list[ColumnElement[bool]] = [facts.c.kind.in_(set(kinds) & set(LOGGED))]
        told.append(calls.c.rule.in_(_RULES & set(kinds)))
        if "took_over" in kinds:
            told.append(and_(facts.c.kind == "sat", facts.c.data.contains('"took_over_from":')))
        if "beyond_limits" in kinds:
            told.append(and_(facts.c.kind == "issued", facts.c.data.contains('"override":true')))
        # An undone call that puts the ticket before it back in hand is told once.
        mine = [facts.c.hall == self._hall, or_(*told), not_(facts.c.data.contains('"restored":true'))]
        mine += [facts.c.day == day] if day else []
        query = select(facts.c.data).join(calls, _SAME_CALL, isouter=True).where(*mine)
        rows = self._rows(query.order_by(facts.c.revision.desc()).limit(at_most))
        found: list[Fact] = [json.loads(row.data) for row in rows]
        names = names_of(self._records, self._hall, {fact["by"] for fact in found})
        return [_log_row(fact, names) for fact in found]

    def calls_by_counter(self, day: str, since: int) -> dict[str, int]:
        """How often each counter called, recalls too, on a day and since an instant, ms."""
        told = (calls.c.hall == self._hall, calls.c.day == day, calls.c.at >= since)
        rows = self._rows(select(calls.c.counter, func.count()).where(*told).group_by(calls.c.counter))
        return {row[0]: row[1] for row in rows}

    def tickets(self, *, day: str | None = None, number: str | None = None) -> list[TicketRecord]:
        """Tickets of a day, or with a number as printed, or both; the newest first, at most 500."""
        mine = [tickets.c.hall == self._hall]
        mine += [tickets.c.day == day] if day else []
        mine += [tickets.c.number == number.strip().upper()] if number else []
        query = select(tickets.c.data).where(*mine).order_by(tickets.c.id.desc()).limit(AT_MOST)
        return [json.loads(row.data) for row in self._rows(query)]

    def visits(self, day: str) -> tuple[list[Fact], dict[str, str]]:
        """The facts that ended the visits of a day, by whoever served, and the names of those people."""
        told = self._archive.of_day(day, "finished")
        last = {fact["ticket"]["id"]: fact for fact in told}  # a finish that was undone is told again
        found = list(last.values())
        return found, names_of(self._records, self._hall, {fact["by"] for fact in found})

    def history(self, ticket: str) -> list[Fact]:
        """Everything that happened to one ticket, in order."""
        return self._archive.history(ticket)

    def _rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
        with self._records.begin() as connection:
            return connection.execute(query).all()

    def _facts(self, *found: ColumnElement[bool]) -> list[Fact]:
        return [json.loads(row.data) for row in self._rows(select(facts.c.data).where(*found))]


def doctor_findings(records: Records, live: LiveSnapshot) -> list[Finding]:
    """What breaks an invariant (I1 to I6, I18, I19) in the archive and the live hall; empty: all is well."""
    return list(examine(records, live))


def _log_row(fact: Fact, names: Mapping[str, str]) -> LogRow:
    ticket, detail = fact.get("ticket"), fact.get("detail", {})
    reason, kind = detail.get("reason"), fact["kind"]
    if isinstance(reason, Mapping) and "rule" in reason:  # of a call: its rule, and the clerk's words
        kind, reason = reason["rule"], reason.get("text")
    why = (reason, detail.get("reason_code"), detail.get("text"), detail.get("because"))
    return {
        "revision": fact["revision"],
        "at": fact["at"],
        "kind": {"sat": "took_over", "issued": "beyond_limits"}.get(kind, kind),
        "by": fact["by"],
        "by_name": names.get(fact["by"], ""),
        "number": ticket["number"] if ticket else "",
        "ticket": ticket["id"] if ticket else None,
        "counter": fact.get("counter"),
        "why": next((said for said in why if isinstance(said, str | Mapping)), None),
        "change": _change(fact["kind"], detail),
        "device": {"kind": detail["kind"], "place": detail["place"]} if kind == "device_changed" else None,
        "hours": detail if kind in CHANGES_HOURS else None,
        "alert": detail if kind.startswith("alert_") else None,
    }


#: Which details of a fact say from what to what.
_CHANGES = {
    "transferred": ("from", "to"),
    "priority_granted": ("from_lane", "lane"),
    "service_changed": ("from_service", "service"),
    "device_changed": ("from", "to"),
}


def _change(kind: str, detail: Mapping[str, object]) -> Mapping[str, str] | None:
    before, after = _CHANGES.get(kind, ("", ""))
    if before not in detail or after not in detail:
        return None
    return {"from": str(detail[before]), "to": str(detail[after])}


def _wait(row: Row[*tuple[Any, ...]]) -> int:
    """The published wait, ms: from arrival, or a later slot, to the first call; before the slot it is 0."""
    return int(max(0, row.first_called - max(row.arrived, row.slot or 0)))


def _timed(row: Row[*tuple[Any, ...]]) -> bool:
    """Whether start and end were both pressed, so that the time between them says something."""
    return bool(row.started and row.ended) and not (row.start_not_pressed or row.end_not_pressed)


def _waits(waited: Sequence[int], promise: int | None) -> Waits:
    kept = [] if promise is None else [wait <= promise for wait in waited]
    p50, p90 = (waited[math.ceil(len(waited) * share) - 1] / 1000 for share in (0.5, 0.9))
    return {"called": len(waited), "p50_s": p50, "p90_s": p90, "kept_pct": _percent(kept)}


def _mean(spans: Sequence[int]) -> float | None:
    return round(sum(spans) / len(spans) / 1000, 1) if spans else None


def _percent(kept: Sequence[bool]) -> float | None:
    return round(100 * sum(kept) / len(kept), 1) if kept else None
