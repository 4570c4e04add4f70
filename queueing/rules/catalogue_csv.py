"""A hall's catalogue of services as CSV: read whole, or each wrong cell with what to write instead."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from queueing.rules.catalogue_cells import READS, WrongCellError, one_line, plain
from queueing.rules.hall_row import near

#: The columns, and what a Chinese list calls them; a list may have them in any order and leave out most.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("编码", "事项编码", "代码"),
    "parent": ("上级", "大项", "上级编码"),
    "zh": ("名称", "事项名称", "中文名称"),
    "en": ("英文", "英文名称"),
    "line": ("队列", "排队队列"),
    "department": ("部门", "实施部门", "责任单位"),
    "kind": ("类型", "办件类型"),
    "statutory": ("法定时限", "法定办结时限"),
    "promised": ("承诺时限", "承诺办结时限"),
    "minutes": ("办理分钟", "标准用时"),
    "online": ("网上可办", "网办"),
    "website": ("网址", "网办地址"),
    "kiosk": ("自助可办", "自助"),
    "pledge": ("告知承诺",),
    "instant": ("秒批",),
    "keywords": ("关键词",),
    "materials": ("材料", "申请材料"),
    "first": ("生效", "生效日期"),
    "last": ("失效", "失效日期"),
}
NEEDED = ("id", "zh")
NAMES = frozenset({"zh", "en"})

#: A list is cut off here: no hall has more, and a spreadsheet's empty rows shouldn't be walked for minutes.
MOST_ROWS = 20_000

_ID = re.compile(r"[A-Za-z0-9-]{1,40}")
#: What can be wrong with a cell, and what to write instead, in both languages.
_SAID = {
    "empty": ("这一格是空的，请填写{what}", "this is empty; write {what}"),
    "blank": ("这一行是空的，请填写编码，或删去这一行", "this row is empty; write an id, or delete the row"),
    "id": (
        "“{cell}”不能作编码，请只用字母、数字和连字符，不超过 40 个，例如 social-card",
        "{cell} is no id; write letters, digits and hyphens, 40 at most, e.g. social-card",
    ),
    "twice": (
        "编码 {cell} 在第 {row} 行已经用过，请另写一个",
        "the id {cell} stands in row {row} already; write another one",
    ),
    "doubled": (
        "编码 {cell} 在第 {row} 行已有，请删去一行",
        "{cell} stands in row {row} already; delete one of the two",
    ),
    "unknown": ("大厅没有编码为 {cell} 的事项{near}", "the hall has no service {cell}{near}"),
    "parent": (
        "没有编码为 {cell} 的大项，请填写表中大项的编码{near}",
        "there is no service {cell} to stand under; write the id of a 大项 of this list{near}",
    ),
    "deep": (
        "{cell} 本身是子项，大项下只有一层，请填写它的大项编码",
        "{cell} stands under another one itself; there are two levels only, so write the id of a 大项",
    ),
    "itself": (
        "不能以自己为大项，请留空或填写另一大项",
        "a service can't stand under itself; leave it empty",
    ),
    "kind": ("“{cell}”不是办件类型，请写 即办 或 承诺", "{cell} is no kind; write 即办 or 承诺"),
    "limit": (
        "“{cell}”不是工作日数，请写 0 到 {most} 的整数",
        "{cell} is no number of working days; write a whole number from 0 to {most}",
    ),
    "minutes": (
        "“{cell}”不是分钟数，请写 1 到 {most} 的整数",
        "{cell} is no number of minutes; write a whole number from 1 to {most}",
    ),
    "yes": ("“{cell}”不清楚，请写 是 或 否", "{cell} is neither yes nor no; write yes or no"),
    "date": (
        "“{cell}”不是日期，请写成 2026-02-28",
        "{cell} is no date; write it as 2026-02-28",
    ),
    "backwards": ("失效日期早于生效日期，请核对", "the last day is before the first; put them right"),
    "website": ("“{cell}”不是网址，请写成 https://…", "{cell} is no address; write it as https://…"),
    "materials": (
        "有 {count} 种材料，最多 {most} 种，请合并",
        "there are {count} papers and {most} at most; join some of them",
    ),
    "formula": (
        "这一格是公式，请粘贴为数值",
        "this cell holds a formula; paste its value in its place",
    ),
    "column": (
        "不认识“{cell}”这一列{near}；可用的列：{columns}",
        "the column {cell} is not known{near}; known are: {columns}",
    ),
    "column_twice": ("“{cell}”这一列出现了两次，请留一列", "the column {cell} is here twice; keep one"),
    "column_missing": ("缺少“{cell}”这一列，请加上", "the column {cell} is missing; add it"),
    "cells": (
        "这一行的格子比表头多，请检查多出的逗号",
        "this row has more cells than the first row; look for a comma too many",
    ),
    "nothing": ("表中没有事项，请至少写一行", "the list has no services; write a row at least"),
    "too_many": ("超过 {most} 行，请分开导入", "there are more than {most} rows; import a shorter list"),
}
WANTED = {"id": ("编码", "an id of its own, e.g. social-card"), "zh": ("名称", "its name in Chinese")}


@dataclass(frozen=True)
class Mistake:
    """A wrong cell: its row as a spreadsheet counts it, its column as the list heads it ("": all), why."""

    row: int
    column: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """What is wrong and what to write, in "zh" or "en"."""
        chinese = language == "zh"
        filled = {
            k: (v[0] if chinese else v[1]) if isinstance(v, tuple) else v for k, v in self.params.items()
        }
        return _SAID[self.code][0 if chinese else 1].format(**filled)

    def __str__(self) -> str:
        where = f"row {self.row}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.said('en')}"


@dataclass
class CatalogueReading:
    """What came of reading: the services as tables of a hall file, where each stands, and the mistakes.

    rows  (number of the 大项,) or (number of the 大项, number of the 子项) -> row, for later sentences
    """

    services: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[tuple[int, ...], int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def read_catalogue(text: str) -> CatalogueReading:
    """Read a catalogue's CSV; lines that begin with # and empty ones are skipped, and counted."""
    return read_rows(sheet_of(text))


