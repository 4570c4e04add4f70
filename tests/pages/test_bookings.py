"""Bookings in a real browser: on the phone, at the desk, refused on a Saturday, and to the clerk's call."""

import re
from collections.abc import Callable, Iterator

import pytest
import redis
from playwright.sync_api import Page, expect

from tests.edges.booking_day import SATURDAY, WEDNESDAY, card
from tests.pages.fitting import overflowing
from tests.pages.served_day import ServedDay, served_day

PageAt = Callable[..., Page]
PHONE = (390, 844)


@pytest.fixture(scope="module")
def served(live_redis: redis.Redis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDay]:
    """The hall with extended service, at an address."""
    live_redis.flushall()
    with served_day(live_redis, tmp_path_factory.mktemp("booked")) as at_address:
        yield at_address


@pytest.fixture
def hall(served: ServedDay, empty_redis: redis.Redis) -> ServedDay:
    """Nobody has booked anything there yet."""
    with served.day.folder.records.begin() as connection:
        connection.exec_driver_sql("DELETE FROM bookings")
    return served


@pytest.mark.fonts
def test_booked_on_the_phone_checked_in_there_and_called_by_the_clerk(hall: ServedDay, page_at: PageAt):
    hall.day.go("2026-03-02T10:00")
    phone = page_at(*PHONE)
    phone.goto(f"{hall.url}/book")
    phone.get_by_role("link", name="社会保障卡申领").click()
    phone.locator(f"a[href*='{WEDNESDAY.replace(':', '%3A')}']").click()
    phone.fill("[name=identity]", "13812345678")
    phone.get_by_role("button", name="确认预约").click()
    booked = phone.url
    expect(phone.locator("body")).to_contain_text("3月4日 周三 8:30")

    hall.day.go("2026-03-04T08:20")
    phone.goto(booked)
    assert overflowing(phone) == []
    phone.get_by_role("button", name="我到了").click()
    expect(phone.locator("body")).to_contain_text("A001")

    hall.day.go(WEDNESDAY)
    clerk = page_at(1280, 800)
    hall.manager_session(clerk.context)
    clerk.goto(f"{hall.url}/counter")
    clerk.locator("choose-counter button").first.click()
    clerk.locator("#next").click()
    expect(clerk.locator(".ticket[data-state=called]")).to_contain_text("A001")
    expect(phone.locator("body")).to_contain_text("1 号窗口")


@pytest.mark.fonts
def test_the_desk_books_by_keyboard_alone_and_reads_out_why_a_saturday_is_not_to_be_had(
    hall: ServedDay, page_at: PageAt
):
    hall.day.go("2026-03-05T10:00")
    desk = page_at(1280, 900)
    hall.manager_session(desk.context)
    desk.goto(f"{hall.url}/manager")
    desk.get_by_role("navigation").get_by_role("link", name="预约").click()
    service = desk.get_by_role("combobox", name="业务")
    expect(service).to_be_focused()
    desk.keyboard.type("fp")
    expect(desk.get_by_role("option")).to_contain_text(["发票代开"])
    desk.keyboard.press("Enter")
    expect(service).to_have_value("发票代开")
    told = desk.locator(".not-then li", has_text="3月7日 周六、3月14日 周六")
    expect(told).to_contain_text("这项业务不在清单内。最近可约 3月6日 周五 8:30。")
    assert overflowing(desk) == []
    desk.keyboard.press("Tab")
    expect(desk.locator("[name=start]")).to_have_value("2026-03-06T08:30:00+08:00")
    desk.keyboard.press("Tab")
    desk.keyboard.type(card(7))
    desk.keyboard.press("Enter")
    code = desk.locator("[data-code]").inner_text()
    expect(service).to_be_focused()

    visit = desk.locator("[data-counter='1'] tbody tr")
    expect(visit).to_contain_text("发票代开")
    expect(desk.locator(".plan")).to_contain_text("有预约的窗口才开")
    assert hall.day.ask(f"/bookings/{code}").json["channel"] == "phone"

    lost = desk.get_by_label("预约码；没有就输手机号或身份证号")
    lost.fill(card(7))
    lost.press("Enter")
    theirs = desk.locator(f"[data-found='{code}']")
    expect(theirs).to_contain_text("发票代开")
    expect(lost).to_have_value("")
    assert overflowing(desk) == []
    theirs.get_by_role("button", name="签到取号").click()
    expect(desk.locator("body")).to_contain_text("请在 明天 8:00 以后再来")


@pytest.mark.fonts
def test_on_saturday_a_service_that_is_not_listed_is_refused_and_the_next_time_is_offered(
    hall: ServedDay, page_at: PageAt
):
    hall.day.go("2026-03-02T10:00")
    phone = page_at(*PHONE)
    phone.goto(f"{hall.url}/book?service=invoice&start={SATURDAY}:00%2B08:00")

    expect(phone.get_by_role("alert")).to_contain_text("只办理清单内的业务")
    expect(phone.get_by_role("alert")).to_contain_text("最近可约 3月3日 周二 8:30")
    expect(phone.locator(".day", has_text="周六")).to_contain_text("只办理清单内的业务")
    assert overflowing(phone) == []
    phone.locator(".slots a").first.click()
    expect(phone.locator("body")).to_contain_text("3月3日 周二 8:30")
    phone.fill("[name=identity]", "110117198001010019")
    phone.get_by_role("button", name="确认预约").click()
    identity = phone.get_by_label("手机号码或身份证号码")
    expect(identity).to_be_focused()
    expect(identity).to_have_attribute("aria-invalid", "true")
    expect(identity).to_have_accessible_description(re.compile("校验位正确"))
    identity.fill("13912345678")
    phone.get_by_role("button", name="确认预约").click()
    expect(phone.locator("body")).to_contain_text("139****5678")


def test_the_guide_gives_a_number_for_two_services_and_beyond_a_limit_after_a_yes(
    hall: ServedDay, page_at: PageAt
):
    hall.day.go("2026-03-09T13:30")
    guide = page_at(1280, 800)
    hall.manager_session(guide.context)
    guide.goto(f"{hall.url}/guide")
    guide.locator("guide-issue .row", has_text="养老").click()
    guide.click("#also")
    guide.locator("ask-one .row", has_text="发票").click()
    expect(guide.locator("[data-also=invoice]")).to_contain_text("发票代开")
    guide.click("#issue")
    expect(guide.locator("guide-ticket [data-ticket]")).to_be_visible()
    ticket = guide.locator("guide-ticket [data-ticket]").get_attribute("data-ticket")
    assert len(hall.day.folder.hall.whereabouts(ticket=ticket)["ticket"]["stops"]) == 2

    guide.locator("guide-issue .row", has_text="养老").click()
    guide.click("#issue")
    expect(guide.locator("ask-confirm")).to_contain_text("这个时段的号已取完。今天 14:00 再发号。")
    guide.locator("ask-confirm .danger").click()
    expect(guide.locator("guide-ticket [data-ticket]")).not_to_have_attribute("data-ticket", str(ticket))

    guide.goto("about:blank")  # where it stands it would go to the sign-in by itself: two hours idle
    hall.day.go("2026-03-09T17:10")
    hall.manager_session(guide.context)
    guide.goto(f"{hall.url}/guide")
    guide.locator("guide-issue .row", has_text="养老").click()
    expect(guide.locator("guide-issue .shut")).to_contain_text("这一时段无人预约，明天 9:00 开门")
    expect(guide.locator("guide-closed")).to_contain_text("1、2 号窗口")
