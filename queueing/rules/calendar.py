"""Which days are working days: as announced, else by law, and what a hall adds of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from queueing.rules.festivals import statutory

#: A text in the hall's languages.
_Names: TypeAlias = Mapping[str, str]

#: Saturday and Sunday, as `date.weekday` counts.
WEEKEND = (5, 6)


class DayKind(StrEnum):
    """What a day is before any hall says when it opens."""

    #: Monday to Friday, and nothing special.
    WORKING = "working"
    #: Saturday or Sunday, and nothing special.
    WEEKEND = "weekend"
    #: Off: a festival, or a day exchanged for a make-up day (调休).
    HOLIDAY = "holiday"
    #: A weekend day on which work is made up for (补班).
    MAKE_UP = "make-up"


class Status(StrEnum):
    """Whether a year's days are as announced or may still change."""

    ANNOUNCED = "公布"
    PROVISIONAL = "暂定"


@dataclass(frozen=True)
class SpecialDay:
    """A day that isn't what its weekday says: off, or worked on."""

    date: date
    off: bool
    names: _Names


@dataclass(frozen=True)
class Calendar:
    """The working days a hall lives by; a year nobody has announced yet has its statutory days off only.

    special  announced days, and those a hall adds, by date
    years    the status of each year that came with days; any other year is provisional
    """

    special: Mapping[date, SpecialDay] = field(default_factory=dict)
    years: Mapping[int, Status] = field(default_factory=dict)

    def kind(self, day: date) -> DayKind:
        """What a day is. Never fails, whatever the year."""
        named = self.named(day)
        weekend = day.weekday() in WEEKEND
        if named is None or (not named.off and not weekend):
            return DayKind.WEEKEND if weekend else DayKind.WORKING
        return DayKind.HOLIDAY if named.off else DayKind.MAKE_UP

    def named(self, day: date) -> SpecialDay | None:
        """The festival or make-up day that a day is; None for an ordinary one."""
        if day in self.special:
            return self.special[day]
        if self.status(day.year) is Status.PROVISIONAL and (name := statutory(day.year).get(day)):
            return SpecialDay(day, off=True, names=dict(zip(("zh", "en"), name, strict=True)))
        return None

    def status(self, year: int) -> Status:
        """Whether a year's days off are announced."""
        return self.years.get(year, Status.PROVISIONAL)

    def may_change(self, day: date) -> bool:
        """Whether a day lies in a year that isn't announced yet: what is said of it needs a warning."""
        return self.status(day.year) is Status.PROVISIONAL

    def also(self, days: Iterable[SpecialDay]) -> "Calendar":
        """This calendar with a hall's own days (三月三, a moved Friday), which win over announced ones."""
        return replace(self, special={**self.special, **{day.date: day for day in days}})

    def joined(self, other: "Calendar") -> "Calendar":
        """This calendar with the years of another, which wins: a corrected notice is whole."""
        kept = {day: special for day, special in self.special.items() if day.year not in other.years}
        return Calendar({**kept, **other.special}, {**self.years, **other.years})

    def is_working_day(self, day: date) -> bool:
        """Whether limits in working days count this day."""
        return self.kind(day) in {DayKind.WORKING, DayKind.MAKE_UP}

    def add_working_days(self, day: date, count: int) -> date:
        """The last day of a limit of so many working days (>= 1), counted from the day after `day`.

        `day` itself need not be a working day. 3 after 2026-09-30 is 2026-10-10, a make-up Saturday.
        Raises OverflowError beyond the year 9999. Source: 限时办结制.
        """
        if count < 1:
            raise ValueError(f"a limit is one working day or more, not {count}")
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_day_before(self, day: date) -> date:
        """The last working day before `day`."""
        day -= timedelta(days=1)
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day


#: Every year has its statutory days off only.
NOTHING_ANNOUNCED = Calendar()
