"""The book of bookings on a real database: no place twice, whoever asks at the same instant."""

import threading
from datetime import date

import pytest

from queueing.booking_errors import SlotFull
from queueing.errors import RequestDiffers
from queueing.records.book import ALPHABET, Book, Choose, Place, Taken, Wanted
from tests.records.story import HALL, NINE

DAY = date(2026, 3, 4)
PLACES = 3


@pytest.fixture
def book(engine):
    return Book(engine, HALL)


def wanted(person: str, request: str | None = None, digest: str = "d") -> Wanted:
    return Wanted("card", "general", "online", [person], "138****1234", request, digest)


def in_slot(start: int = NINE, places: int = PLACES, own: int | None = None) -> Choose:
    """Choose this slot while it has places."""

    def choose(taken: Taken) -> Place:
        if sum(kept.start == start for kept in taken.held) >= places:
            raise SlotFull
        return Place(DAY, start, start + 1_800_000, "booked", places, own)

    return choose


def test_a_place_is_never_given_twice_however_many_ask_at_the_same_instant(book):
    got, refused, ready = [], [], threading.Barrier(16)

    def visitor(n: int) -> None:
        ready.wait()
        for turn in range(4):
            try:
                got.append(book.make(wanted(f"p{n}-{turn}"), DAY, in_slot(NINE + turn), NINE, "visitor"))
            except SlotFull:
                refused.append(n)

    threads = [threading.Thread(target=visitor, args=[n]) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted((kept.start, kept.seat) for kept in got) == [
        (NINE + turn, seat) for turn in range(4) for seat in range(1, PLACES + 1)
    ]
    assert len(refused) == 4 * (16 - PLACES)
    assert len({kept.code for kept in got}) == len(got)
    assert all(set(kept.code) <= set(ALPHABET) and len(kept.code) == 8 for kept in got)


def test_a_choice_that_was_overtaken_is_made_again(book):
    """Whoever found the last place free, but came second, hears the refusal and gets no place beside it."""
    free, full, looked = in_slot(places=9, own=1), in_slot(places=1), []

    def choose(taken: Taken) -> Place:
        looked.append(len(taken.held))
        return (full if len(looked) > 1 else free)(taken)

    book.make(wanted("first"), DAY, in_slot(places=9, own=1), NINE, "v")
    with pytest.raises(SlotFull):
        book.make(wanted("second"), DAY, choose, NINE, "v")
    assert looked == [1, 1]


def test_a_repeated_request_gets_the_first_booking_and_another_wish_under_it_is_refused(book):
    first = book.make(wanted("p", "visitor|r"), DAY, in_slot(), NINE, "v")

    assert book.make(wanted("p", "visitor|r"), DAY, in_slot(places=0), NINE, "v") == first
    with pytest.raises(RequestDiffers):
        book.make(wanted("p", "visitor|r", "other"), DAY, in_slot(), NINE, "v")


def test_a_cancelled_place_returns_to_the_pool_and_a_moved_booking_gives_its_own_back(book):
    first = book.make(wanted("a"), DAY, in_slot(places=1), NINE, "v")
    book.turn(first, {"booked"}, "cancelled", NINE, "v")
    second = book.make(wanted("b"), DAY, in_slot(places=1), NINE, "v")
    moved = book.move(second, DAY, in_slot(NINE + 1, 1), NINE + 5, "staff:1")
    third = book.make(wanted("c"), DAY, in_slot(places=1), NINE, "v")

    assert (first.seat, second.seat, third.seat) == (1, 1, 1)
    assert (moved.code, moved.start, moved.state) == (second.code, NINE + 1, "booked")
    assert [(told["did"], told["by"]) for told in moved.history] == [("booked", "v"), ("moved", "staff:1")]
    assert book.turn(first, {"booked"}, "arrived", NINE, "v") is None
    assert book.move(first, DAY, in_slot(NINE + 2), NINE, "v") is None


def test_who_booked_is_forgotten_and_the_booking_is_not(book):
    kept = book.make(wanted("a"), DAY, in_slot(), NINE, "v")
    book.make(wanted("b"), DAY, in_slot(), NINE, "v")

    assert (book.forget(DAY), book.forget(date(2026, 3, 5)), book.forget(date(2026, 3, 5))) == (0, 2, 0)
    assert [(b.person, b.mask) for b in book.days(DAY, DAY)] == [("", "")] * 2
    assert book.coded(kept.code).state == "booked"
