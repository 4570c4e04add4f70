"""A reply that is lost after the deed was done: a repeat gives the first answer and never acts twice (I8)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from queueing.live import server
from tests.faults.proxy import EveryNth, Proxy, Weather
from tests.live.recorded import Morning
from tests.running import ROOT, RunningHall

HALL = ROOT / "halls" / "hall32.toml"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    """A hall of 32 counters on one line."""
    running = RunningHall(tmp_path / "data", HALL).start()
    yield running
    running.stop()


def is_answer(chunk: bytes) -> bool:
    """Whether the web has done what it was asked for."""
    return chunk.startswith(b"HTTP/1.1 2")


@pytest.mark.parametrize("tickets", [150, pytest.param(2_000, marks=pytest.mark.long)])
def test_the_browser_loses_replies_of_the_web_and_nothing_is_done_twice(hall: RunningHall, tickets: int):
    """Every fifth answer of a short morning; `./hall prove` works many times as long."""
    with Proxy(hall.port, EveryNth(5, is_answer)) as proxy:
        morning = Morning(hall, tickets, port=proxy.port)
        morning.work()
    assert proxy.harmed > tickets // 5
    morning.each_called_once_by_the_rule()
    assert "nothing wrong" in hall.command("doctor")


def test_late_cut_and_silent_answers_do_nothing_twice(hall: RunningHall):
    with Proxy(hall.port, EveryNth(5, is_answer, Weather(seed=7))) as proxy:
        morning = Morning(hall, tickets=100, port=proxy.port, patience=1)
        morning.work()
    assert proxy.harmed > 100 // 5
    morning.each_called_once_by_the_rule()


def test_the_web_loses_replies_of_redis_and_nothing_is_done_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "live").mkdir()
    live = server.start(tmp_path / "live", fsync="no")
    acts = EveryNth(7, lambda chunk: b'"number"' in chunk)
    with Proxy(Path(live.url.removeprefix("unix://")), acts, unix_path=tmp_path / "p.sock") as proxy:
        monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path / 'p.sock'}")
        hall = RunningHall(tmp_path / "data", HALL)
        try:
            morning = Morning(hall.start(), tickets=80)
            morning.work()
        finally:
            hall.stop()
            live.stop()
    assert proxy.harmed > 80 // 7
    morning.each_called_once_by_the_rule()
