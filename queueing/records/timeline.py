"""What happened when on one day: its tickets with their times, who was at which counter, what was spoken."""

import json
from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, func, select

from queueing.records.tables import facts, postponed, tickets
from queueing.rules.presence import PAUSE, SEAT, WORK, CounterAct, Stretch, stretches
from queueing.rules.timeline import Served

_SPEECH = ("announced", "spoken", "unspoken")


def served_on(records: Engine, hall: str, day: str) -> list[Served]:
    """The numbered tickets of a day, in the order in which they were taken; rolls have no known arrival."""
    c = tickets.c
    query = select(
        c.line, c.number, c.arrived, c.slot, c.first_called, c.called, c.counter, c.started, c.ended,
        c.start_not_pressed, c.end_not_pressed,
    ).where(c.hall == hall, c.day == day, c.number != "", ~c.data.contains('"origin":"roll"'))  # fmt: skip
    with records.begin() as connection:
        rows = connection.execute(query.order_by(c.id)).all()
    return [
        Served(
            line=row.line,
            number=row.number,
            arrived=row.arrived,
            wait=row.first_called and max(0, row.first_called - max(row.arrived, row.slot or 0)),
            called=row.first_called,
            counter=row.counter,
            started=row.started or row.called,
            ended=row.ended,
            timed=bool(row.started) and not (row.start_not_pressed or row.end_not_pressed),
        )
        for row in rows
    ]


def staffed_on(records: Engine, hall: str, day: str) -> list[Stretch]:
    """Who was at which counter on a day, from when to when, and when it was paused and why."""
    c = facts.c
    query = select(c.kind, c.at, c.counter, c.by, c.data).where(
        c.hall == hall, c.day == day, c.kind.in_([*SEAT, *PAUSE, *WORK]), c.counter.is_not(None)
    )
    with records.begin() as connection:
        rows = connection.execute(query.order_by(c.revision)).all()
    return stretches(
        CounterAct(row.kind, row.at, row.counter, row.by, _reason(row.kind, row.data)) for row in rows
    )


def speech_on(records: Engine, hall: str, day: str) -> dict[str, int]:
    """How many calls were spoken, shown only, and free announcements made, on a day."""
    query = select(facts.c.kind, func.count()).where(
        facts.c.hall == hall, facts.c.day == day, facts.c.kind.in_(_SPEECH)
    )
    with records.begin() as connection:
        told = Tally({row[0]: row[1] for row in connection.execute(query.group_by(facts.c.kind))})
    return {kind: told[kind] for kind in _SPEECH}


def _reason(kind: str, data: str) -> str | None:
    return str(json.loads(data)["detail"].get("reason") or "") if kind == "paused" else None


def advice_checked(records: Engine, hall: str, days: Sequence[str]) -> list[dict[str, Any]]:
    """What came of each advice that was followed on these days (ISO): the details of its fact."""
    c = facts.c
    # Days one by one: so the index is entered at each, and never read through.
    query = select(c.data).where(c.hall == hall, c.day.in_(days), c.kind == "advice_checked")
    with records.begin() as connection:
        rows = connection.execute(query.order_by(c.revision)).all()
    return [json.loads(row.data)["detail"] for row in rows]


def late_and_missed(
    records: Engine, hall: str, since: int, promises: Mapping[str, int]
) -> tuple[int, int, int]:
    """Of the numbers called first since an instant (ms): how many, those late, those who did not come."""
    c = tickets.c
    query = select(c.lane, c.arrived, c.slot, c.first_called, c.missed).where(
        c.hall == hall, c.first_called >= since, c.number != "", ~postponed
    )
    with records.begin() as connection:
        rows = connection.execute(query).all()
    late = sum(
        r.first_called - max(r.arrived, r.slot or 0) > promises.get(r.lane, 0)
        for r in rows
        if r.lane in promises
    )
    return len(rows), late, sum(row.missed > 0 for row in rows)
