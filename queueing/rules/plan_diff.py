"""What differs between two hall files, row by row: what came, what went, what says something else now."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from queueing.rules.hall_hours import WEEKDAYS, weekdays

#: A hall file as JSON has it.
Rows: TypeAlias = Mapping[str, Any]

#: Tables of bands by weekday.
WEEKS = ("week", "booked", "listed")


@dataclass(frozen=True)
class Item:
    """A row of a list, by what people call it; `of` is the list's key."""

    of: str
    id: str
    names: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Weekdays:
    """From one day of the week to another, 0 for Monday."""

    first: int
    last: int


#: The way to a difference: keys of tables, rows of lists, days of the week.
Where: TypeAlias = tuple[str | Item | Weekdays, ...]


@dataclass(frozen=True)
class Change:
    """One difference. `before` None: it came; `after` None: it went; for a list, what of it went and came."""

    where: Where
    before: Any
    after: Any


def changes(former: Rows, newer: Rows) -> list[Change]:
    """Everything that differs, in the order of the file."""
    return list(_tables((), former, newer))


def where_of(rows: Rows, path: Sequence[str | int]) -> Where:
    """The way that a path (keys, places in lists) leads through a hall file; its last key need not be there.

    Rows without an id or a day are called by their place, from 1.
    """
    where: Where = ()
    value: Any = rows
    for key in path:
        if isinstance(key, int) and isinstance(value, list) and key < len(value):
            row, of = value[key], str(where[-1])
            if isinstance(row, dict):
                known = row.get("id") or row.get("date") or row.get("first") or key + 1
                where = (*where[:-1], Item(of, str(known), _names(row)))
            value = row
        elif isinstance(key, str) and isinstance(value, dict) and (key in value or key == path[-1]):
            where, value = (*where, key), value.get(key)
    return where


def _tables(where: Where, former: Rows, newer: Rows) -> Iterator[Change]:
    for key in [*former, *(key for key in newer if key not in former)]:
        before, after = former.get(key), newer.get(key)
        if before != after:
            yield from _values((*where, key), before, after)


def _values(where: Where, before: Any, after: Any) -> Iterator[Change]:  # noqa: ANN401 - a TOML value
    key, some = where[-1], before if before is not None else after
    if key == "catalogue":
        yield from _sheets(where, "services", before or "", after or "")
    elif key == "announced":
        yield from _sheets(where, "days", before or "", after or "")
    elif key in WEEKS and where[0] != "lanes" and isinstance(some, dict):  # "booked" is a lane too
        yield from _weeks(where, before or {}, after or {})
    elif isinstance(some, dict) and not _is_names(some):
        yield from _tables(where, before or {}, after or {})
    elif isinstance(some, list) and _told_apart(before or ()) and _told_apart(after or ()):
        yield from _rows(where, before or [], after or [])
    elif isinstance(some, list):
        gone = [each for each in before or () if each not in (after or ())]
        new = [each for each in after or () if each not in (before or ())]
        if gone or new:
            yield Change(where, gone or None, new or None)
        else:
            yield Change(where, before, after)
    else:
        yield Change(where, before, after)


def _rows(where: Where, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    """Rows of two lists, known by their names."""
    key = str(where[-1])
    former, newer = ({_known_by(row): row for row in rows} for rows in (before, after))
    for name, row in former.items():
        item = (*where[:-1], Item(key, _name(row), _names(row)))
        if name not in newer:
            yield Change(item, row, None)
        elif row != newer[name]:
            yield from _tables(item, row, newer[name])
    for name, row in newer.items():
        if name not in former:
            yield Change((*where[:-1], Item(key, _name(row), _names(row))), None, row)
    kept = [name for name in former if name in newer]
    if kept != (order := [name for name in newer if name in former]):
        yield Change(where, [former[name] for name in kept], [newer[name] for name in order])


def _weeks(where: Where, before: Rows, after: Rows) -> Iterator[Change]:
    """Bands by weekday, days in a row with the same difference told once."""
    former, newer = _by_day(before), _by_day(after)
    gone = [[band for band in former[day] if band not in newer[day]] for day in range(7)]
    new = [[band for band in newer[day] if band not in former[day]] for day in range(7)]
    day = 0
    while day < len(WEEKDAYS):
        last = day
        while last + 1 < len(WEEKDAYS) and (gone[last + 1], new[last + 1]) == (gone[day], new[day]):
            last += 1
        if gone[day] or new[day]:
            yield Change((*where, Weekdays(day, last)), gone[day] or None, new[day] or None)
        day = last + 1


def _by_day(week: Rows) -> list[list[str]]:
    days: list[list[str]] = [[] for _ in WEEKDAYS]
    for key, bands in week.items():
        for day in weekdays(key):
            days[day] += [bands] if isinstance(bands, str) else bands
    return days


def _sheets(where: Where, of: str, before: str, after: str) -> Iterator[Change]:
    """Rows of two lists as CSV, known by their first column."""
    former, newer = _sheet(before), _sheet(after)
    for name in [*former, *(name for name in newer if name not in former)]:
        if former.get(name) != newer.get(name):
            row = newer.get(name) or former[name]
            item = (*where[:-1], Item(of, name, _day_named(row) if of == "days" else None))
            told = [" ".join(filter(None, rows.get(name, ())[1:4])) or None for rows in (former, newer)]
            yield Change(item, *told)


def _day_named(row: Sequence[str]) -> Mapping[str, str]:
    """What a day off, or worked on, is for: its columns are those of calendar_csv."""
    _, kind, _, zh, en = row
    return {"zh": f"{'休' if kind == 'off' else '班'} {zh}", "en": f"{kind} {en}"}


def _sheet(text: str) -> dict[str, list[str]]:
    rows = [row for row in csv.reader(text.splitlines()) if row and row[0] and not row[0].startswith("#")]
    return {row[0]: row for row in rows[1:]}  # the first names the columns


def _is_names(value: Mapping[str, object]) -> bool:
    return "zh" in value


def _names(row: Mapping[str, Any]) -> Mapping[str, str] | None:
    return row.get("names") if isinstance(row.get("names"), dict) else None


def _name(row: Mapping[str, Any]) -> str:
    """What tells a row of a list from the others; "" for rows that nothing does."""
    days = " – ".join(str(row[key]) for key in ("date", "first", "last") if row.get(key))
    return str(row.get("id") or days or row.get("line") or row.get("service") or row.get("url") or "")


def _told_apart(rows: Sequence[Any]) -> bool:
    """Whether each is a row of a table, with something that no other has."""
    named = [_known_by(row) for row in rows if isinstance(row, dict) and _name(row)]
    return len(set(named)) == len(rows)


def _known_by(row: Mapping[str, Any]) -> tuple[str, str]:
    """By its id; rows without one by their days and name, or hours, for two may concern one day or line."""
    return _name(row), "" if row.get("id") else (_names(row) or {}).get("zh", "") or str(row.get("at", ""))
