"""The device desk in a browser: a kiosk shows its code, a manager lets it in; a strip on a monitor."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.pages.fitting import lengthen_words, overflowing
from tests.running import Api, RunningHall

OpenPage = Callable[..., Page]


def desk(page: Page, hall: RunningHall) -> None:
    hall.manager_session(page.context)
    page.goto(f"{hall.url}/devices")
    expect(page.locator("tr[data-device]").first).to_be_visible()


def test_a_kiosk_shows_a_code_and_works_when_a_manager_has_entered_it(
    hall_server: RunningHall, page_at: OpenPage
) -> None:
    kiosk, page = page_at(1080, 1920), page_at(1440, 900)
    kiosk.goto(f"{hall_server.url}/kiosk")
    code = kiosk.locator("pairing-code .number").inner_text()
    desk(page, hall_server)
    page.get_by_role("button", name="添加设备").click()
    page.locator("ask-code input").first.fill(code)
    page.locator("ask-code").get_by_text("二楼取号机").click()
    page.get_by_role("button", name="添加到这里").click()
    expect(kiosk.locator("[data-service]").first).to_be_visible(timeout=15_000)
    row = page.locator("tr[data-device=kiosk-floor-2]").last
    expect(row).to_have_attribute("data-state", "ok", timeout=15_000)
    row.get_by_role("button", name="移除").click()
    page.locator("ask-confirm").get_by_role("button", name="移除").click()
    expect(kiosk.locator("[data-sentence=unpaired]")).to_be_visible(timeout=20_000)


def test_a_wrong_code_is_answered_with_what_to_do(hall_server: RunningHall, page_at: OpenPage) -> None:
    page = page_at(1440, 900)
    desk(page, hall_server)
    page.get_by_role("button", name="添加设备").click()
    page.locator("ask-code input").first.fill("000 000")
    expect(page.locator("ask-code").get_by_role("alert")).to_contain_text("再看一遍设备上的数字")
    expect(page.get_by_role("button", name="添加到这里")).to_be_disabled()


def test_a_printer_without_paper_stands_out_at_the_desk_and_in_the_log(
    hall_server: RunningHall, page_at: OpenPage
) -> None:
    asked = Api(hall_server.url).post("/devices/pairing", {"kind": "printer"}).body
    manager = hall_server.api(hall_server.key("manager"))
    assert manager.post("/devices", {"code": asked["code"], "place": "gate-1"}).status == 201
    page = page_at(1440, 900)
    desk(page, hall_server)
    hall_server.api(asked["key"]).post("/devices/beat", {"state": "out", "text": "tcp://… is out of paper."})
    row = page.locator("tr[data-state=out]")
    expect(row).to_contain_text("缺纸")
    page.goto(f"{hall_server.url}/manager")
    expect(page.locator(".attention")).to_contain_text("打印机 大厅入口取号机：缺纸")
    page.goto(f"{hall_server.url}/log")
    # Others in the same hall may have changed since.
    told = page.locator("tr[data-kind=device_changed]", has_text="打印机 gate-1")
    expect(told.first).to_be_visible()


@pytest.mark.fonts
def test_a_monitor_is_a_counters_strip(hall_server: RunningHall, page_at: OpenPage) -> None:
    page = page_at(1280, 200)
    hall_server.manager_session(page.context)
    page.goto(f"{hall_server.url}/strip?counter=25")
    expect(page.locator("main[data-state=paused]")).to_contain_text("暂停服务")
    clerk = hall_server.api(hall_server.key("clerk", "25"))
    clerk.post("/counters/25/sit")
    number = hall_server.api(hall_server.key("kiosk")).post("/tickets", {"service": "pick-up"}).body["number"]
    clerk.post("/counters/25/calls", {})
    expect(page.locator("main[data-state=called]")).to_contain_text(f"请{number}号到25号窗口")
    assert overflowing(page) == []
    clerk.post("/counters/25/finish", {})
    clerk.post("/counters/25/leave")


def test_a_strip_goes_dark_when_the_hall_is_silent(hall_server: RunningHall, page_at: OpenPage) -> None:
    page = page_at(1280, 200)
    hall_server.manager_session(page.context)
    page.goto(f"{hall_server.url}/strip?counter=26")
    expect(page.locator("fit-text")).to_be_visible()
    page.route("**/api/v1/strips*", lambda route: route.abort())
    expect(page.locator("main[data-state=dark]")).to_be_attached(timeout=12_000)
    expect(page.locator("fit-text")).to_have_count(0)


@pytest.mark.fonts
@pytest.mark.parametrize("longer", [False, True], ids=["our words", "longer words"])
def test_nothing_is_clipped_at_the_desk(hall_server: RunningHall, page_at: OpenPage, longer: bool) -> None:
    page = page_at(1440, 900)
    if longer:
        lengthen_words(page)
    desk(page, hall_server)
    assert overflowing(page, [(1440, 900), (1024, 900)]) == []
