"""The hours a hall has written down: weekday bands, seasons, closures, temporary openings, noon."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from queueing.rules.bands import Band, Kind, TimedBand, joined, without
from queueing.rules.calendar import SpecialDay

#: Bands by weekday, 0 for Monday; a weekday that isn't named has none.
Week: TypeAlias = Mapping[int, tuple[Band, ...]]

_Names: TypeAlias = Mapping[str, str]

#: How months and days of a period that comes every year are kept: in a leap year, so that it has 29 February.
EVERY_YEAR = 2000


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both counted; one that comes every year may pass New Year.

    yearly  the months and days of `first` and `last` count, their year is EVERY_YEAR
    """

    first: date
    last: date
    yearly: bool = False

    def __contains__(self, day: date) -> bool:
        if not self.yearly:
            return self.first <= day <= self.last
        day = day.replace(year=EVERY_YEAR)
        if self.first <= self.last:
            return self.first <= day <= self.last
        return day >= self.first or day <= self.last


@dataclass(frozen=True)
class Bands:
    """The bands of each weekday, and of festivals; None in a season: as in the rest of the year."""

    open: Week | None = None
    #: By booking only, every service.
    booked: Week | None = None
    #: By booking only, the listed services.
    listed: Week | None = None
    #: On days off: a festival, or a day exchanged for a make-up day.
    holidays: tuple[Band, ...] | None = None

    def otherwise(self, usual: "Bands") -> "Bands":
        """These bands, and the usual ones where they say nothing."""
        return Bands(
            usual.open if self.open is None else self.open,
            usual.booked if self.booked is None else self.booked,
            usual.listed if self.listed is None else self.listed,
            usual.holidays if self.holidays is None else self.holidays,
        )

    @cached_property
    def weekdays(self) -> tuple[tuple[TimedBand, ...], ...]:
        """The bands of each weekday, earliest first; where two kinds share minutes the freer one holds."""
        return tuple(self._of(weekday) for weekday in range(7))

    @cached_property
    def festival(self) -> tuple[TimedBand, ...]:
        """The bands of a day off."""
        return tuple(TimedBand(band, Kind.OPEN) for band in joined(self.holidays or ()))

    def _of(self, weekday: int) -> tuple[TimedBand, ...]:
        free = joined((self.open or {}).get(weekday, ()))
        booked = without((self.booked or {}).get(weekday, ()), free)
        listed = without((self.listed or {}).get(weekday, ()), (*free, *booked))
        kinds = ((free, Kind.OPEN), (booked, Kind.BOOKED), (listed, Kind.LISTED))
        return tuple(sorted(TimedBand(band, kind) for bands, kind in kinds for band in bands))


@dataclass(frozen=True)
class Season:
    """Other bands for a part of the year."""

    period: Period
    bands: Bands


@dataclass(frozen=True)
class Timetable:
    """When a hall, or the counters that keep this timetable, is open by the week and the year."""

    bands: Bands
    #: The weekday whose bands a make-up working day has.
    make_up: int = 0
    seasons: tuple[Season, ...] = ()

    def bands_of(self, day: date) -> Bands:
        """The bands in force in the season of a day; the first season that includes it counts."""
        return next((bands for period, bands in self._by_season if day in period), self.bands)

    @cached_property
    def _by_season(self) -> tuple[tuple[Period, Bands], ...]:
        return tuple((season.period, season.bands.otherwise(self.bands)) for season in self.seasons)


@dataclass(frozen=True)
class DatedHours:
    """Dated hours that differ: a closure shuts them, an opening adds them.

    at        the bands concerned; none: the whole day
    counters  the counters concerned; none: the whole hall
    """

    period: Period
    names: _Names
    at: tuple[Band, ...] = ()
    counters: frozenset[str] = frozenset()

    def concerns(self, counter: str | None, day: date) -> bool:
        """Whether it is about this counter, or the hall when None, on this day."""
        return day in self.period and (not self.counters or counter in self.counters)


@dataclass(frozen=True)
class Noon:
    """How many counters must stay open at midday: at least this share of those that work on the day."""

    at: Band
    share: float


class AtClosing(StrEnum):
    """What becomes of those who still wait when the hours of every counter that calls them are over."""

    #: They are called all the same; the extension is recorded by itself.
    SERVE = "serve"
    #: They wait for the end of the day and go on tomorrow under a new number.
    CARRY = "carry"
    #: Their numbers end, and their phones say so.
    END = "end"


@dataclass(frozen=True)
class Hours:
    """All that a hall file says about hours and days."""

    usual: Timetable
    #: Timetables that counters keep by name in place of the hall's.
    named: Mapping[str, Timetable] = field(default_factory=dict)
    #: The hall's own days off and days worked, which win over the announced ones.
    days: tuple[SpecialDay, ...] = ()
    closures: tuple[DatedHours, ...] = ()
    openings: tuple[DatedHours, ...] = ()
    noon: Noon | None = None
    at_closing: AtClosing = AtClosing.SERVE
    #: The services that `listed` bands are for.
    listed_services: frozenset[str] = frozenset()
