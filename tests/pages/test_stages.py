"""A result that is handed on: at the counter, on the visitor's phone and on the pick-up's screen."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.pages.fitting import overflowing
from tests.running import ROOT, RunningHall


@pytest.fixture(scope="module")
def pinggu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """Pinggu on a Tuesday morning."""
    clock = ("--clock", "2026-03-03T10:00+08:00")
    hall = RunningHall(tmp_path_factory.mktemp("pinggu"), ROOT / "halls" / "pinggu.toml", clock).start()
    yield hall
    hall.stop()


@pytest.mark.fonts
def test_a_number_is_handed_on_until_its_result_is_ready_on_phone_and_screen(
    pinggu: RunningHall, page_at: Callable[..., Page]
) -> None:
    kiosk, back = (pinggu.api(pinggu.key(*who)) for who in (("kiosk", "gate-1"), ("clerk", "41")))
    ticket = kiosk.post("/tickets", {"service": "property-06"}).json()
    screen, phone, desk = page_at(1920, 1080), page_at(390, 844), page_at(1280, 900)
    pinggu.pair(screen.context, "screen", "1")
    screen.goto(f"{pinggu.url}/screen?zone=1")
    phone.goto(f"{pinggu.url}/t/{ticket['token']}")
    expect(phone.locator("[data-stops] li")).to_have_count(3)

    pinggu.manager_session(desk.context)
    desk.goto(f"{pinggu.url}/counter")
    desk.locator("choose-counter button", has_text="6 号窗口").first.click()
    desk.wait_for_selector("#next")
    desk.keyboard.press("F2")
    expect(desk.locator(".ticket .number")).to_have_text(ticket["number"])
    desk.keyboard.press("F4")
    expect(desk.locator(".ticket[data-state=serving]")).to_be_visible()
    desk.keyboard.press("F6")
    expect(desk.locator("ask-finish")).to_contain_text("后台审批")
    assert overflowing(desk) == []
    desk.keyboard.press("Enter")
    expect(phone.locator("[data-sentence]")).to_have_text("材料正在审批")
    expect(phone.locator("[data-more]")).to_contain_text("10:4")

    back.post("/counters/41/sit")
    assert back.post("/counters/41/calls").json()["number"] == ticket["number"]
    back.post("/counters/41/finish", {"outcome": "办结", "onward": True})
    expect(phone.locator("main")).to_have_attribute("data-look", "called")
    expect(phone.locator("[data-sentence]")).to_have_text("结果可以领取了")
    expect(screen.locator(".ready")).to_contain_text(ticket["number"])
    expect(screen.locator(".list")).not_to_contain_text("41")
    assert overflowing(phone) == [] and overflowing(screen) == []
