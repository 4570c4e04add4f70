"""Extended service is staffed by the counters that have bookings, and by no other."""

from datetime import date

import pytest

from queueing.hours_told import closed_counter, closed_hall, opens_again
from queueing.opening import Opening
from queueing.planning import read_hall
from queueing.rules.bands import Kind
from queueing.rules.extended import Staffed, Visit, assigned, staffed_bands
from queueing.rules.hall_day import hall_calendar
from queueing.rules.hour_acts import early_opening
from queueing.rules.hours import Closed, Open, Reason
from queueing.rules.overrun import Overrun
from queueing.rules.wall_clock import MINUTE
from tests.rules.open_halls import ANNOUNCED, at, shown
from tests.running import ROOT

PLAN = read_hall(ROOT / "tests" / "booking_hall.toml", 1)
EIGHT_THIRTY, FIVE = at("2026-03-04 08:30", PLAN), at("2026-03-04 17:00", PLAN)


def counters(*visits: Visit) -> list[str | None]:
    found = assigned(PLAN, hall_calendar(PLAN, ANNOUNCED), visits)
    return [found[visit.booking] for visit in visits]


def test_one_after_another_they_come_to_one_counter():
    assert counters(Visit(EIGHT_THIRTY, "general", 1), Visit(FIVE, "general", 2)) == ["1", "1"]


def test_at_the_same_time_they_are_shared_out():
    assert counters(*(Visit(EIGHT_THIRTY, "general", n) for n in (1, 2, 3))) == ["1", "2", "1"]


def test_a_counter_that_does_not_serve_in_the_bands_gets_nobody():
    assert counters(Visit(EIGHT_THIRTY, "tax", 1), Visit(EIGHT_THIRTY, "tax", 2)) == ["1", "1"]


def test_a_counter_that_only_helps_is_staffed_for_no_visit_its_own_counters_can_take():
    pinggu = read_hall(ROOT / "halls" / "pinggu.toml", 1)
    evening = at("2026-03-04 17:00", pinggu)
    [chosen] = assigned(pinggu, hall_calendar(pinggu, ANNOUNCED), [Visit(evening, "insurance", 1)]).values()

    assert chosen in {"11", "12", "13", "14", "15"}


def test_outside_every_band_there_is_no_counter():
    assert counters(Visit(at("2026-03-04 20:00", PLAN), "general", 1)) == [None]


WEDNESDAY, SATURDAY = date(2026, 3, 4), date(2026, 3, 7)


def opening(*visits: Visit, first: date = WEDNESDAY, last: date = WEDNESDAY) -> Opening:
    """The hall as these days were decided, when these visits, all of one day, had been booked."""
    bands = staffed_bands(PLAN, hall_calendar(PLAN, ANNOUNCED), visits)
    return Opening(PLAN, ANNOUNCED, (), Staffed(first, last, 0, 0, bands))


@pytest.mark.parametrize(
    ("moment", "counter", "reason", "opens"),
    [
        ("2026-03-04 08:20", "2", Reason.BEFORE_OPENING, "2026-03-04 09:00"),
        ("2026-03-04 08:40", "2", Reason.NO_BOOKINGS, "2026-03-04 09:00"),
        ("2026-03-04 17:10", "1", Reason.NO_BOOKINGS, "2026-03-05 08:30"),
        ("2026-03-04 17:10", None, Reason.NO_BOOKINGS, "2026-03-05 08:30"),
        ("2026-03-04 17:40", "1", Reason.AFTER_CLOSING, "2026-03-05 08:30"),
    ],
)
def test_a_band_without_bookings_is_closed_at_a_counter_and_says_so(moment, counter, reason, opens):
    answer = opening(Visit(EIGHT_THIRTY, "general", 1)).at(at(moment, PLAN), counter)

    assert (answer.reason, shown(answer.opens, PLAN)) == (reason, opens)


