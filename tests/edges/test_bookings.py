"""Extended service by booking, over the API, from the telephone call to the number, the clock in hand."""

import pytest

from queueing.staffing import Key
from queueing.workers import forget_once
from tests.edges.booking_day import SATURDAY, WEDNESDAY, card


def test_a_telephone_booking_becomes_a_number_in_the_booked_lane(day):
    booked = day.book(WEDNESDAY, identity=card(1))
    code = booked.json["code"]
    kept = {name: booked.json[name] for name in ("kind", "channel", "state", "mask", "start")}
    day.go("2026-03-04T08:10")
    first, again = day.check_in(code), day.check_in(code, "guide")

    assert (booked.status_code, kept) == (
        201,
        {
            "kind": "booked",
            "channel": "phone",
            "state": "booked",
            "mask": f"1101{'*' * 10}{card(1)[-4:]}",
            "start": "2026-03-04T08:30:00+08:00",
        },
    )
    assert [text["zh"] for text in booked.json["materials"]] == ["身份证", "一寸照片"]
    assert (first.status_code, first.json["lane"], first.json["booking"]["state"]) == (
        201,
        "booked",
        "arrived",
    )
    assert first.json["ticket"] == again.json["ticket"]
    ticket = day.folder.hall.whereabouts(ticket=first.json["ticket"]["id"])["ticket"]
    assert (ticket["band"], ticket["place"], ticket["slot"]) == ("booked", *[ticket["slot"]] * 2)
    assert day.state(code) == "arrived"


def test_the_number_of_whoever_books_is_kept_nowhere(day):
    number = card(next(day.people))
    day.book(WEDNESDAY, identity=number)
    day.book(WEDNESDAY, "invoice", identity="138 1234 5678", Idempotency_Key="r")

    data = b"".join(file.read_bytes() for file in day.folder.settings.data.glob("hall.db*"))
    assert number.encode() not in data
    assert b"13812345678" not in data
    assert b"138****5678" in data


def test_who_lost_the_code_is_found_by_the_number_that_booked_and_nobody_else_is(day):
    number = card(next(day.people))
    later = day.book("2026-03-05T08:30", "invoice", identity=number).json["code"]
    first = day.book(WEDNESDAY, identity=number).json["code"]
    given_up = day.book("2026-03-06T08:30", identity=number).json["code"]
    day.ask(f"/bookings/{given_up}/cancel", {})

    def find(identity: str, by: str = "guide"):
        return day.ask("/bookings/find", {"identity": identity}, by)

    assert [booking["code"] for booking in find(f" {number.lower()}").json] == [first, later]
    assert find(card(next(day.people))).json == []
    assert (find(number, "kiosk").status_code, find("12345").json["code"]) == (403, "identity-wrong")
    day.go("2026-03-05T07:00")
    assert [booking["code"] for booking in find(number).json] == [later]


@pytest.mark.parametrize(
    ("start", "service", "now", "code", "opens"),
    [
        (SATURDAY, "invoice", "2026-03-05T10:00", "slot-not-listed", "3月6日 周五 8:30"),
        (SATURDAY, "card", "2026-03-06T14:00", "slot-too-late", "3月10日 周二 8:30"),
        ("2026-02-28T09:00", "invoice", "2026-02-26T10:00", "no-slot", "2月27日 周五 8:30"),  # a make-up day
        ("2026-10-03T09:00", "card", "2026-09-30T10:00", "no-slot", "10月8日 周四 8:30"),  # within a festival
        ("2026-03-04T12:00", "card", "2026-03-02T10:00", "no-slot", "3月3日 周二 8:30"),
        ("2026-03-12T08:30", "card", "2026-03-02T10:00", "slot-too-far", "3月3日 周二 8:30"),
        ("2026-03-02T08:30", "card", "2026-03-02T10:00", "slot-over", "3月3日 周二 8:30"),
    ],
)
def test_each_refusal_says_why_and_what_can_be_had_next(day, start, service, now, code, opens):
    day.folder.hall.client.flushall()
    refused = day.go(now).book(start, service)

    assert (refused.status_code, refused.json["code"]) == (409, code)
    assert refused.json["opens"]["zh"] == f"最近可约 {opens}"
    assert refused.json["detail"].endswith(f"{refused.json['opens']['en']}.")
    assert day.book(refused.json["next"].removesuffix(":00+08:00"), service).status_code == 201


