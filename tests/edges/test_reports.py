"""Reports over HTTP: for managers only, the same numbers as JSON and as files, mistakes in a sentence."""

import csv
import io
import time
from collections.abc import Callable

import pytest

from tests.edges.conftest import Desk


@pytest.fixture
def desk(desks: Callable[[int | None], Desk]) -> Desk:
    """A desk that served one visitor."""
    desk = desks(None)
    desk.sit()
    desk.take()
    desk.call()
    assert desk.act("finish", {"outcome": "办结", "items": 2}).status == 200
    return desk


def day(desk: Desk) -> str:
    return str(desk.manager.get("/reports").body["today"])


def test_a_manager_reads_the_day_by_line_as_the_file_tells_it(desk):
    def served() -> bool:
        told = desk.manager.get(f"/reports/day/{day(desk)}?by=line").body
        row = next((r for r in told["rows"] if r["key"] == desk.line), None)
        return row is not None and (row["figures"]["received"], row["figures"]["items"]) == (1, 2)

    deadline = time.monotonic() + 120
    while not served():  # counted in the background, which a busy machine lets wait
        assert time.monotonic() < deadline
        time.sleep(0.05)
    told = desk.manager.get(f"/reports/day/{day(desk)}?by=line").body
    file = desk.manager.get(f"/reports/day/{day(desk)}.csv?by=line&lang=en")
    assert "attachment" in file.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(file.body.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == [
        str(r["figures"]["taken"]) for r in [*told["rows"], told["total"]]
    ]


def test_clerks_and_kiosks_read_no_reports(desk):
    for by in (desk.clerk, desk.kiosk, desk.guide):
        assert by.get(f"/reports/day/{day(desk)}").status == 403


def test_what_is_no_report_is_told_in_a_sentence(desk):
    for path, word in (
        ("day/2026-02-31", "2026-02-31"),
        ("decade/2026-03-02", "decade"),
        ("day/2026-03-02.doc", "doc"),
    ):
        refused = desk.manager.get(f"/reports/{path}")
        assert refused.status == 422 and word in refused.body["detail"]
