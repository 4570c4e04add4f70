"""Today's changes of hours on a real Redis: recorded, undone, rebuilt, known wherever they decide."""

from datetime import datetime

import pytest

from queueing.clock import Clock, to_ms
from queueing.hall import Asked, Hall
from queueing.rules.hours import Open
from tests.live.room import Hands, Room
from tests.rules.open_halls import ANNOUNCED
from tests.running import ROOT

TEXT = (ROOT / "tests" / "lunch_hall.toml").read_text("utf-8")
MANAGER = Asked("staff:1", "Manager")


def hall_at(redis, moment: str = "16:50", policy: str = "serve") -> Room:
    """The hall with a lunch break, on a Monday; it closes at 17:00."""
    text = TEXT.replace("[hours]", f'[hours]\nat_closing = "{policy}"', 1)
    room = Room(redis, text, Hands(to_ms(datetime.fromisoformat(f"2026-03-02T{moment}+08:00"))))
    room.hall.announced = ANNOUNCED
    return room


def go(room: Room, moment: str) -> None:
    room.time.ms = to_ms(datetime.fromisoformat(f"2026-03-02T{moment}+08:00"))


def elsewhere(room: Room) -> Hall:
    """Another web process of the same hall."""
    hall = Hall(room.plan, room.redis, Clock(real=room.time))
    hall.announced = ANNOUNCED
    return hall


@pytest.fixture
def room(empty_redis):
    return hall_at(empty_redis)


def test_an_extension_keeps_the_counter_open_in_every_process_at_once(room):
    other = elsewhere(room)
    assert isinstance(other.opening.at(room.time(), "1"), Open)

    room.hall.extend(MANAGER, "1", 15)
    go(room, "17:10")

    assert other.take(Asked("key:2"), "card")["number"] == "A001", "decided by the hours of now"
    told = room.last("hours_extended")
    assert (told["by"], told["counter"], told["detail"]["minutes"]) == ("staff:1", "1", 15)
    go(room, "17:15")
    with room.refused("service-closed"):
        room.take("card")


def test_a_call_that_is_late_at_closing_is_decided_anew(empty_redis):
    room = hall_at(empty_redis, "15:58", "carry")
    waiting = room.take("invoice")
    room.sit("2")
    go(room, "16:00")
    room.sit("1")
    go(room, "15:59")  # decided before counter 2 closes, it comes to the hall after it

    with room.refused("hours-changed"):
        room.next("2")
    go(room, "16:01")
    with room.refused("outside-hours"):
        room.next("2")
    assert room.state(waiting) == "waiting"


def test_an_undo_takes_the_newest_back_and_is_an_act_too(room):
    room.hall.extend(MANAGER, None, 15)
    second = room.hall.extend(MANAGER, None, 30)
    room.hall.undo_hours(MANAGER, None, second["act"])

    (left,) = room.hall.changes(room.time(), None)
    assert (left.minutes, room.last("hours_undone")["detail"]["undoes"]) == (15, second["act"])
    with room.refused("change-gone"):
        room.hall.undo_hours(MANAGER, None, second["act"])
    with room.refused("change-gone"):
        room.hall.undo_hours(MANAGER, "1", left.act)


def test_a_repeated_press_adds_nothing_and_two_presses_of_two_people_add_up(room):
    press = Asked("staff:1", request="once", digest="same")
    first = room.hall.extend(press, "1", 15)
    assert room.hall.extend(press, "1", 15)["act"] == first["act"]

    room.hall.extend(MANAGER, "1", 15)
    elsewhere(room).extend(Asked("staff:2"), "1", 15)
    assert (
        room.hall.opening_of(room.steering.snapshot()).at(room.time(), "1").until
        == first["until"] + 30 * 60_000
    )


def test_closing_early_stops_numbers_and_calls_and_opening_again_lets_them_go_on(room):
    waiting = room.take("card")
    room.sit("1")
    room.hall.close_early(MANAGER, "1", "培训")

    with room.refused("service-closed"):
        room.take("card")
    with room.refused("outside-hours", counter="1"):
        room.next("1")
    room.hall.open_early(MANAGER, "1")
    assert room.next("1") == waiting
    with room.refused("open-already"):
        room.hall.open_early(MANAGER, "1")


