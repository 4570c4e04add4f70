"""A seat belongs to one clerk, by an epoch that each act carries; leaving, taking over, being sent away."""

from dataclasses import replace

import pytest

from queueing.hall import Asked
from tests.live.room import TOWN, Room

MANAGER = Asked("staff:100", "Manager")


def test_a_seat_taken_is_refused_until_it_is_taken_over_on_purpose(room):
    room.sit("1", "staff:1")
    with room.refused("seated", counter="1", holder="staff:1"):
        room.sit("1", "staff:2")
    room.sit("1", "staff:2", takeover=True)
    assert room.last("sat")["detail"] == {"epoch": 2, "took_over_from": "staff:1"}
    assert room.counter()["holder"] == "staff:2"


def test_every_act_of_the_one_before_is_refused_after_a_takeover(room):
    old = room.sit("1", "staff:1")
    ticket = room.take()
    room.next()
    room.sit("1", "staff:2", takeover=True)
    acts = {
        "call_next": (),
        "recall": (),
        "start": (),
        "finish": (),
        "miss": (),
        "hold": (),
        "resume": (ticket,),
        "transfer": ("tax", "end"),
        "undo": (),
        "walk_in": ("card",),
        "pause": ("lunch",),
        "seen": (),
        "leave": (),
    }
    for verb, words in acts.items():
        with room.refused("seat-lost", counter="1", holder="staff:2"):
            getattr(room.hall, verb)(old, "1", *words)
    with room.refused("seat-lost"):
        room.hall.note(old, ticket, "late", "1")


def test_the_ticket_in_hand_stays_at_the_counter_when_it_is_taken_over(room):
    room.sit("1", "staff:1")
    ticket = room.take()
    room.serving()
    room.sit("1", "staff:2", takeover=True)
    room.do("finish")
    assert room.state(ticket) == "finished"


def test_a_stolen_epoch_is_of_no_use_to_another(room):
    seat = room.sit("1", "staff:1")
    with room.refused("seat-lost"):
        room.hall.call_next(replace(seat, by="staff:2"), "1")


def test_nobody_acts_without_a_seat(room):
    with room.refused("not-seated", counter="1"):
        room.hall.call_next(Asked("staff:1", epoch=1), "1")
    room.sit("1", "staff:1")
    with room.refused("not-seated"):
        room.hall.call_next(Asked("staff:1"), "1")
    room.do("leave")
    with room.refused("not-seated"):
        room.next()
    with room.refused("unknown-counter", counter="77"):
        room.hall.call_next(Asked("staff:1", epoch=1), "77")


def test_a_key_of_one_counter_uses_the_epoch_of_its_own_last_sit(room):
    key = Asked("key:7", "caller", bound=True)
    room.take()
    room.hall.sit(key, "1")
    assert room.hall.call_next(key, "1")["number"] == "A001"
    room.sit("1", "staff:2", takeover=True)
    with room.refused("seat-lost"):
        room.hall.finish(key, "1")


def test_silence_ends_no_seat(room):
    room.sit("1")
    room.time.on(hours=3)
    assert room.counter()["seen"] == room.time.ms - 3 * 3_600_000, "shown as unseen since"
    revision = room.revision()
    assert room.do("seen")["epoch"] == 1
    assert room.counter()["seen"] == room.time.ms and room.revision() == revision, "no fact"


@pytest.mark.parametrize("begin", [False, True])
def test_leaving_is_refused_while_a_ticket_is_in_hand(room, begin):
    room.sit("1")
    room.take()
    room.next()
    if begin:
        room.do("start")
    with room.refused("busy", counter="1"):
        room.do("leave")


def test_held_tickets_go_back_to_their_place_when_the_clerk_leaves(room):
    room.sit("1")
    first = room.take()
    room.time.on(minutes=1)
    second = room.take()
    place = room.ticket(first)["place"]
    room.serving()
    room.do("hold")
    assert room.do("leave")["returned"] == 1
    back = room.ticket(first)
    assert (back["state"], back["place"]) == ("waiting", place)
    assert room.last("returned")["detail"]["because"] == "clerk left"
    assert (room.ahead(first), room.ahead(second)) == (0, 1)
    assert "holder" not in room.counter() and not room.counter()["held"]


def test_someone_served_without_a_ticket_and_held_waits_unannounced_when_the_clerk_leaves(room):
    room.sit("1")
    ticket = room.do("walk_in", "1", "card")["ticket"]
    room.do("hold")
    room.do("leave")
    room.sit("1")
    assert room.next() == ticket
    assert not room.steering.snapshot()["calls"], "a call without a number says nothing to anybody"


