"""Cards and codes at the pages: a scanner types them, or an agent's reader brings them; both do the same."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, Route, expect

from queueing.folder import HallFolder
from queueing.rules.identity import check_sign
from queueing.settings import Settings
from tests.pages.fitting import overflowing
from tests.running import Api, RunningHall

PageAt = Callable[..., Page]
SIZES = ((1080, 1920), (1920, 1080))


def card(age: int) -> str:
    """The number of somebody of this age."""
    seventeen = f"341102{date.today().year - age}0101123"  # noqa: DTZ011 - any day of this year
    return seventeen + check_sign(seventeen)


@pytest.fixture
def kiosk(hall_server: RunningHall, page_at: PageAt) -> Page:
    """A paired kiosk, open."""
    page = page_at(1080, 1920)
    hall_server.pair(page.context, "kiosk", "gate-1")
    page.goto(f"{hall_server.url}/kiosk")
    expect(page.locator("[data-service=insurance]")).to_be_visible()
    return page


@pytest.fixture(scope="module")
def guide(hall_server: RunningHall) -> Api:
    """Takes numbers elsewhere."""
    return hall_server.api(hall_server.key("guide"))


@pytest.fixture(scope="module")
def reader(hall_server: RunningHall) -> Api:
    """A reader beside kiosk gate-1, let in and heard of."""
    folder = HallFolder(Settings(data=hall_server.data))
    asked = Api(hall_server.url).post("/devices/pairing", {"kind": "reader"}).body
    wish = folder.devices.wish(asked["code"])
    folder.staffing.let_in(wish.secret, "reader", "gate-1", folder.clock.tick(), "test")
    api = hall_server.api(asked["key"])
    assert api.post("/devices/beat", {}).status == 200
    return api


TYPE = """keys => keys.forEach(key => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })))"""


def scan(page: Page, text: str) -> None:
    """Type as a scanner does: faster than anybody, with Enter at the end."""
    page.evaluate(TYPE, [*text, "Enter"])


def test_an_older_visitor_lays_the_card_on_and_gets_a_priority_number(kiosk: Page, guide: Api):
    scan(kiosk, card(70))
    expect(kiosk.locator(".card-read")).to_contain_text("可取优先号")
    expect(kiosk.locator(".card-read")).to_contain_text("3411**********")
    assert card(70) not in kiosk.content()
    for service in ("insurance", "pension"):
        kiosk.wait_for_timeout(350)  # the dead time after a new page
        kiosk.locator(f"[data-service={service}]").click()
    number = kiosk.locator("[data-number]")
    expect(number).to_have_text(re.compile(r"^A\d{3}$"))
    [waits] = [each for each in guide.get("/waiting").body if each["number"] == number.inner_text()]
    assert waits["lane"] == "priority"
    expect(kiosk.locator("[data-service=insurance]")).to_be_visible(timeout=15_000)
    expect(kiosk.locator(".card-read")).to_have_count(0)


def test_a_younger_visitor_takes_an_ordinary_number(kiosk: Page):
    scan(kiosk, card(30))
    expect(kiosk.locator(".card-read")).to_contain_text("已读证件")
    expect(kiosk.locator(".card-read")).not_to_contain_text("优先")


def test_a_ticket_laid_under_the_scanner_shows_how_it_stands_and_prints_again(kiosk: Page, guide: Api):
    mine = guide.post("/tickets", {"service": "company-open"}).body
    scan(kiosk, f"http://192.168.1.20:8080/t/{mine['token']}")
    expect(kiosk.locator("kiosk-found [data-number]")).to_have_text(mine["number"])
    expect(kiosk.locator("kiosk-found [data-state]")).to_contain_text("等候中")
    kiosk.wait_for_timeout(350)
    kiosk.click("#again")
    expect(kiosk.locator("kiosk-found .print")).to_contain_text("请取走号票", timeout=10_000)


def test_what_is_no_code_is_refused_in_a_sentence(kiosk: Page):
    scan(kiosk, "6901234567892")
    expect(kiosk.locator("[data-sentence=refused] h2")).to_contain_text("既不是身份证号")
    expect(kiosk.locator("[data-sentence=refused] h2")).to_contain_text("neither a card's number")


@pytest.mark.fonts
def test_a_card_laid_on_while_a_paper_prints_is_answered(kiosk: Page):
    kiosk.route("**/api/v1/prints/*", lambda route: route.fulfill(json={"state": "queued"}))
    for service in ("insurance", "pension"):
        kiosk.wait_for_timeout(350)  # the dead time after a new page
        kiosk.locator(f"[data-service={service}]").click()
    expect(kiosk.get_by_text("正在打印号票")).to_be_visible()
    scan(kiosk, "6901234567892")  # nor does what can't be read take the number out of sight

    expect(kiosk.locator(".early")).to_contain_text("请等小票出来，再刷一次")
    expect(kiosk.locator("[data-number]")).to_be_visible()
    assert overflowing(kiosk, SIZES) == []


def test_the_reader_beside_the_kiosk_does_the_same_and_a_slow_hall_is_asked_once(kiosk: Page, reader: Api):
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    kiosk.route("**/api/v1/readings/next*", hold)
    kiosk.clock.install()
    kiosk.reload()
    expect(kiosk.locator("[data-service=insurance]")).to_be_visible()
    kiosk.clock.run_for(5_000)
    assert len(asked) == 1
    assert reader.post("/readings", {"text": card(80)}).status == 201
    asked[0].continue_()
    expect(kiosk.locator(".card-read")).to_contain_text("可取优先号")


def test_a_guide_scans_a_ticket_into_the_field_or_anywhere(
    hall_server: RunningHall, page_at: PageAt, guide: Api, reader: Api
):
    desk = page_at(1280, 800)
    hall_server.manager_session(desk.context)
    desk.goto(f"{hall_server.url}/guide")
    desk.wait_for_selector("guide-issue .row")
    first, second, third = (guide.post("/tickets", {"service": "company-open"}).body for _ in range(3))
    desk.fill("[name=number]", f"https://hall.example/t/{first['token']}")
    desk.keyboard.press("Enter")
    shown = desk.locator("guide-ticket [data-ticket]")
    expect(shown).to_have_text(first["number"])
    desk.evaluate("document.activeElement.blur()")
    scan(desk, f"https://hall.example/t/{second['token']}")
    expect(shown).to_have_text(second["number"])
    desk.select_option("[name=reader]", "gate-1")
    reader.post("/readings", {"text": f"https://hall.example/t/{third['token']}"})
    expect(shown).to_have_text(third["number"])
    desk.fill("[name=number]", card(70))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("可给优先号")).to_be_visible()
    expect(desk.locator("[name=number]")).to_have_value("")
