"""A visitor looks a service up at a kiosk of many services: found by initials, told what is worth knowing."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from queueing.rules.identity import check_sign
from tests.pages.fitting import overflowing
from tests.pages.test_readings import scan
from tests.running import RunningHall

SIZES = ((1080, 1920), (1920, 1080))
HALL = """\
# A hall of many services.
id = "many"
names = { zh = "市政务服务中心", en = "City service hall" }
timezone = "Asia/Shanghai"
catalogue = "items.csv"
zones = [{ id = "1", names = { zh = "一层", en = "Ground floor" } }]
lines = [
  { id = "general", prefix = "A", names = { zh = "综合", en = "General" } },
  { id = "aid", prefix = "D", names = { zh = "救助", en = "Aid" } },
  { id = "access", prefix = "W", need = "barrier-free", of = "aid", names = { zh = "无障碍" } },
  { id = "signed", prefix = "Y", need = "sign", of = "aid", names = { zh = "手语" } },
]
counters = [{ id = "1", zone = "1", lines = ["general", "aid"], needs = ["barrier-free", "sign"] }]
kiosks = [{ id = "gate", zone = "1", printer = "dummy" }]
themes = [{ id = "born", line = "general", items = ["s3", "s4"], names = { zh = "新生儿出生" } }]
"""
CARD = "social-card,insurance,社会保障卡申领,Social security card,,,承诺,5,https://a.cn/card,身份证|Card;照片"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """A hall with 40 大项 of 10 departments."""
    folder = tmp_path_factory.mktemp("many")
    rows = ["id,parent,zh,en,line,department,kind,promised,website,materials"]
    rows.append("insurance,,社会保险,Social insurance,general,人社局|Human resources,,,,")
    rows += ["aid,,临时救助,Aid in need,aid,第1局|Office 1,,,,"]
    rows += [f"s{n},,事项{n},Service {n},general,第{n % 10}局|Office {n % 10},,,," for n in range(40)]
    (folder / "items.csv").write_text("\n".join([*rows, CARD]), "utf-8")
    (folder / "many.toml").write_text(HALL, "utf-8")
    hall = RunningHall(folder, folder / "many.toml").start()
    yield hall
    hall.stop()


def lay_on_card(page: Page) -> None:
    """A visitor's card at the kiosk's own scanner."""
    seventeen = "34110219800101003"
    page.wait_for_timeout(350)  # the dead time after a new page
    scan(page, seventeen + check_sign(seventeen))
    expect(page.locator(".card-read")).to_be_visible()


def look_up(page: Page, letters: str) -> None:
    """Open the search and type."""
    page.wait_for_timeout(350)
    page.locator(".seek").click()
    page.wait_for_timeout(350)
    for letter in letters:
        page.locator(f"[data-key='{letter}']").click()


@pytest.mark.fonts
def test_a_service_is_found_by_initials_with_its_hint_and_taken_once_by_a_person(
    many: RunningHall, page_at: Callable[..., Page]
) -> None:
    page = page_at(*SIZES[0])
    many.pair(page.context, "kiosk", "gate")
    page.goto(f"{many.url}/kiosk")
    expect(page.locator("[data-service='department-第1局']")).to_be_visible()
    expect(page.locator("[data-service=insurance]")).to_be_visible()  # its department has nothing else
    expect(page.locator("[data-service]")).to_have_count(6)
    assert overflowing(page) == []

    numbers = []
    for _ in range(2):
        lay_on_card(page)
        look_up(page, "SBK")
        page.locator("[data-service=social-card]").click()
        expect(page.locator("[data-online]")).to_contain_text("可以网上办理")
        expect(page.locator(".papers")).to_contain_text("身份证")
        assert (
            page.locator(".online img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
        )
        page.wait_for_timeout(350)
        page.locator("#take").click()
        expect(page.locator("[data-number]")).to_have_text(re.compile(r"^A\d{3}$"))
        numbers.append(page.locator("[data-number]").inner_text())
        if page.locator(".held").count():
            break
        page.wait_for_timeout(350)
        page.locator(".back").click(timeout=8_000)

    expect(page.locator(".held")).to_contain_text("您已有这个号")
    assert numbers[0] == numbers[1]
    page.wait_for_timeout(350)
    page.locator("#again").click()
    expect(page.get_by_text("请取走号票")).to_be_visible(timeout=10_000)


@pytest.mark.fonts
def test_search_and_what_to_bring_fit_standing_and_lying_in_both_languages_and_large(
    many: RunningHall, page_at: Callable[..., Page]
) -> None:
    page = page_at(*SIZES[0])
    many.pair(page.context, "kiosk", "gate")
    page.goto(f"{many.url}/kiosk")
    for language in ("中文", "English"):
        page.wait_for_timeout(350)
        page.get_by_role("button", name=language).click()
        page.locator(".foot .large").click()
        look_up(page, "S")
        expect(page.locator("[data-service]").first).to_be_visible()
        assert overflowing(page, SIZES) == []
        page.locator("[data-key=clear]").click()
        page.wait_for_timeout(350)
        page.locator(".back").click()
        page.wait_for_timeout(350)
        page.locator(".foot .papers").click()
        look_up(page, "SBK")
        page.locator("[data-service=social-card]").click()
        expect(page.locator("#list")).to_be_visible()
        due = page.locator(".question .past")
        expect(due).to_contain_text(re.compile(r"\d+月\d+日 周.前办结"))
        expect(due).to_contain_text(re.compile(r"by [A-Z][a-z]+day, \d+ [A-Z][a-z]+"))
        assert overflowing(page, SIZES) == []
        page.wait_for_timeout(350)
        page.locator("#list").click()
        expect(page.locator(".deeds .print")).to_be_visible()
        expect(page.locator(".deeds .print")).to_have_text(
            re.compile("请取走材料清单|Please take the list"), timeout=9_000
        )
        page.wait_for_timeout(350)
        page.locator(".back").first.click()
        page.wait_for_timeout(350)
        expect(page.locator(".seek")).to_be_visible()


@pytest.mark.fonts
def test_who_needs_a_barrier_free_counter_says_so_once_the_service_is_chosen(
    many: RunningHall, page_at: Callable[..., Page]
) -> None:
    page = page_at(*SIZES[0])
    many.pair(page.context, "kiosk", "gate")
    page.goto(f"{many.url}/kiosk")
    look_up(page, "LSJZ")
    page.wait_for_timeout(350)
    page.locator("[data-service=aid]").click()
    expect(page.locator(".needs .question")).to_contain_text("需要无障碍窗口或手语服务吗？")
    barrier_free = page.get_by_role("button", name="我需要无障碍窗口")
    expect(barrier_free).to_be_visible()
    assert overflowing(page, SIZES) == []
    page.wait_for_timeout(350)
    barrier_free.click()
    expect(page.locator("[data-number]")).to_have_text("W001")
    expect(page.locator(".facts [data-need=barrier-free]")).to_be_visible()


def test_the_question_and_the_cards_say_only_what_the_hall_has(
    many: RunningHall, page_at: Callable[..., Page]
) -> None:
    def without_sign_or_numbers(route: Route) -> None:
        told = route.fetch().json()
        aid, insurance = (next(s for s in told["services"] if s["id"] == id_) for id_ in ("aid", "insurance"))
        aid["needs"] = ["barrier-free"]
        opens = {"zh": "明天 9:00 再发号", "en": "Numbers again at 9:00 tomorrow"}
        insurance["children"] = [
            each | {"open": False, "used_up": True, "opens": opens} for each in insurance["children"]
        ]
        route.fulfill(json=told)

    page = page_at(*SIZES[0])
    many.pair(page.context, "kiosk", "gate")
    page.route("**/api/v1/kiosk", without_sign_or_numbers)
    page.goto(f"{many.url}/kiosk")
    page.wait_for_timeout(350)
    page.locator("[data-service=insurance]").click()
    card = page.locator("[data-service=social-card]")
    expect(card).to_contain_text("号已发完")
    expect(card).to_contain_text("明天 9:00 再发号")
    page.wait_for_timeout(350)
    card.click(force=True)
    expect(page.locator("[data-sentence=shut]")).to_contain_text("明天 9:00 再发号")

    page.wait_for_timeout(350)
    page.locator(".back").click()
    look_up(page, "LSJZ")
    page.wait_for_timeout(350)
    page.locator("[data-service=aid]").click()
    expect(page.locator(".needs .question")).to_contain_text("需要无障碍窗口吗？")
    expect(page.locator("[data-need]")).to_have_count(1)
