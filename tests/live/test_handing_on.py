"""A ticket put aside, sent to another line or counter, or opened for somebody who has none."""

import pytest

from tests.live.room import MINUTE, SECOND


@pytest.fixture(autouse=True)
def _clerk_at_counter_1(room):
    room.sit("1")


def test_a_ticket_put_aside_is_resumed_at_the_same_counter_only(room):
    ticket = room.take()
    room.serving()
    room.do("hold")
    room.sit("2")
    with room.refused("not-held-here", counter="2"):
        room.do("resume", "2", ticket)
    room.take()
    room.next()
    with room.refused("busy"):
        room.do("resume", "1", ticket)
    room.do("finish")
    room.do("resume", "1", ticket)
    assert room.state(ticket) == "serving" and not room.counter()["held"]


def test_a_counter_holds_at_most_three(room):
    for _ in range(4):
        room.take()
    for _ in range(3):
        room.next()
        room.do("hold")
    room.next()
    with room.refused("too-many-held", held=3):
        room.do("hold")


def test_a_transfer_to_the_front_counts_the_time_waited_but_not_the_service(room):
    ticket = room.take()
    number = room.ticket(ticket)["number"]
    room.time.on(minutes=12)
    room.serving()
    room.time.on(minutes=30)
    room.do("transfer", "1", "tax", "front")
    moved = room.ticket(ticket)
    assert moved["place"] == room.time.ms - 12 * MINUTE
    assert (moved["number"], moved["lane"], moved["line"], moved["transfers"]) == (
        number, "ordinary", "tax", 1,
    )  # fmt: skip
    room.time.on(minutes=3)
    room.serving()
    assert room.ticket(ticket)["waited"] == 15 * MINUTE


def test_a_transfer_to_the_end_begins_anew(room):
    ticket = room.take()
    room.time.on(minutes=12)
    room.serving()
    room.do("transfer", "1", "tax", "end")
    assert room.ticket(ticket)["place"] == room.time.ms


def test_a_transfer_to_the_front_of_one_served_before_the_slot_stands_at_now(room):
    """Nothing waited is nothing waited: who came before the slot is not sent behind newcomers for it."""
    ticket = room.take(lane="booked", slot=room.at(minutes=10))
    room.serving()
    room.do("transfer", "1", "tax", "front")
    assert room.ticket(ticket)["place"] == room.time.ms


def test_a_called_ticket_cannot_be_transferred_before_it_is_served(room):
    room.take()
    room.next()
    with room.refused("wrong-state"):
        room.do("transfer", "1", "tax", "end")


def test_a_ticket_sent_to_one_counter_is_called_there_and_nowhere_else(room):
    ticket = room.take()
    room.serving()
    room.do("transfer", "1", "@3", "front")
    assert room.next() is None
    room.sit("3")
    assert room.next("3") == ticket


def test_serving_without_a_ticket_is_never_announced(room):
    before = room.steering.snapshot()
    ticket = room.do("walk_in", "1", "card")["ticket"]
    served = room.ticket(ticket)
    assert (served["number"], served["state"]) == ("", "serving")
    with room.refused("busy"):
        room.do("walk_in", "1", "card")
    room.do("transfer", "1", "tax", "front")
    assert room.next() == ticket
    room.time.on(ms=10 * SECOND)
    room.do("recall")
    after = room.steering.snapshot()
    assert (after["calls"], after["speech"]) == (before["calls"], before["speech"])
