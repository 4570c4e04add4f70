"""kill -9 of a real loudspeaker in the middle of a burst of calls: nothing is spoken twice, none is lost."""

import subprocess
import sys
import time

import pytest

from displays import sound
from queueing.clock import Clock
from tests.devices.loudspeaker import LOUDEST, SHORT
from tests.live.room import Room
from tests.running import ROOT


@pytest.fixture
def loudspeaker(live_redis, tmp_path):
    """Starts one, as often as it is asked; all are ended."""
    started = []
    socket = live_redis.connection_pool.connection_kwargs["path"]
    (tmp_path / "began").write_text(str(Clock().tick()))

    def start():
        words = [sys.executable, "-m", "tests.devices.loudspeaker", socket, str(tmp_path)]
        started.append(subprocess.Popen(words, cwd=ROOT))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(says, within=60.0):
    """Wait for a fact."""
    ends = time.monotonic() + within
    while not says():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.02)


def test_a_loudspeaker_killed_mid_burst_speaks_nothing_twice(empty_redis, tmp_path, loudspeaker):
    room = Room(empty_redis)
    room.time.ms = Clock().tick()
    room.sit("1")
    calls = []
    for _ in range(4):
        room.take()
        room.next("1")
        calls.append(room.last("called")["detail"]["call"])

    def claimed():
        note = tmp_path / "claimed"
        return note.read_text().split() if note.exists() else []

    first = loudspeaker()
    until(lambda: len(claimed()) == 2)
    time.sleep(0.3)  # in the middle of its sound
    first.kill()
    first.wait()
    killed_at = time.monotonic()
    loudspeaker()
    until(lambda: len(room.facts("spoken")) == 3)
    assert time.monotonic() - killed_at > 4.5, "another took over before the five seconds were up"
    assert claimed() == calls, "each was claimed once, in order"
    assert [f["detail"]["call"] for f in room.facts("spoken")] == [calls[0], *calls[2:]]
    (lost,) = room.facts("unspoken")
    assert lost["detail"] == {"call": calls[1], "zone": "1", "because": "unfinished"}
    heard = sound.read(tmp_path / "heard.wav")
    assert max(map(abs, heard)) <= LOUDEST, "two sounds lay over one another"
    four = 4 * len(sound.samples_of(SHORT))
    assert 0.98 * four < sum(sample != 0 for sample in heard) <= four
