"""A clerk works from a paper roll: which number is served, the next one, a jump, and one that comes late."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.live.test_rolls import ROLLS
from tests.running import RunningHall


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """The town hall with two paper rolls, running."""
    folder = tmp_path_factory.mktemp("rolls")
    (folder / "town.toml").write_text(f"# A town.\n{ROLLS}", "utf-8")
    running = RunningHall(folder / "data", folder / "town.toml").start()
    yield running
    running.stop()


def console(town: RunningHall, page_at: Callable[..., Page], counter: str) -> Page:
    """The clerk's console at a counter, seated."""
    page = page_at(1280, 800)
    town.manager_session(page.context)
    page.goto(f"{town.url}/counter")
    page.click(f"[data-counter='{counter}']")
    page.wait_for_selector("#next")
    return page


def test_a_clerk_calls_the_next_of_the_roll_jumps_and_calls_one_back(town, page_at):
    page = console(town, page_at, "4")
    serving, in_hand = page.locator("clerk-roll [data-last]"), page.locator("clerk-ticket [data-ticket]")
    expect(serving).to_have_text("还没有叫")
    page.keyboard.press("F2")
    expect(serving).to_have_text("001")
    expect(in_hand).to_have_text("001")
    page.wait_for_timeout(850)  # two calls within that time are one wish
    page.click("[data-does=roll_next]")
    expect(serving).to_have_text("002")
    page.click("[data-does=roll_jump]")
    page.locator("ask-number input").fill("40")
    page.wait_for_timeout(850)
    page.keyboard.press("Enter")
    expect(serving).to_have_text("040")
    page.click("[data-does=roll_jump]")
    page.locator("ask-number input").fill("1")
    page.wait_for_timeout(850)
    page.keyboard.press("Enter")
    expect(page.locator("ask-confirm dialog[open]")).to_contain_text("001 今天已经叫过")
    page.locator("ask-confirm .ask-foot .primary").click()
    expect(in_hand).to_have_count(0)
    expect(serving).to_have_text("040")
    board = town.api(town.key("screen")).get("/board?zone=2").body["calls"]
    assert board[0]["number"] == "001"


def test_what_is_no_number_calls_nobody(town, page_at):
    page = console(town, page_at, "5")
    page.click("[data-does=roll_jump]")
    page.locator("ask-number input").fill("A1")
    expect(page.locator("ask-number .primary")).to_be_disabled()


def test_a_counter_without_a_roll_shows_none(town, page_at):
    page = console(town, page_at, "1")
    expect(page.locator("clerk-roll .roll")).to_have_count(0)
