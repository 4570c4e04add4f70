"""A hall file read: the plan it describes, or each mistake as a sentence with its line."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import ValidationError

from queueing.rules.hall_checks import findings
from queueing.rules.hall_hour_checks import hour_findings
from queueing.rules.hall_hours import make_hours, weekdays
from queueing.rules.hall_mistakes import form_mistakes, syntax_mistake
from queueing.rules.hall_row import NamesRow
from queueing.rules.hall_schema import (
    DEFAULT_PROMISES,
    CounterRow,
    HallRow,
    KioskRow,
    PullRow,
    ServiceRow,
    TicketRow,
)
from queueing.rules.plan import (
    Counter,
    Kiosk,
    Lane,
    Line,
    Names,
    Plan,
    Pull,
    Role,
    Service,
    TicketLayout,
    Zone,
)
from queueing.rules.toml_lines import Path, lines_of
from queueing.rules.voice import USUAL, Spelling, Voice


@dataclass(frozen=True)
class Reading:
    """What came of reading: the mistakes, the warnings, and the hall when there are no mistakes."""

    hall: HallRow | None
    mistakes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def read(text: str, today: date | None = None) -> Reading:
    """Read and check a hall file; the sentences come in the order of its lines.

    today  the day for warnings of dates that are over and clock changes to come; None: without these
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, sentence = syntax_mistake(text, str(error))
        return Reading(None, (f"line {line}: {sentence}",))
    positions = lines_of(text)

    def line_at(path: Path) -> int:
        while path and path not in positions:
            path = path[:-1]
        return positions.get(path, 1)

    def sentences(found: Iterable[tuple[Path, str]]) -> tuple[str, ...]:
        by_line = sorted(((line_at(path), sentence) for path, sentence in found), key=lambda pair: pair[0])
        return tuple(f"line {line}: {sentence}" for line, sentence in by_line)

    try:
        hall = HallRow.model_validate(data)
    except ValidationError as error:
        return Reading(None, sentences(form_mistakes(data, error.errors(include_url=False))))
    found = [*findings(hall, line_at), *hour_findings(hall, today)]
    mistakes = sentences((f.path, f.text) for f in found if not f.warning)
    warnings = sentences((f.path, f.text) for f in found if f.warning)
    return Reading(None if mistakes else hall, mistakes, warnings)


def make_plan(hall: HallRow, version: int) -> Plan:
    """The plan a checked hall file describes; what the file leaves out is filled in here."""
    promises = DEFAULT_PROMISES | {name: lane.promise for name, lane in hall.lanes.items() if lane.promise}
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
        services=tuple(_service(row, _ticket(hall.ticket, TicketLayout())) for row in hall.services),
        lines=tuple(Line(row.id, _names(row.names), row.prefix, row.roll) for row in hall.lines),
        promises={Lane(name): timedelta(minutes=minutes) for name, minutes in promises.items()},
        counters=tuple(_counter(row) for row in hall.counters),
        kiosks=tuple(_kiosk(row) for row in hall.kiosks),
        voice=Voice(
            Spelling(hall.voice.drop_leading_zeros, hall.voice.yao),
            hall.voice.volume,
            tuple(hall.voice.quiet),
            hall.voice.minutes_per_visitor,
        ),
        templates={channel: {**usual, **hall.templates.get(channel, {})} for channel, usual in USUAL.items()},
        priority_reasons={code: _names(names) for code, names in hall.priority_reasons.items()},
        hours=make_hours(hall.hours, hall.calendar),
        day_turns_at=hall.day_turns_at,
        grace=timedelta(minutes=hall.grace),
        behind=hall.behind,
        carry_over=hall.carry_over,
        priority_age=hall.priority_age,
    )


def _names(row: NamesRow) -> Names:
    return row.texts()


def _service(row: ServiceRow, usual: TicketLayout) -> Service:
    line = row.line or next(child.line for child in row.children if child.line)
    ticket = _ticket(row.ticket, usual)
    children = (
        Service(child.id, _names(child.names), child.line or line, ticket=_ticket(child.ticket, ticket))
        for child in row.children
    )
    return Service(row.id, _names(row.names), line, tuple(children), ticket)


def _ticket(row: TicketRow, usual: TicketLayout) -> TicketLayout:
    """A ticket's layout; what the row leaves out is as in the 大项, there as in the hall."""
    return TicketLayout(
        blocks=tuple(row.blocks) if row.blocks is not None else usual.blocks,
        notice=_names(row.notice) if row.notice else usual.notice,
        materials=tuple(map(_names, row.materials)) or usual.materials,
    )


def _counter(row: CounterRow) -> Counter:
    return Counter(
        id=row.id,
        names=_names(row.names) if row.names else {"zh": f"{row.id} 号窗口", "en": f"Counter {row.id}"},
        kind=row.kind,
        zone=row.zone,
        pulls=_pulls(row.lines),
        strip=row.strip,
        hours=row.hours,
        valid=row.valid.period() if row.valid else None,
        extended=row.extended,
        roles=tuple(Role(role.at, weekdays(role.days), _pulls(role.lines)) for role in row.roles),
    )


def _pulls(rows: Iterable[PullRow]) -> tuple[Pull, ...]:
    return tuple(Pull(row.line, row.threshold) for row in rows)


def _kiosk(row: KioskRow) -> Kiosk:
    names = _names(row.names) if row.names else {"zh": f"{row.id} 号取号机", "en": f"Kiosk {row.id}"}
    return Kiosk(row.id, names, row.zone, row.printer, row.width, row.mode, row.cut, row.roll)
