"""What tests share: a running hall for the browser journeys, a live Redis for the scripts, pages by size."""

import gc
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import redis
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from queueing.live import server
from tests.running import BROWSER_FLAGS, ROOT, RunningHall, chromium

# As `hall` does: the processes of the halls that tests start need not compile the program each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The collector walks all that a run has imported, a tenth of its work: seldom, then.
gc.set_threshold(50_000)

# So many examples of each property, unless it says otherwise; none has a deadline, machines are busy.
settings.register_profile("hall", max_examples=50, deadline=None)
settings.load_profile("hall")

#: A busy machine takes its time; what is there sooner is seen sooner.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def live_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[redis.Redis]:
    """A real Redis of our own on a unix socket; fsync is left out, only the fault tests need it."""
    started = server.start(tmp_path_factory.mktemp("redis"), fsync="no")
    client = server.connect(started.url)
    yield client
    client.close()
    client.connection_pool.disconnect()
    started.stop()


@pytest.fixture
def empty_redis(live_redis: redis.Redis) -> redis.Redis:
    """The same, emptied."""
    live_redis.flushall()
    return live_redis


@pytest.fixture(scope="session")
def bincheng(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """Bincheng, running: real Redis, web and workers; a start costs as much as many tests."""
    hall = RunningHall(tmp_path_factory.mktemp("hall"), ROOT / "halls" / "bincheng.toml").start()
    yield hall
    hall.stop()


@pytest.fixture(scope="module")
def hall_server(bincheng: RunningHall) -> RunningHall:
    """The same with nobody at a counter and nobody waiting."""
    bincheng.empty()
    return bincheng


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers."""
    with sync_playwright() as driver:
        yield driver


#: No spare process or thread stands ready for a next page: a tenth of the work of opening one.
FLAGS = (*BROWSER_FLAGS, "--num-raster-threads=1", "--renderer-process-limit=1")


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One headless Chromium; it fetches no fonts, which are a third of the work of opening a page."""
    flags = [*FLAGS, "--disable-remote-fonts"]
    with playwright.chromium.launch(executable_path=chromium(), args=flags) as started:
        yield started


@pytest.fixture(scope="session")
def browser_with_fonts(playwright: Playwright) -> Iterator[Browser]:
    """Another for the tests that measure what is seen."""
    with playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS)) as started:
        yield started


@pytest.fixture
def page_at(request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """A page of a given size in a browser context of its own, its console errors failing the test."""
    measures = request.node.get_closest_marker("fonts")
    browser: Browser = request.getfixturevalue("browser_with_fonts" if measures else "browser")
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(width: int, height: int, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


#: The files that take longest stand first, lest one is alone at the end; then those that start halls.
FIRST = ("test_start.py", "test_types.py", "test_kills.py", "test_lost_replies.py", "test_rebuild.py",
    "test_simulate.py")  # fmt: skip
HALLS = ("faults", "edges", "pages", "records")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in tests/pages drive a browser, which the marker says; the longest files begin."""

    def standing(item: pytest.Item) -> tuple[int, ...]:
        folder, name = item.path.parent.name, item.path.name
        return (
            not _shared_hall(item.path),
            FIRST.index(name) if name in FIRST else len(FIRST),
            HALLS.index(folder) if folder in HALLS else len(HALLS),
        )

    for item in items:
        if item.path.parent.name == "pages":
            item.add_marker(pytest.mark.pages)
    items.sort(key=standing)


@cache
def _shared_hall(file: Path) -> str:
    """The running hall that a file of tests shares with others; "" where it shares none."""
    text = file.read_text("utf-8")
    if file.parent.name == "edges" and not re.search(r"RunningHall\(|printing_hall\(", text):
        return "desks"
    return "bincheng" if "hall_server" in text else ""


class ByHall(LoadScopeScheduling):  # type: ignore[misc]  # it ships no types
    """Gives each process of a run whole files, and files that share a hall to one: there it starts once."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return _shared_hall(ROOT / file) or file


def pytest_collection_finish() -> None:
    """What is imported by now stays to the end; the collector need not look at it again."""
    gc.freeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByHall:
    """How `./hall test` shares the tests out."""
    return ByHall(config, log)
