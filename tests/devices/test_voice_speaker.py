"""A loudspeaker says each call at most once, in order, one at a time; and keeps up with 200 calls an hour."""

import random
import shutil
from collections import Counter
from itertools import pairwise

import pytest
import redis

from displays.commands import voice_set
from displays.pace import capacity_of
from tests.devices.hearing import Hearing
from tests.live.room import HOUR, MINUTE, SECOND, Room
from tests.running import give_voice

#: Hours as chance has them.
SEEDS = range(7, 14)


@pytest.fixture(scope="session")
def clips(tmp_path_factory):
    """A data folder with the clips in it."""
    folder = tmp_path_factory.mktemp("voice")
    give_voice(folder)
    return folder


@pytest.fixture
def hearing(empty_redis: redis.Redis, clips, tmp_path):
    """The hall at nine, its loudspeaker not yet on."""
    yield Hearing(Room(empty_redis), voice_set(clips), tmp_path / "heard.wav")
    shutil.rmtree(voice_set(clips).spoken, ignore_errors=True)
    (tmp_path / "heard.wav").unlink(missing_ok=True)  # an hour is 160 MB


def visitors_at(hearing, rate, hours=1.0, seed=7):
    """Instants at which visitors are called, as chance has them: so many an hour."""
    dice, at, instants = random.Random(seed), float(hearing.began), []
    while (at := at + dice.expovariate(rate / HOUR)) < hearing.began + hours * HOUR:
        instants.append(int(at))
    return instants


def check_every_call_is_told_once(hearing):
    """Nothing is claimed twice, and each call is told as spoken or as not spoken, never both."""
    assert max(Counter(hearing.claimed).values()) == 1
    told = hearing.told("spoken") + hearing.told("unspoken")
    assert sorted(told) == sorted(hearing.called)
    for before, after in pairwise(hearing.claimed):
        assert hearing.called.index(before) < hearing.called.index(after), "one call overtook another"


@pytest.mark.parametrize(
    ("seed", "hours"), [(12, 0.25), *(pytest.param(seed, 1.0, marks=pytest.mark.long) for seed in SEEDS)]
)
def test_of_200_calls_an_hour_at_most_8_per_cent_are_shown_only(hearing, seed, hours):
    """A quarter of an hour; `./hall prove` listens to seven hours."""
    hearing.arrivals = visitors_at(hearing, 200, hours, seed)
    hearing.listen(hours * HOUR / SECOND + 60)
    dropped = hearing.told("unspoken")
    assert 170 * hours < len(hearing.called) < 230 * hours
    assert len(dropped) <= 0.08 * len(hearing.called)
    assert {f["detail"]["because"] for f in hearing.room.facts("unspoken")} <= {"stale"}
    check_every_call_is_told_once(hearing)
    hearing.check_timeline()


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_of_500_calls_an_hour_a_zone_speaks_nine_tenths_of_what_it_can(hearing, seed):
    hearing.arrivals = visitors_at(hearing, 500, hours=0.5, seed=seed)
    hearing.listen(HOUR / 2 / SECOND)
    can = capacity_of(hearing.voice, hearing.room.plan, "1")
    assert len(hearing.called) > 200 and 370 < can.once < 430 and 180 < can.twice < 220
    assert len(hearing.told("spoken")) >= 0.9 * can.once / 2
    hearing.listen(60)  # what is left, now that nobody is called any more
    check_every_call_is_told_once(hearing)
    hearing.check_timeline()


@pytest.mark.parametrize("kills", [12, pytest.param(40, marks=pytest.mark.long)])
def test_a_loudspeaker_killed_again_and_again_speaks_nothing_twice(hearing, kills):
    """Killed 80 times an hour, for 9 minutes; `./hall prove` listens for half an hour."""
    hours = kills / 80
    hearing.arrivals = visitors_at(hearing, 200, hours)
    dice = random.Random(3)
    hearing.kills = sorted(hearing.began + dice.randrange(int(hours * HOUR)) for _ in range(kills))
    hearing.listen(hours * HOUR / SECOND + 60)
    assert not hearing.kills
    lost = [
        f["detail"]["call"] for f in hearing.room.facts("unspoken") if f["detail"]["because"] == "unfinished"
    ]
    assert kills // 4 < len(lost) <= kills
    assert {*lost} == {*hearing.claimed} - {*hearing.told("spoken")}
    check_every_call_is_told_once(hearing)
    hearing.check_timeline()


