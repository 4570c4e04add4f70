"""The phone page of one ticket: its place, its call, its owner's own acts; small, and without sockets."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from queueing.folder import HallFolder
from queueing.settings import Settings
from tests.pages.fitting import lengthen_words, overflowing
from tests.running import Api, RunningHall

PHONE = (390, 844)
RANGE = r"约\s90，最多\s105\s分钟"
SMALL = 50 * 1024  # bytes of our own: page, scripts, styles, words

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def clerk(hall_server: RunningHall) -> Api:
    """The clerk at counter 3."""
    clerk = hall_server.api(hall_server.key("clerk", "3"))
    assert clerk.post("/counters/3/sit").status == 201
    return clerk


@pytest.fixture(scope="module")
def guide(hall_server: RunningHall) -> Api:
    """The guide desk, who takes numbers for visitors."""
    return hall_server.api(hall_server.key("guide"))


@pytest.fixture
def ticket(guide: Api) -> dict[str, str]:
    """A number just taken."""
    answer = guide.post("/tickets", {"service": "pension"})
    assert answer.status == 201
    taken: dict[str, str] = answer.body
    return taken


def call_until(clerk: Api, number: str) -> None:
    """Call visitors until it is this one's turn."""
    for _ in range(50):
        answer = clerk.post("/counters/3/calls")
        assert answer.status == 201, answer.body
        if answer.body["number"] == number:
            return
    raise AssertionError(number)


def open_ticket(page: Page, hall: RunningHall, token: str) -> None:
    """Open the phone page on a clock that tests move on, so that no test waits for a poll."""
    page.clock.install()
    page.goto(f"{hall.url}/t/{token}")
    expect(page.locator("main:not([data-look=loading])")).to_be_visible()


def next_poll(page: Page) -> None:
    """Let as much time pass as lies between two polls of one whose call is near."""
    page.clock.run_for(6_500)


def test_it_says_the_number_and_how_many_are_ahead(
    hall_server: RunningHall, page_at: OpenPage, ticket: dict[str, str]
) -> None:
    page = page_at(*PHONE)
    open_ticket(page, hall_server, ticket["token"])
    expect(page.locator("[data-number]")).to_have_text(ticket["number"])
    expect(page.locator("[data-service]")).to_have_text("退休待遇申领")
    page.get_by_role("button", name="English").click()
    expect(page.locator("[data-service]")).to_have_text("Claim a pension")


def tell_waits(hall: RunningHall, token: str, **told: object) -> None:
    """Have the estimator say how long this ticket waits; minutes."""
    folder = HallFolder(Settings(data=hall.data))
    ticket = folder.hall.whereabouts(token=token)["ticket"]["id"]
    told = {"p10": 70.0, "p50": 88.0, "p90": 103.0} | told
    now, tick = folder.clock.now(), folder.clock.tick()
    everywhere = dict.fromkeys(folder.plan.service, told)
    batch = {"made_at": now, "tick": tick, "tickets": {ticket: told}, "services": everywhere}
    folder.waits.tell(batch | {"lines": dict.fromkeys(folder.plan.line, told)})
    folder.records.dispose()


@pytest.mark.fonts
def test_it_says_how_long_until_when_one_may_leave_and_why_it_grew(
    hall_server: RunningHall, page_at: OpenPage, guide: Api
) -> None:
    for _ in range(5):
        ticket = guide.post("/tickets", {"service": "pension"}).body
    page = page_at(*PHONE)
    tell_waits(hall_server, ticket["token"])
    open_ticket(page, hall_server, ticket["token"])
    expect(page.get_by_role("heading")).to_have_text(
        re.compile(r"前面\s\d+\s人，约\s90\s分钟，最多\s105\s分钟")
    )
    expect(page.locator("[data-more]")).to_have_text(re.compile(r"可以离开到 \d\d:\d[05]，"))
    tell_waits(hall_server, ticket["token"], p90=120.0, reason={"why": "paused", "counter": "3"})
    next_poll(page)
    expect(page.locator("[data-why]")).to_have_text("比刚才说的久：3 号窗口暂停")
    assert overflowing(page) == []
    assert guide.get("/hall-state").json()["lines"][0]["wait"]["at_most"] == 120

    kiosk = page_at(1080, 1920)
    hall_server.pair(kiosk.context, "kiosk", "gate-1")
    kiosk.goto(f"{hall_server.url}/kiosk")
    kiosk.locator("[data-service=insurance]").click()
    tell_waits(hall_server, ticket["token"])
    card = kiosk.locator("[data-service=pension]")
    expect(card).to_contain_text(re.compile(RANGE), timeout=15_000)
    assert overflowing(kiosk) == []
    kiosk.set_viewport_size({"width": 1920, "height": 1080})
    assert overflowing(kiosk) == []
    kiosk.set_viewport_size({"width": 1080, "height": 1920})
    card.click()
    expect(kiosk.locator(".facts .minutes")).to_contain_text(re.compile(RANGE))


