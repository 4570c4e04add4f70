"""Whether a counter is open, for what, and if not, why and until when."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.rules.bands import Kind
from queueing.rules.calendar import DayKind
from queueing.rules.hall_day import hall_day, spans
from queueing.rules.hours import Closed, Open, Reason
from queueing.rules.noon import NoonShortage, needed_at_noon, noon_shortage
from queueing.rules.plan import Pull
from tests.rules.open_halls import ANNOUNCED, LUNCH, PINGGU, XINING, asked, at, desk, hall, shown

BEIJING = hall(PINGGU)
MINUTE = 60_000

ALL_YEAR = hall(
    """
[hours]
week = { mon-fri = ["8:30-12:00", "14:00-17:30"] }
holidays = "10:00-12:00"
[[hours.seasons]]
names = { zh = "夏季" }
first = "06-01"
last = "09-30"
week = { mon-fri = ["8:00-12:00", "15:00-18:00"] }
[[hours.seasons]]
first = 2026-12-28
last = 2027-01-04
booked = { sat = "9:00-10:00" }
[hours.named.evening]
week = { tue = "17:00-20:00" }
make_up_days = "tue"
[calendar]
closures = [{ first = 2026-03-10, names = { zh = "系统升级", en = "Upgrade" } },
  { first = 2026-03-12, at = "14:00-16:00", names = { zh = "消防演练" } },
  { first = 2026-03-13, last = 2026-03-17, counters = ["2"], names = { zh = "窗口维修" } }]
openings = [{ first = 2026-03-15, at = "9:00-11:00", counters = ["1"], names = { zh = "教师资格专场" } },
  { first = 2026-03-10, at = "18:00-19:00", names = { zh = "夜间" } }]
