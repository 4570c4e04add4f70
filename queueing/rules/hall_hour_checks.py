"""Whether the hours of a hall file fit together: bands, seasons, names, dates, clock changes, midday."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from queueing.rules.bands import DAY, Band, clock, overlap
from queueing.rules.hall_checks import Finding, services_of
from queueing.rules.hall_hours import (
    WEEKDAYS,
    ClosureRow,
    HoursRow,
    PeriodRow,
    SeasonRow,
    TimetableRow,
    weekdays,
)
from queueing.rules.hall_row import meant
from queueing.rules.hall_schema import HallRow
from queueing.rules.timetable import EVERY_YEAR, Bands, Period
from queueing.rules.toml_lines import Path
from queueing.rules.wall_clock import clock_change, instants, wall


def hour_findings(hall: HallRow, today: date | None) -> Iterator[Finding]:
    """All about hours and days that doesn't fit; `today` for what is over and the coming year's clock."""
    yield from _counters(hall)
    yield from _dates(hall, today)
    yield from _days(hall, today)
    if hall.hours is None:
        if hall.calendar.closures or hall.calendar.openings or hall.calendar.days:
            text = "the calendar changes hours, but the file has no [hours]; such a hall is always open"
            yield Finding(("calendar",), text)
        return
    for path, row in _timetables(hall.hours):
        yield from _timetable(path, row)
        yield from _skipped(hall.timezone, path, row, today)
    yield from _listed(hall, hall.hours)
    yield from _midday(hall, hall.hours)


def _timetables(hours: HoursRow) -> Iterator[tuple[Path, TimetableRow]]:
    yield ("hours",), hours
    for name, row in hours.named.items():
        yield ("hours", "named", name), row


def _timetable(path: Path, row: TimetableRow) -> Iterator[Finding]:
    what = ".".join(str(part) for part in path)
    usual = row.bands()
    every = [usual, *(season.bands() for season in row.seasons)]
    if not any(bands for b in every for bands in (*_weeks(b), b.holidays)):
        yield Finding(
            path, f'{what} opens on no day; give the hours, e.g. week = {{ mon-fri = "9:00-17:00" }}'
        )
    yield from _kinds(path, what, usual)
    for index, season in enumerate(row.seasons):
        at: Path = (*path, "seasons", index)
        yield from _kinds(at, f"season {_named(season)}", season.bands().otherwise(usual))
        yield from _period(at, season, f"season {_named(season)}")
        for other in row.seasons[:index]:
            if _share_a_day(season.period(), other.period()):
                yield Finding(at, f"season {_named(season)} shares days with season {_named(other)}")


def _weeks(bands: Bands) -> tuple[Mapping[int, tuple[Band, ...]], ...]:
    return bands.open or {}, bands.booked or {}, bands.listed or {}


def _kinds(path: Path, subject: str, bands: Bands) -> Iterator[Finding]:
    """Bands of different kinds that share minutes, so that nobody knows whom they are for."""
    for weekday in range(7):
        timed = sorted(
            (band, key)
            for key, week in zip(("week", "booked", "listed"), _weeks(bands), strict=True)
            for band in week.get(weekday, ())
        )
        for (one, key), (two, other) in pairwise(timed):
            if two.start < one.end:
                text = f"{other} has {two} on {WEEKDAYS[weekday]} and {key} has {one}, which overlap"
                yield Finding((*path, other), f"{subject}: {text}")


def _named(season: SeasonRow) -> str:
    return season.names.zh if season.names else f"{_day(season.first)} to {_day(season.last)}"


def _day(day: date) -> str:
    return f"{day:%m-%d}" if day.year == EVERY_YEAR else str(day)


def _share_a_day(one: Period, two: Period) -> bool:
    for period, other in ((one, two), (two, one)):
        if not period.yearly:
            days = range((period.last - period.first).days + 1)
            return any(period.first + timedelta(days=ahead) in other for ahead in days)
    leap = date(EVERY_YEAR, 1, 1)
    return any(day in one and day in two for day in (leap + timedelta(days=ahead) for ahead in range(366)))


def _period(path: Path, row: PeriodRow, subject: str) -> Iterator[Finding]:
    yearly = [day.year == EVERY_YEAR for day in (row.first, row.last)]
    if any(yearly) and not all(yearly):
        text = f"{subject} has a year at one end only; give both ends as dates, or neither"
        yield Finding((*path, "last"), text)
    elif not any(yearly) and row.last < row.first:
        yield Finding((*path, "last"), f"{subject} ends on {row.last}, before it begins on {row.first}")


def _counters(hall: HallRow) -> Iterator[Finding]:
    lines = [line.id for line in hall.lines]
    named = hall.hours.named if hall.hours else {}
    for index, counter in enumerate(hall.counters):
        path: Path = ("counters", index)
        if counter.hours is not None and counter.hours not in named:
            end = meant(counter.hours, named) or "; name it as [hours.named.…]"
            yield Finding((*path, "hours"), f'counter {counter.id} keeps the hours "{counter.hours}"{end}')
        if counter.valid:
            yield from _period((*path, "valid"), counter.valid, f"counter {counter.id}")
        for place, role in enumerate(counter.roles):
            at: Path = (*path, "roles", place)
            for pull in role.lines:
                if pull.line not in lines:
                    text = f'counter {counter.id} pulls line "{pull.line}" from {clock(role.at.start)}'
                    yield Finding((*at, "lines"), f"{text}{meant(pull.line, lines)}")
            for other in counter.roles[:place]:
                shared = overlap([role.at, other.at])
                if shared and weekdays(role.days) & weekdays(other.days):
                    text = (
                        f"counter {counter.id} has two roles, from {shared[0]} and {shared[1]}, which overlap"
                    )
                    yield Finding(at, text)


def _dates(hall: HallRow, today: date | None) -> Iterator[Finding]:
    counters = [counter.id for counter in hall.counters]
    for kind, row, path in _dated(hall):
        subject = f"the {kind} {row.names.zh}"
        last = row.last or row.first
        if last < row.first:
            yield Finding((*path, "last"), f"{subject} ends on {last}, before it begins on {row.first}")
        elif today and last < today:
            text = f"{subject} is over since {last}; take it out, or was another year meant?"
            yield Finding(path, text, warning=True)
        for name in row.counters:
            if name not in counters:
                yield Finding(
                    (*path, "counters"), f'{subject} concerns counter "{name}"{meant(name, counters)}'
                )
        if kind == "opening" and last == row.first:
            yield from _cut(ZoneInfo(hall.timezone), subject, row, path)


def _days(hall: HallRow, today: date | None) -> Iterator[Finding]:
    seen: set[date] = set()
    for index, day in enumerate(hall.calendar.days):
        if day.date in seen:
            yield Finding(("calendar", "days", index), f"the day {day.date} is here a second time")
        seen.add(day.date)
    for index, counter in enumerate(hall.counters):
        end = counter.valid.last if counter.valid else None
        if today and end and end.year != EVERY_YEAR and end < today:
            text = f"counter {counter.id} is gone since {end}; take it out, or was another year meant?"
            yield Finding(("counters", index, "valid"), text, warning=True)


def _dated(hall: HallRow) -> Iterator[tuple[str, ClosureRow, Path]]:
    for kind, rows in (("closure", hall.calendar.closures), ("opening", hall.calendar.openings)):
        for index, row in enumerate(rows):
            yield kind, row, ("calendar", f"{kind}s", index)


def _cut(zone: ZoneInfo, subject: str, row: ClosureRow, path: Path) -> Iterator[Finding]:
    skipped = _skipped_on(row.first, zone)
    for band in row.at if skipped else ():
        if skipped and skipped.start <= band.start and band.end <= skipped.end:
            text = f"{subject} is from {band} on {row.first}, when the clock goes from {clock(skipped.start)}"
            yield Finding((*path, "at"), f"{text} to {clock(skipped.end)}; it would never happen")
        elif skipped and overlap([band, skipped]):
            yield Finding((*path, "at"), _shortened(subject, row.first, skipped, band), warning=True)


def _shortened(what: str, day: date, skipped: Band, band: Band) -> str:
    whole = skipped.start <= band.start and band.end <= skipped.end
    text = f"{what}: on {day} the clock goes from {clock(skipped.start)} to {clock(skipped.end)}, so {band} "
    return text + ("does not happen" if whole else "is that much shorter")


def _skipped(timezone: str, path: Path, row: TimetableRow, today: date | None) -> Iterator[Finding]:
    """Weekly bands that the clock change of the coming year cuts short."""
    zone = ZoneInfo(timezone)
    days = [today + timedelta(days=ahead) for ahead in range(366)] if today else []
    for day in days:
        skipped = _skipped_on(day, zone)
        if skipped is None:
            continue
        bands = row.timetable().bands_of(day)
        for timed in bands.weekdays[day.weekday()]:
            if overlap([timed.band, skipped]):
                what = ".".join(map(str, path))
                yield Finding(path, _shortened(what, day, skipped, timed.band), warning=True)


def _skipped_on(day: date, zone: ZoneInfo) -> Band | None:
    """The minutes of a day that the clock never shows, when it is put forward on it."""
    change = clock_change(instants(day, 0, zone)[0], instants(day, DAY, zone)[1], zone)
    if change is None:
        return None
    before, after = wall(change - 1, zone), wall(change, zone)
    start = round(before[1]) % DAY if before[0] == day else 0
    end = round(after[1]) if after[0] == day else DAY
    return Band(start, end) if start < end else None


def _listed(hall: HallRow, hours: HoursRow) -> Iterator[Finding]:
    known = [row.id for _, row, _ in services_of(hall)]
    for index, name in enumerate(hours.listed_services):
        if name not in known:
            path: Path = ("hours", "listed_services", index)
            yield Finding(path, f'listed_services has the service "{name}"{meant(name, known)}')
    every = [
        bands for _, row in _timetables(hours) for bands in (row.bands(), *(s.bands() for s in row.seasons))
    ]
    by_booking = any(b.booked or b.listed for b in every)
    for index, counter in enumerate(hall.counters):
        if counter.extended == "only" and not by_booking:
            text = f'counter {counter.id} has extended = "only", but no band is by booking, so it never opens'
            yield Finding(("counters", index, "extended"), text)
    if any(b.listed for b in every) and not hours.listed_services:
        text = (
            "listed bands are for the listed services, but listed_services names none; nobody can book them"
        )
        yield Finding(("hours",), text, warning=True)
    if not any(counter.extended for counter in hall.counters) and (hours.booked or hours.listed):
        text = "every counter has extended = false, so nobody serves the bands by booking"
        yield Finding(("hours",), text, warning=True)


def _midday(hall: HallRow, hours: HoursRow) -> Iterator[Finding]:
    """Weekdays on which the written hours alone leave too few counters at midday."""
    if hours.noon is None:
        return
    for weekday in range(7):
        working = [
            bands
            for counter in hall.counters
            if counter.lines
            and counter.extended != "only"
            and (bands := _bands_of(hours, counter.hours).weekdays[weekday])
        ]
        starts = {
            hours.noon.at.start,
            *(t.band.end for bands in working for t in bands if t.band.end in hours.noon.at),
        }
        fewest = min(
            (sum(any(start in t.band for t in bands) for bands in working) for start in starts), default=0
        )
        if fewest < hours.noon.share * len(working):
            text = f"on {WEEKDAYS[weekday]} {fewest} of {len(working)} counters are open in {hours.noon.at}; "
            yield Finding(
                ("hours", "noon"), f"{text}noon asks for a share of {hours.noon.share:g}", warning=True
            )


def _bands_of(hours: HoursRow, name: str | None) -> Bands:
    row = hours.named.get(name, hours) if name else hours
    return row.bands()
