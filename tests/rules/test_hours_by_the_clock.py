"""Where the clock is put forward and back, the clock on the wall decides, and nothing is lost or doubled."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.rules.bands import DAY
from queueing.rules.hall_day import hall_day, spans
from queueing.rules.wall_clock import MINUTE, clock_change, instant_of, instants, wall
from tests.rules.open_halls import ANNOUNCED, at, desk, hall, shown

#: Put forward by an hour, by half an hour, by two; at midnight; for a month; in the south; and never.
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "America/Havana",
    "Asia/Beirut",
    "America/Santiago",
    "Africa/Casablanca",
    "Pacific/Chatham",
    "Asia/Shanghai",
)

#: Bands at every hour of the day, some touching, so that each change of a clock cuts one.
BANDS = """[
  "0:00-0:20", "0:30-1:00", "1:00-1:15", "1:30-2:10", "2:20-2:40", "2:50-3:30", "8:30-12:00", "23:10-24:00",
]"""
BUSY = f"""
[hours]
week.mon-sun = {BANDS}
holidays = {BANDS}
booked = {{ mon-sun = ["1:15-1:30", "3:30-4:00", "12:00-12:30"] }}
"""


def changes(zone: str, year: int) -> list[int]:
    """Every instant of a year at which the clock is put forward or back."""
    noons = [
        round(datetime(year, 1, 1, 12, tzinfo=UTC).timestamp() * 1000) + d * DAY * MINUTE for d in range(366)
    ]
    found = (clock_change(noon, noon + DAY * MINUTE, ZoneInfo(zone)) for noon in noons)
    return [change for change in found if change is not None]


CHANGES = [(zone, change) for zone in ZONES for year in (2026, 2027) for change in changes(zone, year)]


def test_the_zones_put_their_clocks_forward_and_back():
    assert len(CHANGES) == 2 * 2 * (len(ZONES) - 1)


@pytest.mark.parametrize(("zone", "change"), CHANGES, ids=str)
def test_around_a_change_a_counter_is_open_exactly_when_the_wall_shows_a_time_of_its_bands(zone, change):
    plan = hall(BUSY, zone=zone)
    one = desk(plan)
    happening = [
        span
        for ahead in range(-1, 3)
        for span in spans(
            hall_day(plan, ANNOUNCED, plan.counters[0], wall(change, plan.tz)[0] + timedelta(days=ahead)),
            plan.tz,
        )
    ]

    for minute in range(-300, 300):
        now = change + minute * MINUTE
        day, shown_minute = wall(now, plan.tz)
        expected = hall_day(plan, ANNOUNCED, plan.counters[0], day).kind_at(shown_minute)
        assert one.kind_at(now) is expected
        assert [span.kind for span in happening if span.start <= now < span.end] == (
            [expected] if expected else []
        )


@pytest.mark.parametrize(("zone", "change"), CHANGES, ids=str)
def test_around_a_change_the_next_opening_is_the_first_open_minute(zone, change):
    plan = hall(BUSY, zone=zone)
    one = desk(plan)
    minutes = [change + minute * MINUTE for minute in range(-300, 1300)]
    kinds = [one.kind_at(now) for now in minutes]

    for place in range(0, 600, 7):
        following = next(n for n, kind in zip(minutes[place:], kinds[place:], strict=True) if kind)
        assert one.next_opening(minutes[place]) == following


@given(st.sampled_from(ZONES), st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, DAY - 1))
def test_a_minute_of_the_wall_is_an_instant_that_shows_it_or_the_jump_over_it(zone, day, minute):
    tz = ZoneInfo(zone)
    instant = instant_of(day, minute, tz)

    if wall(instant, tz) != (day, minute):
        assert clock_change(instant - 1000, instant, tz) == instant
        assert wall(instant - 1000, tz) < (day, minute) < wall(instant, tz)
    assert instants(day, minute, tz)[0] <= instant <= instants(day, minute, tz)[1]


def test_a_time_that_the_clock_skips_is_the_moment_of_the_jump():
    berlin = ZoneInfo("Europe/Berlin")

    assert wall(instant_of(date(2026, 3, 29), 2 * 60 + 30, berlin), berlin) == (date(2026, 3, 29), 3 * 60)


def test_a_band_inside_a_skipped_hour_does_not_happen():
    plan = hall('[hours]\nweek = { sun = ["2:15-2:45", "9:00-10:00"] }', zone="Europe/Berlin")

    assert shown(desk(plan).next_opening(at("2026-03-29 00:00", plan)), plan) == "2026-03-29 09:00"


def test_a_band_around_a_skipped_hour_is_that_much_shorter():
    plan = hall('[hours]\nweek = { sun = "1:30-3:30" }', zone="Europe/Berlin")
    (span,) = spans(hall_day(plan, ANNOUNCED, None, date(2026, 3, 29)), plan.tz)

    assert (span.end - span.start) / MINUTE == 60


def test_a_band_inside_an_hour_that_comes_twice_happens_twice():
    plan = hall('[hours]\nweek = { sun = "2:15-2:45" }', zone="Europe/Berlin")
    first, second = spans(hall_day(plan, ANNOUNCED, None, date(2026, 10, 25)), plan.tz)

    assert (second.start - first.start) / MINUTE == 60
    assert desk(plan).closes(first.start) == first.end


def test_a_day_that_a_zone_leaves_out_has_no_hours():
    plan = hall('[hours]\nweek = { mon-sun = "9:00-17:00" }', zone="Pacific/Apia")

    assert list(spans(hall_day(plan, ANNOUNCED, None, date(2011, 12, 30)), plan.tz)) == []
    assert shown(desk(plan).next_opening(at("2011-12-29 20:00", plan)), plan) == "2011-12-31 09:00"
