"""Bookings in a real browser: on the phone, at the desk, refused on a Saturday, and to the clerk's call."""

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


def test_the_desk_books_for_whoever_telephones_and_the_plan_shows_it(hall: ServedDay, page_at: PageAt):
    hall.day.go("2026-03-05T10:00")
    desk = page_at(1280, 900)
    hall.manager_session(desk.context)
    desk.goto(f"{hall.url}/bookings")
    desk.select_option("[name=service]", "invoice")
    desk.select_option("[name=start]", "2026-03-06T08:30:00+08:00")
    desk.fill("[name=identity]", card(7))
    desk.get_by_role("button", name="确认预约").click()
    code = desk.locator("[data-code]").inner_text()

    visit = desk.locator("[data-counter='1'] tbody tr")
    expect(visit).to_contain_text("发票代开")
    expect(desk.locator(".plan")).to_contain_text("有预约的窗口才开")
    assert hall.day.ask(f"/bookings/{code}").json["channel"] == "phone"


def test_on_saturday_a_service_that_is_not_listed_is_refused_and_the_next_time_is_offered(
    hall: ServedDay, page_at: PageAt
):
    hall.day.go("2026-03-02T10:00")
    phone = page_at(*PHONE)
    phone.goto(f"{hall.url}/book?service=invoice&start={SATURDAY}:00%2B08:00")
    phone.fill("[name=identity]", "13912345678")
    phone.get_by_role("button", name="确认预约").click()

    expect(phone.locator("body")).to_contain_text("只办理清单内的业务")
    expect(phone.locator("body")).to_contain_text("最近可约 3月3日 周二 8:30")
    assert overflowing(phone) == []
    phone.locator("a.primary").click()
    expect(phone.locator("body")).to_contain_text("3月3日 周二 8:30")


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
