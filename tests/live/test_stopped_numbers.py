"""No more numbers for a line or for one of its services: told by name, taken back, kept by a rebuild."""

import pytest

from queueing.clock import Clock
from queueing.errors import BadInput
from queueing.hall import Asked, Hall
from queueing.hours_errors import NumbersStopped
from queueing.hours_told import stopped_numbers
from tests.live.room import Room
from tests.live.test_advice_followed import offer
from tests.live.test_needs import FITTED

MANAGER = Asked("staff:9", "Manager")
FAULT = {"zh": "系统故障", "en": "System fault"}


@pytest.fixture
def room(empty_redis):
    return Room(empty_redis, FITTED)


def test_a_stopped_service_gives_no_numbers_while_the_others_of_its_line_do(room):
    waits, other = room.take("card"), Hall(room.plan, room.redis, Clock(real=room.time))
    stopped = room.hall.stop_numbers(MANAGER, None, "card", reason=FAULT)

    with pytest.raises(NumbersStopped) as refused:
        other.take(Asked("key:2"), "card")
    assert refused.value.params["name"] == {"zh": "社保卡", "en": "Card"}
    assert refused.value.params["opens"]["zh"].startswith("今天停止取号（系统故障），")
    with room.refused("numbers-stopped"):
        room.take("card", need="barrier-free")
    with room.refused("numbers-stopped"):
        room.take("invoice", also=["card"])
    assert room.take("pension") and room.take("card", "booked", slot=room.at(minutes=5))
    room.sit()
    assert room.next() == waits

    room.hall.undo_hours(MANAGER, None, stopped["act"])
    assert room.take("card")


def test_a_reason_typed_in_one_language_stands_in_quotes_in_the_other(room):
    room.hall.stop_numbers(MANAGER, "social", None, reason={"zh": "系统故障"})
    told = stopped_numbers(room.hall.opening, "social", "", room.time())

    assert told["zh"].startswith("今天停止取号（系统故障），")
    assert told["en"].startswith('No more numbers today (the hall says: "系统故障")')


def test_a_stop_at_a_time_of_today_counts_from_then_on_for_the_whole_line_and_its_need_line(room):
    room.hall.stop_numbers(MANAGER, "social", None, at=9 * 60 + 30)
    assert room.take("card", need="barrier-free")
    room.time.on(minutes=30)
    for service in ("card", "pension"):
        with room.refused("numbers-stopped"):
            room.take(service)
    with room.refused("numbers-stopped"):
        room.take("card", need="barrier-free")
    assert room.take("invoice")


def test_what_is_stopped_already_or_at_a_time_that_is_over_is_refused_and_a_repeat_is_not(room):
    pressed = Asked("staff:9", request="press", digest="press")
    first = room.hall.stop_numbers(pressed, "social", None, at=9 * 60)
    room.time.on(minutes=5)
    assert room.hall.stop_numbers(pressed, "social", None, at=9 * 60) == first
    assert len(room.facts("line_stopped")) == 1
    with room.refused("stopped-already", time="9:00"):
        room.hall.stop_numbers(MANAGER, None, "pension")
    with room.refused("stop-passed", time="9:00"):
        room.hall.stop_numbers(MANAGER, None, "invoice", at=9 * 60)
    for line, service in ((None, None), ("tax", "invoice"), ("@1", None)):
        with pytest.raises(BadInput):
            room.hall.stop_numbers(MANAGER, line, service)


def test_a_time_after_midnight_is_of_the_same_business_day(room):
    stopped = room.hall.stop_numbers(MANAGER, None, "card", at=60)
    assert stopped["since"] == room.time() + 16 * 3_600_000 < stopped["until"]


def test_advice_that_stops_one_service_is_followed_for_that_service_alone(room):
    offer(room, {"kind": "stop", "line": "social", "service": "card", "at": room.time()})
    room.hall.follow_advice(MANAGER, "a1")
    with room.refused("numbers-stopped"):
        room.take("card")
    assert room.take("pension")
    assert room.last("line_stopped")["detail"]["service"] == "card"
    room.hall.undo_advice(MANAGER, "a1")
    assert room.take("card")

    offer(room, {"kind": "stop", "line": "social", "at": room.time()}, name="older", played=9)
    room.hall.stop_numbers(MANAGER, None, "card")
    with room.refused("advice-gone"):
        room.hall.follow_advice(Asked("staff:8"), "older")


def test_a_rebuilt_hall_keeps_the_stop_of_a_service(room, tmp_path):
    room.hall.stop_numbers(MANAGER, None, "card", reason=FAULT)
    room.rebuild(tmp_path)

    with room.refused("numbers-stopped"):
        room.take("card")
    assert room.take("pension")
    assert room.hall.stops(room.time())[0]["reason"] == FAULT
