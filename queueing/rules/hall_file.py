"""A hall file read: the plan it describes, or each mistake as a sentence with its line."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from pydantic import ValidationError

from queueing.rules.admission import Quota
from queueing.rules.calendar import Calendar
from queueing.rules.calendar_csv import read_calendar
from queueing.rules.catalogue_csv import CatalogueReading, read_catalogue
from queueing.rules.catalogue_text import is_name
from queueing.rules.hall_booking_checks import booking_findings
from queueing.rules.hall_bookings import make_booking_rules
from queueing.rules.hall_checks import findings
from queueing.rules.hall_hour_checks import hour_findings
from queueing.rules.hall_hours import make_hours, weekdays
from queueing.rules.hall_mistakes import form_mistakes, syntax_mistake
from queueing.rules.hall_need_checks import need_findings, stage_findings
from queueing.rules.hall_row import NamesRow
from queueing.rules.hall_schema import DEFAULT_PROMISES, CounterRow, HallRow, KioskRow, LineRow, PullRow
from queueing.rules.hall_service_checks import service_findings
from queueing.rules.hall_services import QuotaRow
from queueing.rules.hall_tree import service_tree
from queueing.rules.needs import with_need_lines
from queueing.rules.plan import Counter, Kiosk, Lane, Line, Names, Plan, Pull, Role, Stage, Zone
from queueing.rules.toml_lines import Path, lines_of
from queueing.rules.voice import USUAL, Spelling, Voice


@dataclass(frozen=True)
class Told:
    """Something about a hall file: the way to it, its place in words, and a sentence."""

    path: Path
    place: str
    text: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass(frozen=True)
class Reading:
    """What came of reading: all that was found, in the order of the file; the hall when nothing is wrong."""

    hall: HallRow | None
    told: tuple[Told, ...] = ()

    @property
    def mistakes(self) -> tuple[str, ...]:
        """What is wrong, each with its place."""
        return tuple(str(told) for told in self.told if not told.warning)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the hall works with all the same."""
        return tuple(str(told) for told in self.told if told.warning)


