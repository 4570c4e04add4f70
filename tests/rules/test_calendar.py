"""The calendar knows every working day of the announced years, and never fails for the others."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.records.days_off import load_calendar
from queueing.rules.calendar import Calendar, DayKind, SpecialDay, Status
from queueing.rules.calendar_csv import as_csv, read_calendar
from queueing.rules.festivals import statutory
from tests.rules.open_halls import ANNOUNCED, HALLS, worked

YEARS = (2024, 2025, 2026, 2027)
EVERY_DAY = [
    date(2024, 1, 1) + timedelta(days=ahead) for ahead in range((date(2028, 1, 1) - date(2024, 1, 1)).days)
]
DAYS = st.dates(date(2023, 6, 1), date(2028, 6, 1))
EMPTY = Calendar()


def days(text: str) -> set[date]:
    """The days that "1/1-1/3 2/15" writes, of 2026."""
    found: set[date] = set()
    for part in text.split():
        ends = [date(2026, *(int(number) for number in end.split("/"))) for end in part.split("-")]
        found |= {ends[0] + timedelta(days=ahead) for ahead in range((ends[-1] - ends[0]).days + 1)}
    return found


def of_kind(kind: DayKind, year: int) -> set[date]:
    return {day for day in EVERY_DAY if day.year == year and ANNOUNCED.kind(day) is kind}


def test_2026_is_as_the_state_council_announced_it():
    saturdays = {day for day in EVERY_DAY if day.year == 2026 and day.weekday() == 5}

    assert of_kind(DayKind.HOLIDAY, 2026) == days(
        "1/1-1/3 2/15-2/23 4/4-4/6 5/1-5/5 6/19-6/21 9/25-9/27 10/1-10/7"
    )
    assert of_kind(DayKind.MAKE_UP, 2026) == days("1/4 2/14 2/28 5/9 9/20 10/10")
    assert worked(ANNOUNCED, date(2026, 1, 1), date(2026, 12, 31)) == 248
    assert saturdays & of_kind(DayKind.HOLIDAY, 2026) == days("1/3 2/21 4/4 5/2 6/20 9/26 10/3")
    assert len(saturdays & of_kind(DayKind.WEEKEND, 2026)) == 41


@pytest.mark.parametrize(
    ("count", "after", "is_on"),
    [
        (3, date(2026, 9, 30), date(2026, 10, 10)),
        (1, date(2026, 2, 28), date(2026, 3, 2)),
        (25, date(2026, 4, 30), date(2026, 6, 8)),
    ],
)
def test_a_limit_counts_working_days_from_the_day_after(count, after, is_on):
    assert ANNOUNCED.add_working_days(after, count) == is_on


def test_a_festival_lies_between_working_days():
    assert ANNOUNCED.add_working_days(date(2026, 10, 1), 1) == date(2026, 10, 8)
    assert ANNOUNCED.working_day_before(date(2026, 10, 8)) == date(2026, 9, 30)


def test_a_limit_of_no_days_is_refused():
    with pytest.raises(ValueError, match="one working day or more, not 0"):
        ANNOUNCED.add_working_days(date(2026, 1, 1), 0)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_an_announced_year_agrees_with_a_library(year):
    library = holidays.country_holidays("CN", years=year)

    assert [
        day
        for day in EVERY_DAY
        if day.year == year and ANNOUNCED.is_working_day(day) != library.is_working_day(day)
    ] == []


@pytest.mark.parametrize("year", range(2025, 2051))
def test_the_statutory_days_of_every_year_to_come_agree_with_a_library(year):
    library = holidays.country_holidays("CN", years=year, language="en_US")
    exchanged = ("observed", "substituted")

    assert set(statutory(year)) == {
        day
        for day, name in library.items()
        if any(not any(e in part for e in exchanged) for part in name.split("; "))
    }


def test_a_year_nobody_announced_has_its_statutory_days_and_no_make_up_days():
    assert ANNOUNCED.status(2026) is Status.ANNOUNCED
    assert ANNOUNCED.status(2027) is Status.PROVISIONAL
    assert of_kind(DayKind.HOLIDAY, 2027) == set(statutory(2027))
    assert of_kind(DayKind.MAKE_UP, 2027) == set()
    assert ANNOUNCED.named(date(2027, 2, 6)).names == {"zh": "春节", "en": "Spring Festival"}


def test_an_announced_year_is_exactly_as_announced():
    only_may = Calendar(years={2027: Status.ANNOUNCED})

    assert only_may.kind(date(2027, 10, 1)) is DayKind.WORKING


@given(st.dates(date(1, 1, 2), date(9998, 1, 1)))
def test_no_year_makes_the_calendar_fail(day):
    assert ANNOUNCED.kind(day) in set(DayKind)
    assert EMPTY.add_working_days(day, 1) > day


@pytest.mark.parametrize("calendar", [ANNOUNCED, EMPTY], ids=["announced", "empty"])
def test_every_day_is_worked_or_off_and_neighbouring_working_days_know_each_other(calendar):
    for day in EVERY_DAY:
        working = calendar.is_working_day(day)
        ahead, back = calendar.add_working_days(day, 1), calendar.working_day_before(day)
        assert back < day < ahead
        assert worked(calendar, back, ahead) == 2 + working
        if working:
            assert calendar.working_day_before(ahead) == day


@given(DAYS, st.integers(1, 60))
def test_a_limit_ends_on_a_working_day_with_so_many_in_between(day, count):
    last = ANNOUNCED.add_working_days(day, count)

    assert ANNOUNCED.is_working_day(last)
    assert worked(ANNOUNCED, day + timedelta(days=1), last) == count


def test_a_corrected_notice_replaces_its_year_whole_and_is_written_as_it_is_read():
    only = Calendar({date(2026, 1, 1): ANNOUNCED.special[date(2026, 1, 1)]}, {2026: Status.ANNOUNCED})
    corrected = ANNOUNCED.joined(only)

    assert of_year(corrected, 2026) == {date(2026, 1, 1)}
    assert of_year(corrected, 2025) == of_year(ANNOUNCED, 2025)
    assert read_calendar(as_csv(ANNOUNCED)).calendar == ANNOUNCED


def of_year(calendar, year):
    return {day for day in calendar.special if day.year == year}


def test_a_halls_own_day_wins_over_the_announced_one():
    feast = SpecialDay(date(2026, 4, 20), off=True, names={"zh": "三月三", "en": "Sanyuesan"})
    worked = SpecialDay(date(2026, 10, 7), off=False, names={"zh": "加班", "en": "Extra"})
    own = ANNOUNCED.also([feast, worked])

    assert own.kind(date(2026, 4, 20)) is DayKind.HOLIDAY
    assert own.kind(date(2026, 10, 7)) is DayKind.WORKING
    assert ANNOUNCED.is_working_day(date(2026, 4, 20))


HEAD = "date,day,status,zh,en\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the list is empty; its first row is date,day,status,zh,en"),
        (HEAD, "the list has no days"),
        ("date,dya,status,zh\n", 'row 1: there is no column "dya" — did you mean "day"?'),
        ("date,day,status\n", 'row 1: the column "zh" is missing'),
        (HEAD + "2027-02-31,off,公布,春节,\n", 'row 2: date cannot be "2027-02-31": there is no such day'),
        (HEAD + "31.12,off,公布,元旦,\n", 'row 2: date cannot be "31.12": a date is written 2026-02-28'),
        (HEAD + "2027-01-01,of,公布,元旦,\n", 'row 2: day cannot be "of"; it is off (休) or work (班)'),
        (HEAD + "2027-01-01,off,公开,元旦,\n", 'row 2: status cannot be "公开"; it is 公布 or 暂定'),
        (HEAD + "2027-01-01,off,公布,,\n", "row 2: zh is empty; it is the name of the festival"),
        (HEAD + "2027-01-04,work,公布,元旦,\n", "row 2: 2027-01-04 is a Monday and is worked on anyway"),
        (
            HEAD + "2027-01-01,off,公布,元旦,\n2027-01-01,off,公布,元旦,\n",
            "row 3: 2027-01-01 is here a second time; the first is in row 2",
        ),
        (
            HEAD + "2027-01-01,off,公布,元旦,\n2027-10-01,off,暂定,国庆节,\n",
            "row 3: 2027 is 公布 in the rows above and 暂定 here",
        ),
    ],
)  # fmt: skip
def test_a_wrong_list_of_days_is_refused_whole_with_the_row(text, sentence):
    reading = read_calendar(text)

    assert reading.calendar is None
    assert sentence in "\n".join(reading.mistakes)


def test_every_wrong_row_is_told_at_once():
    reading = read_calendar(HEAD + "2027-02-31,off,公布,春节,\n2027-01-01,off,公布,元旦,\nx,off,公布,元旦,\n")

    assert [mistake.split(":")[0] for mistake in reading.mistakes] == ["row 2", "row 4"]


def test_a_list_saved_by_a_chinese_spreadsheet_is_read():
    reading = read_calendar(
        "\ufeff" + HEAD.replace("\n", "\r\n") + "2027/1/1,休,暂定,元旦,\r\n,,,,\r\n2027/1/3,班,暂定,元旦\r\n"
    )

    assert reading.mistakes == ()
    assert reading.calendar.kind(date(2027, 1, 1)) is DayKind.HOLIDAY
    assert reading.calendar.kind(date(2027, 1, 3)) is DayKind.MAKE_UP
    assert reading.calendar.status(2027) is Status.PROVISIONAL
    # What is only tentative doesn't take the law's days away.
    assert reading.calendar.kind(date(2027, 10, 1)) is DayKind.HOLIDAY


def test_a_year_put_in_the_halls_folder_replaces_the_shipped_one_and_a_broken_one_is_left_out(tmp_path):
    (tmp_path / "calendar-2026.csv").write_text(HEAD + "2026-05-04,off,公布,劳动节,\n", "utf-8")
    (tmp_path / "calendar-2027.csv").write_bytes("日期".encode("gb18030"))
    (tmp_path / "calendar-2028.csv").write_text(HEAD + "2028-02-30,off,公布,春节,\n", "utf-8")

    calendar, mistakes = load_calendar([HALLS, tmp_path])

    assert calendar.is_working_day(date(2026, 10, 5))
    assert not calendar.is_working_day(date(2026, 5, 4))
    assert calendar.status(2027) is Status.PROVISIONAL
    assert mistakes == (
        "calendar-2027.csv: the file cannot be read; save it as UTF-8",
        'calendar-2028.csv: row 2: date cannot be "2028-02-30": there is no such day',
    )
