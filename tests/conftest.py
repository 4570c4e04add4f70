"""What tests share: a running hall for the browser journeys, a live Redis for the scripts, pages by size."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from queueing.live import server
from tests.running import BROWSER_FLAGS, ROOT, RunningHall, chromium

# As `hall` does: the processes of the halls that tests start need not compile the program each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

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
def browser() -> Iterator[Browser]:
    """One headless Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=list(BROWSER_FLAGS))
        yield started
        started.close()


@pytest.fixture
def page_at(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page of a given size in a browser context of its own, its console errors failing the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(width: int, height: int, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


#: The files that take longest stand first, lest one is alone at the end; then those that start halls.
FIRST = (
    "edges/test_start.py",
    "devices/test_printer_faults.py",
    "pages/test_clerk.py",
    "edges/test_browser.py",
)
HALLS = ("faults", "edges", "pages", "records")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in tests/pages drive a browser, which the marker says; the longest files begin."""

    def standing(item: pytest.Item) -> tuple[int, int]:
        file = Path(item.fspath)
        early = f"{file.parent.name}/{file.name}"
        return (
            FIRST.index(early) if early in FIRST else len(FIRST),
            HALLS.index(file.parent.name) if file.parent.name in HALLS else len(HALLS),
        )

    for item in items:
        if "pages" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.pages)
    items.sort(key=standing)
