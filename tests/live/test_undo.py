"""Undo takes back this seat's newest call within ten seconds, and nothing else."""

import pytest


@pytest.fixture(autouse=True)
def _clerk_at_counter_1(room):
    room.sit("1")


def test_the_ticket_stands_at_its_old_place_as_if_never_called(room):
    ticket = room.take()
    before = room.ticket(ticket)
    room.time.on(minutes=3)
    room.next()
    room.time.on(seconds=10)
    room.do("undo")
    assert room.ticket(ticket) == before
    assert "ticket" not in room.counter()


def test_the_ticket_finished_by_the_same_next_is_in_hand_again(room):
    first, second = room.take(), room.take()
    room.serving()
    before = room.ticket(first)
    room.next()
    assert room.do("undo")["restored"] == first
    assert room.ticket(first) == before
    assert room.counter()["ticket"] == first
    assert [(f["ticket"]["id"], f["ticket"]["state"]) for f in room.facts("undone")] == [
        (second, "waiting"),
        (first, "serving"),
    ]


def test_one_called_and_finished_by_the_next_is_called_again(room):
    first, _ = room.take(), room.take()
    room.next()
    before = room.ticket(first)
    room.next()
    room.do("undo")
    assert room.ticket(first) == before and before["state"] == "called"


def test_an_announcement_not_yet_spoken_is_withdrawn_from_boards_and_voice(room):
    room.take()
    room.take()
    room.next()
    kept = room.steering.snapshot()
    room.next()
    room.do("undo")
    after = room.steering.snapshot()
    assert after["calls"]["1"] == kept["calls"]["1"]
    assert after["speech"]["1"]["queue"] == kept["speech"]["1"]["queue"]


def test_eleven_seconds_are_too_late(room):
    room.take()
    room.next()
    room.time.on(seconds=10, ms=1)
    with room.refused("undo-too-late", seconds=10):
        room.do("undo")


@pytest.mark.parametrize("verb", ["start", "hold", "miss", "finish"])
def test_once_the_visit_went_on_there_is_nothing_to_undo(room, verb):
    room.take()
    room.next()
    room.do(verb)
    with room.refused("nothing-to-undo", counter="1"):
        room.do("undo")


def test_a_recalled_ticket_is_not_undone(room):
    room.take()
    room.next()
    room.time.on(seconds=10)
    room.do("recall")
    with room.refused("nothing-to-undo"):
        room.do("undo")


def test_only_one_step_is_taken_back(room):
    room.take()
    room.take()
    room.next()
    room.next()
    room.do("undo")
    with room.refused("nothing-to-undo"):
        room.do("undo")


def test_another_seat_cannot_undo_the_call_of_the_one_before(room):
    room.take()
    room.next()
    room.sit("1", "staff:9", takeover=True)
    with room.refused("nothing-to-undo"):
        room.do("undo")


def test_who_was_called_before_stays_called_before(room):
    """An undone second call leaves the first: at the day's end this ticket is void, not expired."""
    ticket = room.take()
    room.serving()
    room.do("transfer", "1", "tax", "end")
    first_called = room.ticket(ticket)["first_called"]
    room.next()  # in the same instant
    room.do("undo")
    assert room.ticket(ticket)["first_called"] == first_called
