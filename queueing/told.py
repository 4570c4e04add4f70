"""The door to what became of the waits that were told: kept by the estimator, read by managers."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from queueing.records.tables import Records
from queueing.records.told_waits import ToldStore
from queueing.rules.told_waits import Told, together

__all__ = ["ToldWaits"]


class ToldWaits:
    """The books of one hall."""

    def __init__(self, records: Records, hall_id: str) -> None:
        self._store = ToldStore(records, hall_id)

    def add(self, day: str, method: str, told: Mapping[tuple[str, str], Told]) -> None:
        """Add these to what is kept of a day; `told` by lane and band."""
        self._store.add(day, method, told)

    def figures(self, first: date, last: date) -> dict[str, Any]:
        """{methods, all, by_day, by_lane, by_band}: figures of rules/told_waits.py by name of group."""
        rows = self._store.read(first, last)

        def grouped(part: Callable[[tuple[str, str, str, str, Told]], str]) -> dict[str, Any]:
            keys = dict.fromkeys(part(row) for row in rows)
            return {key: together(row[4] for row in rows if part(row) == key).figures() for key in keys}

        return {
            "methods": sorted({row[3] for row in rows}),
            "all": together(row[4] for row in rows).figures(),
            "by_day": grouped(lambda row: row[0]),
            "by_lane": grouped(lambda row: row[1]),
            "by_band": grouped(lambda row: row[2]),
        }
