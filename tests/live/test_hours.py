"""A hall with hours on a real Redis: who may take a number when, and what Next calls in which hours."""

from datetime import datetime

import pytest

from queueing.clock import to_ms
from queueing.errors import ServiceClosed
from queueing.hall import Asked
from queueing.rules.plan import Lane
from queueing.words import Words
from tests.live.room import Hands, Room
from tests.rules.open_halls import ANNOUNCED
from tests.running import ROOT

KIOSK = Asked("key:1", "Kiosk")


@pytest.fixture
def room(empty_redis):
    """The hall with a lunch break, on a Monday before it opens."""
    begin = to_ms(datetime.fromisoformat("2026-03-02T08:59:59+08:00"))
    room = Room(empty_redis, (ROOT / "tests" / "lunch_hall.toml").read_text("utf-8"), Hands(begin))
    room.hall.announced = ANNOUNCED
    return room


def go(room: Room, moment: str) -> None:
    """Let the hall's clock reach this."""
    room.time.ms = to_ms(datetime.fromisoformat(f"{moment}+08:00"))


def refusal(room: Room, service: str = "card") -> tuple[str, str]:
    """How the taking of a number is refused, in both languages."""
    with pytest.raises(ServiceClosed) as told:
        room.hall.take(KIOSK, service)
    return Words("zh").refusal(told.value), Words("en").refusal(told.value)


def test_before_opening_a_number_is_refused_with_the_hour_of_opening(room):
    zh, en = refusal(room)

    assert zh == "现在没有窗口办理这项业务，请到导办台咨询。今天 9:00 开门。"
    assert en == "No open counter serves this now; please ask the guide desk. Opens at 9:00 today."
    room.time.on(seconds=1)
    assert room.take("card")


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-02T12:00", "今天 13:30"),
        ("2026-03-02T17:10", "明天 9:00"),
        ("2026-03-06T20:00", "3月9日 周一 9:00"),
        ("2026-10-01T10:00", "10月8日 周四 9:00"),
        ("2026-10-09T18:00", "明天 9:00"),
    ],
)
def test_at_lunch_after_closing_and_on_a_festival_the_next_opening_is_told(room, moment, opens):
    go(room, moment)

    assert f"{opens} 开门。" in refusal(room)[0]


def test_a_make_up_saturday_is_a_working_day_and_an_ordinary_one_is_not(room):
    go(room, "2026-10-10T10:00")
    assert room.take("card")
    go(room, "2026-10-17T10:00")
    assert refusal(room)


def test_a_service_is_closed_while_no_open_counter_pulls_it(room):
    go(room, "2026-03-02T10:00")
    assert "今天 11:00 开门" in refusal(room, "invoice")[0]
    go(room, "2026-03-02T11:00")
    assert room.take("invoice")
    assert "今天 13:30 开门" in refusal(room, "card")[0]


def test_a_counter_that_a_manager_closed_is_refused_without_an_hour(room):
    go(room, "2026-03-02T10:00")
    room.steering.shut(Asked("staff:1", "Manager"), "1", "停电")

    assert refusal(room)[0] == "现在没有窗口办理这项业务，请到导办台咨询。"


def test_a_repeat_after_closing_brings_the_number_given_before(room):
    go(room, "2026-03-02T11:59:59")
    asked = Asked("key:1", "Kiosk", request="wish", digest="same")
    first = room.hall.take(asked, "invoice")
    room.time.on(seconds=2)

    assert room.hall.take(asked, "invoice")["number"] == first["number"]
    assert refusal(room, "invoice")


def test_with_a_booking_a_number_is_given_in_the_hours_by_booking(room):
    go(room, "2026-03-02T17:10")
    assert refusal(room)

    assert room.hall.take(KIOSK, "card", Lane.BOOKED)["number"] == "A001"


def test_next_calls_from_the_lines_of_the_hour_and_goes_on_after_closing(room):
    go(room, "2026-03-02T10:59")
    general = room.take("card")
    room.time.on(minutes=1)
    tax, late = room.take("invoice"), room.take("invoice")
    room.sit("1")
    assert room.next("1") == tax, "the role of 11:00 to 12:00"
    room.time.on(minutes=60)
    assert room.next("1") == general, "its usual line, though closed at noon"
    go(room, "2026-03-02T13:30")
    assert room.next("1") is None
    assert room.state(late) == "waiting"
