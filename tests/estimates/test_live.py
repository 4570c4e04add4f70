"""The estimator of a running hall: it follows the facts and tells waits through the door."""

import math
from dataclasses import replace

import pytest

from queueing.clock import Clock
from queueing.estimates import live
from queueing.estimates.lessons import Spread
from queueing.folder import HallFolder
from queueing.hall import Asked
from queueing.settings import Settings
from tests.live.room import HOUR, MINUTE, TOWN, Room
from tests.running import give_records

#: The same with a lunch break; who waits over it is called after it.
WITH_LUNCH = (
    TOWN
    + """
[hours]
week = { mon-sun = ["8:00-12:00", "13:30-17:00"] }
at_closing = "carry"
"""
)
SERVED_OUT = WITH_LUNCH.replace('"carry"', '"serve"')


@pytest.fixture
def running(empty_redis, tmp_path, monkeypatch, request):
    """The town hall with its data folder, an archive, and some visits behind it."""
    monkeypatch.setattr(live, "ENOUGH", 10)
    text = getattr(request, "param", TOWN)
    room = Room(empty_redis, text)
    give_records(tmp_path)
    folder = HallFolder(Settings(data=tmp_path))
    file = tmp_path / "town.toml"
    file.write_text("# A town hall.\n" + text, "utf-8")
    vars(folder).update(client=empty_redis, clock=Clock(real=room.time))
    folder.load_plan(file)
    room.sit("1")
    for _ in range(16):
        room.take()
        room.next("1")
        room.do("start", "1")
        room.time.on(minutes=6)
        room.do("finish", "1")
    folder.archive.append(room.facts(), folder.archive.open("test"))
    return room, folder


def test_a_visitor_behind_three_waits_about_three_services(running):
    room, folder = running
    waiting = [room.take() for _ in range(4)]
    today = live.Today(folder)
    today.catch_up()

    folder.waits.tell(today.batch())

    told = folder.waits.of_ticket(waiting[3])
    assert 12 <= told["p50"] <= 25 <= told["p90"] + 8
    # Counter 1 is idle, so the first is called at once in every play.
    assert folder.waits.of_ticket(waiting[0])["about"] == 0
    assert folder.waits.of_services()["card"]["p50"] >= told["p50"]
    assert folder.waits.of_services()["card"] == folder.waits.of_services()["pension"]


def test_a_pause_is_the_reason_of_a_longer_promise(running):
    room, folder = running
    waiting = [room.take() for _ in range(3)]
    today = live.Today(folder)
    today.catch_up()
    today.batch()

    room.do("pause", "1", "lunch")
    room.time.on(minutes=1)
    today.catch_up()
    told = today.batch()["tickets"][waiting[2]]

    assert told["reason"] == {"why": "paused", "counter": "1"}


def test_a_pause_that_is_felt_only_later_is_the_reason_all_the_same(running):
    room, folder = running
    today = live.Today(folder)
    today.catch_up()
    room.do("pause", "1", "lunch")
    waiting = [room.take() for _ in range(3)]
    today.catch_up()
    today.batch()
    today.batch()

    for id_, promise in today.promises.items():  # they had been told less
        today.promises[id_] = replace(promise, told=promise.made_at)
    assert today.batch()["tickets"][waiting[2]]["reason"] == {"why": "paused", "counter": "1"}


@pytest.mark.parametrize("running", [WITH_LUNCH], indirect=True)
def test_a_wait_goes_over_the_lunch_break_unless_today_is_longer(running):
    room, folder = running
    room.time.on(minutes=75)  # 11:51
    waiting = [room.take() for _ in range(6)]
    today = live.Today(folder)
    today.catch_up()
    over_lunch = today.batch()["tickets"][waiting[5]]

    folder.hall.extend(Asked("staff:9"), None, 60)
    today.catch_up()
    longer = today.batch()["tickets"][waiting[5]]

    # Two or three are served before 12:00, the sixth soon after 13:30.
    assert 99 <= over_lunch["p50"] <= 140
    assert 15 <= longer["p50"] <= 45

    folder.hall.close_early(Asked("staff:9"), "1", None)
    today.catch_up()
    # Nobody pulls their line any more today: no estimate beats a guess.
    assert today.batch()["tickets"] == {}


