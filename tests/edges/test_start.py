"""Starting and stopping: a mistake is one sentence, Ctrl-C loses nothing, a kill's leavings are cleared."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from queueing.folder import HallFolder
from queueing.settings import Settings
from queueing.supervisor import _begun
from tests.edges.conftest import Furnish
from tests.running import ROOT, Api, RunningHall, free_port

# Mistakes


def newer_records(data: Path) -> None:
    """Records as a program of next year leaves them."""
    HallFolder(Settings(data=data)).records.dispose()
    with sqlite3.connect(data / "hall.db") as records:
        records.execute("UPDATE alembic_version SET version_num = '9999'")
    records.close()


def no_records(data: Path) -> None:
    """A file that is no database."""
    (data / "hall.db").write_text("this is no database, but long enough to be looked at" * 100, "utf-8")


def broken_queue(data: Path) -> None:
    """A log of the queue server that it can't read."""
    logs = data / "redis" / "appendonlydir"
    logs.mkdir(parents=True)
    (logs / "appendonly.aof.manifest").write_text("file appendonly.aof.1.base.rdb seq 1 type b\n", "utf-8")
    (logs / "appendonly.aof.1.base.rdb").write_text("garbage", "utf-8")


def wrong_hall(data: Path) -> None:
    """A hall file with a misspelt key."""
    (data / "wrong.toml").write_text('# A hall.\nid = "x"\nnam = 3\n', "utf-8")


def a_file(data: Path) -> None:
    """A file where a folder should be."""
    (data / "file").touch()


#: What was asked for, with {data} for the folder, the folder's state before, and what the sentence says.
MISTAKES = {
    "a clock that is none": ("--clock yesterday", None, "yesterday is not understood"),
    "a clock without offset": ("--clock 2026-03-02T09:00", None, "2026-03-02T09:00+08:00"),
    "a clock that stands still": ("--clock 2026-03-02T09:00+08:00@0", None, "not understood"),
    "no hall file": ("--hall {data}/none.toml", None, "none.toml cannot be read"),
    "a wrong hall file": ("--hall {data}/wrong.toml", wrong_hall, "line 3: the hall has an unknown key"),
    "a port too high": ("--port 99999", None, "a port is at most 65535"),
    "another machine's address": ("--host 203.0.113.9", None, "203.0.113.9"),
    "a taken port": ("--port {taken}", None, "is taken by another program"),
    "a folder that is none": ("--data {data}/file/data", a_file, "is not writable"),
    "a certificate that is none": ("--tls-cert {data}/x --tls-key {data}/x", None, "No such file"),
    "half a certificate": ("--tls-cert {data}/file", a_file, "give both --tls-cert and --tls-key"),
    "no certificate at all": ("--tls-cert {data}/file --tls-key {data}/file", a_file, "no PEM files"),
    "newer records": ("", newer_records, "written by a newer version"),
    "records that are none": ("", no_records, "file is not a database"),
    "a broken queue": ("", broken_queue, "redis.log"),
    "Redis that does not answer": ("REDIS_URL=redis://:secret@127.0.0.1:1", None, "//…@127.0.0.1:1"),
    "no Redis address": ("REDIS_URL=nonsense", None, "Redis at nonsense does not answer"),
    "no database": ("DATABASE_URL=postgresql://u:secret@127.0.0.1:1/x", None, "//…@127.0.0.1:1/x"),
}  # fmt: skip


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of the program, to its end."""
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *words],
        capture_output=True, text=True, check=False, timeout=120, env=os.environ | environment,
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(furnish: Furnish) -> dict[str, subprocess.CompletedProcess[str]]:
    """How every mistake ended, all made at the same time."""

    def make(name: str, port: int) -> subprocess.CompletedProcess[str]:
        asked, prepare, _ = MISTAKES[name]
        data = furnish(f"mistake-{port}")
        if prepare:
            prepare(data)
        words = asked.format(data=data, taken=taken.getsockname()[1]).split()
        named = dict(word.split("=", 1) for word in words if "_URL=" in word)
        options = ["--data", str(data), "--port", str(port), *(word for word in words if "_URL=" not in word)]
        return run("up", *options, **named)

    with socket.socket() as taken, ThreadPoolExecutor(4) as at_once:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        made = {name: at_once.submit(make, name, free_port()) for name in MISTAKES}
    return {name: ended.result() for name, ended in made.items()}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_at_the_start_is_one_sentence(told, mistake):
    ended = told[mistake]

    assert MISTAKES[mistake][2] in ended.stderr
    assert ended.stderr.count("\n") == 1 and ended.stderr.endswith(".\n"), ended.stderr
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "secret" not in ended.stderr


def test_a_command_for_a_running_hall_says_that_none_runs(tmp_path):
    ended = run("doctor", "--data", str(tmp_path))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("No hall runs in the data folder") and ended.stderr.count("\n") == 1


# Stopping and going on


@pytest.fixture(scope="module")
def village(furnish: Furnish) -> Iterator[RunningHall]:
    """A village's hall of its own, to be stopped, killed and started again."""
    running = RunningHall(furnish("village"), ROOT / "halls" / "village.toml").start()
    yield running
    running.stop()