def sheet_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of a CSV by row; its sign of separation is the one that its first row has most of."""
    plain = text.lstrip("\ufeff")
    head = next((row for row in plain.splitlines() if row.strip() and not row.startswith("#")), "")
    sign = max(",\t;", key=head.count)
    for number, cells in enumerate(csv.reader(io.StringIO(plain, newline=""), delimiter=sign), start=1):
        if not (cells and cells[0].startswith("#")):
            yield number, cells


def read_rows(sheet: Iterable[tuple[int, Sequence[str]]]) -> CatalogueReading:
    """Read a catalogue's rows, the first of which names the columns; empty rows are skipped."""
    found = CatalogueReading()
    filled = ((number, cells) for number, cells in sheet if any(cell.strip() for cell in cells))
    number, head = next(filled, (1, ()))
    names = _columns(number, head, found)
    if found.mistakes:
        return found
    rows = [(number, _cells(number, names, cells, found)) for number, cells in filled]
    if not rows:
        found.mistakes.append(Mistake(number, "", "nothing"))
    if len(rows) > MOST_ROWS:
        found.mistakes.append(Mistake(MOST_ROWS, "", "too_many", {"most": MOST_ROWS}))
        return found
    seen: dict[str, tuple[int, str]] = {}
    services = [
        (number, cells.get("parent", ""), _service(number, cells, seen, found)) for number, cells in rows
    ]
    _plant(services, seen, found)
    found.mistakes.sort(key=lambda mistake: mistake.row)
    headings = dict(zip(names, map(plain, head), strict=True))
    found.mistakes = [replace(each, column=headings.get(each.column, "")) for each in found.mistakes]
    return found


def _columns(number: int, head: Sequence[str], found: CatalogueReading) -> list[str]:
    known = {word: name for name, words in COLUMNS.items() for word in (name, *words)}
    names: list[str] = []
    for cell in (plain(cell) for cell in head):
        name = known.get(cell) or known.get(cell.lower(), "")
        if cell and not name:
            guess = near(cell, known)
            more: dict[str, object] = {
                "cell": cell,
                "columns": "、".join(f"{n} {w[0]}" for n, w in COLUMNS.items()),
            }
            more["near"] = (f"，是“{guess}”吗", f' — did you mean "{guess}"') if guess else ""
            found.mistakes.append(Mistake(number, cell, "column", more))
        elif name and name in names:
            found.mistakes.append(Mistake(number, cell, "column_twice", {"cell": cell}))
        names.append(name)
    for name in NEEDED:
        if name not in names:
            called = f"{name} {COLUMNS[name][0]}"
            found.mistakes.append(Mistake(number, "", "column_missing", {"cell": called}))
    return names


