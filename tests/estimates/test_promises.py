"""How a wait is put into words, and what the doors tell of it."""

import pytest

from queueing.clock import Clock
from queueing.estimates.facts_told import header, lines_of
from queueing.estimates.log import event_of, shape_of
from queueing.estimates.state import HallNow
from queueing.hall import Asked
from queueing.rules.promise import Promise, kept, rounded, safe_until
from queueing.waits import FRESH_FOR, Waits
from tests.live.room import MINUTE, Room

TEN = 36_000_000


@pytest.fixture
def room(empty_redis):
    return Room(empty_redis)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0.0, 0), (4.9, 0), (5.0, 5), (11.2, 12), (15.0, 15), (15.1, 20), (28.0, 30), (31.0, 35)],
)
def test_minutes_are_said_as_people_say_them(minutes, said):
    assert rounded(minutes) == said


def test_who_is_called_in_twenty_minutes_at_the_earliest_may_leave_for_fifteen():
    assert safe_until(Promise(TEN, 20.0, 25.0, 32.0, 0)) == TEN + 15 * MINUTE
    assert safe_until(Promise(TEN, 8.0, 12.0, 15.0, 0)) is None


def test_a_promise_never_ends_later_without_its_reason():
    before = Promise(TEN, 10.0, 15.0, 20.0, ends=TEN + 20 * MINUTE)
    later = Promise(TEN + MINUTE, 14.0, 20.0, 28.0, ends=TEN + 29 * MINUTE)
    sooner = Promise(TEN + MINUTE, 8.0, 12.0, 15.0, ends=TEN + 16 * MINUTE)

    assert kept(before, later, ("paused", "12")).reason == ("paused", "12")
    assert kept(before, later, None).reason == ("slow", "")
    assert kept(before, sooner, ("paused", "12")).reason is None


def test_a_reason_stays_as_long_as_the_end_is_later_than_was_told():
    told = kept(None, Promise(TEN, 10.0, 15.0, 20.0, ends=TEN + 20 * MINUTE), None)
    paused = kept(told, Promise(TEN, 14.0, 20.0, 30.0, ends=TEN + 30 * MINUTE), ("paused", "12"))
    a_bit_better = kept(paused, Promise(TEN, 13.0, 19.0, 29.0, ends=TEN + 29 * MINUTE), None)
    as_before = kept(a_bit_better, Promise(TEN, 10.0, 15.0, 21.0, ends=TEN + 21 * MINUTE), None)
    assert (paused.reason, a_bit_better.reason, as_before.reason) == (
        ("paused", "12"),
        ("paused", "12"),
        None,
    )


def test_many_small_steps_are_no_silent_jump():
    promise = kept(None, Promise(TEN, 10.0, 15.0, 20.0, ends=TEN + 20 * MINUTE), None)
    for step in range(1, 8):
        promise = kept(promise, Promise(TEN, 10.0, 15.0, 20.0 + step, ends=TEN + (20 + step) * MINUTE), None)
        assert (promise.reason is not None) == (step > 5)


def batch(clock: Clock, tickets, services, lines):
    told = {
        "made_at": clock.now(),
        "tick": clock.tick(),
        "tickets": tickets,
        "services": services,
        "lines": lines,
    }
    return told | {"method": "monte-carlo"}


def test_an_old_estimate_is_none_at_all(room):
    waits = Waits(room.plan, room.redis, Clock(real=room.time))
    assert waits.of_services() == {}

    told = {"p10": 12.0, "p50": 18.2, "p90": 27.0}
    waits.tell(batch(waits.clock, {"000000000001": told}, {"card": told}, {"social": told}))
    assert waits.of_services()["card"] | {"safe_until": None} == {
        "p50": 18, "p90": 27, "about": 20, "at_most": 30, "safe_until": None, "reason": None,
    }  # fmt: skip
    assert waits.of_ticket("000000000001")["at_most"] == 30
    assert waits.of_ticket("000000000002") is None

    fresh = {"id": "000000000002", "state": "waiting", "lane": "ordinary", "line": "social"}
    assert waits.of_paper(fresh) == (20, 30)
    assert waits.of_paper(fresh | {"lane": "priority"}) is None
    assert waits.of_paper(fresh | {"state": "called"}) is None

    room.time.on(ms=FRESH_FOR + 1)
    assert waits.of_services() == {}


def test_the_log_folded_from_facts_is_the_live_hall(room):
    shape = shape_of(header(room.plan))
    assert shape.line("pension") == "social"
    room.sit("1")
    room.sit("2")
    first, second, third = (room.take() for _ in range(3))
    invoice = room.take("invoice")
    assert room.next("1") == first
    room.do("start", "1")
    room.time.on(minutes=5)
    assert room.next("1") == second
    room.do("pause", "2", "lunch")

    facts = room.facts()
    hall = HallNow(shape)
    for line in lines_of(facts, room.plan):
        hall.take(event_of(line))

    assert set(hall.waiting) == {third, invoice}
    assert hall.seats["1"].ticket.id == second
    assert hall.seats["2"].paused == "lunch"
    assert not hall.seats["3"].open
    assert [(one.ended or 0) - one.began for one in hall.begun] == [5 * MINUTE]


def test_a_counter_that_a_manager_opens_calls_only_where_somebody_sits(room):
    room.sit("1")
    room.sit("2")
    room.do("pause", "2", "meeting")
    for reason in ("painted", None):
        for counter in ("1", "2", "3"):
            room.steering.shut(Asked("staff:9"), counter, reason)

    hall = HallNow(shape_of(header(room.plan)))
    for line in lines_of(room.facts(), room.plan):
        hall.take(event_of(line))

    assert {id_: (seat.open, seat.paused) for id_, seat in hall.seats.items()} == {
        "1": (True, None), "2": (True, "meeting"), "3": (False, None),
    }  # fmt: skip
