"""Advice that is followed changes today in one step, everywhere at once, and can be taken back."""

import pytest

from queueing.advice_errors import AdviceGone
from queueing.clock import Clock
from queueing.hall import Asked, Hall
from tests.live.room import Room

MANAGER = Asked("staff:9", "Manager", request="tap", digest="tap")
FIGURES = {"lines": ["social"], "with": {"p10": 20, "p50": 28, "p90": 33}, "kind": "lines"}


def offer(room: Room, *changes: dict[str, object], name: str = "a1", played: int = 0) -> None:
    """The estimator offers these changes, which it played so many seconds ago."""
    counters = [change["counter"] for change in changes if "counter" in change]
    told = {
        "id": name,
        "made_at": room.time() - 1_000 * played,
        "counters": counters,
        "changes": list(changes),
    } | FIGURES
    room.hall.tell_advice(
        {"tick": room.hall.clock.tick(), "offers": [told], "closing": {"offers": []}, "earlier": []}
    )


def turned(counter: str, *lines: str) -> dict[str, object]:
    return {"kind": "lines", "counter": counter, "pulls": [{"line": line} for line in lines]}


@pytest.fixture
def room(empty_redis):
    return Room(empty_redis)


def test_a_counter_that_is_given_a_line_calls_from_it_at_once_in_every_process(room):
    waiting = room.take("card")
    other, room.seats["3"] = Hall(room.plan, room.redis, Clock(real=room.time)), room.sit("3")
    assert room.next("3") is None
    offer(room, turned("3", "@3", "pickup", "social"))

    followed = room.hall.follow_advice(MANAGER, "a1")
    assert other.call_next(room.seats["3"], "3")["ticket"] == waiting
    assert room.last("lines_turned")["detail"]["record"]["with"]["p50"] == 28

    assert room.hall.follow_advice(MANAGER, "a1") == followed, "a repeat does nothing more"
    assert room.hall.follow_advice(Asked("staff:8"), "a1")["acts"] == followed["acts"], "nor a second manager"
    room.redis.delete(room.hall.keys.advice)
    assert room.hall.follow_advice(MANAGER, "a1") == followed, "even when there is newer advice by then"
    assert len(room.facts("lines_turned")) == 1


def test_following_is_taken_back_whole_and_only_once(room):
    offer(room, turned("3", "@3", "pickup", "social"), turned("1", "@1", "social"))
    room.hall.follow_advice(MANAGER, "a1")
    waiting = room.take("card")
    room.hall.undo_advice(Asked("staff:9"), "a1")

    room.sit("3")
    assert room.next("3") is None and room.state(waiting) == "waiting"
    assert [fact["detail"]["was"] for fact in room.facts("hours_undone")] == ["lines_turned"] * 2
    assert [(row["advice"], row["undone"]) for row in room.hall.followed()] == [("a1", True)]
    with room.refused("change-gone"):
        room.hall.undo_advice(Asked("staff:9"), "a1")


def test_a_stopped_line_gives_no_numbers_except_to_who_has_booked_until_it_is_taken_back(room):
    offer(room, {"kind": "stop", "line": "social", "at": room.time() + 600_000})
    room.hall.follow_advice(MANAGER, "a1")
    room.take("card")
    room.time.on(minutes=10)

    with room.refused("numbers-stopped"):
        room.take("card")
    assert room.take("invoice")
    assert room.take("pension", "booked", slot=room.at(minutes=5))
    room.hall.undo_advice(Asked("staff:9"), "a1")
    assert room.take("card")
    offer(room, {"kind": "stop", "line": "social", "at": room.time()})
    room.hall.follow_advice(Asked("staff:9"), "a1")
    assert [row["undone"] for row in room.hall.followed()] == [False], "told once, as it is now"


def test_nobody_is_left_waiting_for_no_counter_and_what_is_out_of_date_does_nothing(room):
    offer(room, turned("3", "@3", "social"))
    with room.refused("line-left-alone"):
        room.hall.follow_advice(MANAGER, "a1")
    with pytest.raises(AdviceGone):
        room.hall.follow_advice(MANAGER, "another")
    room.time.on(minutes=3)
    assert room.hall.advice() is None
    assert not room.facts("lines_turned")


def test_advice_that_knows_nothing_of_a_newer_change_at_its_counter_is_out_of_date(room):
    offer(room, turned("3", "@3", "pickup", "social"))
    room.hall.follow_advice(MANAGER, "a1")
    room.time.on(seconds=5)
    offer(room, turned("3", "@3", "pickup", "tax"), name="older", played=9)

    with room.refused("advice-gone"):
        room.hall.follow_advice(Asked("staff:8"), "older")


def test_a_clerk_who_is_wanted_is_asked_for_half_an_hour(room):
    offer(room, {"kind": "open", "counter": "2"})
    room.hall.follow_advice(MANAGER, "a1")
    assert room.hall.wanted("2", room.time()) and not room.hall.wanted("1", room.time())
    room.time.on(minutes=30)
    assert not room.hall.wanted("2", room.time())


def test_a_rebuilt_hall_keeps_what_was_followed_and_what_came_of_it_is_told_once(room, tmp_path):
    offer(room, turned("3", "@3", "pickup", "social"))
    room.hall.follow_advice(MANAGER, "a1")
    for _ in range(2):
        room.hall.check_advice("a1", FIGURES, 27.5, true=True)
    assert len(room.facts("advice_checked")) == 1

    room.rebuild(tmp_path)

    waiting = room.take("card")
    room.sit("3")
    room.hall.know(-1)
    assert room.next("3") == waiting
    assert room.hall.followed()[0]["record"]["with"]["p50"] == 28