def test_a_slot_has_so_many_places_and_a_service_so_many_of_them(day):
    def left(service: str) -> int:
        slots = {
            slot["start"]: slot
            for on in day.ask(f"/bookings/slots?service={service}").json
            for slot in on["slots"]
        }
        return int(slots["2026-03-04T08:30:00+08:00"]["left"])

    pension = day.book(WEDNESDAY, "pension")
    assert (left("card"), left("pension")) == (1, 0)
    assert day.book(WEDNESDAY, "pension").json["code"] == "slot-full"
    assert day.book(WEDNESDAY).status_code == 201
    assert day.book(WEDNESDAY).json["code"] == "slot-full"
    assert day.ask(f"/bookings/{pension.json['code']}/cancel", {}).json["state"] == "cancelled"
    assert (left("card"), left("pension")) == (1, 1)


def test_a_person_books_a_service_once_a_day_and_may_move_it(day):
    code = day.book(WEDNESDAY, identity="13812345678").json["code"]
    twice = day.book("2026-03-04T17:00", identity="+86 138-1234-5678")
    moved = day.ask(f"/bookings/{code}/move", {"start": "2026-03-04T17:00+08:00"}).json
    other = day.book("2026-03-05T08:30", identity="13812345678")

    assert twice.json["code"] == "booked-twice"
    assert (moved["code"], moved["start"]) == (code, "2026-03-04T17:00:00+08:00")
    assert other.status_code == 201
    assert [b["code"] for b in day.ask("/bookings?day=2026-03-04").json] == [code]


@pytest.mark.parametrize("identity", ["110117198001010019", "12345678901", "1381234567", "李丽", ""])
def test_a_number_with_a_wrong_check_digit_is_refused(day, identity):
    refused = day.ask(
        "/bookings",
        {"service": "card", "start": f"{WEDNESDAY}+08:00", "identity": identity, "channel": "phone"},
    )

    assert (refused.status_code, refused.json["code"]) == (422, "identity-wrong")


def test_a_repeated_request_books_once(day):
    one, two = (day.book(WEDNESDAY, identity="13812345678", Idempotency_Key="call-1") for _ in range(2))
    other = day.book(WEDNESDAY, identity="13912345678", Idempotency_Key="call-1")

    assert one.json == two.json
    assert (other.status_code, other.json["code"]) == (422, "request-differs")


@pytest.mark.parametrize(
    ("arrives", "answer"),
    [
        ("07:59", "check-in-early"),
        ("08:00", "booked"),
        ("08:40", "booked"),
        ("08:41", "ordinary"),
        ("09:00", "ordinary"),
        ("09:01", "check-in-over"),
    ],
)
def test_checking_in_is_possible_in_a_window_around_the_slot(day, arrives, answer):
    code = day.book(WEDNESDAY).json["code"]
    told = day.go(f"2026-03-04T{arrives}").check_in(f"{code[:4].lower()}-{code[4:]}").json

    assert told.get("code", told.get("lane")) == answer


def test_who_comes_too_early_is_told_the_day_as_people_say_it(day):
    code = day.book(WEDNESDAY).json["code"]

    def told(arrives, language):
        headers = {"scope": "kiosk", "Accept_Language": language}
        return day.go(f"2026-03-{arrives}").ask(f"/bookings/{code}/check-in", {}, **headers).json["detail"]

    assert "请在 3月4日 周三 8:00 以后" in told("02T13:00", "zh-CN")
    assert "at 8:00 on Wednesday, 4 March or later" in told("02T13:00", "en")
    assert "请在 明天 8:00 以后" in told("03T13:00", "zh-CN")
    assert "at 8:00 tomorrow or later" in told("03T13:00", "en")
    assert "请在 8:00 以后" in told("04T07:59", "zh-CN")


def test_who_does_not_come_is_counted_and_after_two_times_may_not_book_for_three_months(day):
    codes = [day.book(f"2026-03-0{n}T08:30", identity="13812345678").json["code"] for n in (3, 4)]
    day.go("2026-03-04T09:00")
    assert day.folder.bookings.note_missed() == 1
    day.time.on(minutes=1)
    assert [day.folder.bookings.note_missed() for _ in range(2)] == [1, 0]

    assert [day.state(code) for code in codes] == ["missed", "missed"]
    assert day.check_in(codes[0]).json["code"] == "booking-ended"
    blocked = day.book("2026-03-06T08:30", identity="13812345678")
    assert (blocked.json["code"], blocked.json["until"]) == ("booking-blocked", "2026-06-04")
    assert "before Thursday, 4 June;" in blocked.json["detail"]
    assert day.book("2026-03-06T08:30", identity="13912345678").status_code == 201


