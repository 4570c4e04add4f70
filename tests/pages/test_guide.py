"""The guide desk in a real browser: a number for somebody, and a ticket found again and helped on."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.running import Api, RunningHall

PageAt = Callable[..., Page]


@pytest.fixture(scope="module")
def guide(hall_server: RunningHall) -> Api:
    """The guide's own key."""
    return hall_server.api(hall_server.key("guide"))


@pytest.fixture
def desk(hall_server: RunningHall, page_at: PageAt) -> Page:
    """The guide desk, open."""
    page = page_at(1280, 800)
    hall_server.manager_session(page.context)
    page.goto(f"{hall_server.url}/guide")
    page.wait_for_selector("guide-issue .row")
    return page


def record(guide: Api, number: str) -> dict[str, Any]:
    """The ticket of that number, as the hall has it."""
    [found] = guide.get(f"/tickets?number={number}").body
    return dict(found)


def take(desk: Page, sought: str) -> str:
    """Take an ordinary number for the first service found; the number."""
    desk.fill("[name=sought]", sought)
    desk.keyboard.press("Enter")
    desk.click("#issue")
    shown = desk.locator("guide-ticket [data-ticket]")
    expect(shown).to_be_visible()
    return shown.inner_text()


def find(desk: Page, number: str) -> None:
    """Look a number up."""
    desk.fill("[name=number]", number)
    desk.keyboard.press("Enter")
    expect(desk.locator("guide-ticket [data-ticket]")).to_have_text(number)


def test_a_service_is_found_by_its_characters_and_priority_has_a_reason(desk, guide):
    desk.fill("[name=sought]", "医疗费")
    desk.keyboard.press("Enter")
    desk.locator(".lanes").get_by_text("优先").click()
    expect(desk.locator("#issue")).to_have_attribute("aria-disabled", "true")
    desk.locator(".reasons").get_by_text("孕妇").click()
    desk.click("#issue")
    number = desk.locator("guide-ticket [data-ticket]").inner_text()
    found = record(guide, number)
    assert (found["service"], found["lane"], found["priority_reason"]) == (
        "medical-claim",
        "priority",
        "pregnant",
    )


def test_who_will_be_late_is_said_to_be_late_and_not_missed(desk, guide):
    number = take(desk, "企业注销")
    desk.click("#late")
    desk.locator("ask-confirm").get_by_role("button", name="会晚到").click()
    shown = desk.locator("guide-ticket .told")
    expect(shown).to_contain_text("普通 · 会晚到")
    assert record(guide, number)["state"] == "missed"
    desk.click("#return")
    expect(shown).to_contain_text("等候中")


def test_the_paper_is_shown_as_it_will_print_and_then_printed(desk):
    number = take(desk, "企业注销")
    picture = desk.locator("guide-ticket img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 300
    desk.click("#print")
    expect(desk.locator("guide-ticket .says")).to_have_text(f"{number} 已打印")
    expect(desk.locator("#print")).to_contain_text("补打")


def test_two_presses_of_the_button_take_one_number(desk, guide):
    before = len(guide.get("/waiting").body)
    taken: list[str] = []
    desk.on("request", lambda request: taken.append(request.url) if request.method == "POST" else None)
    desk.fill("[name=sought]", "企业变更")
    desk.keyboard.press("Enter")
    desk.dblclick("#issue")
    expect(desk.locator("guide-ticket [data-ticket]")).to_be_visible()
    assert len(taken) == 1
    assert len(guide.get("/waiting").body) == before + 1


def test_a_found_ticket_is_given_priority_with_a_reason(desk, guide):
    number = take(desk, "企业注销")
    find(desk, number)
    desk.click("guide-ticket #priority")
    desk.locator("ask-one .row", has_text="老年人").click()
    expect(desk.locator("guide-ticket .lane")).to_have_attribute("data-lane", "priority")
    assert record(guide, number)["priority_reason"] == "elderly"


def test_a_ticket_taken_for_the_wrong_service_is_changed(desk, guide):
    number = take(desk, "企业注销")
    find(desk, number)
    desk.click("guide-ticket #service")
    desk.locator("ask-one input").fill("社会保障卡")
    desk.locator("ask-one .row").first.click()
    expect(desk.locator("guide-ticket .told")).to_contain_text("社会保障卡")
    assert record(guide, number)["service"] == "social-card"


def test_a_ticket_is_cancelled_only_after_a_second_yes(desk, guide):
    number = take(desk, "企业注销")
    find(desk, number)
    desk.click("guide-ticket #cancel")
    desk.keyboard.press("Escape")
    assert record(guide, number)["state"] == "waiting"
    desk.click("guide-ticket #cancel")
    desk.locator("ask-confirm .ask-foot .danger").click()
    expect(desk.locator("guide-ticket .shown")).to_have_attribute("data-state", "cancelled")
    assert record(guide, number)["state"] == "cancelled"


def test_a_missed_visitor_who_is_back_waits_again(desk, guide, hall_server):
    ticket = guide.post("/tickets", {"service": "pick-up"}).body
    clerk = hall_server.api(hall_server.key("clerk", "25"))
    assert clerk.post("/counters/25/sit", {}).status == 201
    assert clerk.post("/counters/25/calls", {"current": None}).body["ticket"] == ticket["id"]
    assert clerk.post("/counters/25/miss").status == 200
    find(desk, ticket["number"])
    desk.click("guide-ticket #return")
    expect(desk.locator("guide-ticket .shown")).to_have_attribute("data-state", "waiting")
    assert record(guide, ticket["number"])["missed"] == 1


def test_the_desk_says_that_a_service_has_no_numbers_left(desk):
    opens = {"zh": "明天 9:00 再发号", "en": "Numbers again at 9:00 tomorrow"}
    desk.route("**/api/v1/services/*", lambda route: route.fulfill(json={"used_up": opens}))
    desk.fill("[name=sought]", "医疗费")
    desk.keyboard.press("Enter")
    expect(desk.locator(".note.shut")).to_contain_text("号已发完，明天 9:00 再发号")
    expect(desk.locator(".note.shut")).to_contain_text(
        "All numbers are given. Numbers again at 9:00 tomorrow"
    )


def test_a_number_that_was_never_given_is_said_to_be_unknown(desk):
    desk.fill("[name=number]", "z999")
    desk.keyboard.press("Enter")
    expect(desk.locator(".middle .says")).to_contain_text("Z999")