@pytest.mark.parametrize("running", [WITH_LUNCH], indirect=True)
def test_who_rests_over_the_lunch_break_rests_once(running):
    room, folder = running
    today = live.Today(folder)
    # On past days its last visitor before noon went at 11:56, and the next was called at 13:30.
    usual, rests = 11 * HOUR + 56 * MINUTE, Spread(math.log(94 * MINUTE), 0.02)
    today.rates = replace(today.rates, lunch_at={"1": usual}, lunch_spread=60_000.0, lunch=rests)
    room.time.on(minutes=75)  # 11:51
    waiting = [room.take() for _ in range(6)]
    today.catch_up()
    assert 99 <= today.batch()["tickets"][waiting[5]]["p50"] <= 140

    room.next("1")
    room.do("start", "1")
    room.time.on(minutes=5)
    room.do("finish", "1")
    for pause in ("lunch", None):  # paused, or signed in all along
        room.do("pause", "1", pause)
        room.time.on(minutes=20)
        today.catch_up()
        told = today.batch()["tickets"][waiting[1]]
        assert told["p50"] == pytest.approx(13.5 * 60 - today.hall.now / MINUTE, abs=3)


@pytest.mark.parametrize("running", [WITH_LUNCH, SERVED_OUT], indirect=True, ids=["carry", "serve"])
def test_who_signs_out_for_the_break_in_the_hours_is_back_when_they_go_on(running):
    room, folder = running
    today = live.Today(folder)
    room.time.on(minutes=80)  # 11:56
    visitor = room.take()

    def told():
        today.catch_up()
        return today.batch()["tickets"].get(visitor)

    room.time.on(minutes=5)
    room.do("leave", "1")
    room.time.on(minutes=9)  # 12:10
    assert told()["p50"] == pytest.approx(13.5 * 60 - today.hall.now / MINUTE, abs=8)
    room.time.on(minutes=85)  # 13:35, and nobody there yet
    assert told()["p50"] < 15
    room.time.on(minutes=30)
    assert told() is None


def test_who_signs_out_when_the_counter_usually_has_lunch_is_back_after_it(running):
    room, folder = running
    today = live.Today(folder)
    visitor = room.take()
    today.catch_up()
    usual, lunch = today.hall.now + 10 * MINUTE, Spread(math.log(45 * MINUTE), 0.1)
    today.rates = replace(today.rates, lunch_at={"1": usual}, lunch_spread=300_000.0, lunch=lunch)
    room.do("leave", "1")
    room.time.on(minutes=15)
    today.catch_up()

    assert today.batch()["tickets"][visitor]["p50"] == pytest.approx(30, abs=3)
    room.time.on(minutes=60)  # longer than a lunch: gone
    room.take()
    today.catch_up()
    assert visitor not in today.batch()["tickets"]


def test_what_became_of_told_waits_is_kept_and_added_up(running):
    room, folder = running
    today = live.Today(folder)
    waiting = [room.take() for _ in range(4)]
    today.catch_up()
    today.batch()
    room.hall.let_pass(Asked("visitor"), waiting[1])  # its own doing: counted nowhere
    for _ in range(2):
        room.next("1")
        room.time.on(minutes=6)
        today.catch_up()
        folder.waits.tell(today.batch())
        today.keep()

    day = folder.hall.day
    of = folder.told.figures(day, day)
    lately = folder.waits.lately()
    assert lately["told"] == 2
    assert of["all"]["tickets"] == of["by_lane"]["ordinary"]["tickets"] == 2
    assert of["all"]["cover80"] == 1 - lately["otherwise"] / 2
    assert of["all"]["mae"] < 6
    assert of["methods"] == [today.rates.method]
    assert list(of["by_day"]) == [day.isoformat()]
