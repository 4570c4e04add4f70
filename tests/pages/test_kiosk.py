"""The kiosk as a visitor meets it: a number in two taps, one number whatever happens, paper or not."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Request, Route, StorageState, expect

from tests.pages.fitting import lengthen_words, overflowing
from tests.running import Api, RunningHall

SIZES = ((1080, 1920), (1920, 1080))
#: As the hall says it on the day after one with figures; a hall that has just opened has none.
SCORE = {
    "day": "2026-03-02",
    "short": {"zh": "昨天承诺兑现：普通 9/10，优先 8/10", "en": "Yesterday, promises kept: …"},
}
NO_PAPER = {"state": "unknown", "cause": "paper"}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def paired(hall_server: RunningHall, browser: Browser) -> StorageState:
    """The cookies of a kiosk."""
    context = browser.new_context()
    hall_server.pair(context, "kiosk", "gate-1")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def kiosk(page_at: OpenPage, paired: StorageState) -> Page:
    """A paired kiosk, standing."""
    return page_at(*SIZES[0], storage_state=paired)


@pytest.fixture(scope="module")
def onlooker(hall_server: RunningHall) -> Api:
    """Somebody who only looks at boards."""
    return hall_server.api(hall_server.key("screen"))


def start(page: Page, hall: RunningHall) -> None:
    """Open the kiosk and wait for its cards."""
    page.goto(f"{hall.url}/kiosk")
    expect(page.locator("[data-service=insurance]")).to_be_visible()


def choose(page: Page, *services: str) -> None:
    """Tap cards one after another, as slowly as a person does."""
    for service in services:
        page.wait_for_timeout(350)  # the dead time after a new page is part of what is tested
        page.locator(f"[data-service={service}]").click()


def waiting(onlooker: Api) -> int:
    """How many wait in Bincheng's general line."""
    count: int = onlooker.get("/board?zone=1").json()["waiting"]["general"]
    return count


def test_a_number_takes_two_taps_and_the_next_visitor_finds_the_start(
    hall_server: RunningHall, kiosk: Page
) -> None:
    start(kiosk, hall_server)
    choose(kiosk, "insurance", "pension")
    expect(kiosk.locator("[data-number]")).to_have_text(re.compile(r"^A\d{3}$"))
    expect(kiosk.get_by_text("前面")).to_be_visible()
    assert kiosk.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    expect(kiosk.get_by_text("请取走号票")).to_be_visible(timeout=10_000)
    expect(kiosk.locator("[data-service=insurance]")).to_be_visible(timeout=8_000)


def test_a_double_tap_gives_one_number(hall_server: RunningHall, kiosk: Page, onlooker: Api) -> None:
    before = waiting(onlooker)
    start(kiosk, hall_server)
    choose(kiosk, "insurance")
    kiosk.wait_for_timeout(350)
    kiosk.locator("[data-service=pension]").dblclick()
    expect(kiosk.locator("[data-number]")).to_be_visible()
    assert waiting(onlooker) == before + 1


def test_a_second_tap_on_a_new_page_is_not_an_answer_to_it(
    hall_server: RunningHall, kiosk: Page, onlooker: Api
) -> None:
    before = waiting(onlooker)
    start(kiosk, hall_server)
    kiosk.wait_for_timeout(350)
    # Both taps in one task of the page: between two clicks a busy machine may let the dead time pass.
    kiosk.locator("[data-service=insurance]").evaluate(
        """async (card) => {
          const { x, y, width, height } = card.getBoundingClientRect();
          const kiosk = card.closest("hall-kiosk");
          card.click();
          await kiosk.updateComplete;
          document.elementFromPoint(x + width / 2, y + height / 2).click();
        }"""
    )
    expect(kiosk.locator("[data-service=pension]")).to_be_visible()
    assert waiting(onlooker) == before


def test_a_lost_answer_is_asked_for_again_and_brings_the_same_number(
    hall_server: RunningHall, kiosk: Page, onlooker: Api
) -> None:
    before, requests = waiting(onlooker), list[str]()

    def lose_the_first(route: Route, request: Request) -> None:
        requests.append(request.headers["idempotency-key"])
        if len(requests) == 1:
            route.fetch()  # the hall acts; its answer never arrives
            route.abort()
        else:
            route.continue_()

    kiosk.route("**/api/v1/tickets", lose_the_first)
    start(kiosk, hall_server)
    choose(kiosk, "insurance", "pension")
    expect(kiosk.locator("[data-number]")).to_be_visible()
    assert len(requests) == 2
    assert len(set(requests)) == 1
    assert waiting(onlooker) == before + 1


