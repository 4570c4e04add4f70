"""Advice of a running hall: what it says, what following it does, and what came of it."""

from typing import Any

import pytest

from queueing.estimates import live
from queueing.hall import Asked
from tests.estimates.test_live import WITH_LUNCH, running  # noqa: F401 - a fixture
from tests.live.room import Room

MANAGER = Asked("staff:9", "Manager")


def advise(today: live.Today) -> Any:
    """A whole round of advice; what is told."""
    today.catch_up()
    today.adviser._begun = -1e9
    while True:
        today.adviser._longest = 0.0
        today.advise(1.0)
        if today.adviser._course is None:
            return today.folder.hall.advice()


@pytest.fixture
def crowded(running):  # noqa: F811
    room, folder = running
    waiting = [room.take() for _ in range(14)]
    room.sit("2")
    room.do("leave", "2")
    return room, folder, live.Today(folder), waiting


def serve(room: Room, counter: str) -> None:
    if room.next(counter):
        room.do("start", counter)


def test_a_crowded_line_is_advised_to_open_the_empty_counter_and_the_figure_is_kept_and_checked(crowded):
    room, folder, today, _ = crowded
    told = advise(today)
    (offer,) = [each for each in told["offers"] if each["kind"] == "open"]
    assert offer["changes"][0]["counter"] == "2" and "social" in offer["lines"]
    assert offer["with"]["p50"] < offer["without"]["p50"] - 5
    assert offer["saved"]["p10"] > 0 and 14 <= offer["people"] <= 40

    folder.hall.follow_advice(MANAGER, offer["id"])
    assert folder.hall.wanted("2", room.time())
    room.sit("2")
    for _ in range(12):
        for counter in ("1", "2"):
            serve(room, counter)
        room.time.on(minutes=6)
        for counter in ("1", "2"):
            if room.counter(counter).get("ticket"):
                room.do("finish", counter)
    today.catch_up()
    today.advise(0.0)

    (checked,) = room.facts("advice_checked")
    assert checked["detail"]["advice"] == offer["id"]
    assert checked["detail"]["happened"] == pytest.approx(36, abs=1), (
        "the fourteenth is called after six rounds"
    )
    assert checked["detail"]["said"] == offer["with"]
    again = live.Today(folder)
    again.catch_up()
    again.advise(0.0)
    assert len(room.facts("advice_checked")) == 1


def test_only_of_a_line_that_nobody_calls_is_it_said_that_some_may_not_be_called(crowded):
    room, _folder, today, _ = crowded
    room.do("leave", "1")
    (left,) = [each for each in advise(today)["offers"] if each["kind"] == "open"]
    assert left["nobody"]

    room.sit("1")
    for _ in range(41):
        room.take()
    (offer,) = [each for each in advise(today)["offers"] if each["kind"] == "open"]
    assert offer["without"]["p50"] > 300 and not offer["nobody"], "counter 1 calls them, however slowly"


def test_nobody_is_advised_to_open_what_a_manager_closed(crowded):
    room, _folder, today, _waiting = crowded
    room.steering.shut(MANAGER, "2", "painting")

    assert not [offer for offer in advise(today)["offers"] if "2" in offer["counters"]]


def test_a_calm_hall_is_told_nothing_or_that_a_counter_could_close(running):  # noqa: F811
    room, folder = running
    room.sit("2")
    offers = advise(live.Today(folder))["offers"]

    assert all(offer["kind"] == "close" for offer in offers)


def test_an_advice_that_was_followed_is_played_as_the_hall_then_is(crowded):
    room, folder, today, waiting = crowded
    room.sit("3")
    advise(today)
    before = today.batch()["tickets"][waiting[-1]]["p50"]
    row = {"kind": "lines", "counter": "3", "pulls": [{"line": "@3"}, {"line": "pickup"}, {"line": "social"}]}
    offer = {
        "id": "a1",
        "made_at": room.time(),
        "counters": ["3"],
        "kind": "lines",
        "changes": [row],
        "lines": ["social"],
    }
    folder.hall.tell_advice(
        {"tick": folder.clock.tick(), "offers": [offer], "closing": {"offers": []}, "earlier": []}
    )
    folder.hall.follow_advice(MANAGER, "a1")
    today.catch_up()

    assert today.batch()["tickets"][waiting[-1]]["p50"] < 0.75 * before


def test_advice_before_closing_is_checked_by_who_is_left_then(crowded):
    room, folder, today, _ = crowded
    row = {"kind": "stop", "line": "social", "at": room.time()}
    left = {"p10": 11.0, "p50": 12.0, "p90": 15.0}
    offer = {
        "id": "c1",
        "made_at": room.time(),
        "counters": [],
        "kind": "stop",
        "changes": [row],
        "lines": ["social"],
        "left_with": left,
    }
    closing = {"lines": [], "offers": [offer | {"closes": room.time() + 600_000}]}
    folder.hall.tell_advice({"tick": folder.clock.tick(), "offers": [], "closing": closing, "earlier": []})
    folder.hall.follow_advice(MANAGER, "c1")
    serve(room, "1")
    room.time.on(minutes=11)
    serve(room, "1")
    today.catch_up()
    today.advise(0.0)

    (checked,) = room.facts("advice_checked")
    assert (checked["detail"]["happened"], checked["detail"]["true"]) == (13, True)


def test_a_counter_with_time_to_spare_beside_a_crowded_line_may_take_it_on_but_never_leaves_its_own(crowded):
    room, folder, today, _ = crowded
    room.sit("3")
    today.adviser._zones = dict.fromkeys(("1", "2", "3"), "1")
    offers = {(each["kind"], each["counters"][0]): each for each in advise(today)["offers"]}

    assert set(offers) == {("open", "2"), ("add", "3")}, "nobody else calls for counter 3's own line"
    pulls = offers["add", "3"]["changes"][0]["pulls"]
    assert [pull["line"] for pull in pulls] == ["@3", "pickup", "social"]
    folder.hall.follow_advice(MANAGER, offers["add", "3"]["id"])
    assert room.next("3")


@pytest.mark.parametrize("running", [WITH_LUNCH], indirect=True)
def test_before_lunch_nobody_is_advised_as_if_the_day_ended(crowded, running):  # noqa: F811
    room, _, today, _ = crowded
    room.time.on(minutes=45)  # 11:21

    told = advise(today)

    assert told["closing"] == {"lines": [], "offers": []}
    opening = next(offer for offer in told["offers"] if offer["kind"] == "open")
    assert 60 < opening["without"]["p90"] < 300, "over lunch, not for ever"
