"""A repeated request gets the first answer and does nothing again; a refused act leaves no trace (I8)."""

from dataclasses import replace
from typing import Any

import pytest

from queueing.hall import Asked

KIOSK = Asked("key:1", "kiosk", request="tap-1", digest="POST tickets card")
MANAGER = Asked("staff:9", "Manager")


def once(room, asked: Asked, act: Any) -> None:
    """Do it under a request id, then repeat it: the first answer, and not a byte changed."""
    asked = replace(asked, request="r-1", digest="d-1")
    first = act(asked)
    after = room.dump()
    again = act(asked)
    assert room.dump() == after
    assert again == first
    with room.refused("request-differs"):
        act(replace(asked, digest="d-2"))


def test_a_number_is_taken_once(room):
    once(room, KIOSK, lambda asked: room.hall.take(asked, "card"))
    assert room.ahead(room.take()) == 1


#: What a clerk does: the verb, its words, and what was pressed before it.
ACTS = {
    "call_next": ((), ()),
    "recall": ((), ("next", "wait")),
    "start": ((), ("next",)),
    "finish": ((), ("next",)),
    "miss": ((), ("next",)),
    "hold": ((), ("next",)),
    "transfer": (("tax", "front"), ("next", "start")),
    "undo": ((), ("next",)),
    "walk_in": (("card",), ()),
    "pause": (("lunch",), ()),
    "leave": ((), ()),
}


@pytest.mark.parametrize("verb", ACTS)
def test_every_act_of_a_clerk_is_done_once(room, verb):
    words, before = ACTS[verb]
    seat = room.sit("1")
    for _ in range(3):
        room.take()
    for press in before:
        if press == "wait":
            room.time.on(seconds=10)
        else:
            room.next() if press == "next" else room.do(press)
    once(room, seat, lambda asked: getattr(room.hall, verb)(asked, "1", *words))


def test_sitting_down_coming_back_and_resuming_are_done_once(room):
    once(room, Asked("staff:1"), lambda asked: room.hall.sit(asked, "1", takeover=True))
    seat = room.sit("1", takeover=True)
    missed, held = room.take(), room.take()
    room.missed()
    room.next()
    room.do("hold")
    once(room, Asked("staff:5"), lambda asked: room.hall.come_back(asked, missed))
    once(room, replace(seat, by="staff:1"), lambda asked: room.hall.resume(asked, "1", held))


def test_a_managers_acts_are_done_once(room):
    room.sit("1")
    room.sit("2")
    tickets = [room.take() for _ in range(4)]
    acts = (
        lambda asked: room.steering.move(asked, tickets[0], "tax", "end", "why"),
        lambda asked: room.steering.grant_priority(asked, tickets[1], "elderly"),
        lambda asked: room.steering.change_service(asked, tickets[2], "invoice"),
        lambda asked: room.hall.cancel(asked, tickets[3]),
        lambda asked: room.steering.force_off(asked, "1", "ill"),
        lambda asked: room.steering.shut(asked, "2", "broken"),
        lambda asked: room.steering.proclaim(asked, "announced", {"zh": "请安静", "en": "Quiet"}),
        lambda asked: room.steering.proclaim(asked, "hall_stopped", {"zh": "停", "en": "Stop"}),
    )
    for number, act in enumerate(acts):
        once(room, replace(MANAGER, by=f"staff:{number}"), act)


def test_a_next_that_only_finished_is_repeated_with_its_first_answer(room):
    seat = room.sit("1")
    room.take()
    room.next()
    once(room, seat, lambda asked: room.hall.call_next(asked, "1"))


def test_a_repeat_is_answered_even_when_the_hall_has_moved_on(room):
    seat = replace(room.sit("1"), request="r-1", digest="d")
    ticket = room.take()
    first = room.hall.call_next(seat, "1", current="")
    room.do("finish")
    room.do("leave")
    room.steering.proclaim(MANAGER, "hall_stopped", {"zh": "停", "en": "Stop"})
    assert room.hall.call_next(seat, "1", current="")["ticket"] == first["ticket"] == ticket


def test_a_request_id_belongs_to_one_principal(room):
    one = room.hall.take(KIOSK, "card")
    two = room.hall.take(replace(KIOSK, by="key:2"), "card")
    assert one["id"] != two["id"]


def test_a_request_is_known_for_two_more_days(room):
    first = room.hall.take(KIOSK, "card")
    for _ in range(2):
        room.time.on(hours=24)
        room.life.close_days_past()
        assert room.hall.take(KIOSK, "card")["id"] == first["id"]


def test_without_a_request_id_each_asking_is_an_act_of_its_own(room):
    assert len({room.hall.take(Asked("key:1"), "card")["id"] for _ in range(3)}) == 3


def test_a_refused_request_is_not_remembered_and_may_be_repeated_with_success(room):
    seat = replace(room.sit("1"), request="r-1", digest="d")
    room.take()
    room.next()
    with room.refused("recall-too-soon"):
        room.hall.recall(seat, "1")
    room.time.on(seconds=10)
    assert room.hall.recall(seat, "1")["calls"] == 2


def test_an_act_that_changed_nothing_leaves_no_record(room):
    seat = replace(room.sit("1"), request="r-1", digest="d")
    before = room.dump()
    assert room.hall.call_next(seat, "1")["empty"]
    kept = {key for key, value in room.dump().items() if before.get(key) != value}
    assert kept <= {room.hall.keys.counters.encode(), room.hall.keys.hall.encode()}
    ticket = room.take()
    assert room.hall.call_next(seat, "1")["ticket"] == ticket, "the same press, later, calls"


def test_the_record_of_a_request_travels_with_its_fact(room):
    answer = room.hall.take(KIOSK, "card")
    (fact,) = room.facts("issued")
    assert fact["request"]["id"] == "key:1|tap-1" and fact["request"]["digest"] == KIOSK.digest
    assert fact["request"]["answer"] == answer