def test_a_clerk_sent_away_gives_back_the_ticket_in_hand_and_those_held(room):
    room.sit("1")
    held, active = room.take(), room.take()
    places = [room.ticket(t)["place"] for t in (held, active)]
    room.next()
    room.do("hold")
    room.serving()
    assert room.steering.force_off(MANAGER, "1", "ill")["returned"] == 2
    assert [(room.state(t), room.ticket(t)["place"]) for t in (held, active)] == [
        ("waiting", place) for place in places
    ]
    assert room.last()["kind"] == "forced"
    assert room.last()["detail"] == {"holder": "staff:1", "reason": "ill"}
    with room.refused("not-seated"):
        room.next()
    with room.refused("not-seated"):
        room.steering.force_off(MANAGER, "1", "again")


def test_what_a_clerk_sent_away_had_called_is_taken_from_boards_and_voice(room):
    room.sit("1")
    room.sit("3")
    room.take("permit")
    room.next("3")
    kept = room.steering.snapshot()
    held, active = room.take(), room.take()
    room.next()
    room.do("hold")
    room.next()
    room.time.on(seconds=10)
    room.do("recall")
    assert room.ticket(active)["reason"]["rule"] == "share"
    room.steering.force_off(MANAGER, "1", "ill")
    after = room.steering.snapshot()
    assert after["calls"] == kept["calls"] and len(after["calls"]["1"]) == 1, "zone 1 points to counter 3"
    assert after["speech"] == kept["speech"]
    assert not [t for t in (held, active) if "reason" in room.ticket(t)], "it waits: nobody calls it now"


def test_a_held_ticket_whose_clerk_leaves_is_not_announced_any_more(room):
    room.sit("1")
    ticket = room.take()
    room.next()
    room.do("hold")
    room.do("leave")
    after = room.steering.snapshot()
    assert not after["calls"]["1"] and not after["speech"]["1"]["queue"]
    assert "reason" not in room.ticket(ticket)


def test_a_visit_without_a_ticket_ends_when_its_clerk_is_sent_away(room):
    room.sit("1")
    ticket = room.do("walk_in", "1", "card")["ticket"]
    room.steering.force_off(MANAGER, "1", "ill")
    assert room.state(ticket) == "finished" and room.ticket(ticket)["id"] not in room.counter().values()


def test_a_pause_closes_nothing_and_is_shown_with_its_reason(room):
    room.sit("3")
    room.do("pause", "3", "午休")
    assert room.counter("3")["paused"] == "午休"
    assert room.take("permit"), "the kiosk goes on"
    room.do("pause", "3", None)
    assert "paused" not in room.counter("3")


def test_a_closed_counter_calls_nobody_until_it_is_opened(room):
    room.sit("1")
    ticket = room.take()
    room.steering.shut(MANAGER, "1", "broken")
    with room.refused("counter-closed", counter="1"):
        room.next()
    room.steering.shut(MANAGER, "1", None)
    assert room.next() == ticket


def test_an_order_that_is_in_force_already_leaves_no_fact(room):
    room.sit("1")
    stop = {"zh": "停", "en": "Stop"}
    orders = [
        lambda: room.do("pause", "1", None),
        lambda: room.steering.shut(MANAGER, "1", None),
        lambda: room.steering.proclaim(MANAGER, "hall_resumed"),
    ]
    for order in orders:
        before = room.revision()
        order()
        assert room.revision() == before, "it was so already"
    room.do("pause", "1", "lunch")
    room.steering.shut(MANAGER, "1", "broken")
    room.steering.proclaim(MANAGER, "hall_stopped", stop)
    before = room.revision()
    room.do("pause", "1", "lunch")
    room.steering.shut(MANAGER, "1", "broken")
    assert room.revision() == before
    room.do("pause", "1", "meeting")
    room.steering.shut(MANAGER, "1", "painted")
    for order in orders:
        order()
    assert [f["kind"] for f in room.facts(after=before)] == [
        "paused", "counter_closed", "reopened", "counter_opened", "hall_resumed",
    ]  # fmt: skip


def test_epochs_go_on_when_a_clerk_leaves_and_returns(room):
    first = room.sit("1")
    room.do("leave")
    again = room.sit("1")
    assert (first.epoch, again.epoch) == (1, 2)
    with room.refused("seat-lost"):
        room.hall.seen(first, "1")


def test_nobody_signs_in_at_a_counter_without_numbers(empty_redis):
    photos = '{ id = "4", zone = "2", queue = false },\n]\n[priority_reasons]'
    room = Room(empty_redis, TOWN.replace("]\n[priority_reasons]", photos))

    with room.refused("no-numbers-here", counter="4"):
        room.hall.sit(Asked("staff:1"), "4")
