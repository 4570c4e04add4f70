"""The hours of a hall file: what it may say, and each mistake as a sentence with its line."""

import re
from datetime import date

import pytest

from queueing.planning import HallFileError, check, read_hall
from queueing.rules.bands import Band, joined, parse_band, without
from queueing.rules.hall_file import read
from queueing.rules.timetable import Period
from tests.rules.open_halls import HALLS, PINGGU, hall, text

TODAY = date(2026, 3, 1)


def mistakes(hours: str, **rest: str) -> str:
    """What reading says about the small hall with these hours; nothing of it is kept."""
    with pytest.raises(HallFileError) as refusal:
        read_hall(text(hours, **rest), version=1)
    return "\n".join(refusal.value.problems)


def warnings(hours: str, **rest: str) -> str:
    """What is worth saying about hours that work."""
    reading = read(text(hours, **rest), TODAY)
    assert reading.mistakes == ()
    return "\n".join(reading.warnings)


WEEK = '[hours]\nweek = { mon-fri = "9:00-17:00" }\n'
DATES = WEEK + "[calendar]\n"
LATE = WEEK + '[hours.named.late]\nweek = { mon = "17:00-20:00" }'


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        (
            '[hours]\nweek = { mon-fri = "9-17" }',
            'line 18: hours.week.mon-fri cannot be "9-17": hours are written "9:00-17:00"',
        ),
        ('[hours]\nweek = { mon = "9:00-25:00" }', 'cannot be "9:00-25:00": a day goes from 0:00 to 24:00'),
        ('[hours]\nweek = { mon = "9:60-10:00" }', 'cannot be "9:60-10:00": a day goes from 0:00 to 24:00'),
        ('[hours]\nweek = { mon = "22:00-2:00" }', 'on two days, "22:00-24:00" and "0:00-2:00"'),
        ("[hours]\nweek = { mon = 9 }", "hours.week.mon must be a list in brackets"),
        ('[hours]\nweek = "9:00-17:00"', "hours.week must be a table in braces"),
        (
            '[hours]\nweek = { mon-fri = ["9:00-12:00", "11:30-14:00"] }',
            "hours.week.mon-fri has 9:00-12:00 and 11:30-14:00, which overlap",
        ),
        (
            '[hours]\nweek = { monday = "9:00-17:00" }',
            'hours.week.monday cannot be "monday" — did you mean "mon"?',
        ),
        (
            '[hours]\nweek = { fri-mon = "9:00-17:00" }',
            "which ends before it begins; a week begins on Monday",
        ),
        (
            '[hours]\nweek = { mon-fri = "9:00-17:00", fri = "9:00-12:00" }',
            'hours.week has fri twice, in "mon-fri" and in "fri"',
        ),
        (
            '[hours]\nweke = { mon = "9:00-17:00" }',
            'the hall has an unknown key "weke" — did you mean "week"?',
        ),
        (
            WEEK + 'booked = { fri = "16:30-17:30" }',
            "line 19: hours: booked has 16:30-17:30 on fri and week has 9:00-17:00, which overlap",
        ),
        (WEEK + 'listed = { wed = "9:00-17:00" }', "week has 9:00-17:00 on wed and listed has 9:00-17:00"),
        (WEEK + 'make_up_days = "mnday"', 'hours.make_up_days cannot be "mnday"'),
        ("[hours]", "line 17: hours opens on no day; give the hours"),
        (WEEK + "[hours.named.late]", "line 19: hours.named.late opens on no day"),
        (WEEK + "noon = { share = 25 }", "hours.noon.share must be at most 1"),
        (WEEK + "noon = { share = 0 }", "hours.noon.share must be above 0"),
        (
            WEEK + 'listed_services = ["crad"]',
            'line 19: listed_services has the service "crad" — did you mean "card"?',
        ),
        (
            WEEK + 'seasons = [{ first = "02-30", last = "06-01" }]',
            'line 19: hours.seasons.first cannot be "02-30": there is no such day',
        ),
        (
            WEEK + 'seasons = [{ first = "1.6.", last = "06-01" }]',
            'cannot be "1.6.": a day is written "2026-02-28"',
        ),
        (
            WEEK + 'seasons = [{ first = "06-01", last = 2026-08-31 }]',
            "season 06-01 to 2026-08-31 has a year at one end only",
        ),
        (
            WEEK + "seasons = [{ first = 2026-08-31, last = 2026-06-01 }]",
            "ends on 2026-06-01, before it begins on 2026-08-31",
        ),
        (
            WEEK
            + 'seasons = [{ first = "11-01", last = "03-31" }, { first = 2026-03-01, last = 2026-04-01 }]',
            "season 2026-03-01 to 2026-04-01 shares days with season 11-01 to 03-31",
        ),
        (
            WEEK + 'seasons = [{ first = "06-01", last = "08-31", booked = { mon = "8:00-9:30" } }]',
            "season 06-01 to 08-31: week has 9:00-17:00 on mon and booked has 8:00-9:30, which overlap",
        ),
        (
            DATES + "closures = [{ first = 2026-02-31, names = { zh = '停电' } }]",
            "line 20: there is no such day; a date is written 2026-02-28",
        ),
        (
            DATES + "closures = [{ first = '2026-02-31', names = { zh = '停电' } }]",
            'calendar.closures.first cannot be "2026-02-31": there is no such day',
        ),
        (
            DATES + "closures = [{ first = 2026-04-02, last = 2026-04-01, names = { zh = '停电' } }]",
            "the closure 停电 ends on 2026-04-01, before it begins on 2026-04-02",
        ),
        (
            DATES + "closures = [{ first = 2026-04-02, counters = ['3'], names = { zh = '停电' } }]",
            'the closure 停电 concerns counter "3"; known are: 1, 2',
        ),
        (
            DATES + "closures = [{ first = 2026-04-02T08:00:00, names = { zh = '停电' } }]",
            'cannot be "2026-04-02 08:00:00": a day is written "2026-02-28"',
        ),
        (DATES + "openings = [{ first = 2026-04-05, names = { zh = '专场' } }]", "calendar.openings.at"),
        (
            DATES + "days = [{ date = 2026-04-20, off = true, names = { zh = '三月三' } },"
            "{ date = 2026-04-20, off = false, names = { zh = '三月三' } }]",
            "the day 2026-04-20 is here a second time",
        ),
        (
            "[calendar]\nclosures = [{ first = 2026-04-02, names = { zh = '停电' } }]",
            "but the file has no [hours]; such a hall is always open",
        ),
    ],
)
def test_a_mistake_in_the_hours_is_told_with_its_line_and_what_was_meant(hours, sentence):
    assert sentence in mistakes(hours)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (', hours = "lat"', 'line 14: counter 1 keeps the hours "lat" — did you mean "late"?'),
        (
            ', valid = { first = "06-31", last = "08-31" }',
            'counter 1: valid.first cannot be "06-31": there is no such day',
        ),
        (
            ", valid = { first = 2026-08-31, last = 2026-06-01 }",
            "counter 1 ends on 2026-06-01, before it begins on 2026-08-31",
        ),
        (
            ', roles = [{ at = "12:00-14:00", lines = ["txa"] }]',
            'counter 1 pulls line "txa" from 12:00 — did you mean "tax"?',
        ),
        (
            (
                ', roles = [{ at = "12:00-14:00", lines = [] }, '
                '{ at = "13:00-15:00", days = "fri", lines = [] }]'
            ),
            "counter 1 has two roles, from 12:00-14:00 and 13:00-15:00, which overlap",
        ),
        (
            ', roles = [{ at = "12:00-14:00", dasy = "fri", lines = [] }]',
            'counter 1 has an unknown key "dasy" — did you mean "days"?',
        ),
        (', extended = "no"', "counter 1: extended must be true or false, or"),
        (', extended = "only"', 'counter 1 has extended = "only", but no band is by booking'),
    ],
)
def test_a_mistake_in_a_counters_hours_names_the_counter(keys, sentence):
    assert sentence in mistakes(LATE, first=keys)


