"""A hall at lunch, as kiosk, clerk and manager see it: closed, why, and until when."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.pages.fitting import overflowing
from tests.running import ROOT, RunningHall

BREAK = "现在是休息时间，今天 13:30 开门"


@pytest.fixture(scope="module")
def at_lunch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """The hall with a lunch break, at half past twelve on a Monday."""
    clock = ("--clock", "2026-03-02T12:30+08:00")
    hall = RunningHall(tmp_path_factory.mktemp("lunch"), ROOT / "tests" / "lunch_hall.toml", clock).start()
    yield hall
    hall.stop()


@pytest.mark.fonts
def test_the_kiosk_says_that_it_is_a_break_and_when_it_ends(
    at_lunch: RunningHall, page_at: Callable[..., Page]
) -> None:
    page = page_at(1080, 1920)
    at_lunch.pair(page.context, "kiosk", "gate")
    page.goto(f"{at_lunch.url}/kiosk")

    expect(page.locator("[data-sentence=closed]")).to_contain_text(BREAK)
    expect(page.locator("[data-sentence=closed]")).to_contain_text("Closed for a break. Opens at 13:30 today")
    expect(page.locator("[data-service]")).to_have_count(0)
    assert overflowing(page) == []


def test_floor_and_clerks_page_show_the_counter_as_closed_and_why(
    at_lunch: RunningHall, page_at: Callable[..., Page]
) -> None:
    page = page_at(1440, 900)
    at_lunch.manager_session(page.context)
    page.goto(f"{at_lunch.url}/manager")
    tile = page.locator(".tile[data-counter='1']")
    expect(tile).to_have_attribute("data-state", "closed")
    expect(tile).to_contain_text(BREAK)
    tile.click()
    expect(page.locator("#close-counter")).to_contain_text("关闭窗口")

    page.goto(f"{at_lunch.url}/counter")
    page.locator("choose-counter button").first.click()
    expect(page.locator(".ticket[data-state=closed]")).to_contain_text(BREAK)
