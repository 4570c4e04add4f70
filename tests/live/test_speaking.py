"""A zone has one speaker; a call is claimed before it is spoken, so nothing is spoken twice (I14, I15)."""

from typing import Any

import pytest

from queueing.hall import Asked

MANAGER = Asked("staff:9", "Manager")


@pytest.fixture(autouse=True)
def _clerk_at_counter_1(room):
    room.sit("1")


def claim(room, page: str = "tv", epoch: int | None = None, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"ready": True, "claim": True} | more
    return dict(room.steering.speak("1", page, epoch=epoch, **told))


def call(room) -> str:
    """One more visitor is called; the call's id."""
    room.take()
    room.next()
    return str(room.last("called")["detail"]["call"])


def test_a_call_is_claimed_at_most_once_and_in_order(room):
    calls = [call(room), call(room)]
    tv = claim(room)
    assert (tv["speaker"], tv["say"]["call"]) == (True, calls[0])
    assert claim(room, epoch=tv["epoch"], spoken=calls[0])["say"]["call"] == calls[1]
    assert "say" not in claim(room, epoch=tv["epoch"], spoken=calls[1])
    assert [f["detail"] for f in room.facts("spoken")] == [{"call": c, "zone": "1"} for c in calls]


def test_only_one_page_speaks_for_a_zone(room):
    call(room)
    claim(room, "tv")
    call(room)
    assert claim(room, "other") == {"speaker": False, "revision": room.revision()}


def test_after_five_seconds_of_silence_the_next_page_takes_over_and_the_old_one_is_deposed(room):
    old = claim(room, "tv")
    room.time.on(seconds=5)
    assert not claim(room, "other")["speaker"]
    room.time.on(ms=1)
    new = claim(room, "other")
    assert new["speaker"] and new["epoch"] == old["epoch"] + 1
    waiting = call(room)
    assert not claim(room, "tv", old["epoch"])["speaker"]
    assert claim(room, "other", new["epoch"])["say"]["call"] == waiting


def test_a_page_that_is_heard_from_keeps_the_zone(room):
    tv = claim(room, "tv")
    for _ in range(4):
        room.time.on(seconds=4)
        assert claim(room, "tv", tv["epoch"], claim=False)["epoch"] == tv["epoch"]
    assert not claim(room, "other")["speaker"]


def test_a_page_not_free_to_speak_claims_nothing(room):
    waiting = call(room)
    tv = claim(room, claim=False)
    assert tv["speaker"] and "say" not in tv
    assert claim(room, epoch=tv["epoch"])["say"]["call"] == waiting


def test_a_page_that_may_not_make_a_sound_gives_the_zone_away_and_shows_as_silent(room):
    tv = claim(room, "tv")
    assert not claim(room, "tv", tv["epoch"], ready=False)["speaker"]
    assert room.steering.snapshot()["speech"]["1"]["blocked"] == room.time.ms
    assert claim(room, "other")["speaker"]
    assert "blocked" not in room.steering.snapshot()["speech"]["1"]


def test_calls_older_than_thirty_seconds_are_shown_only_and_recorded_so(room):
    stale = call(room)
    room.time.on(seconds=30, ms=1)
    fresh = call(room)
    assert claim(room)["say"]["call"] == fresh
    (unspoken,) = room.facts("unspoken")
    assert unspoken["detail"] == {"call": stale, "zone": "1", "because": "stale"}
    assert stale in {c["call"] for c in room.steering.snapshot()["calls"]["1"]}


def test_a_call_claimed_by_a_page_that_fell_silent_is_not_spoken_again_and_recorded_so(room):
    lost = call(room)
    assert claim(room, "tv")["say"]["call"] == lost
    room.time.on(seconds=6)
    assert "say" not in claim(room, "other"), "perhaps it was spoken: never twice"
    (unspoken,) = room.facts("unspoken")
    assert unspoken["detail"] == {"call": lost, "zone": "1", "because": "unfinished"}


def test_a_claim_whose_answer_was_lost_is_recorded_as_unspoken(room):
    tv = claim(room, "tv")
    lost = call(room)
    claim(room, "tv", tv["epoch"])  # executed, but the page never hears of it
    claim(room, "tv", tv["epoch"])
    assert [f["detail"]["call"] for f in room.facts("unspoken")] == [lost]


def test_a_page_that_is_still_speaking_is_left_to_finish(room):
    tv = claim(room, "tv")
    spoken = call(room)
    claim(room, "tv", tv["epoch"])
    claim(room, "tv", tv["epoch"], claim=False)
    assert not room.facts("unspoken")
    claim(room, "tv", tv["epoch"], spoken=spoken)
    assert [f["detail"]["call"] for f in room.facts("spoken")] == [spoken]


def test_the_same_end_told_twice_is_one_fact(room):
    tv = claim(room, "tv")
    spoken = call(room)
    claim(room, "tv", tv["epoch"])
    for _ in range(2):
        claim(room, "tv", tv["epoch"], spoken=spoken)
    assert len(room.facts("spoken")) == 1


def test_each_zone_that_shows_the_counter_speaks_for_itself(room):
    room.sit("3")
    room.take("permit")
    room.next("3")
    both = room.steering.speak("2", "west", epoch=None, ready=True, claim=True)
    assert both["say"]["call"] == claim(room)["say"]["call"], "zone 1 points to zone 2"
    call(room)
    alone = room.steering.speak("2", "west", epoch=both["epoch"], ready=True, claim=True)
    assert "say" not in alone, "zone 2 shows nothing of zone 1"


def test_the_speaker_hears_how_many_wait_behind_a_call(room):
    for _ in range(3):
        call(room)
    tv = claim(room)
    assert [tv["left"], *(claim(room, epoch=tv["epoch"])["left"] for _ in range(2))] == [2, 1, 0]


def test_a_free_announcement_takes_its_turn(room):
    first = call(room)
    text = {"zh": "请安静", "en": "Quiet please"}
    told = room.steering.proclaim(MANAGER, "announced", text, audio="a1.wav")["announcement"]
    tv = claim(room)
    assert tv["say"]["call"] == first
    said = claim(room, epoch=tv["epoch"], spoken=first)["say"]
    assert (said["call"], said["audio"], said["text"]) == (told, "a1.wav", text)


def test_a_zone_nobody_speaks_for_keeps_its_twenty_newest_calls_and_its_board_twelve(room):
    calls = [call(room) for _ in range(23)]
    told = room.steering.snapshot()
    assert [waits["call"] for waits in told["speech"]["1"]["queue"]] == calls[-20:]
    assert [shown["call"] for shown in told["calls"]["1"]] == calls[:-13:-1]


def test_calls_that_too_many_others_push_out_are_recorded_as_unspoken_in_their_zone(room):
    calls = [call(room) for _ in range(22)]
    room.sit("3")
    room.take("permit")
    room.next("3")  # of zone 2, and shown and spoken in zone 1 too
    dropped = [(f["zone"], f["detail"]) for f in room.facts("unspoken")]
    assert dropped == [("1", {"call": c, "zone": "1", "because": "too many"}) for c in calls[:3]]
    assert [f["kind"] for f in room.facts()[-2:]] == ["called", "unspoken"]


def test_of_calls_and_an_announcement_the_oldest_is_pushed_out_and_recorded(room):
    text = {"zh": "请安静", "en": "Quiet please"}
    told = room.steering.proclaim(MANAGER, "announced", text, audio="a1.wav")["announcement"]
    calls = [call(room) for _ in range(20)]
    assert [f["detail"]["call"] for f in room.facts("unspoken")] == [told]
    assert claim(room)["say"]["call"] == calls[0]
