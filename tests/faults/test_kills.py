"""kill -9 of web, Redis and archiver while people work: nothing acknowledged is lost or doubled (I7)."""

import time
from itertools import cycle, islice
from pathlib import Path

import pytest

from queueing.folder import HallFolder
from queueing.settings import Settings
from tests.live.recorded import Morning
from tests.running import ROOT, RunningHall

VICTIMS = ("web-0", "redis", "archiver")


def work_while_killing(data: Path, kills: int, tickets: int) -> None:
    """Issue and call without a break; after every so many tickets something is killed."""
    hall = RunningHall(data, ROOT / "halls" / "hall32.toml").start()

    def kill(morning: Morning) -> None:
        for n, victim in enumerate(islice(cycle(VICTIMS), kills), 1):
            deadline = time.monotonic() + 60
            while morning.issued < tickets * n // (kills + 1):
                assert time.monotonic() < deadline, "no number is given any more"
                time.sleep(0.01)
            hall.kill(victim)

    try:
        morning = Morning(hall, tickets)
        morning.work(kill)
        morning.each_called_once_by_the_rule()
        archived(hall)
        assert "nothing wrong" in hall.command("doctor")
    finally:
        hall.stop()


def archived(hall: RunningHall) -> None:
    """Wait until the archive has every fact: then the doctor compares the whole of it."""
    folder = HallFolder(Settings(data=hall.data))
    deadline = time.monotonic() + 60
    while (live := folder.stream.head()) is None or tuple(folder.archive.head()) != (
        live.life,
        live.revision,
    ):
        assert time.monotonic() < deadline, "the archive does not catch up"
        time.sleep(0.05)
    folder.records.dispose()


def test_after_a_kill_of_each_every_acknowledged_act_is_there_once(tmp_path: Path):
    """Each victim once; `./hall prove` kills two hundred times."""
    work_while_killing(tmp_path / "data", kills=len(VICTIMS), tickets=240)


@pytest.mark.long
def test_after_two_hundred_kills_every_acknowledged_act_is_there_once(tmp_path: Path):
    work_while_killing(tmp_path / "data", kills=200, tickets=8_000)
