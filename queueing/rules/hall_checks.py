"""Whether the parts of a hall file fit together: nothing named that isn't there, nothing there twice."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from queueing.rules.devices import AGENT
from queueing.rules.hall_row import meant
from queueing.rules.hall_schema import (
    DEFAULT_PROMISES,
    CounterRow,
    HallRow,
    KioskRow,
    LineRow,
    ZoneRow,
)
from queueing.rules.hall_services import SubServiceRow
from queueing.rules.plan import Stage
from queueing.rules.printer_address import Allowed, parse
from queueing.rules.toml_lines import Path
from queueing.rules.voice import FIELDS, MOST_PLANNED, NEEDED, fields_of, planned_load

#: So many services are named in one sentence.
FEW_SERVICES = 5

#: Letters that look like figures on paper.
_LOOK_ALIKE = {"I": "1", "O": "0"}


@dataclass(frozen=True)
class Finding:
    """Something about the file: where, in a sentence, and whether the hall still works with it."""

    path: Path
    text: str
    warning: bool = False


def findings(hall: HallRow, place_of: Callable[[Path], str]) -> Iterator[Finding]:
    """All that doesn't fit, in the order of the file; `place_of` tells where a path stands."""
    yield from _lanes(hall)
    yield from _twice(hall, place_of)
    yield from _prefixes(hall, place_of)
    yield from _places(hall)
    yield from _pulls(hall)
    yield from _nobody(hall)
    yield from _rolls(hall)
    yield from _printers(hall)
    yield from _templates(hall)
    yield from _load(hall)


def services_of(hall: HallRow) -> Iterator[tuple[Path, SubServiceRow, str | None]]:
    """Every service of the tree: its path, its row and the line it waits in, None when none is named."""
    for index, top in enumerate(hall.services):
        first = next((child.line for child in top.children if child.line), None)
        yield ("services", index), top, top.line or first
        for under, child in enumerate(top.children):
            yield ("services", index, "children", under), child, child.line or top.line


def _lanes(hall: HallRow) -> Iterator[Finding]:
    for name, lane in hall.lanes.items():
        if lane.promise is None and name not in DEFAULT_PROMISES:
            yield Finding(
                ("lanes", name),
                f"lane {name} is used but nothing is promised to its visitors; "
                f"give the wait in minutes: {name} = {{ promise = 30 }}",
            )


def _twice(hall: HallRow, place_of: Callable[[Path], str]) -> Iterator[Finding]:
    kinds: dict[str, Iterable[tuple[Path, str]]] = {
        "zone": _ids("zones", hall.zones),
        "line": _ids("lines", hall.lines),
        "service": [(path, row.id) for path, row, _ in services_of(hall)],
        "counter": _ids("counters", hall.counters),
        "kiosk": _ids("kiosks", hall.kiosks),
    }
    for kind, rows in kinds.items():
        first: dict[str, Path] = {}
        for path, name in rows:
            if name in first:
                yield Finding(
                    path, f"{kind} {name} is here a second time; the first is on {place_of(first[name])}"
                )
            first.setdefault(name, path)


def _ids(table: str, rows: Sequence[ZoneRow | LineRow | CounterRow | KioskRow]) -> Iterator[tuple[Path, str]]:
    for index, row in enumerate(rows):
        yield (table, index), row.id


def _prefixes(hall: HallRow, place_of: Callable[[Path], str]) -> Iterator[Finding]:
    first: dict[str, tuple[str, Path]] = {}
    for index, line in enumerate(hall.lines):
        path: Path = ("lines", index, "prefix")
        if not line.prefix and line.stage == Stage.BACK_OFFICE:
            continue  # its numbers come from elsewhere
        if not line.prefix and not line.roll:
            yield Finding(
                ("lines", index),
                f'line {line.id} has no prefix; give the letter of its numbers: prefix = "A"',
            )
            continue
        if line.prefix in first:
            other, where = first[line.prefix]
            text = f'line {line.id} prints the prefix "{line.prefix}", and so does line {other} (line '
            text += f"{place_of(where)} of the file); two visitors would hold one number"
            yield Finding(path, text)
        first.setdefault(line.prefix, (line.id, path))
        for letter in set(line.prefix) & _LOOK_ALIKE.keys():
            yield Finding(
                path,
                f'line {line.id}: on paper the prefix "{letter}" is read as {_LOOK_ALIKE[letter]}',
                warning=True,
            )


