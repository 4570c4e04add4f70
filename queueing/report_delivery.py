"""Reports brought to a folder by themselves, when a day is closed and with it a week, month or year."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from queueing.figures import KINDS, FigureReports, Period
from queueing.report_sheets import as_csv, as_pdf, as_xlsx
from queueing.words import Words

#: What a delivered report tells apart, a table or sheet each.
TOLD = ("line", "counter", "hour", "lane", "band")


def folder_for(data: Path) -> Path:
    """Where they go: HALL_REPORTS, else reports/ in the data folder."""
    return Path(os.environ.get("HALL_REPORTS") or data / "reports")


def due(day: date) -> Iterator[Period]:
    """The periods that end with this day."""
    for kind in KINDS:
        period = Period.around(kind, day)
        if period.last == day:
            yield period


def deliver(figures: FigureReports, day: date, folder: Path) -> list[Path]:
    """Write what is due at the end of a day and isn't there yet; the files written.

    A file appears whole or not at all; one that is there stays as it is, for somebody may have signed it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    figures.count()
    written = []
    for period in due(day):
        wanted = [folder / f"{period.kind}-{period.name}.{form}" for form in ("pdf", "xlsx", "csv")]
        if all(file.exists() for file in wanted):
            continue
        reports = [figures.report(period, by) for by in TOLD]
        services = figures.report(period, "service")
        words = Words("zh")
        made = as_pdf(reports, words), as_xlsx([services, *reports], words), as_csv(services, words)
        for file, content in zip(wanted, made, strict=True):
            if not file.exists():
                half = file.with_suffix(f"{file.suffix}.half")
                half.write_bytes(content)
                half.replace(file)
                written.append(file)
    return written


def missing(closed: date, folder: Path) -> bool:
    """Whether the reports of a closed day aren't in the folder yet, or those of a period it ended."""
    return any(not (folder / f"{p.kind}-{p.name}.csv").exists() for p in due(closed))
