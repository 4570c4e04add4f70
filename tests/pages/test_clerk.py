"""A clerk's morning in a real browser: sit, call, serve, send on; by keys, by buttons, pressed twice."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.running import Api, RunningHall

PageAt = Callable[..., Page]

#: Next as a hurried hand presses it, and again as soon as the number is there; by the page itself, as a busy
#: machine would part what comes from outside.
PRESSED = """async () => {
  const next = document.querySelector("#next");
  const key = (repeat) => new KeyboardEvent("keydown", { key: "F2", repeat, bubbles: true });
  next.click();
  next.click();
  for (const repeat of [false, true, true]) next.dispatchEvent(key(repeat));
  while (!document.querySelector("clerk-ticket [data-ticket]")) await new Promise(requestAnimationFrame);
  next.click();
  next.dispatchEvent(key(false));
}"""


@pytest.fixture(scope="module")
def guide(hall_server: RunningHall) -> Api:
    """Takes numbers for people, and gives them up."""
    return hall_server.api(hall_server.key("guide"))


@pytest.fixture(autouse=True)
def nobody_waits(guide: Api) -> None:
    """Each test begins with an empty hall."""
    for ticket in guide.get("/waiting").body:
        assert guide.post(f"/tickets/{ticket['id']}/cancel", {}).status == 200


@pytest.fixture
def take(guide: Api) -> Callable[..., dict[str, Any]]:
    """Take a number for somebody."""

    def take_one(service: str = "company-open", **how: str) -> dict[str, Any]:
        answer = guide.post("/tickets", {"service": service, **how})
        assert answer.status == 201, answer.body
        found: dict[str, Any] = answer.body
        return found

    return take_one


@pytest.fixture
def console(hall_server: RunningHall, page_at: PageAt) -> Callable[..., Page]:
    """A clerk's console at a counter, seated."""

    def open_console(counter: str, width: int = 1280, height: int = 800) -> Page:
        page = page_at(width, height)
        hall_server.manager_session(page.context)
        page.goto(f"{hall_server.url}/counter")
        page.click(f"[data-counter='{counter}']")
        page.wait_for_selector("#next")
        return page

    return open_console


def in_hand(page: Page) -> Locator:
    """The number shown large."""
    return page.locator("clerk-ticket [data-ticket]")


