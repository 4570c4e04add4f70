"""Extended service over the API: who is staffed for it, what the cut-off fixes, and what came of it."""

from queueing.staffing import Key
from queueing.workers import archive_once
from tests.edges.booking_day import WEDNESDAY
from ticket_printer.paper import blocks_of, paper_of


def test_only_counters_with_bookings_are_staffed_and_the_cut_off_freezes_the_plan(day):
    def plan() -> tuple[str, bool, list[tuple[str, list[tuple[str, str]]]]]:
        told = day.ask("/bookings/plan").json
        counters = [
            (c["counter"], [(v["start"][11:16], v["state"]) for v in c["visits"]]) for c in told["counters"]
        ]
        return told["day"], told["frozen"], counters

    assert plan() == ("2026-03-03", False, [])
    first, second = (day.book("2026-03-03T08:30").json["code"] for _ in range(2))
    day.book("2026-03-03T17:00", "invoice")
    day.ask(f"/bookings/{first}/cancel", {})
    assert plan() == ("2026-03-03", False, [("1", [("08:30", "booked"), ("17:00", "booked")])])
    day.go("2026-03-02T14:00").ask(f"/bookings/{second}/cancel", {})
    assert plan() == ("2026-03-03", True, [("1", [("08:30", "cancelled"), ("17:00", "booked")])])


def test_after_the_cut_off_a_moved_booking_leaves_its_counter_staffed_and_none_is_moved_in(day):
    stays, moves = (day.book(WEDNESDAY).json["code"] for _ in range(2))
    late = day.book("2026-03-05T08:30").json["code"]
    day.go("2026-03-03T14:01")
    to_thursday = day.ask(f"/bookings/{moves}/move", {"start": "2026-03-05T17:00+08:00"})
    into_wednesday = day.ask(f"/bookings/{late}/move", {"start": f"{WEDNESDAY}+08:00"})
    plan = day.ask("/bookings/plan?day=2026-03-04").json

    assert to_thursday.status_code == 200
    assert (into_wednesday.status_code, into_wednesday.json["code"]) == (409, "slot-too-late")
    assert [(c["counter"], [v["state"] for v in c["visits"]]) for c in plan["counters"]] == [
        ("1", ["booked"]),
        ("2", ["moved"]),
    ]
    gone = plan["counters"][1]["visits"][0]
    assert (gone["code"], gone["start"][:16], gone["moved_to"][:16]) == (moves, WEDNESDAY, "2026-03-05T17:00")
    thursday = day.ask("/bookings/plan?day=2026-03-05").json["counters"]
    assert [(v["code"], v["state"]) for c in thursday for v in c["visits"]] == [
        (late, "booked"),
        (moves, "booked"),
    ]
    day.go(WEDNESDAY)
    assert day.folder.hall.open_counters() == {"1", "2"}
    assert day.check_in(stays).json["lane"] == "booked"


def test_in_a_band_only_the_counters_with_bookings_call_and_the_others_say_why(day):
    code = day.book(WEDNESDAY).json["code"]
    day.go("2026-03-04T08:20").check_in(code)
    day.go(WEDNESDAY)
    second = day.folder.staffing.make_key(Key("clerk", "2"), day.time(), "test")[1]
    headers = {"Authorization": f"Bearer {second}"}
    for counter, told in (("1", None), ("2", headers)):
        kept = told or {"Authorization": f"Bearer {day.keys['clerk']}"}
        day.client.post(f"/api/v1/counters/{counter}/sit", headers=kept, json={})
    refused = day.client.post("/api/v1/counters/2/calls", headers=headers, json={})
    called = day.ask("/counters/1/calls", {}, "clerk")
    hall = day.ask("/hall-state").json["counters"]

    assert (refused.status_code, refused.json["code"]) == (409, "outside-hours")
    assert refused.json["opens"]["en"] == "No bookings for these hours. Opens at 9:00 today"
    assert called.json["number"] == "A001"
    closed = {c["id"]: c["outside"] and c["outside"]["zh"] for c in hall}
    assert closed == {
        "1": None,
        "2": "这一时段无人预约，今天 9:00 开门",
        "3": "还没到开门时间，今天 9:00 开门",
    }


def test_while_the_bookings_cannot_be_read_each_counter_has_its_bands_as_written(day):
    day.go("2026-03-04T08:40")
    with day.folder.records.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE bookings RENAME TO away")
    as_written = day.folder.hall.open_counters()
    with day.folder.records.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO bookings")
    day.go("2026-03-04T08:41")

    assert (as_written, day.folder.hall.open_counters()) == ({"1", "2"}, set())


def test_visits_and_cases_of_extended_service_are_counted_apart(day):
    came, missed = (day.book(WEDNESDAY).json["code"] for _ in range(2))
    day.go("2026-03-04T08:20").check_in(came)
    day.go("2026-03-04T08:30").ask("/counters/1/sit", {}, "clerk")
    called = day.ask("/counters/1/calls", {}, "clerk")
    day.ask("/counters/1/finish", {"outcome": "办结", "items": 3}, "clerk")
    archive_once(day.folder, day.folder.archive.open("test"), wait=0)
    day.go("2026-03-04T09:10").folder.bookings.note_missed()
    report = day.ask("/bookings/extended-report?first=2026-03-01&last=2026-03-31", scope="manager")

    assert called.status_code == 201
    counted = {"booked": 2, "arrived": 1, "missed": 1, "cancelled": 0, "visits": 1, "cases": 3}
    assert report.json == [{"day": "2026-03-04", "band": "booked", **counted}]
    assert day.state(missed) == "missed"


def test_a_ticket_of_extended_service_says_so_to_the_clerk_on_the_phone_and_on_paper(day):
    code = day.book(WEDNESDAY).json["code"]
    token = day.go("2026-03-04T08:30").check_in(code).json["ticket"]["token"]
    day.ask("/counters/1/sit", {}, "clerk")
    day.ask("/counters/1/calls", {}, "clerk")

    assert day.ask("/counters/1/desk", scope="clerk").json["current"]["band"] == "booked"
    assert day.client.get(f"/api/v1/tickets/{token}").json["band"] == "booked"
    printed = blocks_of(paper_of(day.folder.plan, day.folder.hall.whereabouts(token=token)["ticket"], ""))
    assert any(getattr(block, "zh", "") == "延时服务" for block in printed)


def test_a_line_that_no_open_counter_calls_from_is_marked_while_somebody_waits(day):
    def unpulled() -> list[str]:
        return [line["id"] for line in day.ask("/hall-state").json["lines"] if line["unpulled"]]

    day.go("2026-03-04T10:00").ask("/tickets", {"service": "invoice"}, "kiosk")
    assert unpulled() == []
    for counter in ("1", "3"):
        day.ask(f"/counters/{counter}/close", {"reason": "系统故障"}, "manager")
    assert unpulled() == ["tax"]
    day.ask("/counters/3/open", {}, "manager")
    assert unpulled() == []