def test_a_counter_cannot_keep_hours_that_a_hall_without_hours_never_named():
    assert 'counter 1 keeps the hours "late"; name it as [hours.named.…]' in mistakes(
        "", first=', hours = "late"'
    )


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        (PINGGU, ""),
        (
            DATES + "closures = [{ first = 2025-04-02, names = { zh = '停电' } }]",
            "line 20: the closure 停电 is over since 2025-04-02; take it out, or was another year meant?",
        ),
        (WEEK + "listed = { sat = '9:00-12:00' }", "listed_services names none; nobody can book them"),
        (WEEK + "noon = { at = '16:00-18:00' }", "line 19: on mon 0 of 2 counters are open in 16:00-18:00"),
        (WEEK + "noon = { at = '12:00-14:00' }", ""),
    ],
)
def test_hours_that_work_but_are_seldom_meant_are_a_warning(hours, sentence):
    said = warnings(hours)

    assert sentence in said
    assert bool(said) is bool(sentence)


def test_a_counter_that_is_gone_and_bands_nobody_serves_are_a_warning():
    assert "counter 1 is gone since 2025-08-31" in warnings(
        WEEK, first=", valid = { first = 2025-06-01, last = 2025-08-31 }"
    )
    assert "nobody serves the bands by booking" in warnings(
        PINGGU, first=", extended = false", second=", extended = false"
    )


