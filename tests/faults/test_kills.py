"""kill -9 of web, Redis and archiver while people work: nothing acknowledged is lost or doubled (I7)."""

import threading
import time
from itertools import cycle, islice
from pathlib import Path

import pytest

from queueing.folder import HallFolder
from queueing.settings import Settings
from tests.faults.clients import Clerk, Visitors
from tests.running import ROOT, RunningHall

VICTIMS = ("web-0", "redis", "archiver")


def work_while_killing(data: Path, kills: int, tickets_a_kill: int) -> None:
    """Issue and call without a break; after every so many tickets something is killed."""
    hall = RunningHall(data, ROOT / "halls" / "hall32.toml").start()
    visitors = Visitors(hall.api(hall.key("kiosk")), "all")
    clerks = [Clerk(hall.api(hall.key("clerk", str(n))), str(n)) for n in (1, 2, 3)]
    done = threading.Event()
    faults: list[BaseException] = []

    def serve(clerk: Clerk) -> None:
        try:
            clerk.sit()
            while clerk.call() or not done.is_set():
                pass
        except BaseException as fault:  # noqa: BLE001 - told in the main thread
            faults.append(fault)

    threads = [threading.Thread(target=serve, args=(clerk,)) for clerk in clerks]
    for thread in threads:
        thread.start()
    try:
        for victim in islice(cycle(VICTIMS), kills):
            for _ in range(tickets_a_kill):
                visitors.take()
            hall.kill(victim)
        for _ in range(tickets_a_kill):
            visitors.take()
    finally:
        done.set()
        for thread in threads:
            thread.join(timeout=60)
    assert not faults, faults
    called = [number for clerk in clerks for number in clerk.called]
    assert len(set(visitors.numbers)) == len(visitors.numbers), "a number was given twice"
    assert sorted(called) == sorted(visitors.numbers), "a number was called twice, or lost"
    archived(hall)
    assert "nothing wrong" in hall.command("doctor")
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


def test_after_five_kills_every_acknowledged_act_is_there_once(tmp_path: Path):
    work_while_killing(tmp_path / "data", kills=5, tickets_a_kill=12)


@pytest.mark.long
def test_after_two_hundred_kills_every_acknowledged_act_is_there_once(tmp_path: Path):
    work_while_killing(tmp_path / "data", kills=200, tickets_a_kill=10)
