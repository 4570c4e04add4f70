"""Taking a number: what is printed, where it stands, when it is refused, and what the guide sets right."""

import pytest

from queueing.hall import Asked
from tests.live.room import MINUTE, TOWN, Room

GUIDE = Asked("staff:50", "Guide")


def test_numbers_count_by_the_prefix_of_their_line(room):
    taken = [room.ticket(room.take(s))["number"] for s in ("card", "invoice", "pension", "card")]
    assert taken == ["A001", "B001", "A002", "A003"]


def test_numbers_grow_wider_past_999(room):
    day = room.hall.day
    room.redis.hset(room.hall.keys.numbers(day), "A", 998)
    assert [room.ticket(room.take())["number"] for _ in range(2)] == ["A999", "A1000"]


def test_people_ahead_are_told_with_the_number(room):
    assert [room.hall.take(GUIDE, "card")["ahead"] for _ in range(3)] == [0, 1, 2]
    assert room.hall.take(GUIDE, "invoice")["ahead"] == 0, "of the same line only"


def test_the_token_opens_its_ticket_and_no_other_word_does(room):
    taken = room.hall.take(GUIDE, "card")
    assert room.hall.whereabouts(token=taken["token"])["ticket"]["id"] == taken["id"]
    with room.refused("unknown-ticket"):
        room.hall.whereabouts(token=taken["id"])
    assert len(taken["token"]) >= 22, "128 bits"


@pytest.mark.parametrize(
    ("told", "slot", "entitled", "lane", "place"),
    [
        ("an hour before the slot", 60, False, "booked", 60),
        ("seven minutes after it", -7, False, "booked", 0),
        ("later than the grace", -11, False, "ordinary", 0),
        ("entitled, an hour before", 60, True, "priority", 0),
        ("entitled, seven minutes after", -7, True, "priority", -7),
        ("entitled, later than the grace", -11, True, "priority", 0),
    ],
)
def test_a_booked_visitor_stands_where_the_rule_says(room, told, slot, entitled, lane, place):
    ticket = room.ticket(room.take(lane="booked", slot=room.at(minutes=slot), entitled=entitled))
    assert (ticket["lane"], ticket["place"] - room.time.ms) == (lane, place * MINUTE), told
    assert ticket["slot"] == room.time.ms + slot * MINUTE


def test_before_the_slot_a_booked_visitor_is_called_when_nobody_else_waits(room):
    room.sit("1")
    booked = room.take(lane="booked", slot=room.at(minutes=60))
    other = room.take()
    assert [room.next(), room.next()] == [other, booked]


def test_a_lane_without_a_promise_is_refused(empty_redis):
    room = Room(empty_redis, TOWN.replace("lanes = { helper = { promise = 30 } }\n", ""))
    with room.refused("lane-without-promise", lane="helper"):
        room.take(lane="helper")


def test_an_unknown_service_is_refused(room):
    with room.refused("unknown-service", service="wedding"):
        room.take("wedding")


def test_only_a_service_that_no_open_counter_pulls_is_refused(room):
    room.steering.shut(GUIDE, "1", "broken")
    assert room.take("invoice"), "counter 2 helps with it"
    room.steering.shut(GUIDE, "2", "broken")
    with room.refused("service-closed"):
        room.take("invoice")
    room.steering.shut(GUIDE, "2", None)
    assert room.take("invoice")


def test_a_stopped_hall_gives_no_numbers_and_calls_nobody_until_it_goes_on(room):
    room.sit("1")
    ticket = room.take()
    text = {"zh": "请离开大厅", "en": "Please leave the hall"}
    room.steering.proclaim(GUIDE, "hall_stopped", text)
    with room.refused("hall-stopped"):
        room.take()
    with room.refused("hall-stopped"):
        room.next()
    assert room.steering.snapshot()["stopped"] == text
    room.steering.proclaim(GUIDE, "hall_resumed")
    assert room.next() == ticket and room.take()
    assert "stopped" not in room.steering.snapshot()


def test_a_waiting_ticket_is_given_up_once(room):
    first, second = room.take(), room.take()
    room.hall.cancel(GUIDE, first, "went home")
    assert room.state(first) == "cancelled" and room.ahead(second) == 0
    with room.refused("wrong-state", number="A001", state="cancelled"):
        room.hall.cancel(GUIDE, first)


def test_a_held_ticket_may_be_given_up_but_not_one_in_hand(room):
    room.sit("1")
    ticket = room.take()
    room.serving()
    with room.refused("wrong-state"):
        room.hall.cancel(GUIDE, ticket)
    room.do("hold")
    room.hall.cancel(GUIDE, ticket)
    assert room.state(ticket) == "cancelled" and not room.counter()["held"]


def test_priority_is_granted_at_the_same_place_with_a_reason_of_the_list(room):
    room.take()
    ticket = room.take()
    place = room.ticket(ticket)["place"]
    room.time.on(minutes=5)
    with room.refused("bad-input"):
        room.steering.grant_priority(GUIDE, ticket, "in a hurry")
    assert room.steering.grant_priority(GUIDE, ticket, "elderly")["ahead"] == 0
    now = room.ticket(ticket)
    assert (now["lane"], now["place"], now["priority_reason"]) == ("priority", place, "elderly")


def test_another_service_keeps_number_and_place(room):
    ticket = room.take()
    before = room.ticket(ticket)
    room.time.on(minutes=5)
    room.steering.change_service(GUIDE, ticket, "invoice")
    assert room.ticket(ticket) == before | {"service": "invoice", "line": "tax"}


def test_a_manager_moves_a_ticket_to_the_front_or_the_end_of_a_line(room):
    ticket, other = room.take(), room.take()
    place = room.ticket(ticket)["place"]
    room.time.on(minutes=5)
    assert room.steering.move(GUIDE, ticket, "social", "end", "asked to wait")["ahead"] == 1, "not itself"
    assert (room.ticket(ticket)["place"], room.ahead(other)) == (room.time.ms, 0)
    room.steering.move(GUIDE, other, "tax", "front", "wrong line")
    assert (room.ticket(other)["place"], room.ticket(other)["line"]) == (place, "tax")
    with room.refused("unknown-line", line="nowhere"):
        room.steering.move(GUIDE, other, "nowhere", "end", "typed")


def test_only_who_waits_is_moved_or_granted_anything(room):
    room.sit("1")
    ticket = room.take()
    room.next()
    for act in (
        lambda: room.steering.grant_priority(GUIDE, ticket, "elderly"),
        lambda: room.steering.change_service(GUIDE, ticket, "invoice"),
        lambda: room.steering.move(GUIDE, ticket, "tax", "end", "why"),
    ):
        with room.refused("not-waiting", number="A001", state="called"):
            act()


def test_a_note_and_a_reprint_are_recorded_and_move_nothing(room):
    room.sit("1")
    ticket = room.take()
    room.hall.note(room.seats["1"], ticket, "材料不全", "1")
    room.steering.reprinted(GUIDE, ticket)
    assert [f["kind"] for f in room.facts()[-2:]] == ["noted", "reprinted"]
    assert (room.ticket(ticket)["note"], room.state(ticket)) == ("材料不全", "waiting")


def test_the_printable_list_stands_in_the_order_of_the_rule(room):
    ordinary = room.take()
    room.time.on(minutes=10)
    priority = room.take(lane="priority")
    late = room.take()
    room.time.on(minutes=10)
    listed = room.steering.waiting_list(["social"], 10)
    assert [t["id"] for t in listed] == [priority, ordinary, late]
