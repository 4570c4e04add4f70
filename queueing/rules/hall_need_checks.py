"""Whether need lines and stages of a hall file fit: whose visitors they are for, where a visit goes on to."""

from collections.abc import Iterator

from queueing.rules.hall_checks import Finding, services_of
from queueing.rules.hall_row import meant
from queueing.rules.hall_schema import HallRow
from queueing.rules.plan import Stage
from queueing.rules.toml_lines import Path


def need_findings(hall: HallRow) -> Iterator[Finding]:
    """All about needs that doesn't fit together, in the order of the file."""
    usual = {line.id for line in hall.lines if line.need is None and not line.roll}
    first: dict[tuple[str, str], str] = {}
    for index, line in enumerate(hall.lines):
        path: Path = ("lines", index)
        if (line.need is None) != (line.of is None):
            text = (
                f'line {line.id}: need and of belong together: need = "barrier-free", of = "the usual line"'
            )
            yield Finding(path, text)
        elif line.need and line.of not in usual:
            text = f'line {line.id} is for visitors of line "{line.of}"{meant(line.of or "", usual)}'
            yield Finding((*path, "of"), text)
        elif line.need and line.of:
            other = first.setdefault((line.of, line.need), line.id)
            if other != line.id:
                yield Finding(path, f"lines {other} and {line.id} are for the same need of line {line.of}")
            elif not any(
                line.need in c.needs and line.of in {p.line for p in c.lines} for c in hall.counters
            ):
                text = f"no counter that pulls line {line.of} is fitted for {line.need}; "
                yield Finding(path, f"{text}those who need it wait until half of their promise", warning=True)


def stage_findings(hall: HallRow) -> Iterator[Finding]:
    """All about stages that doesn't fit: a visit begins with people and goes on to lines there are."""
    lines = {line.id: line for line in hall.lines if not line.roll}
    for path, service, begins in services_of(hall):
        if begins in lines and lines[begins].stage == Stage.BACK_OFFICE:
            text = f"service {service.id} begins in line {begins}, which is a back office; nobody waits there"
            yield Finding((*path, "line"), text)
        for place, line in enumerate(service.then):
            if line not in lines:
                text = f'service {service.id} goes on to line "{line}"{meant(line, lines)}'
                yield Finding((*path, "then", place), text)
        if len({begins, *service.then}) <= len(service.then):
            text = f"service {service.id} comes to one line twice; its stages are lines after one another"
            yield Finding((*path, "then"), text)
