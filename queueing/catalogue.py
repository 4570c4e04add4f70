"""The door to a hall's catalogue: a list imported, a service found by what a visitor types, what changes."""

import io
import re
import threading
import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import ParseError

from queueing.catalogue_errors import (
    CatalogueNotThere,
    CatalogueOldExcel,
    CatalogueTooLarge,
    CatalogueUnreadable,
    CatalogueWrong,
)
from queueing.rules.catalogue_csv import MOST_ROWS, Mistake, as_csv, read_rows, sheet_of
from queueing.rules.finding import Finder, Found
from queueing.rules.listed_csv import read_listed
from queueing.rules.plan import Plan

#: A spreadsheet's own signs at its beginning, and a packed file's whole size that is still read, bytes.
_ZIP, _OLD_XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LARGEST = 50_000_000
#: A stray mark far to the right makes every row as wide; no list has as many columns.
MOST_COLUMNS = 100


def import_services(content: bytes) -> str:
    """The catalogue's CSV of a list as CSV or XLSX, in this program's own columns and UTF-8.

    Raises CatalogueWrong with every mistake (`rows`: row, column, zh, en), or says that it is no list at all;
    then there is nothing to save.
    """
    rows = list(_sheet(content))
    _refuse(read_rows(rows).mistakes)
    return as_csv(rows)


def import_listed(content: bytes, known: Collection[str]) -> str:
    """`listed_services` of a hall file, of a list as CSV or XLSX; `known` are the hall's services.

    Raises as import_services does; then there is nothing to write into the hall file.
    """
    ids, mistakes = read_listed(_sheet(content), known)
    _refuse(mistakes)
    return "listed_services = [\n" + "".join(f'    "{id_}",\n' for id_ in ids) + "]\n"


def _refuse(mistakes: Sequence[Mistake]) -> None:
    if mistakes:
        told = [_told(mistake) for mistake in mistakes]
        raise CatalogueWrong(count=len(told), rows=told)


def _told(mistake: Mistake) -> dict[str, object]:
    said = {language: mistake.said(language) for language in ("zh", "en")}
    return {"row": mistake.row, "column": mistake.column, **said}


def _sheet(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    if content.startswith(_OLD_XLS):
        raise CatalogueOldExcel
    if content.startswith(_ZIP):
        return _workbook(content)
    return sheet_of(decoded(content))


def decoded(content: bytes) -> str:
    """The text of a CSV: UTF-8, what Excel calls Unicode text, or GB18030, as Chinese Excel saves it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CatalogueUnreadable


def _workbook(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """The cells of a workbook's first sheet; what was merged counts for each of its rows."""
    import openpyxl  # noqa: PLC0415 - heavy, and needed for an import only

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST:
                raise CatalogueTooLarge
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            sheet = book.worksheets[0]
            merged = list(_merged(packed, sheet))
            values = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS)
            rows = [[_cell(value) for value in row] for row in values]
    except (zipfile.BadZipFile, ParseError, KeyError, IndexError, TypeError, ValueError, OSError) as fault:
        raise CatalogueUnreadable from fault
    for first, last, column in merged:
        for row in rows[first : min(last, len(rows))]:
            if column < len(row) and first - 1 < len(rows):
                row[column] = rows[first - 1][column]
    return enumerate(rows, start=1)


def _merged(packed: zipfile.ZipFile, sheet: object) -> Iterator[tuple[int, int, int]]:
    """First row, last row and column (from 0) of the cells merged downwards; read-only books don't tell."""
    from openpyxl.utils import range_boundaries  # noqa: PLC0415

    name = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    for found in re.finditer(rb'<mergeCell [^>]*ref="([A-Z0-9:]+)"', packed.read(name)):
        left, top, _, bottom = cast("tuple[int, int, int, int]", range_boundaries(found[1].decode()))
        if bottom > top:
            yield top, bottom, left - 1


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case _:
            return str(value)


class Catalogue:
    """A plan's services as a visitor looks for them; the index is made once for each version of the plan."""

    def __init__(
        self,
        plan: Callable[[], Plan],
        aside: Callable[[Callable[[], object]], object] = lambda call: call(),
    ) -> None:
        self._plan, self._aside = plan, aside
        self._kept: tuple[Plan, Finder] | None = None
        self._one_at_a_time = threading.Lock()

    def search(self, query: str, day: date) -> list[Found]:
        """The services offered on that day that fit what was typed, the best first; at most 24."""
        plan = self._plan()
        with self._one_at_a_time:  # the keys that follow the first wait for its index, and make none
            if self._kept is None or self._kept[0] is not plan:
                # Reading the table of readings takes a second: not in a web process's loop.
                self._kept = (plan, cast("Finder", self._aside(lambda: Finder(plan.offered, readings()))))
            finder = self._kept[1]
        return [found for found in finder.search(query) if found.service.offered_on(day)]


def readings() -> Callable[[str], Sequence[str]]:
    """How Chinese characters may be read: every reading, for 重庆 and 重量 are looked for alike."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - a table of 40,000 characters

    def read(sign: str) -> Sequence[str]:
        (found,) = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore") or [[]]
        # 绿 is typed lv, lyu or lu.
        return [*found, *(reading.replace("v", "u") for reading in found if "v" in reading)]

    return read


def read_file(file: Path) -> bytes:
    """What a list's file holds. Raises CatalogueNotThere for one that can't be opened."""
    try:
        return file.read_bytes()
    except OSError as fault:
        raise CatalogueNotThere(file=file, why=fault.strerror) from fault
