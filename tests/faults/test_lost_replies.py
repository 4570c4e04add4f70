"""A reply that is lost after the deed was done: a repeat gives the first answer and never acts twice (I8)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from queueing.live import server
from tests.faults.clients import Clerk, Visitors
from tests.faults.proxy import EveryNth, Proxy
from tests.running import ROOT, RunningHall

TICKETS, COUNTERS = 60, 4


def work_through(hall: RunningHall, url: str) -> tuple[list[str], list[str]]:
    """Give out numbers and call them all, by several clients at once: numbers given, numbers called."""
    kiosk, keys = hall.key("kiosk"), [hall.key("clerk", str(n + 1)) for n in range(COUNTERS)]
    visitors = [Visitors(replace(hall.api(kiosk), url=url), "all") for _ in range(2)]
    clerks = [Clerk(replace(hall.api(key), url=url), str(n + 1)) for n, key in enumerate(keys)]

    def issue(some: Visitors) -> None:
        for _ in range(TICKETS // 2):
            some.take()

    def serve(clerk: Clerk) -> None:
        clerk.sit()
        while clerk.call():
            pass

    with ThreadPoolExecutor(COUNTERS) as pool:
        list(pool.map(issue, visitors))
        list(pool.map(serve, clerks))
    return [n for v in visitors for n in v.numbers], [n for c in clerks for n in c.called]


def each_once(given: list[str], called: list[str]) -> None:
    assert len(given) == TICKETS
    assert len(set(given)) == TICKETS, "a number was given twice"
    assert sorted(called) == sorted(given), "a number was called twice, or never"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    """A hall of 32 counters on one line."""
    running = RunningHall(tmp_path / "data", ROOT / "halls" / "hall32.toml").start()
    yield running
    running.stop()


def test_the_browser_loses_replies_of_the_web_and_nothing_is_done_twice(hall: RunningHall):
    answers = EveryNth(5, lambda chunk: chunk.startswith(b"HTTP/1.1 2"))
    with Proxy(hall.port, answers) as proxy:
        given, called = work_through(hall, f"http://127.0.0.1:{proxy.port}")
    assert proxy.dropped > TICKETS // 5
    each_once(given, called)
    assert "nothing wrong" in hall.command("doctor")


def test_the_web_loses_replies_of_redis_and_nothing_is_done_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "live").mkdir()
    live = server.start(tmp_path / "live", fsync="no")
    acts = EveryNth(7, lambda chunk: b'"number"' in chunk)
    with Proxy(Path(live.url.removeprefix("unix://")), acts, unix_path=tmp_path / "p.sock") as proxy:
        monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path / 'p.sock'}")
        hall = RunningHall(tmp_path / "data", ROOT / "halls" / "hall32.toml").start()
        given, called = work_through(hall, hall.url)
        hall.stop()
    live.stop()
    assert proxy.dropped > TICKETS // 7
    each_once(given, called)
