"""The door to a hall's set-up: reads and checks hall files and makes plans of them."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from queueing.errors import HallError
from queueing.hours_errors import DaysWrong
from queueing.mistakes_told import in_language
from queueing.rules.calendar import Calendar
from queueing.rules.calendar_csv import as_csv, read_calendar
from queueing.rules.catalogue_text import catalogue_named, with_catalogue
from queueing.rules.hall_file import make_plan, read
from queueing.rules.plan import Plan
from queueing.words import LANGUAGES, Words


class HallFileError(HallError, status=422):
    """The hall file has mistakes: {problems}."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems="; ".join(problems))


def read_hall(path_or_text: Path | str, version: int) -> Plan:
    """The plan a hall file describes, as that version.

    path_or_text  a Path is a file; a str is the text of one, as an earlier version was kept
    Raises HallFileError with every mistake found, each with its line; warnings don't count.
    """
    text, catalogue = _with_catalogue(path_or_text)
    reading = read(text, catalogue=catalogue)
    if reading.hall is None:
        raise HallFileError(reading.mistakes)
    return make_plan(reading.hall, version)


def whole_text(path: Path) -> str:
    """A hall file as it is kept as a version: a catalogue beside it is written into it, so it stays whole.

    Raises HallFileError.
    """
    text, catalogue = _with_catalogue(path)
    return text if catalogue is None else with_catalogue(text, catalogue)


def with_days(kept: str, given: str) -> tuple[str, Calendar]:
    """`announced` of a hall file with a list of days off in place of the years it has; and that list.

    kept  what the file has already, "" for nothing
    Raises DaysWrong with every mistake (`rows`: row, zh, en); then there is nothing to save.
    """
    reading = read_calendar(given)
    if reading.calendar is None:
        raise DaysWrong(count=len(reading.mistakes), rows=[_told(each) for each in reading.mistakes])
    former = read_calendar(kept).calendar if kept else None
    return as_csv((former or Calendar()).joined(reading.calendar)), reading.calendar


def _told(mistake: str) -> dict[str, object]:
    """A mistake such as "row 3: …" as a table has it, in both languages; without a row it is about all."""
    found = re.fullmatch(r"(?:row (\d+): )?(.*)", mistake, re.DOTALL)
    row, text = found.groups() if found else (None, mistake)
    said = {language: in_language(text, Words(language)) for language in LANGUAGES}
    return {"row": int(row) if row else None, **said}


def check(path: Path, today: date | None = None) -> list[str]:
    """What is wrong with a hall file: its mistakes, or else its warnings, which begin with "warning".

    today  with it, dates that are over and clock changes of the coming year are told too
    """
    try:
        text, catalogue = _with_catalogue(path)
        reading = read(text, today, catalogue)
    except HallFileError as error:
        return list(error.problems)
    return list(reading.mistakes) or [f"warning, {sentence}" for sentence in reading.warnings]


def _with_catalogue(path_or_text: Path | str) -> tuple[str, str | None]:
    """A hall file's text, and that of the catalogue it names; None where it names none or holds it itself."""
    if isinstance(path_or_text, str):
        return path_or_text, None
    text = _text(path_or_text)
    name = catalogue_named(text)
    return text, None if name is None else _text(path_or_text.parent / name)


def _text(path: Path) -> str:
    """The text of a hall file; Windows editors put a mark before it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise HallFileError([f"the file {path} cannot be read: {error.strerror}"]) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise HallFileError([f"line {line}: the file isn't in UTF-8; save it again as UTF-8"]) from error
