"""The manager's pages in a real browser: the live floor, what a manager may do, the log, the accounts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.running import Api, RunningHall

PageAt = Callable[..., Page]


@pytest.fixture(scope="module")
def guide(hall_server: RunningHall) -> Api:
    """Takes numbers for people."""
    return hall_server.api(hall_server.key("guide"))


@pytest.fixture
def manager(hall_server: RunningHall, page_at: PageAt) -> Page:
    """A browser signed in as the manager."""
    page = page_at(1440, 900)
    hall_server.manager_session(page.context)
    return page


@pytest.fixture
def floor(manager: Page, hall_server: RunningHall) -> Page:
    """The live desk."""
    manager.goto(f"{hall_server.url}/manager")
    manager.wait_for_selector(".tile")
    return manager


def clerk_at(hall: RunningHall, counter: str) -> Api:
    """A clerk who sits at that counter."""
    clerk = hall.api(hall.key("clerk", counter, f"clerk {counter}"))
    assert clerk.post(f"/counters/{counter}/sit", {"takeover": True}).status == 201
    return clerk


def take(guide: Api, service: str = "company-open") -> dict[str, Any]:
    """A number for somebody."""
    return dict(guide.post("/tickets", {"service": service}).body)


def logged(page: Page, hall: RunningHall, kind: str) -> Any:
    """The newest row of that kind on the log page."""
    page.goto(f"{hall.url}/log")
    return page.locator(f"tr[data-kind='{kind}']").first


def test_the_floor_shows_a_call_without_reload(floor, guide, hall_server):
    clerk = clerk_at(hall_server, "25")
    take(guide, "pick-up")
    number = clerk.post("/counters/25/calls", {"current": None}).body["number"]
    tile = floor.locator(".tile[data-counter='25']")
    expect(tile).to_have_attribute("data-state", "called")
    expect(tile).to_contain_text(number)


def test_a_clerk_is_forced_off_with_a_reason_and_the_visitor_waits_again(floor, guide, hall_server):
    clerk, ticket = clerk_at(hall_server, "26"), take(guide, "helper")
    assert clerk.post("/counters/26/calls", {"current": None}).status == 201
    tile = floor.locator(".tile[data-counter='26']")
    expect(tile).to_have_attribute("data-state", "called")
    tile.click()
    floor.click("#force-off")
    floor.keyboard.press("1")
    floor.locator("ask-reason .ask-foot .danger").click()
    expect(tile).to_have_attribute("data-state", "empty")
    assert guide.get(f"/tickets/{ticket['token']}").body["state"] == "waiting"
    expect(logged(floor, hall_server, "forced")).to_contain_text("离岗未回")


def test_the_hall_is_stopped_with_words_and_goes_on(floor, guide):
    floor.click("#stop-hall")
    floor.locator("ask-words textarea").first.fill("消防演练，请按指引离开")
    floor.locator("ask-words .ask-foot .danger").click()
    expect(floor.locator(".halted")).to_contain_text("消防演练")
    refused = guide.post("/tickets", {"service": "company-open"})
    assert (refused.status, refused.body["code"]) == (409, "hall-stopped")
    floor.click("#resume-hall")
    expect(floor.locator(".halted")).to_have_count(0)
    assert guide.post("/tickets", {"service": "company-open"}).status == 201


def test_numbers_of_one_service_are_stopped_by_keyboard_and_kiosks_follow_until_it_is_undone(
    floor, page_at, hall_server
):
    kiosk = page_at(1080, 1920)
    hall_server.pair(kiosk.context, "kiosk", "gate-2")
    kiosk.goto(f"{hall_server.url}/kiosk")
    kiosk.locator("[data-service='insurance']").click()
    card = kiosk.locator("[data-service='social-enrol']")
    expect(card).to_contain_text("等候")

    floor.locator("[data-does='stop-numbers']").press("Enter")
    floor.keyboard.type("社会保险参保")
    for key in ("Tab", "ArrowDown"):
        floor.keyboard.press(key)
    floor.locator("ask-stop input[value='reason.system']").press("Space")
    floor.keyboard.press("Enter")
    stop = floor.locator("stopped-numbers li")
    expect(stop).to_contain_text("系统故障")
    expect(card).to_contain_text("停止取号")
    expect(card).to_have_attribute("aria-disabled", "true")

    stop.locator("button").click()
    expect(stop).to_have_count(0)
    expect(card).to_contain_text("等候")
    expect(logged(floor, hall_server, "line_stopped")).to_contain_text("系统故障")


def test_a_counter_is_closed_with_a_reason_and_opened_again(floor):
    tile = floor.locator(".tile[data-counter='24']")
    for word, state in (("close", "closed"), ("open", "empty")):
        tile.click()
        floor.click("#close-counter")
        if word == "close":
            floor.locator("ask-reason input[type=text]").fill("空调检修")
            floor.locator("ask-reason .ask-foot .danger").click()
        expect(tile).to_have_attribute("data-state", state)


def test_the_list_on_paper_holds_everybody_who_waits_and_nothing_else(floor, guide):
    take(guide)
    waiting = guide.get("/waiting").body
    floor.get_by_text("等候名单").click()
    expect(floor.locator("manager-waiting tr[data-ticket]")).to_have_count(len(waiting))
    floor.emulate_media(media="print")
    shown = floor.locator(".paper").inner_text()
    assert all(ticket["number"] in shown for ticket in waiting)
    for hidden in (".bar", "aside", "manager-figures", "manager-waiting button"):
        expect(floor.locator(hidden).first).to_be_hidden()


def test_a_ticket_is_found_cancelled_and_the_log_says_who_and_why(floor, guide, hall_server):
    ticket = take(guide)
    floor.fill("[name=number]", ticket["number"])
    floor.keyboard.press("Enter")
    floor.locator("ask-found [data-act=cancel]").click()
    floor.keyboard.press("2")
    floor.locator("ask-reason .ask-foot .danger").click()
    expect(floor.locator("manager-figures .says")).to_contain_text(ticket["number"])
    assert guide.get(f"/tickets/{ticket['token']}").body["state"] == "cancelled"
    row = logged(floor, hall_server, "cancelled")
    expect(row).to_contain_text(ticket["number"])
    expect(row).to_contain_text("取错号")


def test_a_ticket_is_moved_to_another_line(floor, guide):
    ticket = take(guide)
    floor.fill("[name=number]", ticket["number"])
    floor.keyboard.press("Enter")
    floor.locator("ask-found [data-act=move]").click()
    floor.locator("ask-transfer input[name=target][value=business]").check()
    floor.locator("ask-transfer .ask-foot .primary").click()
    floor.keyboard.press("1")
    floor.locator("ask-reason .ask-foot .primary").click()
    expect(floor.locator("manager-figures .says")).to_contain_text(ticket["number"])
    assert guide.get(f"/tickets/{ticket['token']}").body["line"] == "business"


def test_a_new_clerk_chooses_a_password_and_finds_only_the_own_counters(manager, hall_server, page_at):
    manager.goto(f"{hall_server.url}/staff")
    manager.click("#add")
    manager.fill("[name=full_name]", "马晓燕")
    manager.fill("ask-account [name=name]", "maxiaoyan")
    manager.locator("ask-account .tick").nth(2).click()
    manager.locator("ask-account .ask-foot .primary").click()
    password = manager.locator("#password").inner_text()
    clerk = page_at(360, 800)
    clerk.goto(f"{hall_server.url}/counter")
    clerk.wait_for_url("**/sign-in?next=**")
    clerk.fill("[name=name]", "maxiaoyan")
    clerk.fill("[name=password]", password)
    clerk.keyboard.press("Enter")
    clerk.fill("own-password [name=old]", password)
    clerk.fill("own-password [name=new]", "ku-shan-2026")
    clerk.fill("own-password [name=repeat]", "ku-shan-2026")
    clerk.locator("own-password .ask-foot .primary").click()
    clerk.wait_for_url("**/counter")
    expect(clerk.locator("[data-counter]")).to_have_count(1)
    expect(clerk.locator("[data-counter]")).to_have_attribute("data-counter", "3")


def test_a_staff_list_with_a_mistake_adds_nobody_and_names_the_row(manager, hall_server):
    manager.goto(f"{hall_server.url}/staff")
    manager.wait_for_selector("tr[data-account]")
    people = manager.locator("tr[data-account]").count()
    rows = ["name,full_name,role,counters", "lina,李娜,clerk,1 2", "zhangwei,张伟,clrek,"]
    manager.click("#csv")
    file = {"name": "staff.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode("gb18030")}
    manager.set_input_files("ask-csv [type=file]", file)
    manager.locator("ask-csv .ask-foot .primary").click()
    expect(manager.locator("ask-csv tr[data-row='3']")).to_contain_text("clrek")
    rows[2] = rows[2].replace("clrek", "导办")
    manager.set_input_files("ask-csv [type=file]", file | {"buffer": "\n".join(rows).encode("gb18030")})
    manager.locator("ask-csv .ask-foot .primary").click()
    expect(manager.locator("ask-csv .code")).to_have_count(2)
    manager.keyboard.press("Escape")
    expect(manager.locator("tr[data-account]")).to_have_count(people + 2)
