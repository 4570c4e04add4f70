"""A clerk makes today longer by one button; kiosk and manager follow at once, and back again."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from queueing.clock import Clock
from queueing.rules.people import Person
from tests.running import ROOT, RunningHall

PageAt = Callable[..., Page]
GIVEN, OWN = "given-for-today", "chosen-for-today"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """The hall with a lunch break, ten minutes after its closing."""
    clock = ("--clock", "2026-03-02T17:40+08:00")
    hall = RunningHall(tmp_path_factory.mktemp("today"), ROOT / "tests" / "lunch_hall.toml", clock).start()
    yield hall
    hall.stop()


def sign_in_clerk(hall: RunningHall, context: BrowserContext) -> None:
    """Sign in as a clerk of counter 1 who may change today's hours there."""
    with hall.staffing() as staffing:
        person = Person("li", "李华", "clerk", ("1",), GIVEN)
        account = staffing.add(person, Clock().tick(), "test").account
        staffing.change(account.id, {"may_extend": True})
    api = f"{hall.url}/api/v1/session"
    csrf = context.request.post(api, data={"name": "li", "password": GIVEN}).json()["csrf"]
    chosen = {"old": GIVEN, "new": OWN}
    assert context.request.post(f"{api}/password", data=chosen, headers={"X-CSRF-Token": csrf}).ok


def test_a_clerk_extends_today_and_takes_it_back_and_kiosk_and_manager_follow(
    hall: RunningHall, page_at: PageAt
) -> None:
    kiosk, manager, clerk = page_at(1080, 1920), page_at(1440, 900), page_at(420, 900)
    hall.pair(kiosk.context, "kiosk", "gate")
    hall.manager_session(manager.context)
    sign_in_clerk(hall, clerk.context)
    kiosk.goto(f"{hall.url}/kiosk")
    manager.goto(f"{hall.url}/manager")
    clerk.goto(f"{hall.url}/counter")
    expect(kiosk.locator("body")).to_contain_text("今天已下班，明天 9:00 开门")
    clerk.locator("choose-counter [data-counter='1']").click()
    tile = manager.locator(".tile[data-counter='1']")
    expect(tile).to_have_attribute("data-state", "closed")

    clerk.locator("[data-does='extend-15']").click()
    expect(clerk.locator("today-hours .now")).to_contain_text("开放至 17:5")
    expect(tile).to_have_attribute("data-state", "free")
    expect(kiosk.locator("[data-service='card']")).to_be_visible()

    clerk.locator("[data-does='undo-hours']").click()
    expect(tile).to_have_attribute("data-state", "closed")
    expect(kiosk.locator("body")).to_contain_text("今天已下班")
    manager.goto(f"{hall.url}/log")
    expect(manager.locator("tr[data-kind='hours_extended']")).to_contain_text("+15 分钟")
    expect(manager.locator("tr[data-kind='hours_undone']")).to_contain_text("李华")