def test_it_turns_amber_when_called_and_green_when_served(
    hall_server: RunningHall, page_at: OpenPage, ticket: dict[str, str], clerk: Api
) -> None:
    page = page_at(*PHONE)
    open_ticket(page, hall_server, ticket["token"])
    call_until(clerk, ticket["number"])
    next_poll(page)
    expect(page.get_by_role("heading")).to_have_text("请到 3\u00a0号窗口")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 176, 0)")
    assert clerk.post("/counters/3/start").status < 300
    next_poll(page)
    expect(page.locator("main[data-look=serving]")).to_be_visible()
    assert clerk.post("/counters/3/finish").status < 300
    next_poll(page)
    expect(page.get_by_role("heading")).to_have_text("已办结")


def test_whoever_missed_the_call_may_come_back(
    hall_server: RunningHall, page_at: OpenPage, ticket: dict[str, str], clerk: Api
) -> None:
    page = page_at(*PHONE)
    open_ticket(page, hall_server, ticket["token"])
    call_until(clerk, ticket["number"])
    assert clerk.post("/counters/3/miss").status < 300
    next_poll(page)
    page.get_by_role("button", name="我回来了").click()
    expect(page.locator("main[data-look=near]")).to_be_visible()


@pytest.mark.fonts
def test_others_may_pass_and_who_is_late_keeps_the_number(
    hall_server: RunningHall, page_at: OpenPage, ticket: dict[str, str], guide: Api
) -> None:
    for _ in range(3):
        assert guide.post("/tickets", {"service": "pension"}).status == 201
    page = page_at(360, 640)
    open_ticket(page, hall_server, ticket["token"])
    before = ahead(guide, ticket["number"])
    page.locator("[data-let-pass]").click()
    expect(page.locator(".sure")).to_contain_text("别人不会因此多等")
    assert overflowing(page) == []
    page.locator(".sure [value=really]").click()
    expect(page.locator("[data-take-back]")).to_be_visible()
    assert ahead(guide, ticket["number"]) == before + 2
    page.locator("[data-take-back]").click()
    expect(page.locator("[data-let-pass]")).to_be_visible()
    assert ahead(guide, ticket["number"]) == before
    page.locator("[data-late]").click()
    page.locator(".sure [value=really]").click()
    expect(page.get_by_role("heading")).to_have_text("已记下您会晚到")
    page.get_by_role("button", name="我到了").click()
    expect(page.locator("[data-late]")).to_be_visible()
    assert ahead(guide, ticket["number"]) == before, "back within a minute: nothing is lost"


def ahead(guide: Api, number: str) -> int:
    """How many are before a number."""
    return int(guide.get(f"/tickets?number={number}").body[0]["ahead"])


def test_leaving_is_asked_twice(hall_server: RunningHall, page_at: OpenPage, ticket: dict[str, str]) -> None:
    page = page_at(*PHONE)
    open_ticket(page, hall_server, ticket["token"])
    leave = page.locator("[data-leave]")
    leave.click()
    page.get_by_role("button", name="继续等候").click()
    expect(leave).to_be_visible()
    leave.click()
    page.locator(".sure [value=really]").click()
    expect(page.get_by_role("heading")).to_have_text("这个号已取消")


def test_an_unknown_ticket_gets_a_clear_page(hall_server: RunningHall, page_at: OpenPage) -> None:
    page = page_at(*PHONE)
    open_ticket(page, hall_server, "no-such-ticket")
    expect(page.get_by_role("heading")).to_have_text("没有这个号码")


def test_it_says_when_it_could_not_refresh(
    hall_server: RunningHall, page_at: OpenPage, ticket: dict[str, str]
) -> None:
    page = page_at(*PHONE)
    open_ticket(page, hall_server, ticket["token"])
    page.route("**/api/v1/**", lambda route: route.abort())
    page.clock.run_for(17_000)
    expect(page.get_by_text("连接不上")).to_be_visible()
    expect(page.locator("[data-number]")).to_have_text(ticket["number"])


def test_it_is_small_and_opens_no_socket(
    hall_server: RunningHall, page_at: OpenPage, ticket: dict[str, str]
) -> None:
    page, sockets, sizes = page_at(*PHONE), list[str](), dict[str, int]()
    page.add_init_script("localStorage.setItem('hall-language', 'en')")  # whose words are longer
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.on("response", lambda reply: sizes.update({reply.url: int(reply.headers.get("content-length", 0))}))
    open_ticket(page, hall_server, ticket["token"])
    ours = {url: size for url, size in sizes.items() if "/vendor/" not in url and "/api/" not in url}
    assert any("phone.en.json" in url for url in ours)
    assert sum(ours.values()) < SMALL, ours
    assert sockets == []


@pytest.mark.fonts
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("words", ["ours", "longer"])
def test_nothing_is_wider_than_the_phone(
    hall_server: RunningHall, page_at: OpenPage, ticket: dict[str, str], clerk: Api, language: str, words: str
) -> None:
    page = page_at(320, 640, extra_http_headers={"Accept-Language": language})
    page.add_init_script(f"localStorage.setItem('hall-language', '{language[:2].replace('zh', 'zh-CN')}')")
    if words == "longer":
        lengthen_words(page)
    open_ticket(page, hall_server, ticket["token"])
    assert overflowing(page) == []
    call_until(clerk, ticket["number"])
    next_poll(page)
    expect(page.locator("main[data-look=called]")).to_be_visible()
    assert overflowing(page) == []
