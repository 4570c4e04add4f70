"""What the running hall asks about its hours: kept answers are true at every instant, and cost nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.admitting import limits
from queueing.opening import Opening
from queueing.planning import read_hall
from queueing.rules.hour_acts import extension
from queueing.rules.hours import Open
from queueing.rules.plan import Pull
from queueing.rules.todays_lines import TodaysLines, Turned
from queueing.rules.wall_clock import MINUTE
from tests.rules.open_halls import ANNOUNCED, HALLS, PINGGU, at, desk, hall, shown

LUNCH_HALL = read_hall(HALLS.parent / "tests" / "lunch_hall.toml", 1)
CHANGED = hall(
    """
[hours]
week = { mon-sun = ["0:30-1:30", "2:30-3:15", "23:00-24:00"] }
[calendar]
closures = [{ first = 2026-10-25, at = ["2:40-2:50", "5:00-6:00"], names = { zh = "停电" } }]
""",
    zone="Europe/Berlin",
    first=', roles = [{ at = "2:10-2:50", days = "mon, sun", lines = ["tax"] }]',
)
NIGHT = hall("""
[hours]
week = { mon-sun = ["0:00-5:00", "22:00-24:00"] }
""")
STEPS = st.lists(st.integers(-90, 400), min_size=1, max_size=30)


BEGINNINGS = pytest.mark.parametrize(
    ("plan", "begin"),
    [
        (LUNCH_HALL, "2026-02-27 08:00"),
        (LUNCH_HALL, "2026-09-30 10:00"),
        (hall(PINGGU), "2026-03-06 16:00"),
        (NIGHT, "2026-03-02 20:00"),
        (CHANGED, "2026-03-28 22:00"),
        (CHANGED, "2026-10-24 22:00"),
    ],
)


@BEGINNINGS
def test_answers_kept_through_a_day_and_a_half_are_true_every_ten_minutes(plan, begin):
    opening, first = Opening(plan, ANNOUNCED), at(begin, plan)
    fresh = {counter: desk(plan, counter) for counter in (None, "1", "2")}
    for now in range(first, first + 36 * 60 * MINUTE, 10 * MINUTE):
        assert {counter: opening.at(now, counter) for counter in fresh} == {
            counter: asked.at(now) for counter, asked in fresh.items()
        }
        assert {counter: opening.may_be_longer(now, counter) for counter in fresh} == {
            counter: extension(asked, now, 15) is not None for counter, asked in fresh.items()
        }


@BEGINNINGS
@settings(max_examples=15)
@given(steps=STEPS)
def test_a_clock_that_jumps_on_and_back_is_answered_truly(plan, begin, steps):
    opening, now = Opening(plan, ANNOUNCED), at(begin, plan)
    for step in steps:
        now += step * MINUTE // 2
        for counter in (None, "1", "2"):
            assert opening.at(now, counter) == desk(plan, counter).at(now)


@pytest.mark.parametrize(
    ("now", "line", "opens"),
    [
        ("2026-03-02 08:00", "general", "2026-03-02 09:00"),
        ("2026-03-02 08:00", "tax", "2026-03-02 11:00"),  # counter 1 has that role then
        ("2026-03-02 11:30", "general", "2026-03-02 13:30"),
        ("2026-03-02 12:00", "tax", "2026-03-02 14:00"),
        ("2026-03-02 17:10", "general", "2026-03-03 09:00"),  # by booking only is not for anybody
        ("2026-09-30 16:30", "tax", "2026-10-08 11:00"),  # National Day
        ("2026-10-09 17:30", "general", "2026-10-10 09:00"),  # a make-up Saturday
    ],
)
def test_a_line_opens_when_an_open_counter_pulls_it(now, line, opens):
    opening = Opening(LUNCH_HALL, ANNOUNCED)

    assert shown(opening.opens(line, at(now, LUNCH_HALL)), LUNCH_HALL) == opens


def test_a_line_opens_where_a_change_of_today_has_it_pulled():
    now = at("2026-03-02 12:00", LUNCH_HALL)
    changed = [
        Turned(c, (Pull(line),), now, now + 600 * MINUTE) for c, line in (("1", "tax"), ("2", "general"))
    ]
    opening = Opening(LUNCH_HALL, ANNOUNCED, lines=TodaysLines(tuple(changed)))

    assert shown(opening.opens("general", now), LUNCH_HALL) == "2026-03-02 14:00"
    assert shown(opening.opens("tax", now), LUNCH_HALL) == "2026-03-02 13:30"


def test_with_a_booking_the_bands_by_booking_count():
    opening, now = Opening(LUNCH_HALL, ANNOUNCED), at("2026-03-02 17:10", LUNCH_HALL)

    assert [c.id for c in opening.pulling("general", now, "card", booked=True)] == ["1"]
    assert opening.pulling("general", now, "card") == []


def test_listed_hours_are_for_listed_services_with_a_booking():
    opening, saturday = Opening(hall(PINGGU), ANNOUNCED), at("2026-03-07 10:00", LUNCH_HALL)

    assert opening.pulling("general", saturday, "card", booked=True)
    assert not opening.pulling("tax", saturday, "invoice", booked=True)
    assert not opening.pulling("general", saturday, "card")


def test_a_hall_without_hours_is_open_at_every_hour():
    plan = hall("")
    opening = Opening(plan, ANNOUNCED)
    for moment in ("2026-03-02 03:00", "2026-10-01 23:59"):
        assert isinstance(opening.at(at(moment, plan)), Open)
        assert opening.pulling("tax", at(moment, plan), "invoice") == [plan.counter["2"]]


def test_a_counter_that_is_done_for_today_limits_numbers_and_harms_nobody():
    plan = read_hall(HALLS / "pinggu.toml", 1)
    opening, evening = Opening(plan, ANNOUNCED), at("2026-03-04 17:45", plan)
    service = next(s for s in plan.service.values() if not s.children and s.about.minutes)
    told = limits(opening, service, [plan.counters[0]], evening)

    assert (told.room, told.closing) == ({plan.counters[0].id: 0}, evening)