def test_the_next_loudspeaker_takes_over_five_seconds_after_the_last_sign_of_the_old_one(hearing):
    first, second = hearing.call(), hearing.call()
    hearing.kills = [hearing.room.time.ms + 2_500]
    hearing.listen(12)
    assert hearing.claimed == [first, second]
    killed, after = hearing.played
    assert 7_000 <= (after.begin - killed.begin) * 1000 / 22_050 <= 9_000


def test_a_loudspeaker_that_was_away_while_another_took_over_keeps_silent(hearing):
    call = hearing.call()
    late = []

    def slow(url):
        hearing.pause(6)  # stopped, as by a debugger or a sleeping machine
        late.append(hearing.speaker())
        late[0].step()
        return hearing.fetch(url)

    hearing.speaker(slow).step()
    assert hearing.claimed == [call] and not hearing.played
    assert hearing.room.last("unspoken")["detail"]["because"] == "unfinished"


def test_a_loudspeaker_that_loses_the_hall_falls_silent_before_another_may_speak(hearing, monkeypatch):
    hearing.call()
    speaker, asked = hearing.speaker(), hearing.ask
    began = hearing.room.time.ms

    def away(claim):
        if hearing.room.time.ms > began + 2_000:
            raise ConnectionError("no route to the hall")
        return asked(claim)

    monkeypatch.setattr(speaker, "_ask", away)
    speaker.step()
    (sound_,) = hearing.played
    silent_after = (sound_.end - sound_.begin) / 22_050
    assert 5 <= silent_after <= 7, "its last sign was at 2 s, so another may begin at 7 s"


def test_a_call_whose_sound_fails_is_recorded_and_the_loudspeaker_steps_back_for_ten_seconds(hearing):
    call = hearing.call()

    def broken(url):
        raise FileNotFoundError(url)

    speaker = hearing.speaker(broken)
    speaker.step()
    assert not hearing.played
    speaker.step()  # tells that it may not make a sound: the next may try
    assert "speaker" not in hearing.room.steering.snapshot()["speech"]["1"]
    waiting = hearing.call()
    hearing.listen(25)
    assert hearing.claimed == [call, waiting]
    assert hearing.told("unspoken") == [call] and hearing.told("spoken") == [waiting]


def with_hours(hearing, quiet):
    """The same hall, opened anew with hours of a volume of their own."""
    hearing.room.redis.flushall()
    text = hearing.room.text.replace("lanes =", f"voice = {{ quiet = {quiet} }}\nlanes =")
    return Hearing(Room(hearing.room.redis, text), hearing.voice, hearing.timeline)


def test_in_quiet_hours_calls_are_shown_only_and_recorded_so(hearing):
    loud = with_hours(hearing, '[["09:00", "09:10"]]')
    call = loud.call()
    text = {"zh": "请安静"}
    told = loud.room.steering.proclaim(loud.room.seats["1"], "announced", text, audio="a.wav")["announcement"]
    answer = loud.ask({"speaker": "tv", "ready": True, "claim": True})
    assert loud.room.last("unspoken")["detail"]["because"] == "quiet" and loud.told("unspoken") == [call]
    assert (answer["say"]["call"], answer["say"]["volume"]) == (told, 100), (
        "a person's word is spoken now too"
    )
    loud.room.time.on(ms=10 * MINUTE)
    later = loud.call()
    assert (
        loud.ask({"speaker": "tv", "ready": True, "claim": True, "epoch": answer["epoch"]})["say"]["call"]
        == later
    )


def test_in_the_evening_calls_are_softer(hearing):
    evening = with_hours(hearing, '[["08:00", "10:00", 50]]')
    evening.call()
    evening.listen(2)
    (heard,) = evening.played
    (file,) = evening.voice.spoken.glob("*.wav")
    full = memoryview(file.read_bytes()[44:]).cast("h")
    assert [*memoryview(heard.samples).cast("h")[:2000]] == [sample // 2 for sample in full[:2000]]