def _places(hall: HallRow) -> Iterator[Finding]:
    zones = [zone.id for zone in hall.zones]
    for index, counter in enumerate(hall.counters):
        if counter.zone not in zones:
            text = f'counter {counter.id} stands in zone "{counter.zone}"{meant(counter.zone, zones)}'
            yield Finding(("counters", index, "zone"), text)
    for index, kiosk in enumerate(hall.kiosks):
        if kiosk.zone not in zones:
            text = f'kiosk {kiosk.id} stands in zone "{kiosk.zone}"{meant(kiosk.zone, zones)}'
            yield Finding(("kiosks", index, "zone"), text)
    for index, zone in enumerate(hall.zones):
        for other in zone.arrows:
            if other not in zones:
                text = f'zone {zone.id} has an arrow to zone "{other}"{meant(other, zones)}'
                yield Finding(("zones", index, "arrows", other), text)


def _pulls(hall: HallRow) -> Iterator[Finding]:
    known = [line.id for line in hall.lines]
    for index, counter in enumerate(hall.counters):
        pulled = Counter(pull.line for pull in counter.lines)
        for place, pull in enumerate(counter.lines):
            path: Path = ("counters", index, "lines", place)
            if pull.line not in known:
                yield Finding(path, f'counter {counter.id} pulls line "{pull.line}"{meant(pull.line, known)}')
            elif pulled.pop(pull.line, 1) > 1:
                yield Finding(path, f"counter {counter.id} pulls line {pull.line} twice")


def _nobody(hall: HallRow) -> Iterator[Finding]:
    pulled = {pull.line for counter in hall.counters for pull in counter.lines}
    for index, line in enumerate(hall.lines):
        if line.id not in pulled and line.of not in pulled:
            services = [row.id for _, row, name in services_of(hall) if name == line.id]
            end = f"; the kiosk will refuse {', '.join(services[:FEW_SERVICES])}" if services else ""
            yield Finding(("lines", index), f"line {line.id} is pulled by no counter{end}", warning=True)
    for index, counter in enumerate(hall.counters):
        if not counter.queue:
            if counter.lines or counter.roles:
                text = f"counter {counter.id} has queue = false, so nobody is called there; "
                yield Finding(
                    ("counters", index, "lines"), f"{text}take out its lines and roles, or queue = false"
                )
        elif not counter.lines:
            text = f"counter {counter.id} pulls no line; only tickets transferred to it come here; "
            text += "if no number is needed there, write queue = false"
            yield Finding(("counters", index), text, warning=True)


def _rolls(hall: HallRow) -> Iterator[Finding]:
    """A paper roll's visitors come for a service too, and nobody waits for one below a threshold."""
    for index, line in enumerate(hall.lines):
        if line.roll and not any(name == line.id for _, _, name in services_of(hall)):
            text = f"line {line.id} is a paper roll and has no service; name what its visitors come for"
            yield Finding(("lines", index), text)


def _printers(hall: HallRow) -> Iterator[Finding]:
    for index, kiosk in enumerate(hall.kiosks):
        if kiosk.printer and kiosk.printer != AGENT and (why := Allowed().against(parse(kiosk.printer))):
            text = f"kiosk {kiosk.id}: {why}; nothing is printed there unless the machine allows it"
            yield Finding(("kiosks", index, "printer"), f"{text} (docs/printers.md)", warning=True)


def _templates(hall: HallRow) -> Iterator[Finding]:
    for channel, texts in hall.templates.items():
        for language, template in texts.items():
            path: Path = ("templates", channel, language)
            subject = f"the {channel} template {language}"
            try:
                fields = fields_of(template)
            except ValueError as mistake:
                yield Finding(path, f"{subject} {mistake}")
                continue
            unknown = [name for name in fields if name not in FIELDS[channel]]
            for name in unknown:
                yield Finding(path, f'{subject} has an unknown field "{name}"{meant(name, FIELDS[channel])}')
            for name in NEEDED[channel]:
                if name not in fields and not unknown:
                    yield Finding(path, f"{subject} leaves out {{{name}}}, so nobody knows where to go")


def _load(hall: HallRow) -> Iterator[Finding]:
    for index, zone in enumerate(hall.zones):
        spoken = [row for row in hall.counters if row.zone == zone.id or row.zone in zone.arrows]
        load = planned_load(len(spoken), hall.voice.minutes_per_visitor)
        if zone.speaker and load > MOST_PLANNED:
            text = f"zone {zone.id} speaks the calls of {len(spoken)} counters, about {load:.0f} an hour at a"
            text += f" visitor every {hall.voice.minutes_per_visitor:g} minutes; over {MOST_PLANNED} some are"
            text += " shown only: divide the zone, or take arrows away"
            yield Finding(("zones", index), text, warning=True)
