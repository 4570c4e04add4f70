"""What became of the waits that were told, kept in SQL by day, lane and band of promises."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from queueing.records.tables import for_writing
from queueing.records.told_tables import told_waits
from queueing.rules.told_waits import Told

_SUMS = tuple(field.name for field in fields(Told))


class ToldStore:
    """The rows of one hall."""

    def __init__(self, engine: Engine, hall_id: str) -> None:
        self._engine, self._writing = engine, for_writing(engine)
        self._hall = hall_id

    def add(self, day: str, method: str, told: Mapping[tuple[str, str], Told]) -> None:
        """Add these to what is kept of a day; `told` by lane and band."""
        rows = [
            {"hall": self._hall, "day": day, "lane": lane, "band": band, "method": method} | asdict(sums)
            for (lane, band), sums in told.items()
        ]
        if not rows:
            return
        insert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        fresh = insert(told_waits)
        more = {name: told_waits.c[name] + fresh.excluded[name] for name in _SUMS}
        with self._writing.begin() as connection:
            connection.execute(
                fresh.on_conflict_do_update(
                    index_elements=["hall", "day", "lane", "band"],
                    set_=more | {"method": fresh.excluded.method},
                ),
                rows,
            )

    def read(self, first: date, last: date) -> list[tuple[str, str, str, str, Told]]:
        """(day, lane, band, method, sums) of the days from `first` to `last`, the oldest first."""
        c = told_waits.c
        query = select(told_waits).where(
            c.hall == self._hall, c.day >= first.isoformat(), c.day <= last.isoformat()
        )
        with self._engine.begin() as connection:
            rows = connection.execute(query.order_by(c.day, c.lane, c.band)).mappings().all()
        return [
            (row["day"], row["lane"], row["band"], row["method"], Told(**{name: row[name] for name in _SUMS}))
            for row in rows
        ]