def test_what_never_closes_cannot_be_extended(empty_redis):
    room = Room(empty_redis)

    with room.refused("nothing-to-extend"):
        room.hall.extend(MANAGER, "1", 15)


def test_who_took_a_number_before_closing_is_served_and_the_extension_records_itself(room):
    early = room.take("card"), room.take("card")
    room.sit("1")
    go(room, "17:40")

    assert room.next("1") == early[0]
    told = room.last("hours_extended")["detail"]
    assert (told["policy"], told["while_waiting"], told["counter"]) == (True, True, "1")
    assert room.next("1") == early[1]
    assert len(room.facts("hours_extended")) == 1
    assert room.next("1") is None, "Next ends the last visit"
    with room.refused("outside-hours", counter="1"):
        room.next("1")
    with room.refused("service-closed"):
        room.take("card")


def test_who_came_with_a_booking_after_closing_is_not_called_by_a_counter_that_is_over(empty_redis):
    text = TEXT.replace('lines = ["general"], roles', 'lines = ["general", "tax"], roles')
    room = Room(empty_redis, text, Hands(to_ms(datetime.fromisoformat("2026-03-02T15:59+08:00"))))
    room.hall.announced = ANNOUNCED
    go(room, "16:05")
    later = room.take("invoice")
    room.sit("2")

    with room.refused("outside-hours", counter="2"):
        room.next("2")
    with room.refused("outside-hours", counter="2"):
        room.next("2", ticket=later, reason="here")
    room.sit("1")
    assert room.next("1") == later


@pytest.mark.parametrize("policy", ["carry", "end"])
def test_where_the_hall_does_not_serve_on_nobody_is_called_after_closing(empty_redis, policy):
    room = hall_at(empty_redis, policy=policy)
    left = room.take("card")
    room.sit("1")
    go(room, "17:31")

    with room.refused("outside-hours", counter="1"):
        room.next("1")
    ended = room.hall.end_waiting(Asked("scheduler"))
    assert (ended, room.state(left)) == ((1, "expired") if policy == "end" else (0, "waiting"))
    room.time.on(hours=12)
    room.life.close_days_past()
    assert room.state(left) == ("expired" if policy == "end" else "carried")


def test_nothing_ends_in_a_break_or_while_the_day_was_extended(empty_redis):
    room = hall_at(empty_redis, "11:50", "end")
    room.take("invoice")
    go(room, "12:30")
    assert room.hall.end_waiting(Asked("scheduler")) == 0, "counter 2 opens at 14:00"
    go(room, "15:50")
    act = room.hall.extend(MANAGER, "2", None)["act"]
    go(room, "16:10")
    assert room.hall.end_waiting(Asked("scheduler")) == 0
    room.hall.undo_hours(MANAGER, "2", act)
    assert room.hall.end_waiting(Asked("scheduler")) == 1


def test_a_rebuilt_hall_keeps_todays_changes_and_what_was_undone(room, tmp_path):
    gone = room.hall.extend(MANAGER, "2", 60)["act"]
    room.hall.extend(MANAGER, "1", 30)
    room.hall.undo_hours(MANAGER, "2", gone)
    room.rebuild(tmp_path)

    go(room, "17:20")
    assert room.take("card")
    assert room.hall.changes(room.time(), "2") == []
    (kept,) = room.hall.changes(room.time(), "1")
    act = room.hall.extend(MANAGER, "1", 15)["act"]
    assert act > kept.act + 50, "acts are counted on above those that may have been lost"


def test_the_changes_of_a_day_are_over_when_the_day_turns(room):
    room.hall.close_early(MANAGER, None, None)
    room.time.on(hours=17)

    assert room.take("card"), "the next day at 9:50 nothing is left of it"
    assert room.hall.changes(room.time(), None) == []
