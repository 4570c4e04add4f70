"""A page that is open while the hall is upgraded loads itself anew, and never under anybody's hands."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.running import RunningHall

OpenPage = Callable[..., Page]


@pytest.fixture
def standing(hall_server: RunningHall, page_at: OpenPage) -> Callable[..., Page]:
    """A page with its clock in our hands; a manager's, or that of a kiosk."""

    def open_page(path: str, kiosk: str | None = None) -> Page:
        page = page_at(1280, 800)
        if kiosk is None:
            hall_server.manager_session(page.context)
        else:
            hall_server.pair(page.context, "kiosk", kiosk)
        page.clock.install()
        page.goto(f"{hall_server.url}{path}")
        return page

    return open_page


#: From now on the answers this page reads come from another program than it was loaded from.
UPGRADED = """() => {
  const get = Headers.prototype.get;
  Headers.prototype.get = function (name) {
    return name === "Hall-Program" ? "newer" : get.call(this, name);
  };
}"""
#: How long this page stands from now on, milliseconds of its own time; a call is new for ten seconds.
STOOD = """() => {
  const began = performance.now();
  addEventListener("pagehide", () => sessionStorage.setItem("stood", performance.now() - began));
}"""
NEARLY_OLD = 8_000
#: Each page that is loaded hears first of one program, then of another: a proxy keeps the old page.
BETWEEN_TWO = """(() => {
  let heard = 0;
  const get = Headers.prototype.get;
  Headers.prototype.get = function (name) {
    return name === "Hall-Program" ? (heard++ ? "newer" : "older") : get.call(this, name);
  };
})()"""


def loads(page: Page) -> list[str]:
    """The times it is loaded from now on."""
    seen: list[str] = []
    page.on("domcontentloaded", lambda at: seen.append(at.url))
    return seen


def pass_until(page: Page, true: Callable[[], object]) -> None:
    """Let the page's time pass until something is so."""
    for _ in range(400):
        if true():
            return
        page.clock.run_for(500)
    raise AssertionError("it never was")


def test_a_kiosk_waits_for_its_visitor_and_stays_paired(standing: Callable[..., Page]) -> None:
    kiosk = standing("/kiosk", kiosk="gate-1")
    expect(kiosk.locator("[data-service=insurance]")).to_be_visible()
    kiosk.clock.run_for(400)
    kiosk.locator("[data-service=insurance]").click()
    kiosk.evaluate(UPGRADED)
    seen = loads(kiosk)
    with kiosk.expect_response("**/devices/beat"):
        kiosk.clock.run_for(6_000)
    kiosk.clock.run_for(3_000)
    assert kiosk.locator("[data-service=pension]").is_visible() and not seen
    kiosk.locator(".back").click()
    pass_until(kiosk, lambda: seen)
    expect(kiosk.locator("[data-service=insurance]")).to_be_visible()
    kiosk.clock.run_for(12_000)
    assert len(seen) == 1


def test_a_screen_waits_until_its_call_is_an_old_one(
    hall_server: RunningHall, standing: Callable[..., Page]
) -> None:
    clerk = hall_server.api(hall_server.key("clerk", "3"))
    assert clerk.post("/counters/3/sit").status == 201
    screen = standing("/screen?zone=1")
    assert hall_server.api(hall_server.key("guide")).post("/tickets", {"service": "pension"}).status == 201
    number = clerk.post("/counters/3/calls").body["number"]
    expect(screen.locator("call-panel")).to_contain_text(number)
    screen.evaluate(STOOD)
    screen.evaluate(UPGRADED)
    seen = loads(screen)
    screen.evaluate(
        "import('/static/parts/api.js').then(({ Api }) => new Api().me())"
    )  # it hears of it at once
    screen.clock.run_for(1_500)
    expect(screen.locator(".list .new").first).to_be_visible()
    pass_until(screen, lambda: seen)
    assert screen.evaluate("Number(sessionStorage.getItem('stood'))") > NEARLY_OLD
    clerk.post("/counters/3/finish")
    clerk.post("/counters/3/leave")


def test_a_page_in_somebodys_hands_says_so_and_waits_to_be_asked(standing: Callable[..., Page]) -> None:
    desk = standing("/devices")
    expect(desk.locator("tr[data-device]").first).to_be_visible()
    desk.evaluate(UPGRADED)
    seen = loads(desk)
    told = desk.get_by_role("button", name="系统已升级，点此刷新")
    pass_until(desk, told.count)
    desk.clock.run_for(12_000)
    assert not seen
    told.click()
    expect(desk.locator("tr[data-device]").first).to_be_visible()
    desk.clock.run_for(12_000)
    assert len(seen) == 1 and told.count() == 0


def test_a_page_that_goes_asks_for_its_parts_anew_as_the_browser_has_kept_the_old_ones(
    hall_server: RunningHall, page_at: OpenPage
) -> None:
    page, asked = page_at(1280, 800), list[str]()
    page.goto(f"{hall_server.url}/sign-in")
    page.on("request", lambda request: asked.append(f"{request.resource_type} {request.url}"))
    with page.expect_event("load"):
        page.evaluate("import('/static/parts/renewal.js').then(({ renew }) => void renew())")
    assert f"fetch {hall_server.url}/static/parts/words.js" in asked


def test_an_old_page_that_comes_again_makes_no_loop(standing: Callable[..., Page]) -> None:
    strip = standing("/strip?counter=26")
    strip.add_init_script(BETWEEN_TWO)
    seen = loads(strip)
    strip.reload()
    pass_until(strip, lambda: len(seen) == 2)
    for _ in range(6):
        with strip.expect_response("**/strips?*"):
            strip.clock.run_for(800)
    assert len(seen) == 2