@lru_cache(maxsize=16)  # a start reads the same text several times
def read(text: str, today: date | None = None, catalogue: str | None = None) -> Reading:
    """Read and check a hall file; the sentences come in the order of its lines.

    today      the day for warnings of dates that are over and clock changes to come; None: without these
    catalogue  the text of the CSV that its `catalogue` names; None where the key holds that text itself
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, sentence = syntax_mistake(text, str(error))
        return Reading(None, (Told((), f"line {line}", sentence),))
    lines, first = cache(lambda: lines_of(text)), _rows_of(data.get("services"))
    listed = _with_catalogue(data, catalogue)

    def place_of(path: Path) -> tuple[int, str, str]:
        """Line and row, for the order; and in words."""
        positions = lines()
        if path[:1] == ("services",) and len(path) > 1 and listed and int(path[1]) >= first:
            under = path[3:4] if path[2:3] == ("children",) else ()
            known = (int(path[1]) - first, *map(int, under))
            row, line = listed.rows[known], positions.get(("catalogue",), 1)
            return line, f"{row:06}", f"catalogue row {row}"
        while path and path not in positions:
            path = path[:-1]
        return positions.get(path, 1), "", f"line {positions.get(path, 1)}"

    def told(found: Iterable[tuple[Path, str, bool]]) -> tuple[Told, ...]:
        placed = sorted(((place_of(each[0]), each) for each in found), key=lambda pair: pair[0])
        return tuple(Told(path, place, text, warning) for (_, _, place), (path, text, warning) in placed)

    if listed is None and "catalogue" in data:
        text = f'the catalogue "{data["catalogue"]}" is not here; give the name of a CSV beside the hall file'
        return Reading(None, told([(("catalogue",), text, False)]))
    if listed and listed.mistakes:
        return Reading(None, tuple(_in_list("catalogue", mistake) for mistake in listed.mistakes))
    if data.get("announced") and (wrong := read_calendar(str(data["announced"])).mistakes):
        return Reading(None, tuple(_in_list("announced", mistake) for mistake in wrong))
    try:
        hall = HallRow.model_validate(data)
    except ValidationError as error:
        mistakes = form_mistakes(data, error.errors(include_url=False))
        return Reading(None, told((*mistake, False) for mistake in mistakes))
    found = told(
        (f.path, f.text, f.warning)
        for f in (
            *findings(hall, lambda path: place_of(path)[2]),
            *service_findings(hall),
            *need_findings(hall),
            *stage_findings(hall),
            *hour_findings(hall, today),
            *booking_findings(hall),
        )
    )
    return Reading(hall if all(each.warning for each in found) else None, found)


def _in_list(key: str, mistake: object) -> Told:
    """A mistake in a list that a key of the file holds as text: "row 3: date cannot be …"."""
    found = re.match(r"(row \d+): (.*)", str(mistake), re.DOTALL)
    return Told((key,), f"{key} {found[1]}", found[2]) if found else Told((key,), key, str(mistake))


def _rows_of(services: object) -> int:
    return len(services) if isinstance(services, list) else 0


def _with_catalogue(data: dict[str, Any], catalogue: str | None) -> CatalogueReading | None:
    """Put the catalogue's services behind the file's own; None for a file without one."""
    text = catalogue if catalogue is not None else data.get("catalogue")
    if not isinstance(text, str) or is_name(text):
        return None
    listed = read_catalogue(text)
    data["services"] = [*data.get("services", ()), *listed.services]
    return listed


def make_plan(hall: HallRow, version: int) -> Plan:
    """The plan a checked hall file describes; what the file leaves out is filled in here."""
    promises = DEFAULT_PROMISES | {name: lane.promise for name, lane in hall.lanes.items() if lane.promise}
    services, themes = service_tree(hall)
    lines = [_line(row) for row in hall.lines]
    return Plan(
        version=version,
        id=hall.id,
        names=_names(hall.names),
        timezone=hall.timezone,
        zones=tuple(
            Zone(
                id=zone.id,
                names=_names(zone.names),
                floor=zone.floor,
                arrows=zone.arrows,
                languages=tuple(zone.languages),
                screens=tuple(zone.screens),
                speaker=zone.speaker,
            )
            for zone in hall.zones
        ),
        services=services,
        themes=themes,
        quotas=tuple(map(_quota, hall.quotas)),
        last_ticket=hall.last_ticket,
        one_per_person=hall.one_per_person,
        lines=tuple(lines),
        promises={Lane(name): timedelta(minutes=minutes) for name, minutes in promises.items()},
        counters=tuple(_counter(row, lines) for row in hall.counters),
        kiosks=tuple(_kiosk(row) for row in hall.kiosks),
        voice=Voice(
            Spelling(hall.voice.drop_leading_zeros, hall.voice.yao),
            hall.voice.volume,
            tuple(hall.voice.quiet),
            hall.voice.minutes_per_visitor,
        ),
        templates={channel: {**usual, **hall.templates.get(channel, {})} for channel, usual in USUAL.items()},
        priority_reasons={code: _names(names) for code, names in hall.priority_reasons.items()},
        announced=(hall.announced and read_calendar(hall.announced).calendar) or Calendar(),
        hours=make_hours(hall.hours, hall.calendar),
        bookings=make_booking_rules(hall.bookings, hall.hours),
        alert_hooks=hall.alerts.receivers(),
        day_turns_at=hall.day_turns_at,
        grace=timedelta(minutes=hall.grace),
        behind=hall.behind,
        carry_over=hall.carry_over,
        priority_age=hall.priority_age,
    )


def _names(row: NamesRow) -> Names:
    return row.texts()


def _line(row: LineRow) -> Line:
    stage = Stage(row.stage) if row.stage else None
    return Line(row.id, _names(row.names), row.prefix, row.roll, row.need, row.of, stage)


def _counter(row: CounterRow, lines: Iterable[Line]) -> Counter:
    return Counter(
        id=row.id,
        names=_names(row.names) if row.names else {"zh": f"{row.id} 号窗口", "en": f"Counter {row.id}"},
        kind=row.kind,
        zone=row.zone,
        pulls=_pulls(row.lines, row.needs, lines),
        strip=row.strip,
        hours=row.hours,
        valid=row.valid.period() if row.valid else None,
        extended=row.extended is not False,
        extended_only=row.extended == "only",
        roles=tuple(
            Role(role.at, weekdays(role.days), _pulls(role.lines, row.needs, lines)) for role in row.roles
        ),
        needs=frozenset(row.needs),
        queue=row.queue,
    )


def _pulls(rows: Iterable[PullRow], fitted: Iterable[str], lines: Iterable[Line]) -> tuple[Pull, ...]:
    return with_need_lines([Pull(row.line, row.threshold) for row in rows], frozenset(fitted), lines)


def _kiosk(row: KioskRow) -> Kiosk:
    names = _names(row.names) if row.names else {"zh": f"{row.id} 号取号机", "en": f"Kiosk {row.id}"}
    return Kiosk(row.id, names, row.zone, row.printer, row.width, row.mode, row.cut, row.roll)


def _quota(row: QuotaRow) -> Quota:
    return Quota(row.at, weekdays(row.days), row.tickets, row.service, row.line)
