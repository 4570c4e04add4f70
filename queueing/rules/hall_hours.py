"""What a hall file may say about hours and days, and the timetable this makes."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from queueing.rules.bands import Band, overlap, parse_band
from queueing.rules.calendar import SpecialDay
from queueing.rules.hall_row import Id, NamesRow, Row, meant
from queueing.rules.timetable import (
    EVERY_YEAR,
    AtClosing,
    Bands,
    DatedHours,
    Hours,
    Noon,
    Period,
    Season,
    Timetable,
    Week,
)

#: The days of the week as a file writes them, Monday first.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def weekdays(text: str) -> frozenset[int]:
    """The weekdays, 0 for Monday, that "mon-fri", "sat" or "mon, wed-fri" names.

    Raises ValueError with the end of a sentence that says what was meant.
    """
    days: set[int] = set()
    for part in text.split(","):
        ends = [word.strip() for word in part.split("-")]
        wrong = next((word for word in ends if word not in WEEKDAYS), None)
        if wrong is not None or len(ends) > 2:  # noqa: PLR2004 - from one day to another
            raise ValueError(f'cannot be "{text}"{meant(wrong or text, WEEKDAYS)}')
        first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
        if last < first:
            raise ValueError(f'cannot be "{text}", which ends before it begins; a week begins on Monday')
        days |= set(range(first, last + 1))
    return frozenset(days)


def _weekdays(text: str) -> str:
    weekdays(text)  # its ValueError says what was meant
    return text


def _weekday(text: str) -> str:
    if text not in WEEKDAYS:
        raise ValueError(f'cannot be "{text}"{meant(text, WEEKDAYS)}')
    return text


def _at_closing(text: str) -> str:
    if text not in set(AtClosing):
        raise ValueError(f'cannot be "{text}"{meant(text, list(AtClosing))}')
    return text


def _band(value: object) -> object:
    return parse_band(value) if isinstance(value, str) else value


def _listed(value: object) -> object:
    """Let one text stand for a list of one."""
    return [value] if isinstance(value, str) else value


def _apart(bands: list[Band]) -> list[Band]:
    if shared := overlap(bands):
        raise ValueError("has {} and {}, which overlap".format(*shared))
    return bands


def _each_day_once(week: dict[str, list[Band]]) -> dict[str, list[Band]]:
    first: dict[int, str] = {}
    for key in week:
        for day in sorted(weekdays(key)):
            if day in first:
                raise ValueError(f'has {WEEKDAYS[day]} twice, in "{first[day]}" and in "{key}"')
            first[day] = key
    return week


def _date(value: object) -> date:
    """A TOML date, or one in quotes."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(_no_date(str(value), "2026-02-28")) from None