def test_the_counters_with_bookings_are_open_in_the_band_and_the_hall_with_them():
    known = opening(*(Visit(EIGHT_THIRTY, "general", n) for n in (1, 2)))

    kinds = [known.at(at("2026-03-04 08:40", PLAN), c).kind for c in (None, "1", "2")]
    assert kinds == [Kind.BOOKED] * 3
    assert isinstance(known.at(at("2026-03-04 10:00", PLAN), "3"), Open)
    assert [c.id for c in known.pulling("general", EIGHT_THIRTY, "card", booked=True)] == ["1", "2"]


def test_before_the_cut_off_it_opens_if_anybody_books():
    known, friday = opening(first=WEDNESDAY, last=date(2026, 3, 6)), at("2026-03-06 17:10", PLAN)

    assert (known.at(friday, "1").if_booked, opening().at(FIVE, "1").if_booked) == (True, True)
    assert closed_counter(known, "1", friday) == {
        "zh": "这一时段无人预约，明天 9:00 开门（有人预约才开）",
        "en": "No bookings for these hours. Opens at 9:00 tomorrow if anybody books",
    }


def test_the_next_opening_tells_the_band_before_it_while_it_can_still_be_booked():
    friday = at("2026-03-06 17:40", PLAN)
    still, over = (
        opening(first=WEDNESDAY, last=date(2026, 3, 8)),
        opening(first=WEDNESDAY, last=date(2026, 3, 9)),
    )

    assert closed_hall(still, friday) == {
        "zh": "今天已下班，3月9日 周一 9:00 开门（预约 8:30 起）",
        "en": "Closed for today. Opens at 9:00 on Monday, 9 March, with a booking from 8:30",
    }
    assert closed_counter(still, "1", at("2026-03-08 12:00", PLAN))["zh"] == (
        "今天休息，明天 9:00 开门（预约 8:30 起）"
    )
    assert opens_again(still, "general", friday)["zh"] == "3月9日 周一 9:00 开门（预约 8:30 起）"
    assert closed_hall(over, friday)["zh"] == "今天已下班，3月9日 周一 9:00 开门"


def test_a_saturday_nobody_booked_is_closed_until_the_next_that_is_open():
    saturday = opening(first=SATURDAY, last=date(2026, 3, 9)).at(at("2026-03-07 10:00", PLAN), "2")

    assert (saturday.reason, saturday.if_booked) == (Reason.NO_BOOKINGS, False)
    assert shown(saturday.opens, PLAN) == "2026-03-09 09:00"  # Monday's early band has no bookings either


def test_nobody_is_called_in_a_band_without_bookings_but_who_came_before_closing():
    known = opening()

    assert known.overrun("1", at("2026-03-04 08:40", PLAN)) == Overrun(0)
    evening = known.overrun("1", at("2026-03-04 17:10", PLAN))
    assert (evening.before, evening.records.while_waiting) == (FIVE, True)


def test_a_manager_opens_a_counter_nobody_booked_by_hand():
    known, now = opening(), at("2026-03-04 08:40", PLAN)
    act = early_opening(known.desk("2"), now)
    assert act is not None
    by_hand = Opening(PLAN, ANNOUNCED, [act], known.staffed)

    assert shown(act.until, PLAN) == "2026-03-04 09:00"
    assert by_hand.at(now, "2").kind is Kind.OPEN
    assert isinstance(by_hand.at(now, "1"), Closed)


def test_answers_kept_over_two_days_are_true_at_each_quarter_of_an_hour():
    kept = opening(Visit(EIGHT_THIRTY, "general", 1))
    for now in range(at("2026-03-03 16:00", PLAN), at("2026-03-05 10:00", PLAN), 15 * MINUTE):
        fresh = opening(Visit(EIGHT_THIRTY, "general", 1))
        assert {c: kept.at(now, c) for c in (None, "1", "2")} == {
            c: fresh.at(now, c) for c in (None, "1", "2")
        }
