"""The way in: a one-time link, or name and password; then every screen is one click away."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.pages.fitting import lengthen_words, overflowing
from tests.running import RunningHall

OpenPage = Callable[..., Page]


def follow_link(page: Page, hall: RunningHall) -> None:
    """Sign in as people do at the first start: open the printed link, press the one button."""
    token = hall.command("staff", "link").partition("#")[2]
    page.goto(f"{hall.url}/sign-in#{token}")
    page.get_by_role("button", name="登录 Sign in").click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()


def test_a_one_time_link_opens_every_screen(hall_server: RunningHall, page_at: OpenPage) -> None:
    page = page_at(1280, 900)
    follow_link(page, hall_server)
    assert "#" not in page.url
    for name in ("叫号台", "导办台", "大厅管理", "人员", "记录"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_text("手机现在打不开号码页")).to_be_visible()


def test_one_click_makes_this_browser_a_kiosk_and_one_more_undoes_it(
    hall_server: RunningHall, page_at: OpenPage
) -> None:
    page = page_at(1280, 900)
    hall_server.manager_session(page.context)
    page.goto(hall_server.url)
    page.locator("[data-device=kiosk-gate-1] button").click()
    expect(page.locator("[data-service]").first).to_be_visible()
    page.goto(hall_server.url)
    expect(page.get_by_text("这个浏览器现在是取号机")).to_be_visible()
    page.get_by_role("button", name="解除").click()
    expect(page.get_by_text("这个浏览器还不是取号机")).to_be_visible()


def test_one_click_makes_this_browser_a_screen(hall_server: RunningHall, page_at: OpenPage) -> None:
    page = page_at(1280, 900)
    hall_server.manager_session(page.context)
    page.goto(hall_server.url)
    page.locator("[data-device=screen-2] button").click()
    expect(page).to_have_url(f"{hall_server.url}/screen?zone=2")
    expect(page.get_by_role("list", name="等候人数")).to_be_visible()


def test_a_used_link_says_so(hall_server: RunningHall, page_at: OpenPage) -> None:
    page, link = page_at(1280, 900), hall_server.link()
    assert hall_server.api().post("/session/link", {"token": link}).status == 200
    page.goto(f"{hall_server.url}/sign-in#{link}")
    page.get_by_role("button", name="登录 Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("登录链接")


def test_whoever_is_not_signed_in_is_told_how(hall_server: RunningHall, page_at: OpenPage) -> None:
    page = page_at(1280, 900)
    page.goto(hall_server.url)
    expect(page.get_by_text("一次性登录链接")).to_be_visible()
    page.get_by_role("link", name="登录").click()
    expect(page.get_by_label("登录名")).to_be_visible()


def test_a_new_clerk_chooses_a_password_before_anything_else(
    hall_server: RunningHall, page_at: OpenPage
) -> None:
    manager = hall_server.api(hall_server.key("manager"))
    made = manager.post("/staff", {"name": "zhao", "full_name": "赵明", "role": "clerk"}).body
    page = page_at(1280, 900)
    page.goto(f"{hall_server.url}/sign-in")
    page.get_by_label("登录名").fill("zhao")
    page.get_by_label("密码").fill("not this one")
    page.get_by_role("button", name="登录 Sign in").click()
    expect(page.get_by_role("alert").first).not_to_be_empty()
    page.get_by_label("密码").fill(made["password"])
    page.get_by_role("button", name="登录 Sign in").click()
    page.locator("[name=old]").fill(made["password"])
    page.locator("[name=new]").fill("purple-kettle-42")
    page.locator("[name=repeat]").fill("purple-kettle-42")
    page.get_by_role("button", name="确定").click()
    page.wait_for_url("**/counter")


@pytest.mark.fonts
@pytest.mark.parametrize("words", ["ours", "longer"])
def test_nothing_is_wider_than_its_box(hall_server: RunningHall, page_at: OpenPage, words: str) -> None:
    page = page_at(1280, 900)
    if words == "longer":
        lengthen_words(page)
    hall_server.manager_session(page.context)
    page.goto(hall_server.url)
    expect(page.locator("[data-device]").first).to_be_visible()
    assert overflowing(page, [(1280, 900), (360, 900)]) == []
