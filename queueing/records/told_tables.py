"""The table of what became of the waits that were told, a row for each day, lane and band of promises."""

from sqlalchemy import Column, Float, Integer, Table, Text

from queueing.records.tables import metadata

#: Sums as rules/told_waits.py adds them up; `method` is how the promises of that row were made.
told_waits = Table(
    "told_waits",
    metadata,
    *(Column(name, Text, primary_key=True) for name in ("hall", "day", "lane", "band")),
    Column("method", Text, nullable=False),
    *(Column(name, Integer, nullable=False) for name in ("tickets", "inside", "below")),
    *(Column(name, Float, nullable=False) for name in ("error", "squared", "formula", "last", "score")),
)