def test_a_hall_that_does_not_answer_is_said_to_be_asked_again(hall_server: RunningHall, kiosk: Page) -> None:
    start(kiosk, hall_server)
    kiosk.route("**/api/v1/tickets", lambda route: route.abort())
    choose(kiosk, "insurance", "pension")
    expect(kiosk.get_by_text("不会取到两个号")).to_be_visible()
    kiosk.unroute("**/api/v1/tickets")
    expect(kiosk.locator("[data-number]")).to_be_visible(timeout=8_000)


def test_a_printer_without_paper_costs_nobody_a_number(hall_server: RunningHall, kiosk: Page) -> None:
    kiosk.route(
        "**/api/v1/prints/*", lambda route: route.fulfill(json={"state": "unknown", "cause": "paper"})
    )
    start(kiosk, hall_server)
    choose(kiosk, "insurance", "pension")
    number = kiosk.locator("[data-number]").inner_text()
    expect(kiosk.get_by_text(f"打印机缺纸，请记下号码 {number}")).to_be_visible()
    expect(kiosk.locator("img")).to_be_visible()


def test_a_visitor_who_walks_away_leaves_the_start_behind(
    hall_server: RunningHall, page_at: OpenPage, paired: StorageState
) -> None:
    kiosk = page_at(*SIZES[0], storage_state=paired)
    kiosk.clock.install()
    start(kiosk, hall_server)
    kiosk.clock.run_for(400)
    kiosk.get_by_role("button", name="English").click()
    kiosk.locator("[data-service=insurance]").click()
    kiosk.clock.run_for(20_500)
    expect(kiosk.get_by_role("timer")).to_be_visible()
    kiosk.get_by_role("button", name="More time").click()
    expect(kiosk.get_by_role("timer")).to_be_hidden()
    kiosk.clock.run_for(31_000)
    expect(kiosk.get_by_role("heading", name="请选择办理业务")).to_be_visible()


def test_a_stopped_hall_says_why(hall_server: RunningHall, kiosk: Page) -> None:
    manager = hall_server.api(hall_server.key("manager"))
    start(kiosk, hall_server)
    assert manager.post("/hall/stop", {"text": {"zh": "设备检修，请稍候", "en": "Short stop"}}).status < 300
    try:
        expect(kiosk.get_by_text("设备检修，请稍候")).to_be_visible()
    finally:
        manager.post("/hall/resume")
    expect(kiosk.locator("[data-service=insurance]")).to_be_visible()


def test_a_browser_that_is_no_kiosk_says_how_to_make_it_one(
    hall_server: RunningHall, page_at: OpenPage
) -> None:
    page = page_at(*SIZES[0])
    page.goto(f"{hall_server.url}/kiosk")
    expect(page.get_by_text("这台取号机还没有启用")).to_be_visible()
    expect(page.get_by_role("link", name="打开首页")).to_be_visible()


def name_size(page: Page) -> float:
    """How large the names of services are, pixels."""
    size = page.locator(".service .names").first.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")
    return float(size)


@pytest.mark.fonts
@pytest.mark.parametrize("words", ["ours", "longer"])
def test_nothing_is_wider_than_its_box_nor_smaller_than_a_finger(
    hall_server: RunningHall, kiosk: Page, words: str
) -> None:
    page = kiosk
    if words == "longer":
        lengthen_words(page)
    page.route("**/api/v1/score", lambda route: route.fulfill(json=SCORE))
    start(page, hall_server)
    expect(page.get_by_text(SCORE["short"]["zh"])).to_be_visible()
    seek, cards = (page.locator(each).bounding_box() for each in (".seek", "kiosk-cards"))
    assert seek and cards and seek["y"] >= cards["y"] + cards["height"], "out of reach from a wheelchair"
    for language in ("中文", "English"):
        page.get_by_role("button", name=language, exact=True).click()
        assert overflowing(page, SIZES) == []
        usual = name_size(page)
        page.locator(".button.large").click()
        assert overflowing(page, SIZES) == []
        assert words == "longer" or name_size(page) > usual, "large text is no larger"
        page.locator(".button.large").click()
    choose(page, "approval")
    expect(page.locator("[data-service=land-planning]")).to_be_visible()
    expect(page.locator("kiosk-score")).to_have_count(0)
    assert overflowing(page) == []
    boxes = [button.bounding_box() for button in page.get_by_role("button").all()]
    assert all(box and min(box["width"], box["height"]) >= 96 for box in boxes)
    choose(page, "land-planning")
    expect(page.locator("[data-number]")).to_be_visible()
    assert overflowing(page) == []