def sent(page: Page, ending: str) -> list[str]:
    """Grows with each request of the page to an address that ends so."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if request.url.endswith(ending) else None)
    return found


def first_service(page: Page, counter: str) -> str:
    """A service that counter serves."""
    counters = page.request.get(page.url.replace("/counter", "/api/v1/counters")).json()
    return str(next(each["services"][0] for each in counters if each["id"] == counter))


def states(guide: Api, *tickets: dict[str, Any]) -> list[str]:
    """What became of these tickets."""
    return [guide.get(f"/tickets/{ticket['token']}").body["state"] for ticket in tickets]


def test_a_clerk_calls_serves_and_finishes_by_keys_alone(console, take, guide):
    page = console("1")
    ticket = take()
    page.keyboard.press("F2")
    expect(in_hand(page)).to_have_text(ticket["number"])
    expect(page.locator("clerk-ticket .why")).to_contain_text("45 分钟的承诺已用")
    page.keyboard.press("F4")
    expect(page.locator("clerk-ticket .sign")).to_have_attribute("data-state", "serving")
    page.keyboard.press("F6")
    page.keyboard.press("3")
    page.keyboard.press("+")
    page.keyboard.press("Enter")
    expect(in_hand(page)).to_have_count(0)
    [found] = guide.get(f"/tickets?number={ticket['number']}").body
    assert (found["state"], found["outcome"], found["items"]) == ("finished", "收件", 2)


def test_next_clicked_twice_or_its_key_held_down_calls_one_visitor(console, take, guide):
    page = console("12")
    service = first_service(page, "12")
    first, second = take(service), take(service)
    calls = sent(page, "/calls")
    page.evaluate(PRESSED)
    expect(in_hand(page)).to_have_text(first["number"])
    expect(page.locator("#start:not([aria-disabled])")).to_be_visible()  # the act in flight has its answer
    page.keyboard.press("F4")
    expect(page.locator("clerk-ticket .sign")).to_have_attribute("data-state", "serving")
    assert states(guide, first, second) == ["serving", "waiting"]
    assert len(calls) == 1


def test_two_screens_of_one_counter_never_skip_a_visitor(console, take, guide, hall_server):
    page, first, second = console("3"), take(), take()
    late = page.context.new_page()
    late.goto(f"{hall_server.url}/counter")
    late.wait_for_selector("#next")
    late.route("**/counters/3/desk", lambda route: route.abort())  # this screen hears nothing any more
    page.keyboard.press("F2")
    expect(in_hand(page)).to_have_text(first["number"])
    expect(in_hand(late)).to_have_count(0)
    late.click("#next")
    expect(late.locator(".strip .says")).to_contain_text("没有重复叫号")
    assert states(guide, first, second) == ["called", "waiting"]


def test_a_next_pressed_while_the_server_is_away_calls_one_visitor_when_it_is_back(
    console, take, guide, hall_server
):
    page = console("13")
    service = first_service(page, "13")
    first, second = take(service), take(service)
    hall_server.kill("web-0")  # the supervisor starts another
    page.click("#next")
    expect(in_hand(page)).to_have_text(first["number"], timeout=30_000)
    assert states(guide, first, second) == ["called", "waiting"]


def test_the_console_works_without_a_socket(take, page_at, hall_server):
    page = page_at(1280, 800)
    page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    hall_server.manager_session(page.context)
    page.goto(f"{hall_server.url}/counter")
    page.click("[data-counter='14']")
    page.wait_for_selector("#next")
    take(first_service(page, "14"))
    expect(page.locator("clerk-waiting .line .number").first).to_have_text("1", timeout=8_000)


def test_those_below_the_threshold_are_called_by_a_button_of_their_own(console, take):
    page = console("16")
    ticket = take(first_service(page, "16"))
    asked: list[dict[str, object]] = []

    def held_back(route):  # as the hall answers a counter that has a threshold
        asked.append(route.request.post_data_json)
        if asked[-1].get("below_threshold"):
            route.continue_()
        else:
            problem = {"code": "below-threshold", "held_back": 1, "detail": "有 1 人等候", "status": 409}
            route.fulfill(status=409, json=problem, content_type="application/problem+json")

    page.route("**/counters/16/calls", held_back)
    page.click("#next")
    expect(page.locator(".strip .says")).to_contain_text("1 人")
    page.click("#below")
    expect(in_hand(page)).to_have_text(ticket["number"])
    assert [body.get("below_threshold") for body in asked] == [None, True]


def test_a_refusal_is_a_sentence_in_chinese(console, take):
    page = console("15")
    ticket = take(first_service(page, "15"))
    page.keyboard.press("F2")
    expect(in_hand(page)).to_have_text(ticket["number"])
    page.keyboard.press("F3")
    expect(page.locator(".strip .says.fault")).to_contain_text("刚刚叫过")


@pytest.mark.fonts
def test_nothing_moves_under_the_pointer_when_a_ticket_comes(console, take):
    page = console("4", 360, 800)
    buttons = page.locator("#next, .operation")
    before = [button.bounding_box() for button in buttons.all()]
    take(lane="priority", reason_code="elderly")
    page.click("#next")
    expect(in_hand(page)).to_have_count(1)
    assert [button.bounding_box() for button in buttons.all()] == before
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    cut = "[...document.querySelectorAll('.operation')].filter((one) => one.scrollHeight > one.clientHeight)"
    assert page.evaluate(f"{cut}.map((one) => one.id)") == []


def test_the_newest_call_is_undone_and_the_visitor_keeps_the_place(console, take, guide):
    page, first = console("5"), take()
    page.keyboard.press("F2")
    expect(in_hand(page)).to_have_text(first["number"])
    page.click("#undo")
    expect(in_hand(page)).to_have_count(0)
    assert states(guide, first) == ["waiting"]


def test_a_held_visitor_comes_back_to_the_same_counter(console, take):
    page, ticket = console("6"), take()
    page.keyboard.press("F2")
    expect(in_hand(page)).to_have_text(ticket["number"])
    page.keyboard.press("F8")
    expect(page.locator("#resume .count")).to_have_text("1")
    page.keyboard.press("F9")
    page.locator("ask-one .row").click()
    expect(in_hand(page)).to_have_text(ticket["number"])
    expect(page.locator("clerk-ticket .sign")).to_have_attribute("data-state", "serving")


def test_a_ticket_only_called_is_started_before_it_goes_to_another_counter(console, take, guide):
    page, ticket = console("7"), take()
    page.keyboard.press("F2")
    expect(in_hand(page)).to_have_text(ticket["number"])
    page.keyboard.press("F10")
    page.get_by_text("指定窗口").click()
    page.locator("ask-transfer input[name=target][value='8']").check()
    page.locator("ask-transfer .ask-foot .primary").click()
    expect(in_hand(page)).to_have_count(0)
    [found] = guide.get(f"/tickets?number={ticket['number']}").body
    assert (found["state"], found["line"], found["transfers"]) == ("waiting", "@8", 1)


def test_a_chosen_ticket_needs_a_reason_and_the_reason_is_shown(console, take, guide):
    page = console("8")
    first, second = take(), take()
    page.click("#choose")
    page.locator("ask-one .row", has_text=second["number"]).click()
    confirm = page.locator("ask-reason .ask-foot .primary")
    expect(confirm).to_be_disabled()
    page.keyboard.press("1")
    confirm.click()
    expect(in_hand(page)).to_have_text(second["number"])
    expect(page.locator("clerk-ticket .why")).to_contain_text("行动不便")
    assert states(guide, first, second) == ["waiting", "called"]


def test_a_clerk_whose_seat_was_taken_over_is_told_and_sits_again(console, take, guide, hall_server):
    page, ticket = console("25"), take("pick-up")
    colleague = hall_server.api(hall_server.key("clerk", "25", "李娜"))
    assert colleague.post("/counters/25/sit", {"takeover": True}).status == 201
    expect(page.locator(".lost h2")).to_contain_text("李娜")
    page.click("#sit-again")
    page.locator("ask-confirm .ask-foot .primary").click()
    page.click("#next")
    expect(in_hand(page)).to_have_text(ticket["number"])
    assert states(guide, ticket) == ["called"]


def test_a_pause_has_a_reason_and_next_ends_it(console, take):
    page = console("26")
    page.click("#pause")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("clerk-ticket .sign")).to_have_attribute("data-state", "paused")
    expect(page.locator("clerk-ticket .what")).to_contain_text("用餐")
    ticket = take("helper")
    page.keyboard.press("F2")
    expect(in_hand(page)).to_have_text(ticket["number"])


def test_with_auto_next_the_first_to_come_to_an_empty_line_is_called(console, take):
    page = console("9")
    page.evaluate("localStorage.setItem('clerk-auto-next', 'on')")
    page.keyboard.press("F2")
    expect(page.locator(".strip .says")).to_contain_text("没有人等候")
    ticket = take(first_service(page, "9"))
    expect(in_hand(page)).to_have_text(ticket["number"])


def test_somebody_without_a_ticket_is_served(console):
    page = console("10")
    page.click("#walk-in")
    page.locator("ask-one .row").first.click()
    expect(in_hand(page)).to_have_text("无号")
    page.keyboard.press("F6")
    page.keyboard.press("Enter")
    expect(in_hand(page)).to_have_count(0)


def test_the_clerk_reads_english_and_it_stays_so(console, hall_server):
    page = console("11")
    page.click("[popovertarget=clerk-menu]")
    page.locator("#clerk-menu").get_by_text("English", exact=True).click()
    expect(page.locator("#next .word")).to_contain_text("Next")
    page.reload()
    expect(page.locator("#next .word > .first")).to_have_text("Next")
