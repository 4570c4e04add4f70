"""A clerk gives acts keys of their own: for a foot pedal, a macro pad, or another hand."""

from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.running import RunningHall

#: A counter of its own for each test.
COUNTERS = count(1)


@pytest.fixture
def console(hall_server: RunningHall, page_at: Callable[..., Page]) -> Page:
    """A clerk's console, seated, with the keys open."""
    page = page_at(1280, 800)
    hall_server.manager_session(page.context)
    page.goto(f"{hall_server.url}/counter")
    page.click(f"[data-counter='{next(COUNTERS)}']")
    page.wait_for_selector("#next")
    page.keyboard.press("?")
    expect(page.locator("ask-keys dialog[open]")).to_be_visible()
    return page


def give(page: Page, act: str, key: str) -> None:
    """Choose an act and press a key for it."""
    page.click(f"ask-keys [data-act={act}]")
    page.keyboard.press(key)


def said(page: Page):
    """What the dialog says."""
    return page.locator("ask-keys .keys + [role=status]")


def shut(page: Page) -> None:
    """Close the keys."""
    page.locator("ask-keys .ask-foot .button").click()
    expect(page.locator("ask-keys dialog[open]")).to_have_count(0)


@pytest.mark.fonts
def test_a_pedal_that_sends_page_down_calls_the_next(console: Page):
    give(console, "next", "PageDown")
    expect(said(console)).to_contain_text("PageDown")
    shut(console)
    expect(console.locator("#next kbd")).to_have_text("PageDown")
    # Whatever is written on a key stands in one line of a middling window too.
    console.set_viewport_size({"width": 1100, "height": 800})
    heights = console.evaluate(
        "[...document.querySelectorAll('.more .first')].map((one) => one.clientHeight)"
    )
    assert max(heights) < 36
    console.keyboard.press("F2")
    console.keyboard.press("PageDown")
    expect(console.locator(".strip .says")).to_contain_text("没有人等候")
    console.reload()
    console.wait_for_selector("#next")
    expect(console.locator("#next kbd")).to_have_text("PageDown")


def test_the_old_key_means_nothing_any_more(console: Page):
    give(console, "next", "b")
    shut(console)
    asked: list[str] = []
    console.on("request", lambda request: asked.append(request.url) if "/calls" in request.url else None)
    console.keyboard.press("F2")
    assert not asked
    console.keyboard.press("B")
    expect(console.locator(".strip .says")).to_contain_text("没有人等候")
    assert len(asked) == 1


def test_a_key_the_browser_or_the_page_needs_is_refused(console: Page):
    for key in ("F1", "F5", "F11", "F12", "Tab", "Control+w", "Enter"):
        give(console, "next", key)
        expect(said(console), key).to_contain_text("自己要用的键")
        expect(console.locator("ask-keys [data-act=next] kbd")).to_have_text("…")
        console.keyboard.press("F2")
        expect(said(console)).to_contain_text("F2")


def test_a_key_is_never_two_acts(console: Page):
    give(console, "next", "F3")
    expect(said(console)).to_contain_text("重呼")
    console.keyboard.press("F9")
    expect(said(console)).to_contain_text("回呼")
    shut(console)
    expect(console.locator("#next kbd")).to_have_text("F2")


def test_the_usual_keys_come_back_by_a_button(console: Page):
    give(console, "hold", "Insert")
    give(console, "next", "F8")
    expect(console.locator("ask-keys [data-act=next] kbd")).to_have_text("F8")
    console.click("#usual-keys")
    expect(console.locator("ask-keys [data-act=next] kbd")).to_have_text("F2")
    expect(console.locator("ask-keys [data-act=hold] kbd")).to_have_text("F8")
    expect(console.locator("#usual-keys")).to_have_count(0)
    shut(console)
    expect(console.locator("#hold kbd")).to_have_text("F8")
