"""Bookings run as Pinggu runs its extended service: until 14:00 of the working day before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.rules.appointments import (
    Booking,
    BookingBook,
    CheckIn,
    Refusal,
    Refused,
    Slot,
    blocked_until,
    check_in,
)
from queueing.rules.bands import Kind
from queueing.rules.booking_rules import BookingRules, Reading
from tests.rules.open_halls import ANNOUNCED, PINGGU, at, hall, shown, worked

PLAN = hall(PINGGU)
BOOK = BookingBook(PLAN, ANNOUNCED)
ANYBODY = "digest-1"


def ask(
    start: str, now: str, service: str = "card", book: BookingBook = BOOK, person: str = ANYBODY
) -> Slot | Refused:
    return book.ask(person, service, at(start, PLAN), at(now, PLAN))


def with_rules(**settings) -> BookingBook:
    return replace(BOOK, rules=BookingRules(**settings))


@pytest.mark.parametrize(
    ("slot", "last_minute"),
    [
        ("2026-03-04 08:30", "2026-03-03 13:59"),  # Wednesday's early slot, on Tuesday
        ("2026-03-04 17:00", "2026-03-03 13:59"),
        ("2026-03-07 09:00", "2026-03-06 13:59"),  # Saturday's, on Friday
        ("2026-03-09 08:30", "2026-03-06 13:59"),  # and Monday's
        ("2026-10-08 08:30", "2026-09-30 13:59"),  # after a festival, on the last working day before it
        ("2026-02-28 08:30", "2026-02-27 13:59"),  # a make-up Saturday is a normal day
        ("2026-03-02 08:30", "2026-02-28 13:59"),  # and a working day before Monday
        ("2026-01-04 08:30", "2025-12-31 13:59"),
    ],
)
def test_a_slot_can_be_booked_until_two_in_the_afternoon_of_the_working_day_before(slot, last_minute):
    too_late = last_minute.replace("13:59", "14:00")

    assert isinstance(ask(slot, last_minute), Slot)
    assert ask(slot, too_late).why is Refusal.TOO_LATE


def test_the_other_reading_closes_on_the_day_before_whatever_day_it_is():
    book = with_rules(reading=Reading.DAY_BEFORE)

    assert isinstance(ask("2026-03-09 08:30", "2026-03-08 13:59", book=book), Slot)
    assert ask("2026-03-09 08:30", "2026-03-08 14:00", book=book).why is Refusal.TOO_LATE


def test_a_day_on_which_the_hall_is_closed_is_no_day_to_book_on():
    closed = hall(PINGGU + "[calendar]\nclosures = [{ first = 2026-03-06, names = { zh = '停电' } }]")
    book = BookingBook(closed, ANNOUNCED)

    assert isinstance(ask("2026-03-07 09:00", "2026-03-05 13:59", book=book), Slot)
    assert ask("2026-03-07 09:00", "2026-03-05 14:00", book=book).why is Refusal.TOO_LATE


def test_on_saturdays_only_listed_services_are_booked_and_others_hear_what_they_can_have():
    refused = ask("2026-03-07 09:00", "2026-03-05 10:00", service="invoice")

    assert refused.why is Refusal.NOT_LISTED
    assert (shown(refused.next.start, PLAN), refused.next.kind) == ("2026-03-06 08:30", Kind.BOOKED)
    assert ask("2026-03-07 09:00", "2026-03-05 10:00", service="card").kind is Kind.LISTED


@pytest.mark.parametrize("start", ["2026-02-28 08:30", "2026-02-28 17:00"])
def test_on_a_make_up_saturday_every_service_is_booked_in_the_bands_of_a_working_day(start):
    assert ask(start, "2026-02-26 10:00", service="invoice").kind is Kind.BOOKED


@pytest.mark.parametrize(
    ("start", "why"),
    [
        ("2026-10-03 09:00", Refusal.NO_SLOT),  # a Saturday within a festival
        ("2026-10-04 09:00", Refusal.NO_SLOT),  # a Sunday
        ("2026-09-30 12:00", Refusal.NO_SLOT),  # ordinary hours, without booking
        ("2026-09-30 08:40", Refusal.NO_SLOT),  # no slot begins then
        ("2026-09-28 08:30", Refusal.OVER),
        ("2026-10-09 08:30", Refusal.TOO_FAR),
    ],
)
def test_a_refusal_tells_its_reason_and_the_next_slot(start, why):
    refused = ask(start, "2026-09-28 15:00", book=with_rules(ahead=2))

    assert refused.why is why
    assert shown(refused.next.start, PLAN) == "2026-09-30 08:30"


def test_a_booking_may_be_so_many_working_days_ahead():
    book = with_rules(ahead=1)

    assert isinstance(ask("2026-03-09 08:30", "2026-03-06 09:00", book=book), Slot)  # Friday, for Monday
    assert ask("2026-03-10 08:30", "2026-03-06 09:00", book=book).why is Refusal.TOO_FAR


def test_a_person_has_one_booking_for_a_service_on_a_day():
    mine = Booking(ANYBODY, "card", at("2026-03-04 08:30", PLAN))
    book = replace(BOOK, standing=(mine,))

    refused = ask("2026-03-04 17:00", "2026-03-03 09:00", book=book)
    assert refused.why is Refusal.TWICE
    assert shown(refused.next.start, PLAN) == "2026-03-05 08:30"
    assert isinstance(ask("2026-03-04 17:00", "2026-03-03 09:00", service="invoice", book=book), Slot)
    assert isinstance(ask("2026-03-04 17:00", "2026-03-03 09:00", book=book, person="digest-2"), Slot)


def test_a_full_slot_is_refused_and_a_cancelled_place_is_free_again():
    others = tuple(Booking(f"digest-{n}", "card", at("2026-03-04 08:30", PLAN)) for n in (2, 3))
    book = replace(with_rules(capacity=2), standing=others)

    refused = ask("2026-03-04 08:30", "2026-03-03 09:00", book=book)
    assert (refused.why, shown(refused.next.start, PLAN)) == (Refusal.FULL, "2026-03-04 17:00")
    assert isinstance(
        ask("2026-03-04 08:30", "2026-03-03 09:00", book=replace(book, standing=others[:1])), Slot
    )


def test_slots_divide_the_bands_and_what_is_left_is_not_booked():
    book = with_rules(slot=20)

    assert [shown(slot.start, PLAN)[-5:] for slot in book.slots(date(2026, 3, 4))] == ["08:30", "17:00"]
    assert len(book.slots(date(2026, 3, 7))) == 18


def test_a_hall_may_let_its_ordinary_hours_be_booked_until_the_day_before():
    book = with_rules(walk_in=True)

    assert isinstance(ask("2026-03-04 10:00", "2026-03-03 23:59", book=book), Slot)
    assert ask("2026-03-04 10:00", "2026-03-04 00:00", book=book).why is Refusal.TOO_LATE


def test_nobody_is_blocked_unless_the_hall_says_so():
    missed = {ANYBODY: (date(2026, 2, 2), date(2026, 2, 3))}

    assert isinstance(ask("2026-03-04 08:30", "2026-03-03 09:00", book=replace(BOOK, no_shows=missed)), Slot)
    strict = replace(with_rules(no_shows=2), no_shows=missed)
    assert ask("2026-03-04 08:30", "2026-03-03 09:00", book=strict) == Refused(Refusal.BLOCKED, None)
    assert isinstance(ask("2026-05-08 08:30", "2026-05-06 09:00", book=strict), Slot)


@pytest.mark.parametrize(
    ("missed", "until"),
    [
        ([], None),
        ([date(2026, 2, 2)], None),
        ([date(2026, 2, 3), date(2026, 2, 2)], date(2026, 5, 3)),
        ([date(2025, 11, 29), date(2025, 11, 30)], date(2026, 2, 28)),
        ([date(2026, 2, 2), date(2026, 2, 3), date(2026, 6, 1)], date(2026, 5, 3)),
        ([date(2026, 2, 2), date(2026, 2, 3), date(2026, 6, 1), date(2026, 6, 2)], date(2026, 9, 2)),
    ],
)
def test_two_missed_bookings_block_for_three_months_and_the_count_starts_again(missed, until):
    assert blocked_until(missed, BookingRules(no_shows=2)) == until


@pytest.mark.parametrize(
    ("arrives", "worth"),
    [
        ("07:59", CheckIn.EARLY),
        ("08:00", CheckIn.BOOKED),
        ("08:40", CheckIn.BOOKED),
        ("08:41", CheckIn.LATE),
        ("09:00", CheckIn.LATE),
        ("09:01", CheckIn.OVER),
    ],
)
def test_checking_in_is_possible_in_a_window_around_the_slot(arrives, worth):
    slot, now = at("2026-03-04 08:30", PLAN), at(f"2026-03-04 {arrives}", PLAN)

    assert check_in(slot, now, BookingRules(), grace=timedelta(minutes=10)) is worth


def test_a_grace_longer_than_the_window_makes_the_window_longer():
    slot = at("2026-03-04 08:30", PLAN)

    assert check_in(slot, slot + 45 * 60_000, BookingRules(), grace=timedelta(minutes=60)) is CheckIn.BOOKED


MOMENTS = st.integers(at("2025-12-20", PLAN) // 60_000, at("2027-01-15", PLAN) // 60_000).map(
    lambda m: m * 60_000
)


@given(
    MOMENTS,
    st.sampled_from(["card", "invoice"]),
    st.integers(1, 7),
    st.integers(0, 30),
    st.sampled_from(Reading),
)
def test_no_booking_after_the_cut_off_and_what_is_offered_next_can_be_had(
    now, service, ahead, later, reading
):
    book = with_rules(ahead=ahead, reading=reading)
    offered = book.next_slot(ANYBODY, service, now)
    if offered:
        assert book.ask(ANYBODY, service, offered.start, now) == offered
    day = date.fromisoformat(shown(now, PLAN)[:10]) + timedelta(days=later)
    for slot in book.slots(day):
        answer = book.ask(ANYBODY, service, slot.start, now)
        if isinstance(answer, Slot):
            assert now < book.closes(day, slot.kind) < slot.start
            assert offered.start <= slot.start
        else:
            assert answer.next == offered


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_every_day_of_four_years_has_the_slots_its_kind_allows(year):
    for ahead in range(366):
        day = date(year, 1, 1) + timedelta(days=ahead)
        slots = BOOK.slots(day)
        if ANNOUNCED.is_working_day(day):
            assert [shown(slot.start, PLAN)[-5:] for slot in slots] == ["08:30", "17:00"]
        else:
            assert {slot.kind for slot in slots} <= {Kind.LISTED}
            assert len(slots) in ((0, 12) if day.weekday() == 5 else (0,))
        for slot in slots:
            # Whoever books at the last minute comes on a working day, with the desk open.
            last = date.fromisoformat(shown(BOOK.closes(day, slot.kind), PLAN)[:10])
            assert ANNOUNCED.is_working_day(last) and worked(
                ANNOUNCED, last, day
            ) == 1 + ANNOUNCED.is_working_day(day)