def children(hall: RunningHall) -> dict[str, int]:
    """The pids of a hall's processes, by name."""
    return {note.stem: int(note.read_text("utf-8").split()[0]) for note in hall.data.glob("*.pid")}


def wait_for(fact: Callable[[], object], within: float = 60) -> None:
    """Return as soon as it is so."""
    deadline = time.monotonic() + within
    while not fact():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)


def alive(pids: dict[str, int]) -> list[str]:
    """Those that still run."""
    return [name for name, pid in pids.items() if _begun(pid) is not None]


def work_a_little(hall: RunningHall) -> tuple[Api, dict, dict]:
    """A number is taken and called, another waits."""
    kiosk, clerk = hall.api(hall.key("kiosk")), hall.api(hall.key("clerk", "1"))
    called, waiting = (kiosk.post("/tickets", {"service": "payment"}).body for _ in range(2))
    assert clerk.post("/counters/1/sit", {"takeover": True}).status == 201
    assert clerk.post("/counters/1/calls").status == 201
    return kiosk, called, waiting


def goes_on(hall: RunningHall, kiosk: Api, waiting: dict) -> bool:
    """The waiting ticket still waits, the same key still works, and numbers go on."""
    page = kiosk.get(f"/tickets/{waiting['token']}").body
    next_one = kiosk.post("/tickets", {"service": "payment"})
    return page["state"] == "waiting" and int(next_one.body["number"][1:]) == int(waiting["number"][1:]) + 1


def test_ctrl_c_stops_everything_in_order_and_the_second_start_keeps_everything(village):
    kiosk, _, waiting = work_a_little(village)
    wait_for(lambda: {"web-0", "archiver", "devices", "estimator", "redis"} <= set(children(village)))
    pids, log = children(village), village.data / "up.log"
    said_before = len(log.read_text("utf-8"))
    village.stop()

    assert village.process.returncode == 0 and alive(pids) == [] and children(village) == {}
    assert log.read_text("utf-8")[said_before:] == ""
    village.start()
    assert goes_on(village, kiosk, waiting)
    assert village.command("doctor") == "The doctor finds nothing wrong."


def test_what_a_killed_supervisor_left_behind_is_ended_by_the_next_start(village):
    kiosk, _, waiting = work_a_little(village)
    wait_for(lambda: {"web-0", "archiver", "devices", "estimator", "redis"} <= set(children(village)))
    pids = children(village)
    village.process.kill()
    village.process.wait()

    assert sorted(alive(pids)) == sorted(pids), "children live on without their supervisor"
    assert kiosk.get("/services").status == 200
    village.start()
    wait_for(lambda: alive(pids) == [])
    village.wait_ready()
    assert goes_on(village, kiosk, waiting)


def test_a_second_hall_on_the_same_folder_is_refused_and_harms_nobody(village):
    again = run("up", "--data", str(village.data), "--port", str(free_port()))

    assert again.returncode == 1 and f"(process {village.process.pid}); stop it first" in again.stderr
    assert Api(village.url).ask("GET", "/readyz").status == 200


def test_ctrl_c_in_the_middle_of_a_start_leaves_nothing_behind(furnish):
    data = furnish("early")
    starting = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), "up", "--data", str(data), "--port", str(free_port())],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_for(lambda: (data / "redis.pid").exists() and (data / "redis.pid").read_text("utf-8"), within=60)
    redis = int((data / "redis.pid").read_text("utf-8").split()[0])
    starting.send_signal(signal.SIGINT)
    _, complaint = starting.communicate(timeout=60)

    assert "Traceback" not in complaint
    assert _begun(redis) is None and list(data.glob("*.pid")) == []
