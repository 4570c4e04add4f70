"""The booking pages for phones, as plain forms: three steps, the booking, its changes, the refusals."""

import re
from html import unescape

import pytest

from tests.edges.booking_day import WEDNESDAY, open_day

START = f"{WEDNESDAY}:00+08:00"


class Phone:
    """A browser without scripts."""

    def __init__(self, day):
        self.client = day.client

    def get(self, path: str) -> str:
        return str(self.client.get(path, headers={"Accept-Language": "zh-CN"}).text)

    def send(self, path: str, origin: str = "http://localhost", **form: str):
        return self.client.post(path, data={"lang": "zh", **form}, headers={"Origin": origin})

    def book(self, identity: str, request: str = "r", **form: str):
        fields = {"service": "card", "start": START, "identity": identity, "request": request, **form}
        return self.send("/book", **fields)


@pytest.fixture(scope="module")
def day(live_redis, tmp_path_factory):
    live_redis.flushall()
    return open_day(live_redis, tmp_path_factory.mktemp("pages")).go("2026-03-02T10:00")


@pytest.fixture
def phone(day):
    with day.folder.records.begin() as connection:
        connection.exec_driver_sql("DELETE FROM bookings")
    day.go("2026-03-02T10:00")
    return Phone(day)


def test_three_steps_lead_to_a_booking_with_its_code(phone):
    services = phone.get("/book?q=shbzk")
    times = phone.get("/book?service=card")
    step = unescape(re.search(r'href="(/book\?[^"]*start=[^"]*)"', times)[1])
    form = phone.get(step)
    booked = phone.book("13812345678", re.search(r'name="request" value="([^"]+)"', form)[1])
    page = phone.get(booked.headers["Location"])

    assert "社会保障卡申领" in services and "发票代开" not in services
    assert "在前一个工作日 14:00 截止预约" in times
    assert 'name="identity"' in form
    assert booked.status_code == 303
    assert "3月4日 周三 8:30" in page and "138****5678" in page and "一寸照片" in page
    assert "我到了" not in page


def test_a_second_press_of_the_button_books_once(phone):
    first, second = (phone.book("13812345678").headers["Location"] for _ in range(2))

    assert first == second


def test_a_form_of_another_site_is_refused_in_a_page(phone):
    refused = phone.send("/book", "https://evil.example", service="card", start=START, identity="13812345678")

    assert refused.status_code == 403
    assert refused.mimetype == "text/html"
    assert phone.client.get("/book").headers["Referrer-Policy"] == "same-origin"


def test_a_refusal_says_what_can_be_had_next_and_leads_there(phone):
    refused = phone.book("13812345678", service="invoice", start="2026-03-07T09:00:00+08:00")
    page = unescape(refused.text)
    further = re.search(r'class="button primary big" href="([^"]+)"', page)[1]

    assert refused.status_code == 409
    assert "只办理清单内的业务" in page and "最近可约 3月3日 周二 8:30" in page
    assert "发票代开" in phone.get(further) and "3月3日 周二 8:30" in phone.get(further)


def test_a_wrong_number_is_asked_for_in_the_same_form_which_never_says_it(phone):
    refused = phone.book("110117198001010019", "r-1")
    page = unescape(refused.text)
    english = re.search(r'href="([^"]+)" hreflang="en"', page)[1]

    assert refused.status_code == 422
    assert 'aria-invalid="true"' in page and "autofocus" in page and "110117198001010019" not in page
    assert 'value="r-1"' in page and START in page and "社会保障卡申领" in page
    assert "8:30 on Wednesday, 4 March" in phone.get(english)
    assert phone.book("13812345678", "r-1").status_code == 303


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        ("2026-03-04T12:00:00+08:00", "这个时间不能预约。最近可约 3月3日 周二 8:30。"),
        ("2026-03-02T08:30:00+08:00", "这个时间已经过了。"),
        ("2026-03-13T08:30:00+08:00", "这一天还没有开放预约。"),
        ("2026-02-31T08:30:00+08:00", "没有这个时间"),
        ("9" * 400, "没有这个时间"),
    ],
)
def test_an_address_with_an_impossible_time_gives_the_choice_of_times_again(phone, start, sentence):
    page = phone.client.get("/book", query_string={"service": "card", "start": start, "lang": "zh"})

    assert page.status_code in {409, 422}
    assert sentence in page.text and 'name="identity"' not in page.text and "8:30–9:00" in page.text


@pytest.mark.parametrize("start", ["", "tomorrow", "2026-03-04T08:30", "2026-02-31T08:30+08:00", "9" * 400])
def test_a_time_that_is_none_is_told_in_a_page(phone, start):
    refused = phone.book("13812345678", start=start)

    assert (refused.status_code, refused.mimetype) == (422, "text/html")
    assert "没有这个时间" in refused.text


def test_a_booking_is_moved_cancelled_and_put_into_a_calendar(phone):
    at = phone.book("13812345678").headers["Location"].partition("?")[0]
    calendar = phone.get(f"{at}/booking.ics")
    phone.send(f"{at}/move", start="2026-03-04T17:00:00+08:00")
    moved = phone.get(at)
    phone.send(f"{at}/cancel")

    assert "BEGIN:VTIMEZONE" in calendar and "DTSTART;TZID=Asia/Shanghai:20260304T083000" in calendar
    assert "3月4日 周三 17:00" in moved
    assert "预约已取消" in phone.get(at)
    assert "STATUS:CANCELLED" in phone.get(f"{at}/booking.ics")
    assert phone.get(f"{at}/qr.svg").startswith("<svg")


def test_on_the_phone_too_one_checks_in_within_the_window(phone, day):
    at = phone.book("13812345678").headers["Location"].partition("?")[0]
    day.go("2026-03-04T08:10")
    page = phone.get(at)
    arrived = phone.send(f"{at}/check-in")

    assert "我到了，签到取号" in page
    assert (arrived.status_code, arrived.headers["Location"][:3]) == (303, "/t/")
    assert phone.send(f"{at}/check-in").headers["Location"] == arrived.headers["Location"]
    assert "已签到取号" in phone.get(at) and "看我的号" in phone.get(at)


def test_whoever_is_late_reads_before_checking_in_that_the_number_will_be_ordinary(phone, day):
    at = phone.book("13812345678").headers["Location"].partition("?")[0]

    assert "普通号" not in phone.get(day.go("2026-03-04T08:40") and at)
    assert "按到达时间排普通号" in phone.get(day.go("2026-03-04T08:41") and at)


def test_a_typed_code_opens_the_booking_and_a_wrong_one_says_so(phone):
    code = phone.book("13812345678").headers["Location"].split("/")[2].partition("?")[0]
    found = phone.client.get("/book", query_string={"code": f" {code[:4].lower()} {code[4:]}", "lang": "zh"})

    assert "138****5678" in phone.get(found.headers["Location"])
    assert "没有这个预约码的预约" in phone.get("/book/AAAABBBB")