def _cells(
    number: int, names: Sequence[str], cells: Sequence[str], found: CatalogueReading
) -> dict[str, str]:
    if any(cell.strip() for cell in cells[len(names) :]):
        found.mistakes.append(Mistake(number, "", "cells"))
    return {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}


def _service(
    number: int, cells: Mapping[str, str], seen: dict[str, tuple[int, str]], found: CatalogueReading
) -> dict[str, Any]:
    """One row as a table of a hall file; what it leaves out is left out there."""

    def wrong(column: str, code: str, **params: object) -> None:
        found.mistakes.append(Mistake(number, column, code, params))

    for column in NEEDED:
        if not cells.get(column):
            wrong(column, "empty", what=WANTED[column])
    names = {"zh": one_line(cells.get("zh", ""))} | ({"en": one_line(cells["en"])} if cells.get("en") else {})
    table: dict[str, Any] = {"id": plain(cells.get("id", "")), "names": names}
    if problem := _id_problem(table["id"], seen):
        wrong("id", problem[0], cell=table["id"], **problem[1])
    seen.setdefault(table["id"], (number, plain(cells.get("parent", ""))))
    for column, cell in cells.items():
        try:
            table |= _read(column, cell)
        except WrongCellError as error:
            wrong(column, error.code, cell=cell, **error.params)
    if valid := {end: table.pop(end) for end in ("first", "last") if end in table}:
        table["valid"] = valid
        if valid.get("last", date.max) < valid.get("first", date.min):
            wrong("last", "backwards")
    return table


def _id_problem(word: str, seen: Mapping[str, tuple[int, str]]) -> tuple[str, dict[str, object]] | None:
    if word in seen:
        return "twice", {"row": seen[word][0]}
    return None if not word or _ID.fullmatch(word) else ("id", {})


@lru_cache(maxsize=4096)
def _read(column: str, cell: str) -> Mapping[str, Any]:
    """What a cell says; an empty one says nothing. Most cells of a long list are alike."""
    if cell.startswith("="):
        raise WrongCellError("formula")
    reads = READS.get(column)
    return reads(cell) if cell and reads else {}


def _plant(
    services: Sequence[tuple[int, str, dict[str, Any]]],
    seen: Mapping[str, tuple[int, str]],
    found: CatalogueReading,
) -> None:
    """Put each 子项 under its 大项, which may stand anywhere in the list."""
    tops: dict[str, int] = {}
    for number, parent, table in services:
        if not parent:
            tops.setdefault(table["id"], len(found.services))
            found.rows[(len(found.services),)] = number
            found.services.append(table)
    for number, parent, table in services:
        above = plain(parent)
        if not above:
            continue
        if above in tops:
            children = found.services[tops[above]].setdefault("children", [])
            found.rows[(tops[above], len(children))] = number
            children.append(table)
            continue
        code = "itself" if above == table["id"] else "deep" if above in seen else "parent"
        guess = near(above, tops)
        hint = (f"，是 {guess} 吗", f' — did you mean "{guess}"') if guess else ""
        found.mistakes.append(Mistake(number, "parent", code, {"cell": above, "near": hint}))


def as_csv(sheet: Iterable[tuple[int, Sequence[str]]]) -> str:
    """A checked list in this program's own columns, those that it uses, as CSV."""
    rows = [list(cells) for _, cells in sheet if any(cell.strip() for cell in cells)]
    names = _columns(1, rows[0], CatalogueReading())
    used = [(place, name) for name in COLUMNS for place, known in enumerate(names) if known == name]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([name for _, name in used])
    for cells in rows[1:]:
        full = [*cells, *([""] * len(names))]
        writer.writerow([one_line(full[at]) if name in NAMES else full[at].strip() for at, name in used])
    return written.getvalue()