def test_bands_in_an_hour_that_the_clock_skips_are_told_for_the_coming_year():
    night = '[hours]\nweek = { sun = "2:30-4:00" }'

    assert "on 2026-03-29 the clock goes from 2:00 to 3:00, so 2:30-4:00 is that much shorter" in warnings(
        night, zone="Europe/Berlin"
    )
    short = '[hours]\nweek = { sun = "2:30-2:45" }'
    assert "so 2:30-2:45 does not happen" in warnings(short, zone="Europe/Berlin")
    opening = DATES + "openings = [{ first = 2026-03-29, at = '2:30-4:00', names = { zh = '夜' } }]"
    assert "2:30-4:00 is that much shorter" in warnings(opening, zone="Europe/Berlin")
    assert warnings(night) == ""


def test_an_opening_inside_a_skipped_hour_would_never_happen():
    said = mistakes(
        DATES + "openings = [{ first = 2026-03-29, at = '2:15-2:45', names = { zh = '夜' } }]",
        zone="Europe/Berlin",
    )

    assert "the opening 夜 is from 2:15-2:45 on 2026-03-29, when the clock goes from 2:00 to 3:00" in said


def test_all_mistakes_of_the_hours_are_told_at_once_in_the_order_of_the_file():
    said = mistakes(
        WEEK + 'booked = { fri = "16:30-17:30" }\nlisted_services = ["crad"]',
        first=', roles = [{ at = "1:00-2:00", lines = ["x"] }]',
    )

    assert [problem.split(":")[0] for problem in said.splitlines()] == ["line 14", "line 19", "line 20"]


def test_the_check_of_a_file_tells_what_is_over_today(tmp_path):
    file = tmp_path / "town.toml"
    file.write_text(text(DATES + "closures = [{ first = 2026-02-02, names = { zh = '停电' } }]"), "utf-8")

    assert check(file) == []
    assert check(file, TODAY)[0].startswith("warning, line 20: the closure 停电 is over since 2026-02-02")


def test_a_file_without_hours_has_none():
    assert hall("").hours is None
    assert read_hall(HALLS / "bincheng.toml", version=1).hours is None


def test_a_period_of_every_year_may_pass_new_year_and_keeps_29_february():
    winter = Period(date(2000, 11, 15), date(2000, 3, 15), yearly=True)

    assert [day in winter for day in (date(2026, 11, 15), date(2028, 2, 29), date(2026, 3, 16))] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "written", ["8:30-12:00", "08:30–12:00", "8:30 ~ 12:00", "8:30～12:00", " 8:30—12:00 "]
)
def test_hours_are_read_however_they_are_joined(written):
    assert parse_band(written) == Band(510, 720)
    assert str(parse_band(written)) == "8:30-12:00"


def test_bands_cut_and_join_to_the_minute():
    day = [Band(0, 10), Band(10, 20), Band(30, 40)]

    assert joined(day) == (Band(0, 20), Band(30, 40))
    assert without(day, [Band(5, 7), Band(18, 35)]) == (Band(0, 5), Band(7, 18), Band(35, 40))
    assert without(day, [Band(0, 1440)]) == ()


PAGE = (HALLS.parent / "docs" / "hours.md").read_text("utf-8")


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
def test_every_example_of_the_page_about_hours_is_a_hall_without_mistakes_or_warnings(example):
    assert warnings(example) == ""
