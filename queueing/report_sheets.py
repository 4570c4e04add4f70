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
_INK, _PAST, _BLUE = (16, 36, 62), (85, 97, 111), (10, 91, 211)
_WASH, _HAIR = (238, 242, 247), (200, 207, 215)
#: Figures that stand large at the head of the page.
_HEADLINE = ("received", "items", "wait_p50", "wait_p90", "kept_pct", "busy_pct")
_MARGIN = 12.0
#: A4 as a workbook numbers papers.
_A4 = 9
#: A table's name, heading and first row, mm: they stay together.
_BEGINNING = 30


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
    """A sheet for each report, and one with the formulas; text is written as text; it prints on A4, lying."""
    import xlsxwriter  # noqa: PLC0415 - only who makes a workbook pays for it

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        styles = [
            [book.add_format(look | {"num_format": number}) for number in ("0", "0.0")]
            for look in ({}, {"bold": True, "top": 1})
        ]
        for report in reports:
            sheet = book.add_worksheet(words.say(f"report.by.{report.dimension}")[:31])
            rows = table(report, words)
            for n, cells in enumerate(rows):
                style = styles[n == len(rows) - 1]
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(n, column, cell, style[isinstance(cell, float)] if n else head)
            sheet.set_column(0, 0, 26)
            sheet.set_column(1, len(rows[0]), 11)
            sheet.freeze_panes(1, 1)
            sheet.repeat_rows(0)
        sheet = book.add_worksheet(words.say("report.formulas"))
        for n, name in enumerate(FORMULAS):
            sheet.write_row(n, 0, [title(name, words), words.say(f"report.formula.{name}")])
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        number = words.say("report.page_of", page="&P", pages="&N")
        for sheet in book.worksheets():
            sheet.set_landscape()
            sheet.set_paper(_A4)
            sheet.fit_to_pages(1, 0)  # as wide as the paper, as many as it needs
            sheet.set_footer(f"&L{_foot(reports[0], words).replace('&', '&&')}&R{number}")
    return file.getvalue()


def as_pdf(reports: Sequence[Report], words: Words) -> bytes:
    """A4, lying: the total of the first report in large figures, then a table for each, then the formulas."""
    first = reports[0]
    page = _Page(_foot(first, words), words)
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
        if report.dimension == "all" or report.rows:
            page.table(words.say(f"report.by.{report.dimension}"), _on_paper(report, words))
    page.formulas([(title(name, words), words.say(f"report.formula.{name}")) for name in FORMULAS])
    return page.bytes()


class _Page:
    """An A4 document with the packaged Chinese font; `foot` and its number stand under each page."""

    def __init__(self, foot: str, words: Words) -> None:
        from fpdf import FPDF  # noqa: PLC0415 - only who prints pays for it

        self._foot, self._words = foot, words
        self._pdf = FPDF(orientation="landscape", format="A4")
        self._pdf.footer = self._number  # drawn at the end of every page
        self._pdf.set_margin(_MARGIN)
        self._pdf.set_auto_page_break(auto=True, margin=_MARGIN + 2)
        package: Any = import_module("pylopdf_fonts_zh_cn")
        self._pdf.add_font("hall", fname=Path(package.sans_path()))
        self._pdf.add_page()

    def _number(self) -> None:
        number = self._words.say(
            "report.page_of", page=self._pdf.page_no(), pages=self._pdf.str_alias_nb_pages
        )
        self._pdf.set_y(-_MARGIN)
        self._pdf.set_font("hall", size=8)
        self._pdf.set_text_color(_PAST)
        self._pdf.cell(h=5, text=f"{self._foot} · {number}")

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

        if self._pdf.will_page_break(_BEGINNING):
            self._pdf.add_page()
        self._write(12, _INK, name, height=8)
        self._pdf.set_font("hall", size=7.5)
        self._pdf.set_text_color(_INK)
        widths = (3, *[1] * (len(rows[0]) - 1))
        self._pdf.set_draw_color(_HAIR)
        washed = FontFace(fill_color=_WASH, color=_INK)
        with self._pdf.table(
            col_widths=widths, headings_style=washed, borders_layout="HORIZONTAL_LINES", line_height=4.2,
            text_align=("LEFT", *["RIGHT"] * (len(rows[0]) - 1)), padding=0.6,
        ) as drawn:  # fmt: skip
            for row in rows[:-1]:
                drawn.row(row)
            drawn.row(rows[-1], style=washed)
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


def _foot(report: Report, words: Words) -> str:
    """What stands under each sheet: whose report it is, and of when."""
    return f"{words.name(report.hall)} · {words.say('report.title', period=report.period.name)}"


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
