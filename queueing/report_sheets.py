"""Reports on paper and in files: A4 PDF, XLSX, CSV; every format tells the same numbers, from one table."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from queueing.figures import Report, Row
from queueing.rules.figures import FORMULAS
from queueing.words import Words

#: A cell: text, a number, or None where there is nothing to tell.
Cell: TypeAlias = str | float | int | None

#: What a spreadsheet would take for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_INK, _PAST, _BLUE, _WASH = (16, 36, 62), (85, 97, 111), (10, 91, 211), (238, 242, 247)
#: Figures that stand large at the head of the page.
_HEADLINE = ("received", "items", "wait_p50", "wait_p90", "kept_pct", "busy_pct")
_MARGIN = 12.0


def table(report: Report, words: Words) -> list[list[Cell]]:
    """A report as rows of cells, the heading first and the total last; compared figures beside each."""
    heading: list[Cell] = [words.say(f"report.by.{report.dimension}")]
    for name in FORMULAS:
        heading.append(title(name, words))
        if report.compared:
            heading.append(f"{title(name, words)} · {report.compared.name}")
    return [heading, *(_cells(row, words, report) for row in (*report.rows, report.total))]


def title(figure: str, words: Words) -> str:
    """A figure's name with its unit: "P90 wait (min)"."""
    unit = {"minutes": words.say("report.minutes"), "percent": "%"}.get(FORMULAS[figure])
    name = words.say(f"report.figure.{figure}")
    return f"{name} ({unit})" if unit else name


def as_csv(report: Report, words: Words) -> bytes:
    """A report as CSV."""
    return sheet_csv(table(report, words))


def sheet_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read the Chinese; no cell is taken for a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([[_safe(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(reports: Sequence[Report], words: Words) -> bytes:
    """A sheet for each report, and one with the formulas; text is written as text."""
    import xlsxwriter  # noqa: PLC0415 - only who makes a workbook pays for it

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold, whole = book.add_format({"bold": True}), book.add_format({"bold": True, "top": 1})
        for report in reports:
            sheet = book.add_worksheet(words.say(f"report.by.{report.dimension}")[:31])
            rows = table(report, words)
            for n, cells in enumerate(rows):
                style = bold if n == 0 else whole if n == len(rows) - 1 else None
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(n, column, cell, style)
            sheet.set_column(0, 0, 26)
            sheet.set_column(1, len(rows[0]), 13)
            sheet.freeze_panes(1, 1)
        sheet = book.add_worksheet(words.say("report.formulas"))
        for n, name in enumerate(FORMULAS):
            sheet.write_row(n, 0, [title(name, words), words.say(f"report.formula.{name}")])
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
    return file.getvalue()


def as_pdf(reports: Sequence[Report], words: Words) -> bytes:
    """A4, lying: the total of the first report in large figures, then a table for each, then the formulas."""
    page = _Page()
    first = reports[0]
    what, total, before = words.say("report.title", period=first.period.name), first.total, {}
    if first.compared:
        what += f" · {words.say('report.in_brackets', period=first.compared.name)}"
        before = {name: f" ({_shown((total.before or {}).get(name))})" for name in _HEADLINE}
    page.heading(words.name(first.hall), what)
    headline = [
        (title(name, words) + before.get(name, ""), _shown(total.figures[name])) for name in _HEADLINE
    ]
    page.headline(headline)
    for report in reports:
        if report.dimension != "all" and report.rows:
            page.table(words.say(f"report.by.{report.dimension}"), _on_paper(report, words))
    page.formulas([(title(name, words), words.say(f"report.formula.{name}")) for name in FORMULAS])
    return page.bytes()


class _Page:
    """An A4 document with the packaged Chinese font."""

    def __init__(self) -> None:
        from fpdf import FPDF  # noqa: PLC0415 - only who prints pays for it

        self._pdf = FPDF(orientation="landscape", format="A4")
        self._pdf.set_margin(_MARGIN)
        self._pdf.set_auto_page_break(auto=True, margin=_MARGIN)
        package: Any = import_module("pylopdf_fonts_zh_cn")
        self._pdf.add_font("hall", fname=Path(package.sans_path()))
        self._pdf.add_page()

    def heading(self, hall: str, what: str) -> None:
        self._write(18, _INK, hall, height=9)
        self._write(12, _PAST, what, height=7)
        self._pdf.ln(3)

    def headline(self, figures: Sequence[tuple[str, str]]) -> None:
        wide, top = self._pdf.epw / len(figures), self._pdf.get_y()
        for n, (name, value) in enumerate(figures):
            self._pdf.set_xy(_MARGIN + n * wide, top)
            self._pdf.set_font("hall", size=22)
            self._pdf.set_text_color(_BLUE)
            self._pdf.cell(w=wide, h=11, text=value)
            self._pdf.set_xy(_MARGIN + n * wide, top + 11)
            self._pdf.set_font("hall", size=8)
            self._pdf.set_text_color(_PAST)
            self._pdf.cell(w=wide, h=5, text=name)
        self._pdf.set_xy(_MARGIN, top + 20)

    def table(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        from fpdf.fonts import FontFace  # noqa: PLC0415 - as above

        self._write(12, _INK, name, height=8)
        self._pdf.set_font("hall", size=7.5)
        self._pdf.set_text_color(_INK)
        widths = (3, *[1] * (len(rows[0]) - 1))
        style = FontFace(fill_color=_WASH, color=_INK)
        with self._pdf.table(
            col_widths=widths, headings_style=style, borders_layout="HORIZONTAL_LINES", line_height=4.2,
            text_align=("LEFT", *["RIGHT"] * (len(rows[0]) - 1)), padding=0.6,
        ) as drawn:  # fmt: skip
            for row in rows:
                drawn.row(row)
        self._pdf.ln(3)

    def formulas(self, told: Sequence[tuple[str, str]]) -> None:
        for name, formula in told:
            self._write(7, _PAST, f"{name}: {formula}", height=3.6)

    def bytes(self) -> bytes:
        return bytes(self._pdf.output())

    def _write(self, size: float, colour: tuple[int, int, int], text: str, height: float) -> None:
        self._pdf.set_font("hall", size=size)
        self._pdf.set_text_color(colour)
        self._pdf.multi_cell(w=0, h=height, text=text, new_x="LMARGIN", new_y="NEXT")


def _cells(row: Row, words: Words, report: Report) -> list[Cell]:
    return [words.name(row.names), *_figures(row.figures, row.before if report.compared else None)]


def _figures(now: Mapping[str, Cell], before: Mapping[str, Cell] | None) -> Iterator[Cell]:
    for name in FORMULAS:
        yield now[name]
        if before is not None:
            yield before[name]


def _on_paper(report: Report, words: Words) -> list[list[str]]:
    """The table's rows as text; compared figures in brackets, for columns of their own are too narrow."""
    heading, *rows = [[_shown(cell) for cell in row] for row in table(report, words)]
    if not report.compared:
        return [heading, *rows]
    pairs = ((row, zip(row[1::2], row[2::2], strict=True)) for row in rows)
    both = [[row[0], *(f"{now} ({before})" for now, before in pair)] for row, pair in pairs]
    return [[heading[0], *heading[1::2]], *both]


def _shown(cell: Cell) -> str:
    return "–" if cell is None else str(cell)


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
