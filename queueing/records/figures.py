"""Figures of each day and month, kept in SQL so that a report of a year reads a few rows and no tickets."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Row,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from queueing.records.tables import calls, facts, for_writing, metadata, postponed, tickets
from queueing.rules.figures import Figures, Visit, figures_of
from queueing.rules.presence import PAUSE, SEAT, WORK, CounterAct, present, stretches

#: (dimension, key) -> its figures.
Found: TypeAlias = dict[tuple[str, str], Figures]

#: One row for each day or month ("2026-03-02", "2026-03"), dimension and key; `data` is Figures as JSON.
figures = Table(
    "figures",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("dimension", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("data", Text, nullable=False),
)
#: What has been counted: `revision` of the last ticket a hall's figures know of.
counted = Table(
    "counted",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
)
#: Finds the tickets that changed since the figures were made.
Index("ix_tickets_revision", tickets.c.hall, tickets.c.revision, tickets.c.day)
#: Finds a day's tickets without reading the others.
Index("ix_tickets_day", tickets.c.hall, tickets.c.day)


class FigureStore:
    """One hall's figures."""

    def __init__(self, records: Engine, hall: str, tz: ZoneInfo) -> None:
        self._records = records
        self._hall = hall
        self._tz = tz

    def refresh(self) -> list[str]:
        """Count the days whose tickets changed since the last time; which days. Safe to repeat and to kill.

        A transaction a day, so that the archiver never waits for the counting of a year.
        """
        newest, days = self._changed()
        for day in days:
            with for_writing(self._records).begin() as connection:
                self._write(connection, day, self._count(connection, day))
        for month in sorted({day[:7] for day in days}):
            with for_writing(self._records).begin() as connection:
                self._write(connection, month, self._added(connection, month))
        if days:
            with for_writing(self._records).begin() as connection:
                connection.execute(delete(counted).where(counted.c.hall == self._hall))
                connection.execute(insert(counted).values(hall=self._hall, revision=newest))
        return days

    def _changed(self) -> tuple[int, list[str]]:
        """The newest revision of a ticket, and the days of those that changed since the last count."""
        mine = tickets.c.hall == self._hall
        with self._records.begin() as connection:
            known = connection.execute(
                select(counted.c.revision).where(counted.c.hall == self._hall)
            ).scalar()
            newest = connection.execute(select(func.max(tickets.c.revision)).where(mine)).scalar()
            if newest is None or newest == known:
                return 0, []
            changed = select(tickets.c.day).where(mine, tickets.c.revision > (known or 0)).distinct()
            return int(newest), sorted(connection.execute(changed).scalars())

    def read(self, dimension: str, first: date, last: date) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """(key, figures as data) of the months wholly in the period and of its other days, in order."""
        months, days = _periods(first, last)
        if not (months or days):
            return
        query = select(figures.c.key, figures.c.data).where(
            figures.c.hall == self._hall,
            figures.c.dimension == dimension,
            figures.c.period.in_([*months, *days]),
        )
        with self._records.begin() as connection:
            rows = connection.execute(query.order_by(figures.c.period, figures.c.key)).all()
        for row in rows:
            yield row.key, json.loads(row.data)

    def _count(self, connection: Connection, day: str) -> Found:
        mine = (tickets.c.hall == self._hall, tickets.c.day == day)
        promises: dict[str, int] = {}
        called = select(calls.c.ticket, calls.c.reason).where(
            calls.c.hall == self._hall, calls.c.day == day, calls.c.reason.is_not(None)
        )
        for row in connection.execute(called.order_by(calls.c.revision)):
            if promise := json.loads(row.reason).get("promise"):
                promises.setdefault(row.ticket, promise)
        ended = select(facts.c.ticket, facts.c.by).where(
            facts.c.hall == self._hall, facts.c.day == day, facts.c.kind == "finished"
        )
        clerks = {row.ticket: row.by for row in connection.execute(ended)}
        acts = select(facts.c.kind, facts.c.at, facts.c.counter, facts.c.by).where(
            facts.c.hall == self._hall,
            facts.c.day == day,
            facts.c.kind.in_([*SEAT, *PAUSE, *WORK]),
            facts.c.counter.is_not(None),
        )
        ordered = connection.execute(acts.order_by(facts.c.revision))
        presence = present(stretches(CounterAct(*row) for row in ordered))
        rows = connection.execute(select(*_COLUMNS).where(*mine))
        return figures_of((_visit(row, promises, clerks, self._tz) for row in rows), presence)

    def _added(self, connection: Connection, month: str) -> Found:
        query = select(figures.c.dimension, figures.c.key, figures.c.data).where(
            figures.c.hall == self._hall, figures.c.period.like(f"{month}-%")
        )
        days: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for row in connection.execute(query):
            days.setdefault((row.dimension, row.key), []).append(json.loads(row.data))
        return {place: Figures.summed(parts) for place, parts in days.items()}

    def _write(self, connection: Connection, period: str, found: Found) -> None:
        connection.execute(delete(figures).where(figures.c.hall == self._hall, figures.c.period == period))
        rows = [
            {"hall": self._hall, "dimension": d, "period": period, "key": k, "data": json.dumps(f.as_data())}
            for (d, k), f in found.items()
        ]
        if rows:
            connection.execute(insert(figures), rows)


_COLUMNS = (
    *(tickets.c[name] for name in ("id", "state", "service", "line", "lane", "number", "counter", "arrived")),
    *(tickets.c[name] for name in ("slot", "first_called", "started", "called", "ended", "outcome", "items")),
    *(tickets.c[name] for name in ("missed", "start_not_pressed", "end_not_pressed")),
    tickets.c.data.contains('"origin":"roll"').label("roll"),
    tickets.c.data.contains('"band":"extended"').label("extended"),
    postponed,
)


def _visit(row: Row[Any], promises: Mapping[str, int], clerks: Mapping[str, str], tz: ZoneInfo) -> Visit:
    called = row.first_called
    began = row.started or row.called
    return Visit(
        state=row.state,
        service=row.service,
        line=row.line,
        lane=row.lane,
        hour=datetime.fromtimestamp(row.arrived / 1000, tz).hour,
        numbered=row.number != "",
        roll=row.roll,
        counter=row.counter,
        clerk=clerks.get(row.id),
        band="extended" if row.extended else "ordinary",
        wait=None if called is None or row.number == "" else max(0, called - max(row.arrived, row.slot or 0)),
        promise=None if row.postponed else promises.get(row.id),
        served=row.ended - began if row.state == "finished" and began and not row.end_not_pressed else None,
        timed=bool(row.started) and not (row.start_not_pressed or row.end_not_pressed),
        missed=row.missed > 0,
        items=row.items,
        outcome=row.outcome,
    )


def _periods(first: date, last: date) -> tuple[list[str], list[str]]:
    """The months wholly within, and the other days."""
    months: list[str] = []
    days: list[str] = []
    day = first
    while day <= last:
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        if day.day == 1 and following.toordinal() - 1 <= last.toordinal():
            months.append(day.isoformat()[:7])
            day = following
        else:
            days.append(day.isoformat())
            day = date.fromordinal(day.toordinal() + 1)
    return months, days
