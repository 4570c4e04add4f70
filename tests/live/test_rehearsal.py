"""A recorded day played again: under its own plan the very calls it had, under another what that changes."""

import fcntl
from collections.abc import Callable
from random import Random

import pytest

from queueing.clock import Clock
from queueing.errors import HallError
from queueing.folder import HallFolder
from queueing.hall import Asked
from queueing.rehearse import rehearse
from queueing.rules.day_play import Under
from queueing.rules.recorded_day import recorded
from queueing.rules.rehearsal import course_of, play_day
from queueing.settings import Settings
from queueing.trial_errors import NoDayToPlay
from queueing.trials import Trials
from tests.live.room import TOWN, Room
from tests.running import give_records

GUIDE = Asked("key:2")
SERVICES = ("card", "pension", "invoice", "permit")
LANES = ("ordinary", "ordinary", "priority", "helper")


def under(plan):
    """What a plan of this town makes of its day: nothing moves to another line."""
    return Under(
        frozenset(plan.counter),
        lambda counter, _at: plan.counter[counter].all_pulls,
        {lane: int(promise.total_seconds() * 1000) for lane, promise in plan.promises.items()},
        lambda move: move.line,
    )


def lively_day(redis, seed):
    """A day of the town hall in which everything happens that clerks, visitors and guides may do."""
    dice, room = Random(seed), Room(redis)
    known: list[str] = []

    def standing():
        return dice.choice(known[-8:])

    deeds: dict[Callable[..., object], int] = {
        lambda _c: known.append(room.take(dice.choice(SERVICES), dice.choice(LANES))): 34,
        lambda c: room.next(c, below_threshold=dice.random() < 0.1): 30,
        lambda c: room.do("start", c): 8,
        lambda c: room.do("finish", c): 6,
        lambda c: room.do("miss", c): 4,
        lambda c: room.do("undo", c): 3,
        lambda c: room.do(
            "transfer", c, dice.choice(["social", "tax", "@1"]), dice.choice(["front", "end"])
        ): 3,
        lambda c: room.do("hold", c): 2,
        lambda c: room.do("resume", c, next(iter(room.counter(c)["held"]))): 2,
        lambda c: room.do("pause", c, dice.choice(["lunch", None])): 3,
        lambda c: room.next(c, ticket=standing(), reason="asked"): 2,
        lambda c: room.do("walk_in", c, "card"): 1,
        lambda c: room.do("leave", c): 1,
        room.sit: 3,
        lambda _c: room.hall.cancel(GUIDE, standing()): 1,
        lambda _c: room.hall.let_pass(GUIDE, standing(), undo=dice.random() < 0.3): 2,
        lambda _c: room.hall.late(GUIDE, standing()): 1,
        lambda _c: room.hall.come_back(GUIDE, dice.choice(known)): 3,
        lambda _c: room.steering.grant_priority(GUIDE, standing(), "elderly"): 1,
        lambda _c: room.steering.change_service(GUIDE, standing(), dice.choice(SERVICES)): 1,
    }
    for counter in "123":
        room.sit(counter)
    for _ in range(250):
        if dice.random() < 0.8:
            room.time.on(ms=dice.choice([0, 1, 800, 20_000, 60_000, 150_000]))
        deed = dice.choices(list(deeds), list(deeds.values()))[0]
        try:
            deed(dice.choice("1123"))
        except (HallError, IndexError, StopIteration):
            continue
    return room


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_under_its_own_plan_a_day_is_played_with_the_very_same_order_of_calls(empty_redis, seed):
    room = lively_day(empty_redis, seed)
    day = recorded(room.facts())

    course = course_of(day, under(room.plan))

    assert play_day(course, under(room.plan)) == day.calls
    assert len(day.calls) > 20
    # What the rule chose is not kept by hand: the play found it.
    rules = [fact["detail"]["reason"]["rule"] for fact in room.facts("called")]
    assert course.by_hand <= len([rule for rule in rules if rule != "share"])


@pytest.fixture
def folder(empty_redis, tmp_path):
    """The town hall on the day after one on which counter 1 served eight visitors, the last by priority."""
    room = Room(empty_redis)
    give_records(tmp_path)
    folder = HallFolder(Settings(data=tmp_path))
    (tmp_path / "town.toml").write_text(TOWN, "utf-8")
    vars(folder).update(client=empty_redis, clock=Clock(real=room.time))
    folder.load_plan(tmp_path / "town.toml")
    with pytest.raises(NoDayToPlay):
        rehearse(folder, TOWN, None)
    room.sit("1")
    for _ in range(7):
        room.take()
        room.time.on(minutes=1)
    room.take(lane="priority")
    for _ in range(8):
        room.serving("1")
        room.time.on(minutes=10)
        room.do("finish", "1")
    folder.archive.append(room.facts(), folder.archive.open("test"))
    room.time.on(hours=24)
    yield folder
    folder.records.dispose()


def by_lane(found):
    return {group["lane"]: group for group in found["groups"] if not group["line"]}


def test_a_longer_promise_is_rehearsed_and_the_loser_is_told(folder):
    longer = TOWN.replace("lanes = {", "lanes = { priority = { promise = 45 },")

    found = rehearse(folder, longer, None)

    assert (found["day"], found["calls"], found["by_hand"], found["same"]) == ("2026-03-02", 8, 0, True)
    lanes = by_lane(found)
    # It was called second, for its 15 minutes are used up sooner than the 45 of the others; now it is last.
    assert (lanes["priority"]["before"]["p90"], lanes["priority"]["after"]["p90"]) == (10.0, 70.0)
    assert lanes["priority"]["loses"] and lanes["priority"]["by_most"] == 60.0
    assert lanes["ordinary"]["sooner"] == 6 and not lanes["ordinary"]["loses"]


def test_without_a_change_nobody_is_moved(folder):
    assert rehearse(folder, TOWN, "2026-03-02")["moved"] == 0


def test_a_counter_less_leaves_its_visitors_uncalled_and_says_so(folder):
    fewer = TOWN.replace('{ id = "1", zone = "1", lines = ["social", "tax"] },', "")

    lanes = by_lane(rehearse(folder, fewer, None))

    # Counter 2 could serve them, but nobody sat there that day.
    assert (lanes["ordinary"]["dropped"], lanes["ordinary"]["after"]["called"]) == (7, 0)


def test_a_trial_tells_how_far_it_is_and_why_it_failed(tmp_path, monkeypatch):
    trials = Trials(tmp_path, ["true"])
    monkeypatch.setattr("queueing.trials.subprocess.Popen", lambda *_words, **_how: None)
    good, bad = trials.start("rehearsal", {}, 0, "one"), trials.start("rehearsal", {}, 0, "two")
    assert trials.start("rehearsal", {}, 0, "one") == good  # a repeat begins nothing
    seen = []

    def do(_kind, _asked, progress):
        progress(0.5)
        seen.append(trials.state(good, 60_000))  # long begun, and it runs
        return 7

    def refuse(_kind, _asked, _progress):
        raise NoDayToPlay

    trials.run(good, do)
    trials.run(bad, refuse)

    assert [(told["state"], told["done"]) for told in seen] == [("running", 0.5)]
    assert trials.state(good, 0)["result"] == 7
    assert trials.state(bad, 0)["problem"]["code"] == "no-day-to-play"
    # One whose process never began has failed after a while, whoever else looks at the same moment.
    with (tmp_path / "trials" / "lock").open("r") as another:
        fcntl.flock(another, fcntl.LOCK_SH)
        assert trials.state(trials.start("replay", {}, 0, "three"), 60_000)["state"] == "failed"
