"""Whether the need lines of a hall file fit: whose visitors they are for, and that somebody is fitted."""

from collections.abc import Iterator

from queueing.rules.hall_checks import Finding
from queueing.rules.hall_row import meant
from queueing.rules.hall_schema import HallRow
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
