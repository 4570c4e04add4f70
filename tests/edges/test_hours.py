"""What kiosk, clerk and manager are told of the hours, over the API, with the hall's clock in hand."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

import app
from queueing.access import Principal
from queueing.clock import Clock, to_ms
from queueing.folder import HallFolder
from queueing.report_sheets import sheet_csv
from queueing.rules.bands import Band
from queueing.rules.timetable import Noon, Period
from queueing.settings import Settings
from queueing.staffing import Key
from queueing.workers import archive_once
from tests.live.room import Hands
from tests.running import ROOT


class Day:
    """The hall with a lunch break, at any hour."""

    def __init__(self, folder: HallFolder, time: Hands) -> None:
        self.client = app.build(folder, "threading")[0].test_client()
        self.folder = folder
        self.time = time
        self.keys = {
            scope: folder.staffing.make_key(Key(scope, place, None, scope), time(), "test")[1]
            for scope, place in (("kiosk", "gate"), ("clerk", "1"), ("manager", None))
        }

    def go(self, moment: str) -> "Day":
        self.time.ms = to_ms(datetime.fromisoformat(f"{moment}+08:00"))
        self.folder.life.check(None)  # the first time a life begins
        return self

    def ask(self, scope: str, path: str, method: str = "GET", body: object = None):
        headers = {"Authorization": f"Bearer {self.keys[scope]}"}
        body = {} if body is None and method == "POST" else body
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, json=body)

    def kiosk(self) -> Any:
        return self.ask("kiosk", "/kiosk").json

    def counters(self) -> dict:
        return {c["id"]: c for c in self.ask("manager", "/hall-state").json["counters"]}

    def desk(self) -> Any:
        return self.ask("clerk", "/counters/1/desk").json


@pytest.fixture(scope="module")
def built(live_redis, tmp_path_factory):
    at = live_redis.connection_pool.connection_kwargs["path"]
    time = Hands(to_ms(datetime.fromisoformat("2026-03-02T08:00+08:00")))
    folder = HallFolder(Settings(data=tmp_path_factory.mktemp("hours"), redis_url=f"unix://{at}"))
    folder.__dict__["clock"] = Clock(real=time)
    folder.load_plan(ROOT / "tests" / "lunch_hall.toml")
    return Day(folder, time)


@pytest.fixture
def day(built, empty_redis):
    """Nothing has happened yet, so that the test may begin on any day."""
    return built


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        ("2026-03-02T08:00", "还没到开门时间，今天 9:00 开门", "Not open yet. Opens at 9:00 today"),
        ("2026-03-02T12:30", "现在是休息时间，今天 13:30 开门", "Closed for a break. Opens at 13:30 today"),
        (
            "2026-03-02T17:10",
            "这一时段无人预约，明天 9:00 开门",
            "No bookings for these hours. Opens at 9:00 tomorrow",
        ),
        ("2026-03-02T19:00", "今天已下班，明天 9:00 开门", "Closed for today. Opens at 9:00 tomorrow"),
        (
            "2026-03-07T10:00",
            "今天休息，3月9日 周一 9:00 开门",
            "Closed today. Opens at 9:00 on Monday, 9 March",
        ),
        (
            "2026-10-01T10:00",
            "国庆节放假，10月8日 周四 9:00 开门",
            "Closed for National Day. Opens at 9:00 on Thursday, 8 October",
        ),
    ],
)
def test_a_closed_kiosk_says_why_and_when_it_opens(day, moment, zh, en):
    shown = day.go(moment).kiosk()

    assert (shown["open"], shown["closed_text"]) == (False, {"zh": zh, "en": en})
    taken = day.ask("kiosk", "/tickets", "POST", {"service": "card"})
    assert (taken.status_code, taken.json["code"]) == (409, "service-closed")
    assert taken.json["opens"]["zh"] == zh.partition("，")[2]
    assert taken.json["opens"]["en"] in taken.json["detail"]


@pytest.mark.parametrize("moment", ["2026-03-02T09:00", "2026-03-02T13:30", "2026-10-10T09:00"])
def test_in_its_hours_it_gives_numbers(day, moment):
    shown = day.go(moment).kiosk()

    assert (shown["open"], shown["closed_text"]) == (True, None)
    assert day.ask("kiosk", "/tickets", "POST", {"service": "card"}).status_code == 201


def test_a_service_that_no_open_counter_pulls_is_shown_as_closed(day):
    def shown() -> list[tuple[str, bool, list[str]]]:
        return [(s["id"], s["open"], s["counters"]) for s in day.kiosk()["services"]]

    day.go("2026-03-02T10:00")
    assert shown() == [("card", True, ["1"]), ("invoice", False, [])]
    day.go("2026-03-02T11:00")
    assert shown() == [("card", False, []), ("invoice", True, ["1"])]
    day.go("2026-03-02T14:00")
    assert shown() == [("card", True, ["1"]), ("invoice", True, ["2"])]


def test_a_counter_outside_its_hours_is_closed_and_says_why(day):
    counters = day.go("2026-03-02T13:40").counters()

    assert (counters["1"]["state"], counters["1"]["outside"]) == ("empty", None)
    assert counters["2"]["state"] == "closed"
    assert counters["2"]["outside"] == {
        "zh": "还没到开门时间，今天 14:00 开门",
        "en": "Not open yet. Opens at 14:00 today",
    }


def test_a_managers_closing_says_more_than_the_hours(day):
    day.go("2026-03-04T12:30").ask("manager", "/counters/1/close", "POST", {"reason": "停电"})
    closed = day.counters()["1"]
    day.ask("manager", "/counters/1/open", "POST")

    assert (closed["state"], closed["reason"], closed["outside"]) == ("closed", "停电", None)


def test_a_clerk_may_serve_past_closing_and_is_told_that_the_counter_is_closed(day):
    day.go("2026-03-03T11:50")
    day.ask("clerk", "/counters/1/sit", "POST")
    before = day.desk()["counter"]["outside"]
    day.ask("kiosk", "/tickets", "POST", {"service": "invoice"})
    lines = [line["id"] for line in day.desk()["lines"]]
    called = day.ask("clerk", "/counters/1/calls", "POST", {"current": None})
    day.go("2026-03-03T12:05")

    assert (before, lines, called.json["number"][0]) == (None, ["tax"], "B")
    assert day.desk()["counter"]["outside"]["zh"] == "现在是休息时间，今天 13:30 开门"
    assert day.counters()["1"]["state"] == "called"
    day.ask("clerk", "/counters/1/finish", "POST", {})
    assert day.counters()["1"]["state"] == "closed"
    assert [line["id"] for line in day.desk()["lines"]] == ["general"]
    day.ask("clerk", "/counters/1/leave", "POST", {})


def test_a_managers_button_keeps_the_kiosk_giving_numbers_and_an_undo_ends_it(day):
    day.go("2026-03-02T16:50")
    made = day.ask("manager", "/counters/1/hours", "POST", {"extend": 15})
    day.go("2026-03-02T17:05")

    assert (made.status_code, made.json["kind"]) == (201, "hours_extended")
    assert day.kiosk()["open"]
    shown = day.counters()["1"]
    assert (shown["state"], shown["hours"]["until"]) == ("empty", "17:15")
    assert day.desk()["counter"]["hours"]["changed"]["minutes"] == 15
    undone = day.ask("manager", f"/counters/1/hours/{made.json['act']}/undo", "POST")
    assert (undone.status_code, undone.json["kind"]) == (201, "hours_undone")
    assert not day.kiosk()["open"]
    again = day.ask("manager", f"/counters/1/hours/{made.json['act']}/undo", "POST")
    assert (again.status_code, again.json["code"]) == (409, "change-gone")


def test_the_hall_closes_early_with_a_reason_and_opens_again(day):
    day.go("2026-03-02T15:00")
    closed = day.ask("manager", "/hall/hours", "POST", {"close": True, "reason": "暴雨"})

    assert day.kiosk()["closed_text"]["zh"].startswith("今天提前关闭，")
    assert day.ask("manager", "/hall-state").json["hours"]["changed"]["act"] == closed.json["act"]
    assert day.ask("manager", "/hall/hours", "POST", {"open": True}).status_code == 201
    assert day.kiosk()["open"]


@pytest.mark.parametrize(
    "body", [{}, {"extend": 15, "open": True}, {"extend": 20}, {"close": False}, {"hours": 1}]
)
def test_a_wish_that_is_none_is_refused_whole(day, body):
    day.go("2026-03-02T16:50")

    assert day.ask("manager", "/counters/1/hours", "POST", body).status_code == 422
    assert day.ask("manager", "/hall-state").json["hours"]["changed"] is None


def test_only_a_manager_or_a_clerk_who_may_changes_hours(day):
    day.go("2026-03-02T16:50")
    refused = day.ask("clerk", "/counters/1/hours", "POST", {"extend": 15})

    assert (refused.status_code, refused.json["code"]) == (403, "may-not-change-hours")
    assert day.ask("clerk", "/hall/hours", "POST", {"extend": 15}).status_code == 403
    clerk = Principal("staff:9", "clerk", counters=("1",), changes_hours=True)
    assert [clerk.may_change_hours(counter) for counter in ("1", "2")] == [True, False]


def test_every_screen_says_which_counters_are_closed_and_when_they_open_again(day):
    day.go("2026-03-02T11:50")
    taken = day.ask("kiosk", "/tickets", "POST", {"service": "invoice"}).json
    day.go("2026-03-02T13:40")

    (closed,) = day.ask("manager", "/board?zone=1").json["closed"]
    assert (closed["counters"], closed["opens"]["zh"], closed["all"]) == (["2"], "14:00 再开", False)
    assert closed["why"]["zh"] == "还没到开门时间，14:00 再开"
    first, second = day.ask("manager", "/strips?width=256").json
    assert (first["state"], second["state"], second["text"]) == ("paused", "closed", closed["why"]["zh"])
    narrow = day.ask("manager", "/strips?counters=2").json[0]
    assert (narrow["text"], narrow["width"]) == ("暂停 14:00 再开", 120)
    phone = day.client.get(f"/api/v1/tickets/{taken['token']}").json
    assert phone["closed"]["zh"] == "还没到开门时间，今天 14:00 开门"
    day.go("2026-03-02T14:00")
    assert day.client.get(f"/api/v1/tickets/{taken['token']}").json["closed"] is None
    assert day.ask("manager", "/board?zone=1").json["closed"] == []


def test_a_screen_leaves_out_a_line_whose_counters_are_out_of_season(day, monkeypatch):
    plan = day.folder.hall.plan
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    counters = tuple(
        replace(c, valid=june, roles=()) if c.id == "2" else replace(c, roles=()) for c in plan.counters
    )
    monkeypatch.setattr(day.folder.in_force, "plan", replace(plan, counters=counters))
    day.go("2026-03-04T10:00")
    assert [line["id"] for line in day.ask("manager", "/board?zone=1").json["lines"]] == ["general"]
    day.go("2026-06-03T10:00")
    assert [line["id"] for line in day.ask("manager", "/board?zone=1").json["lines"]] == ["general", "tax"]


def test_a_hall_closed_early_is_told_at_a_counter_that_was_longer(day):
    day.go("2026-03-05T15:00")
    day.ask("manager", "/counters/1/hours", "POST", {"extend": 15})
    closed = day.ask("manager", "/hall/hours", "POST", {"close": True, "reason": "停电"}).json
    told = day.counters()["1"]["hours"]["changed"]
    assert (told["act"], told["hall"]) == (closed["act"], True)
    day.ask("manager", f"/hall/hours/{closed['act']}/undo", "POST")
    assert day.counters()["1"]["hours"]["changed"]["minutes"] == 15


def test_a_ticket_names_the_counters_that_are_open_for_it(day):
    day.go("2026-03-02T11:30")
    opening, now = day.folder.hall.opening, day.time.ms

    assert [c.id for c in opening.calling("tax", now)] == ["1"], "by its role; counter 2 opens at 14:00"
    assert [c.id for c in opening.calling("tax", now + 3 * 3_600_000)] == ["2"]


def test_a_pause_at_midday_says_when_too_few_stay_open(day, monkeypatch):
    hours = replace(day.folder.hall.plan.hours, noon=Noon(Band(10 * 60, 12 * 60), 0.5))
    monkeypatch.setattr(day.folder.in_force, "plan", replace(day.folder.hall.plan, hours=hours))
    day.go("2026-03-03T10:30")
    assert day.ask("manager", "/hall-state").json["noon"] == {"needed": 1, "left": 0}
    day.ask("clerk", "/counters/1/sit", "POST")
    assert day.ask("manager", "/hall-state").json["noon"] is None
    assert day.desk()["noon"] == {"needed": 1, "left": 0}
    day.go("2026-03-03T09:30")


def test_a_clerk_is_asked_about_a_long_pause_and_one_answer_is_enough(day):
    day.go("2026-03-03T10:00")
    day.ask("clerk", "/counters/1/sit", "POST")
    day.ask("clerk", "/counters/1/pause", "POST", {"reason": "休息"})
    assert day.desk()["asks"] is None
    assert day.go("2026-03-03T10:30").desk()["asks"] == "paused"
    assert day.ask("clerk", "/counters/1/still", "POST").json["what"] == "paused"
    desk = day.desk()
    assert (desk["asks"], desk["counter"]["paused"]) == (None, "休息")
    assert day.go("2026-03-03T11:01").desk()["asks"] == "paused"


def test_overtime_is_told_by_counter_and_clerk_and_as_a_file(day):
    day.go("2026-03-04T16:50")
    day.ask("kiosk", "/tickets", "POST", {"service": "card"})
    day.ask("clerk", "/counters/1/sit", "POST")
    day.ask("clerk", "/counters/1/calls", "POST", {"current": None})
    day.go("2026-03-04T17:40")
    day.ask("clerk", "/counters/1/finish", "POST", {})
    archive_once(day.folder, day.folder.archive.open("archiver"))

    (row,) = day.ask("manager", "/overtime?day=2026-03-04").json
    assert (row["counter"], row["tickets"], row["minutes"], row["extended_minutes"]) == ("1", 1, 10.0, 30.0)
    sheet = day.ask("manager", "/overtime?day=2026-03-04&format=csv").get_data(as_text=True)
    assert sheet.splitlines()[1].endswith(",1,10.0,1,30.0")
    assert day.ask("clerk", "/overtime").status_code == 403


def test_no_cell_of_a_file_is_a_formula_whoever_named_it():
    told = sheet_csv([["by_name", "minutes"], ['=HYPERLINK("http://x")', -1.5]]).decode("utf-8-sig")
    assert told.splitlines()[1] == '"\'=HYPERLINK(""http://x"")",-1.5'
