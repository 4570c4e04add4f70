"""A year's days off and make-up days as CSV: read whole, or each mistake as a sentence with its row."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from queueing.rules.calendar import WEEKEND, Calendar, SpecialDay, Status
from queueing.rules.hall_row import meant

#: The columns; English may be left out.
COLUMNS = ("date", "day", "status", "zh", "en")

#: What a day may be: off, or worked on; the words of Chinese calendars too.
DAYS = {"off": True, "休": True, "work": False, "班": False}

#: A date as people and spreadsheets write it.
_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")


@dataclass(frozen=True)
class CalendarReading:
    """What came of reading: the mistakes, and the calendar when there are none."""

    calendar: Calendar | None
    mistakes: tuple[str, ...] = ()


@dataclass
class _Sheet:
    """What the rows said so far."""

    days: dict[date, SpecialDay] = field(default_factory=dict)
    rows: dict[date, int] = field(default_factory=dict)
    years: dict[int, Status] = field(default_factory=dict)


def read_calendar(text: str) -> CalendarReading:
    """Read the days of one or more years; lines that begin with # and empty ones are skipped."""
    rows = [
        (number, row)
        for number, row in enumerate(text.lstrip("\ufeff").splitlines(), start=1)
        if row.strip(" ,\t") and not row.startswith("#")
    ]
    if not rows:
        return CalendarReading(None, (f"the list is empty; its first row is {','.join(COLUMNS)}",))
    columns = [name.strip() for name in next(csv.reader([rows[0][1]]))]
    mistakes = list(_columns(rows[0][0], columns))
    sheet = _Sheet()
    if not mistakes:
        for number, row in rows[1:]:
            cells = dict(zip(columns, (cell.strip() for cell in next(csv.reader([row]))), strict=False))
            mistakes += [f"row {number}: {mistake}" for mistake in _take(sheet, number, cells)]
        if len(rows) == 1:
            mistakes.append("the list has no days")
    return CalendarReading(None if mistakes else Calendar(sheet.days, sheet.years), tuple(mistakes))


def as_csv(calendar: Calendar) -> str:
    """The list that reads back as this calendar, by date."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for day, special in sorted(calendar.special.items()):
        kind, names = "off" if special.off else "work", special.names
        rows.writerow([day, kind, calendar.status(day.year), names["zh"], names["en"]])
    return out.getvalue()


def _columns(number: int, columns: list[str]) -> Iterator[str]:
    for name in columns:
        if name not in COLUMNS:
            yield f'row {number}: there is no column "{name}"{meant(name, COLUMNS)}'
    for name in COLUMNS[:-1]:
        if name not in columns:
            yield f'row {number}: the column "{name}" is missing'


def _take(sheet: _Sheet, number: int, cells: Mapping[str, str]) -> Iterator[str]:
    """Put a row on the sheet, or say what is wrong with it."""
    try:
        day = read_date(cells.get("date", ""))
    except ValueError as mistake:
        yield f"date {mistake}"
        return
    kind, status, zh = (cells.get(name, "") for name in ("day", "status", "zh"))
    if kind not in DAYS:
        yield f'day cannot be "{kind}"; it is off (休) or work (班)'
    elif not DAYS[kind] and day.weekday() not in WEEKEND:
        yield f"{day} is a {day:%A} and is worked on anyway; was another date meant?"
    if status not in set(Status):
        yield f'status cannot be "{status}"; it is 公布 or 暂定'
    elif sheet.years.setdefault(day.year, Status(status)) != status:
        yield f"{day.year} is {sheet.years[day.year]} in the rows above and {status} here; it is one of them"
    if not zh:
        yield "zh is empty; it is the name of the festival"
    if day in sheet.rows:
        yield f"{day} is here a second time; the first is in row {sheet.rows[day]}"
    sheet.rows.setdefault(day, number)
    sheet.days[day] = SpecialDay(day, DAYS.get(kind, True), {"zh": zh, "en": cells.get("en") or zh})


def read_date(text: str) -> date:
    """A date as people write it; raises ValueError with the end of a sentence that says why it is none."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f'cannot be "{text}": a date is written 2026-02-28')
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise ValueError(f'cannot be "{text}": there is no such day') from None
