"""The zone's TV: a call is seen at once, is the truth or says it isn't, and is spoken once."""

import io
import struct
import wave
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, StorageState, expect

from tests.pages.fitting import lengthen_words, overflowing
from tests.running import Api, RunningHall

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def clerk(hall_server: RunningHall) -> Api:
    """The clerk at counter 3, with visitors waiting."""
    clerk = hall_server.api(hall_server.key("clerk", "3"))
    assert clerk.post("/counters/3/sit").status == 201
    return clerk


@pytest.fixture(scope="module")
def guide(hall_server: RunningHall) -> Api:
    """The guide desk, who takes numbers for visitors."""
    return hall_server.api(hall_server.key("guide"))


@pytest.fixture
def call(guide: Api, clerk: Api) -> Callable[[], str]:
    """Have counter 3 call one more visitor; the number."""

    def call_one() -> str:
        assert guide.post("/tickets", {"service": "pension"}).status == 201
        answer = clerk.post("/counters/3/calls")
        assert answer.status == 201, answer.body
        number: str = answer.body["number"]
        return number

    return call_one


@pytest.fixture(scope="module")
def paired(hall_server: RunningHall, browser: Browser) -> StorageState:
    """The cookies of the screen of zone 1."""
    context = browser.new_context()
    hall_server.pair(context, "screen", "1")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def screen(page_at: OpenPage, paired: StorageState) -> Page:
    """The paired screen of zone 1."""
    return page_at(1920, 1080, storage_state=paired)


def start(page: Page, hall: RunningHall) -> None:
    """Open the screen and wait for its first board."""
    page.goto(f"{hall.url}/screen?zone=1")
    expect(page.locator("html[data-revision]")).to_be_attached()


