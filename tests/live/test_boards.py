"""A board lists the last calls, a number once: the newest first, at most six."""

import pytest
from flask import Flask

from displays.board import board, from_snapshot
from displays.closed import by_the_hours
from displays.follower import Follower
from displays.hub import Hub
from queueing.access import VISITOR
from queueing.hall import Asked
from queueing.planning import read_hall
from tests.live.room import TOWN

MANAGER = Asked("staff:9", "Manager")


@pytest.fixture(autouse=True)
def _clerks_at_their_counters(room):
    for counter in ("1", "2", "3"):
        room.sit(counter)


def shown(room, zone: str | None = "1") -> list[tuple[str, str, bool]]:
    """Number, counter and whether it was called again, of each row of a zone's board."""
    rows = board(from_snapshot(room.steering.snapshot(), room.plan), room.plan, zone)["calls"]
    return [(row["number"], row["counter"], row["recalled"]) for row in rows]


@pytest.mark.parametrize("zone", ["1", None])
def test_a_number_called_again_moves_to_the_top_and_is_listed_once(room, zone):
    for counter in ("1", "2"):
        room.take()
        room.next(counter)
    room.time.on(seconds=10)
    room.do("recall", "1")
    assert shown(room, zone) == [("A001", "1", True), ("A002", "2", False)]


def test_numbers_called_three_times_leave_room_for_six(room):
    for _ in range(6):
        room.take()
        room.next()
        for _ in range(2):
            room.time.on(seconds=10)
            room.do("recall")
    assert [number for number, _, _ in shown(room)] == ["A006", "A005", "A004", "A003", "A002", "A001"]


def test_each_call_again_is_new_to_the_voice_and_the_chime(room):
    room.take()
    room.next()
    ids = []
    for _ in range(2):
        room.time.on(seconds=10)
        room.do("recall")
        (call,) = board(from_snapshot(room.steering.snapshot(), room.plan), room.plan, "1")["calls"]
        ids.append(call["call"])
    queue = room.steering.snapshot()["speech"]["1"]["queue"]
    assert [call["call"] for call in queue][1:] == ids and len(set(ids)) == 2


def test_a_visitor_called_to_another_counter_is_listed_there_only(room):
    room.take()
    assert room.missed("1")
    room.hall.come_back(Asked("visitor"), "000000000001")
    room.next("2")
    assert shown(room) == [("A001", "2", False)]


def test_a_number_sent_from_zone_to_zone_is_listed_once_for_the_whole_hall(room):
    room.take()
    room.serving("1")
    room.do("transfer", "1", "pickup", "end")
    room.next("3")
    assert shown(room, None) == [("A001", "3", False)]
    room.do("start", "3")
    room.do("transfer", "3", "social", "end")
    room.next("2")
    assert shown(room, "2") == [("A001", "3", False)], "zone 2 is not told of counter 2"
    assert shown(room, None) == [("A001", "2", False)]


def test_an_announcement_leaves_the_screens_when_its_time_is_over(room):
    def message():
        boards, now = from_snapshot(room.steering.snapshot(), room.plan), room.hall.clock.now()
        return by_the_hours(board(boards, room.plan, "1"), room.hall, "1", boards.waiting, now)["message"]

    room.steering.proclaim(MANAGER, "announced", {"zh": "三点维护"}, ["1"])
    assert message()["text"] == {"zh": "三点维护"}
    room.time.on(hours=20)  # the next morning
    assert message() is None
    room.steering.proclaim(MANAGER, "announced", {"zh": "测试"}, ["1"], stands_for=60_000)
    assert message()["text"] == {"zh": "测试"}
    room.time.on(minutes=1)
    assert message() is None


def test_the_number_of_a_clerk_sent_away_leaves_the_board(room):
    room.take()
    room.next()
    room.steering.force_off(MANAGER, "1", "ill")
    assert shown(room) == shown(room, None) == []


def test_a_zone_that_a_newer_set_up_lacks_keeps_no_other_screen_waiting(room):
    hub = Hub(room.hall, lambda: VISITOR, room.hall.clock.tick, "threading")
    hub.socketio.init_app(Flask(__name__))
    boards = from_snapshot(room.steering.snapshot(), room.plan)
    hub.tell(boards, None)
    hub._dirty, hub._shut = {"1", "2"}, {}
    without = TOWN.replace('  { id = "2", names = { zh = "西", en = "West" } },\n', "")
    without = without.replace(', arrows = { 2 = "left" }', "").replace('zone = "2"', 'zone = "1"')
    room.hall.in_force.plan = read_hall(without, 2)
    hub._flush()
    assert set(hub._shut) == {"1"}


def test_after_a_fact_that_could_not_be_taken_in_the_boards_are_read_anew(room, caplog):
    told, read_anew = [], []

    def tell(boards, fact):
        told.append(fact)
        if fact:
            raise KeyError("no such zone")

    def pause(_seconds):
        read_anew.append(follower.boards is None)
        raise KeyboardInterrupt

    follower = Follower(room.steering, room.stream, tell)
    follower.step(0)
    room.take()
    with pytest.raises(KeyboardInterrupt):
        follower.run(pause)
    assert read_anew == [True] and "no such zone" in caplog.text