def _date_or_day(value: object) -> date:
    """As a date, or month and day for a period that comes every year: "06-01" is of every year."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,2}-\d{1,2}", value):
        return _date(value)
    month, day = (int(part) for part in value.split("-"))
    try:
        return date(EVERY_YEAR, month, day)
    except ValueError:
        raise ValueError(_no_date(value, "06-01")) from None


def _no_date(given: str, example: str) -> str:
    if re.fullmatch(r"(\d{4}-)?\d{1,2}-\d{1,2}", given):
        return f'cannot be "{given}": there is no such day'
    return f'cannot be "{given}": a day is written "{example}"'


OneBand = Annotated[Band, BeforeValidator(_band)]
BandList = Annotated[list[OneBand], BeforeValidator(_listed), AfterValidator(_apart)]
DayNames = Annotated[str, AfterValidator(_weekdays)]
WeekRow = Annotated[dict[DayNames, BandList], AfterValidator(_each_day_once)]
Dated = Annotated[date, BeforeValidator(_date)]
DatedOrYearly = Annotated[date, BeforeValidator(_date_or_day)]


class PeriodRow(Row):
    """Days from `first` to `last`, both counted: dates, or "06-01" for every year."""

    first: DatedOrYearly
    last: DatedOrYearly

    def period(self) -> Period:
        """The period; one whose ends have no year comes every year."""
        return Period(self.first, self.last, yearly=EVERY_YEAR in {self.first.year, self.last.year})


class BandsRow(Row):
    """Bands by weekday and on festivals; what a season leaves out is as in the rest of the year."""

    week: WeekRow | None = None
    booked: WeekRow | None = None
    listed: WeekRow | None = None
    holidays: BandList | None = None

    def bands(self) -> Bands:
        """The same by number of the weekday."""
        holidays = None if self.holidays is None else tuple(self.holidays)
        return Bands(_by_weekday(self.week), _by_weekday(self.booked), _by_weekday(self.listed), holidays)


class SeasonRow(BandsRow, PeriodRow):
    """Other bands for a part of the year."""

    names: NamesRow | None = None


class TimetableRow(BandsRow):
    """The hours of a hall, or of the counters that keep this timetable."""

    make_up_days: Annotated[str, AfterValidator(_weekday)] = WEEKDAYS[0]
    seasons: list[SeasonRow] = []

    def timetable(self) -> Timetable:
        """The timetable this makes."""
        seasons = tuple(Season(row.period(), row.bands()) for row in self.seasons)
        return Timetable(self.bands(), WEEKDAYS.index(self.make_up_days), seasons)


class NoonRow(Row):
    """At midday at least this share of the counters stays open."""

    at: OneBand = Band(12 * 60, 14 * 60)
    share: Annotated[float, Field(gt=0, le=1)] = 0.25


class HoursRow(TimetableRow):
    """[hours]: when the hall is open; timetables by name for counters that keep their own."""

    named: dict[Id, TimetableRow] = {}
    noon: NoonRow | None = None
    at_closing: Annotated[str, AfterValidator(_at_closing)] = AtClosing.SERVE
    listed_services: list[str] = []


class SpecialDayRow(Row):
    """A day off or a day worked on that this hall has beside the announced ones."""

    date: Dated
    off: bool
    names: NamesRow


class ClosureRow(Row):
    """A closure of the hall or of some counters, whole days or some hours of them."""

    first: Dated
    last: Dated | None = None
    at: BandList = []
    counters: list[str] = []
    names: NamesRow

    def dated(self) -> DatedHours:
        """The closure, or the opening, as the rules see it."""
        period = Period(self.first, self.last or self.first)
        return DatedHours(period, self.names.texts(), tuple(self.at), frozenset(self.counters))


class OpeningRow(ClosureRow):
    """A temporary opening, with its hours."""

    at: Annotated[BandList, Field(min_length=1)]


class CalendarRow(Row):
    """[calendar]: what is particular to some dates."""

    days: list[SpecialDayRow] = []
    closures: list[ClosureRow] = []
    openings: list[OpeningRow] = []


def _extended(value: object) -> object:
    if not isinstance(value, bool) and value != "only":
        raise ValueError('must be true or false, or "only"')
    return value


class CounterHoursRow(Row):
    """What a counter may say about its hours; without a timetable it keeps the hall's.

    extended: whether it serves in the bands by booking; "only": in no others
    """

    hours: str | None = None
    valid: PeriodRow | None = None
    extended: Annotated[bool | Literal["only"], BeforeValidator(_extended)] = True


class RoleTimesRow(Row):
    """When a counter has another role."""

    at: OneBand
    days: DayNames = "mon-sun"


def make_hours(hours: HoursRow | None, calendar: CalendarRow) -> Hours | None:
    """What the rules need of [hours] and [calendar]; None, always open, for a file without hours."""
    if hours is None:
        return None
    return Hours(
        usual=hours.timetable(),
        named={name: row.timetable() for name, row in hours.named.items()},
        days=tuple(SpecialDay(row.date, row.off, row.names.texts()) for row in calendar.days),
        closures=tuple(row.dated() for row in calendar.closures),
        openings=tuple(row.dated() for row in calendar.openings),
        noon=Noon(hours.noon.at, hours.noon.share) if hours.noon else None,
        at_closing=AtClosing(hours.at_closing),
        listed_services=frozenset(hours.listed_services),
    )


def _by_weekday(week: Mapping[str, list[Band]] | None) -> Week | None:
    if week is None:
        return None
    return {day: tuple(bands) for key, bands in week.items() for day in weekdays(key)}
