"""Overtime is what was served beyond the written hours; the bands by booking are counted apart."""

import pytest

from queueing.rules.hall_day import hall_calendar
from queueing.rules.overtime import beyond
from queueing.rules.wall_clock import MINUTE
from tests.rules.open_halls import ANNOUNCED, PINGGU, at, hall

PLAN = hall(PINGGU, second=", extended = false")


@pytest.mark.parametrize(
    ("counter", "start", "end", "overtime", "extended"),
    [
        ("1", "2026-03-02 10:00", "2026-03-02 10:20", 0, 0),
        ("1", "2026-03-02 16:50", "2026-03-02 17:40", 10, 30),  # by booking from 17:00 to 17:30
        ("2", "2026-03-02 16:50", "2026-03-02 17:40", 40, 0),  # this counter keeps no bands by booking
        ("1", "2026-03-02 08:20", "2026-03-02 09:10", 10, 30),
        ("1", "2026-03-07 14:50", "2026-03-07 15:05", 5, 10),  # a Saturday for the listed services
        ("1", "2026-03-02 23:50", "2026-03-03 00:10", 20, 0),
        ("1", "2026-10-01 10:00", "2026-10-01 10:30", 30, 0),  # National Day
    ],
)
def test_what_lies_beyond_the_written_hours_is_overtime(counter, start, end, overtime, extended):
    calendar = hall_calendar(PLAN, ANNOUNCED)
    found = beyond(PLAN, calendar, PLAN.counter[counter], at(start, PLAN), at(end, PLAN))

    assert (found.overtime / MINUTE, found.extended / MINUTE) == (overtime, extended)


def test_a_hall_that_is_always_open_knows_no_overtime():
    plan = hall("")
    night, next_night = at("2026-03-02 03:00", plan), at("2026-03-03 03:00", plan)
    found = beyond(plan, ANNOUNCED, plan.counter["1"], night, next_night)

    assert (found.overtime, found.extended) == (0, 0)
