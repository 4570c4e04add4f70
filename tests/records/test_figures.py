"""Figures kept in SQL: the same as counting anew, whatever changed since, and the same in every format."""

import csv
import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pypdf
import pytest

from queueing.figures import DIMENSIONS, FigureReports, Period
from queueing.planning import read_hall
from queueing.report_delivery import deliver, missing
from queueing.report_errors import NoSuchReport
from queueing.report_sheets import as_csv, as_pdf, as_xlsx, table
from queueing.words import Words
from tests.records.story import DAY, Story
from tests.running import ROOT

MONDAY = date.fromisoformat(DAY)
PLAN = read_hall(ROOT / "halls" / "bincheng.toml", 1)
ZH = Words("zh")


def busy_day() -> Story:
    """Five numbers, four of them served at two counters, one missed for good."""
    story = Story()
    story.tell("sat", counter="1", by="staff:1")
    story.tell("sat", counter="2", by="staff:2")
    taken = [story.issue(lane=lane) for lane in ("ordinary", "ordinary", "priority", "ordinary", "ordinary")]
    for n, ticket in enumerate(taken[:4]):
        counter = "12"[n % 2]
        story.call(counter, ticket)
        story.start(counter)
        story.finish(counter)
    story.call("1", taken[4])
    story.miss("1")
    return story


@pytest.fixture
def reports(engine, archived) -> FigureReports:
    archived(busy_day())
    reports = FigureReports(engine, lambda: PLAN)
    assert reports.count() == [DAY]
    return reports


def test_a_day_says_what_happened(reports):
    whole = reports.report(Period.around("day", MONDAY)).total.figures

    assert (whole["taken"], whole["called"], whole["received"], whole["items"]) == (5, 5, 4, 8)
    assert (whole["missed"], whole["wait_p90"]) == (1, 1)
    assert whole["busy_pct"] is not None and whole["busy_pct"] > 0


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_what_is_told_apart_adds_up_in_every_dimension(reports, dimension):
    report = reports.report(Period.around("month", MONDAY), dimension)

    if dimension not in {"all", "clerk", "counter"}:
        assert sum(row.figures["taken"] for row in report.rows) == report.total.figures["taken"] == 5


def test_a_day_that_changed_is_counted_anew_and_others_are_left(engine, archived, reports):
    assert reports.count() == []
    story = busy_day()
    ticket = story.issue()
    story.call("2", ticket)
    story.finish("2")
    archived(story)
    assert reports.count() == [DAY]

    assert reports.report(Period.around("year", MONDAY)).total.figures["received"] == 5
    assert reports.count() == []


def test_the_days_of_a_year_with_whole_months_are_added_once(reports):
    year, month, week = (
        reports.report(Period.around(k, MONDAY), "lane").as_data() for k in ("year", "month", "week")
    )

    assert year["rows"] == month["rows"] == week["rows"]


def test_a_department_is_its_services_together(engine, archived):
    plan = replace(read_hall(ROOT / "halls" / "pinggu.toml", 1), id=PLAN.id)
    story = Story()
    for service in ("company-01", "company-02", "company-01", "no longer there"):
        story.issue(service=service)
    archived(story)
    reports = FigureReports(engine, lambda: plan)
    reports.count()
    report = reports.report(Period.around("year", MONDAY), "department")

    assert {row.key: row.figures["taken"] for row in report.rows} == {"市场监督管理局": 2, "税务局": 1, "": 1}
    assert (report.rows[-1].names["zh"], report.total.figures["taken"]) == ("未标部门", 4)


def test_the_period_before_stands_beside(reports):
    report = reports.report(Period.around("day", date(2026, 3, 3)), "lane", compare=True)

    assert report.compared is not None and report.compared.name == DAY
    assert [(r.key, r.figures["taken"], r.before and r.before["taken"]) for r in report.rows] == [
        ("ordinary", 0, 4),
        ("priority", 0, 1),
    ]


def test_an_unknown_report_says_which_there_are(reports):
    with pytest.raises(NoSuchReport, match="day, week, month, year"):
        Period.around("decade", MONDAY)
    with pytest.raises(NoSuchReport, match="service"):
        reports.report(Period.around("day", MONDAY), "moon")


@pytest.mark.parametrize("compare", [False, True])
def test_every_format_tells_the_same_numbers(reports, compare):
    report = reports.report(Period.around("day", MONDAY), "lane", compare=compare)
    rows = [["" if cell is None else str(cell) for cell in row] for row in table(report, ZH)]

    assert list(csv.reader(io.StringIO(as_csv(report, ZH).decode("utf-8-sig")))) == rows
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([report], ZH))).worksheets[0]
    assert [list(row) for row in sheet.values] == table(report, ZH)
    assert sheet.oddFooter.left.text == f"{PLAN.names['zh']} · 统计报表 {DAY}"
    assert (sheet.oddFooter.right.text, sheet.page_setup.paperSize) == ("第 &P 页，共 &N 页", 9)
    pages = pypdf.PdfReader(io.BytesIO(as_pdf([report], ZH))).pages
    told = [re.sub(r"[\s\0]", "", page.extract_text()) for page in pages]
    printed = "".join(told)
    for n, page in enumerate(told, 1):
        foot = f"{PLAN.names['zh']} · 统计报表 {DAY} · 第 {n} 页，共 {len(told)} 页"
        assert page.endswith(foot.replace(" ", ""))
    assert printed.count("2026-03-01") == printed.count("括号内为2026-03-01") == compare
    for row in rows[1:]:
        name, *cells = (cell or "–" for cell in row)
        if compare:  # twice as many columns would be too narrow to be read
            cells = [f"{now}({before})" for now, before in zip(cells[::2], cells[1::2], strict=True)]
        assert re.sub(r"\s", "", name + "".join(cells)) in printed
    assert [str(v) for v in report.as_data()["total"]["figures"].values() if v is not None] == [
        cell for cell in rows[-1][1 :: 1 + compare] if cell
    ]


def test_no_cell_is_taken_for_a_formula(engine, archived):
    story = Story()
    story.issue(line="=1+1")
    archived(story)
    reports = FigureReports(engine, lambda: PLAN)
    reports.count()
    report = reports.report(Period.around("day", MONDAY), "line")

    assert "'=1+1" in as_csv(report, ZH).decode("utf-8-sig")
    [row] = [
        r
        for r in openpyxl.load_workbook(io.BytesIO(as_xlsx([report], ZH))).worksheets[0]
        if r[0].value == "=1+1"
    ]
    assert row[0].data_type == "s"


def test_reports_are_brought_once_and_a_signed_one_stays(reports, tmp_path):
    assert missing(MONDAY, tmp_path)
    assert [f.name for f in deliver(reports, MONDAY, tmp_path)] == [
        f"day-{DAY}.{form}" for form in ("pdf", "xlsx", "csv")
    ]
    (tmp_path / f"day-{DAY}.pdf").write_bytes(b"signed")

    assert deliver(reports, MONDAY, tmp_path) == [] and not missing(MONDAY, tmp_path)
    assert (tmp_path / f"day-{DAY}.pdf").read_bytes() == b"signed"
    names = {f.name for f in deliver(reports, date(2026, 5, 31), tmp_path)}
    assert names == {
        f"{n}.{f}"
        for n in ("day-2026-05-31", "week-2026-W22", "month-2026-05")
        for f in ("pdf", "xlsx", "csv")
    }