def short_sound() -> bytes:
    """A tenth of a second of silence: what is spoken is tested elsewhere, here only that it is."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", "not compressed"))
        sound.writeframes(struct.pack("<h", 0) * 800)
    return kept.getvalue()


def test_a_screen_whose_hall_is_just_starting_shows_its_board_once_the_words_come(
    hall_server: RunningHall, screen: Page
) -> None:
    lost: list[Route] = []

    def at_first_lost(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route)
            route.abort()
        else:
            route.continue_()

    screen.route("**/static/words/*.json", at_first_lost)
    start(screen, hall_server)
    assert len(lost) == 2


def test_a_call_is_large_and_on_top_of_the_list(
    hall_server: RunningHall, screen: Page, call: Callable[[], str]
) -> None:
    start(screen, hall_server)
    number = call()
    expect(screen.locator(".list li").first).to_contain_text(number)
    expect(screen.locator(".list .new").first).to_contain_text(number)
    # Calls made just before, by other tests, are shown first.
    expect(screen.locator("call-panel")).to_contain_text(number, timeout=60_000)
    expect(screen.locator("call-panel .plate")).to_have_text("3")
    expect(screen.locator(".list .new", has_text=number)).to_have_count(0, timeout=13_000)


def test_a_screen_cut_off_turns_grey_and_catches_up(
    hall_server: RunningHall, screen: Page, call: Callable[[], str]
) -> None:
    start(screen, hall_server)
    screen.context.set_offline(True)
    expect(screen.locator(".stale")).to_be_visible(timeout=20_000)
    expect(screen.get_by_text("请看窗口屏")).to_be_visible()
    number = call()
    screen.context.set_offline(False)
    expect(screen.locator(".list li").first).to_contain_text(number, timeout=6_000)
    expect(screen.locator(".stale")).to_have_count(0)


def test_a_screen_without_websockets_still_tells_the_truth(
    hall_server: RunningHall, screen: Page, call: Callable[[], str]
) -> None:
    screen.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    start(screen, hall_server)
    number = call()
    expect(screen.locator(".list li").first).to_contain_text(number, timeout=5_000)
    screen.wait_for_timeout(6_000)  # longer than a screen may go unconfirmed
    expect(screen.locator(".stale")).to_have_count(0)


def test_a_web_process_that_is_killed_costs_the_screen_no_call(
    hall_server: RunningHall, screen: Page, call: Callable[[], str]
) -> None:
    start(screen, hall_server)
    hall_server.kill("web-0")
    hall_server.wait_ready()
    number = call()
    expect(screen.locator(".list li").first).to_contain_text(number, timeout=8_000)


def test_each_call_is_spoken_and_the_panel_follows_the_voice(
    hall_server: RunningHall, screen: Page, call: Callable[[], str]
) -> None:
    screen.route("**/voice/*.wav", lambda route: route.fulfill(body=short_sound(), content_type="audio/wav"))
    start(screen, hall_server)
    expect(screen.locator("hall-screen[data-speaker=true]")).to_be_attached(timeout=12_000)
    with screen.expect_request(lambda request: "spoken" in (request.post_data or ""), timeout=12_000):
        number = call()
    expect(screen.locator("call-panel")).to_contain_text(number)


def test_a_browser_that_blocks_sound_asks_for_a_touch(hall_server: RunningHall, screen: Page) -> None:
    screen.add_init_script(
        """window.AudioContext = class extends AudioContext {
          get state() { return this.touched ? "running" : "suspended"; }
          async resume() { this.touched = true; await super.resume(); }
        }"""
    )
    start(screen, hall_server)
    button = screen.get_by_role("button", name="轻触开启声音")
    expect(button).to_be_visible()
    button.click()
    expect(button).to_be_hidden()


@pytest.mark.fonts
@pytest.mark.parametrize("words", ["ours", "longer"])
def test_the_longest_number_and_the_longest_way_are_never_clipped(
    hall_server: RunningHall, screen: Page, words: str
) -> None:
    if words == "longer":
        lengthen_words(screen)
    call = {
        "call": "1-2", "number": "A1234", "counter": "12", "at": "2026-03-02T09:00:00+08:00",
        "counter_names": {"zh": "不动产登记与税务综合窗口", "en": "Property registration and taxes"},
        "zone": "2", "zone_names": {"zh": "审批服务区", "en": "Approvals"}, "floor": "2F", "arrow": "up",
    }  # fmt: skip
    text = {
        "zh": "下午三点到四点系统维护，不动产业务请提前办理",
        "en": "Maintenance from 3 pm to 4 pm",
    }
    names = {"zh": "投资建设审批", "en": "Construction approvals"}
    board = {
        "revision": 9, "calls": [call | {"call": f"1-{n}"} for n in range(6)], "waiting": {},
        "zone": {"id": "1", "names": {"zh": "综合受理区", "en": "Reception"}, "floor": "1F"},
        "lines": [{"id": str(n), "names": names, "waiting": 128} for n in range(6)],
        "stopped": None, "message": {"text": text, "zones": ["1"], "at": call["at"]},
    }  # fmt: skip
    screen.route("**/api/v1/board*", lambda route: route.fulfill(json=board))
    screen.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    start(screen, hall_server)
    screen.evaluate("document.fonts.ready.then(() => true)")
    assert overflowing(screen) == []


def test_a_stopped_hall_takes_the_whole_screen_calmly(hall_server: RunningHall, screen: Page) -> None:
    manager = hall_server.api(hall_server.key("manager"))
    start(screen, hall_server)
    manager.post("/hall/stop", {"text": {"zh": "设备检修，请稍候", "en": "Short stop"}})
    try:
        expect(screen.get_by_role("heading", name="设备检修，请稍候")).to_be_visible()
        expect(screen.locator("call-panel")).to_have_count(0)
    finally:
        manager.post("/hall/resume")
    expect(screen.locator("call-panel")).to_be_visible()


def test_a_browser_that_is_no_screen_says_how_to_make_it_one(
    hall_server: RunningHall, page_at: OpenPage
) -> None:
    page = page_at(1920, 1080)
    page.goto(f"{hall_server.url}/screen?zone=1")
    expect(page.get_by_text("这块屏幕还没有启用")).to_be_visible()
