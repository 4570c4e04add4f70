"""Where announced days off are kept: one CSV file a year, shipped beside the hall files or added."""

from collections.abc import Iterable
from pathlib import Path

from queueing.rules.calendar import Calendar
from queueing.rules.calendar_csv import read_calendar


def load_calendar(folders: Iterable[Path]) -> tuple[Calendar, tuple[str, ...]]:
    """The calendar of every calendar-*.csv in these folders, and what is wrong with files that aren't read.

    A file of a later folder replaces one of the same name. A file with mistakes is left out whole,
    so its year counts as not announced; nothing here ever stops a hall from opening.
    """
    files = {file.name: file for folder in folders for file in sorted(folder.glob("calendar-*.csv"))}
    calendar, mistakes = Calendar(), []
    for name, file in files.items():
        try:
            reading = read_calendar(file.read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            mistakes.append(f"{name}: the file cannot be read; save it as UTF-8")
            continue
        mistakes += [f"{name}: {mistake}" for mistake in reading.mistakes]
        if reading.calendar:
            calendar = calendar.joined(reading.calendar)
    return calendar, tuple(mistakes)