days = [{ date = 2026-03-18, off = true, names = { zh = "民族节日" } }]
""",
    first=', valid = { first = "11-01", last = "03-31" }',
    second=', hours = "evening", roles = [{ at = "17:00-18:00", days = "tue", '
    'lines = ["general", { line = "tax", threshold = 0.6 }] }]',
)


@pytest.mark.parametrize(
    ("moment", "kind", "until"),
    [
        ("2026-03-02 09:00", Kind.OPEN, "2026-03-02 17:00"),  # a Monday
        ("2026-03-02 12:30", Kind.OPEN, "2026-03-02 17:00"),  # no break at noon
        ("2026-03-02 08:30", Kind.BOOKED, "2026-03-02 09:00"),
        ("2026-03-02 17:00", Kind.BOOKED, "2026-03-02 17:30"),
        ("2026-03-07 09:00", Kind.LISTED, "2026-03-07 15:00"),  # a Saturday
        ("2026-02-28 14:00", Kind.OPEN, "2026-02-28 17:00"),  # a make-up Saturday is a normal day
        ("2026-02-28 08:45", Kind.BOOKED, "2026-02-28 09:00"),
        ("2026-09-20 09:00", Kind.OPEN, "2026-09-20 17:00"),  # a make-up Sunday
    ],
)
def test_pinggu_is_open(moment, kind, until):
    answer = asked(BEIJING, moment)

    assert isinstance(answer, Open)
    assert (answer.kind, shown(answer.until, BEIJING)) == (kind, until)
    assert answer.pulls == (Pull("@1"), Pull("general"))


@pytest.mark.parametrize(
    ("moment", "reason", "opens", "walk_in"),
    [
        ("2026-03-02 08:00", Reason.BEFORE_OPENING, "2026-03-02 08:30", "2026-03-02 09:00"),
        ("2026-03-02 17:30", Reason.AFTER_CLOSING, "2026-03-03 08:30", "2026-03-03 09:00"),
        ("2026-03-06 18:00", Reason.AFTER_CLOSING, "2026-03-07 09:00", "2026-03-09 09:00"),
        ("2026-03-07 15:00", Reason.AFTER_CLOSING, "2026-03-09 08:30", "2026-03-09 09:00"),
        ("2026-03-08 10:00", Reason.DAY_OFF, "2026-03-09 08:30", "2026-03-09 09:00"),
        ("2026-02-16 10:00", Reason.HOLIDAY, "2026-02-24 08:30", "2026-02-24 09:00"),
        ("2026-10-03 10:00", Reason.HOLIDAY, "2026-10-08 08:30", "2026-10-08 09:00"),  # a Saturday
        ("2027-02-06 10:00", Reason.HOLIDAY, "2027-02-09 08:30", "2027-02-09 09:00"),  # not announced yet
    ],
)
def test_pinggu_is_closed_and_says_why_and_until_when(moment, reason, opens, walk_in):
    answer = asked(BEIJING, moment)

    assert isinstance(answer, Closed)
    assert (answer.reason, shown(answer.opens, BEIJING), shown(answer.walk_in, BEIJING)) == (
        reason,
        opens,
        walk_in,
    )


def test_on_a_festival_the_answer_names_it():
    assert asked(BEIJING, "2026-10-03 10:00").names == {"zh": "国庆节", "en": "National Day"}


def test_on_the_seven_closed_saturdays_of_2026_nobody_is_served_and_on_41_listed_services_are():
    saturdays = [date(2026, 1, 3) + timedelta(weeks=week) for week in range(52)]
    kinds = [{timed.kind for timed in hall_day(BEIJING, ANNOUNCED, None, day).bands} for day in saturdays]

    assert [kinds.count(kind) for kind in (set(), {Kind.LISTED}, {Kind.OPEN, Kind.BOOKED})] == [7, 41, 4]


def test_xining_opens_on_saturday_mornings_to_anybody():
    plan = hall(XINING)

    assert asked(plan, "2026-03-07 11:59").kind is Kind.OPEN
    assert asked(plan, "2026-03-07 12:00").reason is Reason.AFTER_CLOSING


def test_a_lunch_break_is_a_break_and_ends_when_the_afternoon_begins():
    plan = hall(LUNCH)
    answer = asked(plan, "2026-03-02 12:00")

    assert (answer.reason, shown(answer.opens, plan)) == (Reason.BREAK, "2026-03-02 14:00")


@pytest.mark.parametrize("moment", ["2026-01-01 03:00", "2026-02-16 23:59", "2030-06-01 12:00"])
def test_a_hall_without_hours_is_always_open(moment):
    assert asked(hall(""), moment) == Open(Kind.OPEN, (Pull("@1"), Pull("general")), until=None)


@pytest.mark.parametrize(
    ("moment", "counter", "answer"),
    [
        ("2026-03-09 08:00", None, Reason.BEFORE_OPENING),
        ("2026-06-01 08:00", None, Kind.OPEN),  # summer hours
        ("2026-06-01 14:30", None, Reason.BREAK),
        ("2026-10-09 17:00", None, Kind.OPEN),  # and no longer
        ("2026-10-01 10:00", None, Kind.OPEN),  # a festival with hours of its own
        ("2026-10-01 13:00", None, Reason.AFTER_CLOSING),
        ("2027-01-02 09:30", None, Kind.BOOKED),  # a dated season; its weekdays are as ever
        ("2026-12-28 09:30", None, Kind.OPEN),
        ("2026-03-10 09:30", None, Reason.CLOSURE),
        ("2026-03-10 18:30", None, Kind.OPEN),  # a temporary opening counts on a closed day too
        ("2026-03-12 15:00", None, Reason.CLOSURE),
        ("2026-03-12 16:00", None, Kind.OPEN),
        ("2026-03-17 17:30", "2", Reason.CLOSURE),
        ("2026-03-17 09:00", "1", Kind.OPEN),
        ("2026-03-15 10:00", "1", Kind.OPEN),  # a Sunday, for one counter
        ("2026-03-15 10:00", None, Kind.OPEN),  # so the doors are open
        ("2026-03-15 10:00", "2", Reason.DAY_OFF),
        ("2026-03-18 10:00", None, Kind.OPEN),  # festival hours 10 to 12
        ("2026-03-18 14:30", None, Reason.AFTER_CLOSING),
        ("2026-04-01 10:00", "1", Reason.OUT_OF_SEASON),
        ("2026-03-31 10:00", "1", Kind.OPEN),
        ("2026-03-03 19:00", "2", Kind.OPEN),  # a Tuesday evening
        ("2026-03-03 10:00", "2", Reason.BEFORE_OPENING),
        ("2026-03-04 18:00", "2", Reason.DAY_OFF),
        ("2026-02-28 18:00", "2", Kind.OPEN),  # its make-up days are Tuesdays
    ],
)
def test_seasons_closures_openings_and_named_hours(moment, counter, answer):
    given_answer = asked(ALL_YEAR, moment, counter)

    assert (given_answer.kind if isinstance(given_answer, Open) else given_answer.reason) == answer


def test_a_seasonal_counter_says_when_it_is_back():
    answer = asked(ALL_YEAR, "2026-04-01 10:00")

    assert shown(answer.opens, ALL_YEAR) == "2026-11-02 08:30"


def test_a_counter_has_another_role_in_some_hours():
    assert asked(ALL_YEAR, "2026-03-03 17:30", "2").pulls == (Pull("@2"), Pull("general"), Pull("tax", 0.6))
    assert asked(ALL_YEAR, "2026-03-03 18:00", "2").pulls == (Pull("@2"), Pull("tax"))


def test_a_role_holds_on_its_weekdays_only():
    plan = hall(LUNCH, first=', roles = [{ at = "9:00-10:00", days = "tue", lines = ["tax"] }]')

    assert asked(plan, "2026-03-03 09:30").pulls == (Pull("@1"), Pull("tax"))
    assert asked(plan, "2026-03-02 09:30").pulls == (Pull("@1"), Pull("general"))


def test_a_temporary_opening_is_for_anybody_also_in_a_band_by_booking():
    opening = "[calendar]\nopenings = [{ first = 2026-03-02, at = '8:40-9:10', names = { zh = '早开' } }]"
    plan = hall(PINGGU + opening)

    assert asked(plan, "2026-03-02 08:39").kind is Kind.BOOKED
    assert shown(asked(plan, "2026-03-02 08:40").until, plan) == "2026-03-02 17:00"


def test_a_make_up_day_brings_the_role_of_its_weekday():
    assert asked(ALL_YEAR, "2026-02-28 17:30", "2").pulls[1] == Pull("general")


def test_a_counter_may_be_left_out_of_the_bands_by_booking():
    plan = hall(PINGGU, second=", extended = false")

    assert asked(plan, "2026-03-02 08:45", "2").reason is Reason.BEFORE_OPENING
    assert asked(plan, "2026-03-02 08:45", "1").kind is Kind.BOOKED


def test_a_counter_may_be_for_the_bands_by_booking_alone():
    plan = hall(PINGGU, second=', extended = "only"')
    between = asked(plan, "2026-03-02 10:00", "2")
    assert asked(plan, "2026-03-02 08:45", "2").kind is Kind.BOOKED
    assert (between.reason, between.walk_in) == (Reason.BY_BOOKING, None)
    assert between.opens == at("2026-03-02 17:00", plan)


def test_a_hall_that_is_closed_for_more_than_a_year_knows_no_next_opening():
    plan = hall(
        PINGGU + "[calendar]\nclosures = [{ first = 2026-03-01, last = 2027-06-01, names = { zh = '搬迁' } }]"
    )
    answer = asked(plan, "2026-03-02 10:00")

    assert (answer.reason, answer.opens, answer.walk_in) == (Reason.CLOSURE, None, None)


def test_round_the_clock_there_is_no_closing_to_tell():
    plan = hall('[hours]\nweek = { mon-sun = "0:00-24:00" }\nholidays = "0:00-24:00"')

    assert asked(plan, "2026-03-02 23:59").until is None


PLANS = [BEIJING, hall(XINING), hall(LUNCH), ALL_YEAR]


@pytest.mark.parametrize("plan", PLANS, ids=["pinggu", "xining", "lunch", "all-year"])
def test_every_day_from_2024_to_2027_its_bands_are_sorted_apart_and_end_that_day(plan):
    for ahead in range(4 * 366 - 3):
        day = hall_day(plan, ANNOUNCED, plan.counters[0], date(2024, 1, 1) + timedelta(days=ahead))
        assert all(one.band.end <= two.band.start for one, two in pairwise(day.bands))
        assert all(0 <= timed.band.start < timed.band.end <= 1440 for timed in day.bands)
        assert [(s.end - s.start) // MINUTE for s in spans(day, plan.tz)] == [
            timed.band.end - timed.band.start for timed in day.bands
        ]


def test_every_day_from_2024_to_2027_pinggu_keeps_its_rule():
    for ahead in range(4 * 366 - 3):
        day = hall_day(BEIJING, ANNOUNCED, None, date(2024, 1, 1) + timedelta(days=ahead))
        kinds = [timed.kind for timed in day.bands]
        if day.kind in {DayKind.WORKING, DayKind.MAKE_UP}:
            assert kinds == [Kind.BOOKED, Kind.OPEN, Kind.BOOKED]
        else:
            saturday = day.kind is DayKind.WEEKEND and day.date.weekday() == 5
            assert kinds == ([Kind.LISTED] if saturday else [])


MOMENTS = st.integers(at("2024-01-01", BEIJING) // 1000, at("2028-01-01", BEIJING) // 1000).map(
    lambda s: s * 1000
)


@given(st.sampled_from(PLANS), st.sampled_from(["1", "2", None]), MOMENTS, st.floats(0, 1, exclude_max=True))
def test_being_open_never_contradicts_the_next_opening(plan, counter, now, share):
    one = desk(plan, counter)
    answer = one.at(now)
    change = answer.until if isinstance(answer, Open) else answer.opens

    assert change is not None and change > now
    between = now + int((change - now) * share)
    assert one.kind_at(between) is one.kind_at(now)
    assert one.kind_at(change) is not one.kind_at(now)


NOON = PINGGU + "noon = { at = '12:00-14:00', share = 0.25 }\n"


def test_at_noon_a_quarter_of_the_counters_stays_and_the_last_one_may_not_pause():
    plan = hall(NOON)
    noon = at("2026-03-02 12:30", plan)

    assert needed_at_noon(plan, ANNOUNCED, noon) == 1
    assert noon_shortage(plan, 1, serving={"1", "2"}, leaving="1") is None
    assert noon_shortage(plan, 1, serving={"1"}, leaving="1") == NoonShortage(needed=1, left=0)


@pytest.mark.parametrize(
    "moment", ["2026-03-02 11:59", "2026-03-02 14:00", "2026-03-08 12:30", "2026-10-01 12:30"]
)
def test_outside_midday_and_on_closed_days_everybody_may_pause(moment):
    plan = hall(NOON)

    assert needed_at_noon(plan, ANNOUNCED, at(moment, plan)) == 0
