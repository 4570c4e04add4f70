"""Letting others pass and being late: how often, taken back for how long, and who is called meanwhile."""

import pytest

from queueing.hall import Asked
from queueing.rules.tickets import LATE_AT_MOST, PASSES_AT_MOST
from queueing.visitor_errors import LateOften, NobodyBehind, NothingToTakeBack, PassedOften
from tests.live.room import Room

VISITOR = Asked("visitor")


def order(room: Room) -> list[str]:
    """Everybody who waits, first to be called first."""
    return [row["id"] for row in room.steering.waiting_list(["social"], limit=50)]


@pytest.fixture
def line(room: Room) -> list[str]:
    """Ten visitors, a minute apart."""
    taken = []
    for _ in range(10):
        taken.append(room.take())
        room.time.on(minutes=1)
    return taken


def test_a_number_lets_two_pass_three_times_and_no_oftener(room: Room, line: list[str]):
    first, *others = line
    for times in range(1, PASSES_AT_MOST + 1):
        answer = room.hall.let_pass(VISITOR, first)
        assert (answer["people"], answer["ahead"]) == (2, 2 * times)
    with pytest.raises(PassedOften):
        room.hall.let_pass(VISITOR, first)

    assert order(room) == [*others[:6], first, *others[6:]]


def test_the_last_has_nobody_to_let_pass(room: Room, line: list[str]):
    with pytest.raises(NobodyBehind):
        room.hall.let_pass(VISITOR, line[-1])


@pytest.mark.parametrize(("seconds", "back"), [(60, True), (61, False)])
def test_letting_pass_is_taken_back_for_a_minute(room: Room, line: list[str], seconds: int, back: bool):
    room.hall.let_pass(VISITOR, line[0])
    room.time.on(seconds=seconds)
    if back:
        assert room.hall.let_pass(VISITOR, line[0], undo=True)["ahead"] == 0
        assert order(room) == line
    else:
        with pytest.raises(NothingToTakeBack):
            room.hall.let_pass(VISITOR, line[0], undo=True)


def test_what_moved_on_meanwhile_is_not_taken_back(room: Room, line: list[str]):
    room.hall.let_pass(VISITOR, line[0])
    room.hall.let_pass(VISITOR, line[0])
    room.hall.let_pass(VISITOR, line[0], undo=True)  # the newer one

    assert order(room).index(line[0]) == 2
    with pytest.raises(NothingToTakeBack):
        room.hall.let_pass(VISITOR, line[0], undo=True)


def test_a_place_found_anew_after_a_missed_call_is_not_given_up_for_the_old_one(room: Room, line: list[str]):
    room.hall.let_pass(VISITOR, line[0])
    room.sit()
    for _ in range(2):
        room.serving()
        room.do("finish")
    assert room.missed() == line[0]
    room.hall.come_back(VISITOR, line[0])

    with pytest.raises(NothingToTakeBack):
        room.hall.let_pass(VISITOR, line[0], undo=True)


def test_who_is_late_is_not_called_and_within_a_minute_loses_no_place(room: Room, line: list[str]):
    room.hall.late(VISITOR, line[0])
    room.sit()
    assert room.next() == line[1]
    room.do("miss")
    room.time.on(seconds=59)
    assert room.hall.come_back(VISITOR, line[0])["ahead"] == 0

    room.hall.late(VISITOR, line[0])
    room.time.on(seconds=61)
    assert room.hall.come_back(VISITOR, line[0])["ahead"] > 0
    assert LATE_AT_MOST == 2
    with pytest.raises(LateOften):
        room.hall.late(VISITOR, line[0])
