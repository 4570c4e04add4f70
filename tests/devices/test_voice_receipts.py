"""Each call has a receipt: when it was called, on which screens it was shown, where it was spoken, when."""

import pytest

from counters.heard import receipts
from tests.live.room import TOWN, Room


@pytest.fixture
def room(empty_redis):
    """The town; a clerk at counter 1, which zone 1 alone shows, and one at 3, which both zones show."""
    room = Room(empty_redis)
    room.sit("1")
    room.sit("3")
    return room


def call(room, counter="1", service="card"):
    """One more visitor is called: the ticket and the call's id."""
    room.take(service)
    ticket = room.next(counter)
    return ticket, room.last("called")["detail"]["call"]


def ask(room, zone="1", page="tv", epoch=None, **more):
    """A screen of the zone asks what to say."""
    told = {"ready": True, "claim": True, "screen": "device:4"} | more
    return room.steering.speak(zone, page, epoch=epoch, **told)


def seen(room, ticket, counter="1"):
    """What the clerk sees of a ticket's call."""
    return receipts(room.plan, room.steering.snapshot(), room.plan.counter[counter], {"id": ticket})


def states(room, ticket, counter="1"):
    """The state in each zone."""
    return {told["zone"]: told["state"] for told in seen(room, ticket, counter)}


def test_a_call_is_queued_shown_and_spoken_each_with_its_time(room):
    ticket, one = call(room)
    called_at = room.time.ms
    assert states(room, ticket) == {"1": "silent"}, "nobody speaks there yet"
    room.time.on(seconds=1)
    tv = ask(room, claim=False, shown=[one])
    assert states(room, ticket) == {"1": "waiting"}
    ask(room, epoch=tv["epoch"])
    assert states(room, ticket) == {"1": "speaking"}
    room.time.on(seconds=4)
    ask(room, epoch=tv["epoch"], spoken=one)
    (told,) = seen(room, ticket)
    assert told == {
        "zone": "1", "names": {"zh": "东", "en": "East"}, "state": "spoken", "queued": called_at,
        "shown": {"device:4": called_at + 1_000}, "at": called_at + 5_000,
    }  # fmt: skip
    assert room.last("spoken")["detail"] == {
        "call": one, "zone": "1", "shown": {"device:4": called_at + 1_000},
    }  # fmt: skip


def test_each_screen_counts_once_with_the_time_it_first_showed_the_call(room):
    ticket, one = call(room)
    began = room.time.ms
    ask(room, shown=[one], claim=False)
    room.time.on(seconds=2)
    ask(room, page="other", screen="device:5", shown=[one], claim=False)
    ask(room, page="other", screen="device:4", shown=[one], claim=False)
    assert seen(room, ticket)[0]["shown"] == {"device:4": began, "device:5": began + 2_000}


def test_a_screen_that_is_not_the_speaker_tells_what_it_shows_all_the_same(room):
    ask(room)
    ticket, one = call(room)
    assert ask(room, page="other", screen="device:5", shown=[one])["speaker"] is False
    assert seen(room, ticket)[0]["shown"] == {"device:5": room.time.ms}


def test_the_clerk_is_told_where_a_call_was_not_spoken_and_why(room):
    ticket, _ = call(room)
    room.time.on(seconds=31)
    tv = ask(room)
    assert states(room, ticket) == {"1": "unspoken"}
    quiet, _ = call(room)
    ask(room, epoch=tv["epoch"], quiet=True)
    assert states(room, quiet) == {"1": "quiet"}
    lost, _ = call(room)
    ask(room, epoch=tv["epoch"])
    ask(room, epoch=tv["epoch"])
    assert states(room, lost) == {"1": "unspoken"}, "its end was never told"


def test_a_zone_whose_speaker_falls_silent_is_told_after_six_seconds(room):
    ask(room)
    ticket, _ = call(room)
    room.time.on(seconds=6)
    assert states(room, ticket) == {"1": "waiting"}
    room.time.on(ms=1)
    assert states(room, ticket) == {"1": "silent"}


def test_the_counters_own_zone_comes_first_and_a_recall_has_a_receipt_of_its_own(room):
    ticket, one = call(room, "3", "permit")
    tv = ask(room)
    ask(room, epoch=tv["epoch"], spoken=one)
    assert [*states(room, ticket, "3").items()] == [("2", "silent"), ("1", "spoken")]
    room.time.on(seconds=10)
    room.do("recall", "3")
    ask(room, epoch=tv["epoch"], claim=False)
    assert states(room, ticket, "3")["1"] == "waiting"


def test_a_zone_without_a_loudspeaker_is_shown_only(empty_redis):
    mute = TOWN.replace('arrows = { 2 = "left" }', 'speaker = false, arrows = { 2 = "left" }')
    room = Room(empty_redis, mute)
    room.sit("1")
    ticket, _ = call(room)
    assert states(room, ticket) == {"1": "shown"}


def test_a_zone_keeps_the_receipts_of_its_twelve_newest_calls(room):
    calls = []
    tv = ask(room)
    for _ in range(15):
        calls.append(call(room)[1])
        tv = ask(room, epoch=tv["epoch"], claim=False, shown=calls[-1:])
    kept = room.steering.snapshot()["speech"]["1"]["receipts"]
    assert [one["call"] for one in kept] == calls[:2:-1]
    ask(room, page="late", screen="device:9", shown=["1-1"] * 12)
    assert len(room.steering.snapshot()["speech"]["1"]["receipts"]) == 12


def test_a_receipt_outlives_an_undone_call_without_harm(room):
    ticket, one = call(room)
    tv = ask(room, claim=False, shown=[one])
    room.do("undo")
    assert seen(room, ticket) == []
    again, two = call(room)
    ask(room, epoch=tv["epoch"], shown=[two])
    assert states(room, again) == {"1": "speaking"}