def test_a_person_is_known_again_across_the_turn_of_the_year(day):
    day.folder.hall.client.flushall()
    day.go("2026-12-30T10:00").book("2027-01-05T08:30", identity="13812345678")
    day.go("2027-01-04T10:00")

    assert day.book("2027-01-05T17:00", identity="13812345678").json["code"] == "booked-twice"


def test_a_cancelled_booking_gets_no_number_and_a_checked_in_one_stays(day):
    cancelled, kept = (day.book(WEDNESDAY).json["code"] for _ in range(2))
    day.ask(f"/bookings/{cancelled}/cancel", {})
    day.go("2026-03-04T08:30")
    assert day.check_in(cancelled).json["code"] == "booking-ended"
    assert day.check_in(kept).status_code == 201
    ended = day.ask(f"/bookings/{kept}/cancel", {}).json
    assert (ended["code"], "is checked in already" in ended["detail"]) == ("booking-ended", True)
    assert day.ask("/bookings/AAAAAAAA", scope="kiosk").status_code == 404


def test_a_booking_whose_time_has_begun_is_given_up_no_more(day):
    code = day.book("2026-03-04T08:30").json["code"]
    day.go("2026-03-04T08:30")

    assert day.ask(f"/bookings/{code}/cancel", {}).json["code"] == "slot-over"
    assert day.state(code) == "booked"
    assert "/cancel" not in day.client.get(f"/book/{code}").text


def test_codes_cannot_be_guessed_at_a_kiosk(day):
    key = day.folder.staffing.make_key(Key("kiosk", "gate"), day.time(), "test")[1]
    paths = ["/api/v1/bookings/AAAAAAAA/check-in", "/api/v1/bookings/AAAAAAAA"] * 20
    headers = {"Authorization": f"Bearer {key}"}
    codes = [
        day.client.open(path, method="POST" if path.endswith("in") else "GET", headers=headers, json={})
        for path in paths
    ]

    assert {answer.status_code for answer in codes[:30]} == {404}
    assert codes[-1].status_code == 429


def test_a_ticket_of_saturday_is_marked_as_listed_service(day):
    code = day.book(SATURDAY).json["code"]
    ticket = day.go("2026-03-07T08:45").check_in(code).json["ticket"]

    assert day.folder.hall.whereabouts(ticket=ticket["id"])["ticket"]["band"] == "listed"


def test_a_scanned_code_opens_the_booking_and_its_paper_is_printed_where_it_was_checked_in(day):
    code = day.book(WEDNESDAY).json["code"]
    day.go("2026-03-04T08:10")
    read = day.ask("/readings", {"text": f"http://hall/book/{code}"}, "kiosk")
    ticket = day.check_in(read.json["code"]).json["ticket"]
    strange = day.ask(f"/tickets/{ticket['id']}/print", {}, "kiosk")
    printed = day.ask(f"/tickets/{ticket['id']}/print", {"booking": code}, "kiosk")

    assert read.json["kind"] == "booking"
    assert (strange.status_code, printed.status_code) == (403, 202)
    assert day.ask("/kiosk", scope="kiosk").json["bookings"] is True


def test_once_a_day_old_bookings_lose_their_person_and_old_keys_go(day):
    data = day.folder.settings.data
    (data / "identity-2024.key").write_bytes(b"old")
    code = day.book(WEDNESDAY).json["code"]
    done = set()

    day.go("2026-09-05T09:00")
    assert (forget_once(day.folder, done), day.folder.bookings.find(code).mask != "") == (0, True)
    day.go("2026-09-06T09:00")
    assert [forget_once(day.folder, done) for _ in range(2)] == [0, 0]
    day.go("2026-09-07T09:00")
    assert [forget_once(day.folder, done) for _ in range(2)] == [1, 0]
    assert (day.folder.bookings.find(code).mask, day.folder.bookings.find(code).person) == ("", "")
    kept = {file.name for file in data.glob("identity-*.key")}
    assert kept >= {f"identity-{year}.key" for year in (0, 2025, 2026)} and "identity-2024.key" not in kept
