"""The set-up over the API: saved in mid-day, on the kiosk at its next look, issued numbers as they were."""

from datetime import datetime

import pytest

import app
from queueing.clock import Clock, to_ms
from queueing.console import take_days, take_file
from queueing.folder import HallFolder
from queueing.hours_errors import DaysWrong
from queueing.plan_errors import FileNotTaken
from queueing.settings import Settings
from queueing.staffing import Key
from tests.live.room import Hands
from tests.running import ROOT

FILE = ROOT / "tests" / "lunch_hall.toml"
TEXT = FILE.read_text("utf-8")
LONGER = TEXT.replace(
    'id = "card"',
    'id = "passport", line = "general", names = { zh = "护照", en = "Passport" } },\n  { id = "card"',
)


class Office:
    """A hall in one process, and whoever asks it."""

    def __init__(self, folder):
        self.client = app.build(folder, "threading")[0].test_client()
        self.folder = folder
        self.keys = {
            scope: folder.staffing.make_key(Key(scope, place, None, scope), folder.clock.tick(), "test")[1]
            for scope, place in (("kiosk", "gate"), ("clerk", "1"), ("manager", None))
        }

    def ask(self, scope, method, path, body=None, **headers):
        sent = {"Authorization": f"Bearer {self.keys[scope]}"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        how = {"data": body} if isinstance(body, str) else {"json": body}
        return self.client.open(f"/api/v1{path}", method=method, headers=sent, **how)

    def save(self, text, version, query=""):
        return self.ask("manager", "PUT", f"/plan{query}", text, If_Match=f'"{version}"')


@pytest.fixture
def office(empty_redis, tmp_path):
    at = empty_redis.connection_pool.connection_kwargs["path"]
    folder = HallFolder(Settings(data=tmp_path, redis_url=f"unix://{at}"))
    folder.__dict__["clock"] = Clock(real=Hands(to_ms(datetime.fromisoformat("2026-03-02T10:00+08:00"))))
    folder.load_plan(FILE)
    folder.life.check(None)
    yield Office(folder)
    folder.records.dispose()


def test_a_new_service_saved_in_mid_day_is_on_the_kiosk_and_a_number_issued_before_is_called(office):
    issued = office.ask("kiosk", "POST", "/tickets", {"service": "card"}).json
    read = office.ask("manager", "GET", "/plan")
    assert (read.json["version"], read.json["toml"], read.headers["ETag"]) == (1, TEXT, '"1"')

    saved = office.save(LONGER, 1, "?why=passports")
    assert saved.json == {"version": 2, "from_day": None, "in_force": True, "moved": 0}

    assert "passport" in str(office.ask("kiosk", "GET", "/kiosk").json["services"])
    epoch = office.ask("clerk", "POST", "/counters/1/sit", {}).json["epoch"]
    called = office.ask("clerk", "POST", "/counters/1/calls", {}, Seat_Epoch=str(epoch)).json
    assert (called["ticket"], called["number"]) == (issued["id"], issued["number"])


def test_a_draft_is_looked_at_before_it_is_saved_and_what_was_seen_is_what_is_saved(office):
    rows = office.ask("manager", "GET", "/plan").json["rows"]
    rows["counters"][0]["lines"] = []
    rows["counters"].append({"id": "9", "zone": "1", "lines": ["general"], "names": None})
    looked = office.ask("manager", "POST", "/plan/check", {"rows": rows}, Accept_Language="zh").json

    assert looked["changes"] == ["窗口 1 · 业务线：删除 general", "新增 窗口 9"]
    assert looked["mistakes"] == looked["gone"] == []
    assert any(told["path"] == ["counters", 0] for told in looked["warnings"])
    assert office.save(looked["toml"], 1).json["version"] == 2
    assert office.ask("manager", "GET", "/plan").json["toml"] == looked["toml"]


def test_each_mistake_of_a_draft_has_its_place_and_nothing_is_saved(office):
    rows = office.ask("manager", "GET", "/plan").json["rows"]
    rows["hours"]["week"] = {"mon-fri": ["9:00-12:00", "11:00-17:00"]}
    rows["calendar"] = {"closures": [{"first": "2026-02-31", "names": {"zh": "维修"}}]}
    looked = office.ask("manager", "POST", "/plan/check", {"rows": rows}).json

    told = {tuple(each["path"][:2]): each["text"] for each in looked["mistakes"]}
    assert "9:00-12:00 and 11:00-17:00, which overlap" in told["hours", "week"]
    assert 'cannot be "2026-02-31": there is no such day' in told["calendar", "closures"]
    refused = office.save(looked["toml"], 1)
    assert (refused.status_code, refused.json["code"]) == (422, "hall-file-error")
    assert (
        office.ask("manager", "POST", "/plan/check", {"toml": "id = “x”"}).json["mistakes"][0]["place"]
        == "line 1"
    )
    assert len(office.ask("manager", "GET", "/plan/versions").json) == 1


def test_who_waits_in_a_line_that_a_draft_lacks_is_told_and_moved_by_choice(office):
    office.ask("kiosk", "POST", "/tickets", {"service": "card"})
    rows = office.ask("manager", "GET", "/plan").json["rows"]
    text = (
        office.ask("manager", "POST", "/plan/check", {"rows": rows})
        .json["toml"]
        .replace('"general"', '"all"')
    )
    looked = office.ask("manager", "POST", "/plan/check", {"toml": text}).json

    assert [(gone["line"], gone["waiting"]) for gone in looked["gone"]] == [("general", 1)]
    refused = office.save(text, 1).json
    assert refused["code"] == "line-in-use"
    assert office.folder.hall.plan.line["general"].names["en"] in refused["detail"]
    assert office.save(text, 1, "?move=general:all").json["moved"] == 1


def test_the_paper_of_a_visit_whose_service_is_gone_is_refused_by_name(office):
    office.save(LONGER, 1)
    issued = office.ask("kiosk", "POST", "/tickets", {"service": "passport"}).json
    epoch = office.ask("clerk", "POST", "/counters/1/sit", {}).json["epoch"]
    for act in ("calls", "finish"):
        office.ask("clerk", "POST", f"/counters/1/{act}", {}, Seat_Epoch=str(epoch))
    assert office.save(TEXT, 2).status_code == 200

    paper = office.ask("kiosk", "GET", f"/tickets/{issued['id']}/image.png")
    assert (paper.status_code, paper.json["code"]) == (404, "unknown-service")


def test_a_day_and_a_year_of_a_draft_are_shown(office):
    rows = office.ask("manager", "GET", "/plan").json["rows"]
    rows["calendar"] = {"closures": [{"first": "2026-03-04", "names": {"zh": "维修"}}]}
    day = office.ask("manager", "POST", "/plan/day", {"rows": rows, "date": "2026-03-04"}).json

    assert day["sentence"]["zh"].startswith(
        "2026年3月4日 周三，本厅不开放：维修。下次开门：2026年3月5日 周四"
    )
    assert office.ask("manager", "POST", "/plan/day", {"rows": rows, "date": "2026-02-31"}).status_code == 422
    year = office.ask("manager", "POST", "/plan/year", {"rows": rows, "year": 2026}).json
    assert [each["date"] for each in year if each.get("changed")] == ["2026-03-04"]


def test_a_save_on_an_older_version_is_refused_and_so_is_one_that_names_none(office):
    office.save(LONGER, 1)

    late = office.save(TEXT, 1)
    assert (late.status_code, late.json["code"]) == (409, "plan-moved")
    assert office.ask("manager", "PUT", "/plan", TEXT).status_code == 422
    assert office.ask("clerk", "GET", "/plan").status_code == 403


def test_a_version_waits_for_its_day_is_withdrawn_and_an_older_one_is_brought_back(office):
    assert office.save(LONGER, 1, "?from=2026-02-31").json["code"] == "bad-input"
    assert office.save(LONGER, 1, "?from=2026-03-03").json["in_force"] is False
    assert office.ask("manager", "GET", "/plan").json["waiting"]["from_day"] == "2026-03-03"
    assert office.ask("manager", "DELETE", "/plan/versions/2").status_code == 204

    office.save(LONGER, 1)
    back = office.ask("manager", "POST", "/plan/undo", {"version": 1, "why": "too early"}, If_Match='"2"')
    assert back.json["version"] == 3
    kept = office.ask("manager", "GET", "/plan/versions").json
    assert [(v["version"], v["why"]) for v in kept] == [(3, "too early"), (2, ""), (1, "")]
    assert office.ask("manager", "GET", "/plan/versions/3").get_data(as_text=True) == TEXT


def test_a_start_with_the_same_hall_file_keeps_what_managers_have_saved_since(office):
    office.save(LONGER, 1)

    take_file(office.folder, FILE)
    assert office.folder.plan.version == office.folder.load_plan(FILE).version == 2


def test_a_new_hall_file_at_a_start_takes_no_line_from_who_waits(office, tmp_path):
    waits = office.ask("kiosk", "POST", "/tickets", {"service": "card"}).json
    file = tmp_path / "hall.toml"
    file.write_text(TEXT.replace('"general"', '"all"'), "utf-8")
    with pytest.raises(FileNotTaken) as told:
        take_file(office.folder, file)
    assert told.value.sentence.startswith(
        "This hall file is not taken over: 1 visitors hold numbers of line general"
    )
    assert office.folder.load_plan(file).version == office.folder.plan.version == 1

    office.folder.clock.real.ms += 24 * 3_600_000  # on the next day nobody waits there any more
    take_file(office.folder, file)
    assert office.folder.plan.version == 2
    assert office.ask("kiosk", "GET", f"/tickets/{waits['token']}").json["state"] == "expired"


OFF = "date,day,status,zh,en\n2026-03-02,off,公布,龙抬头,Dragon\n"


@pytest.mark.parametrize("way", ["page", "console"])
def test_a_notice_of_days_off_counts_at_once_and_can_be_undone(office, way):
    assert office.ask("kiosk", "POST", "/tickets", {"service": "card"}).status_code == 201
    if way == "page":
        rows = office.ask("manager", "GET", "/plan").json["rows"]
        given = office.ask("manager", "POST", "/plan/days", {"csv": OFF}).json
        assert given["years"] == [2026]
        looked = office.ask(
            "manager",
            "POST",
            "/plan/check",
            {"rows": rows | {"announced": given["announced"]}},
            Accept_Language="zh",
        ).json
        assert looked["changes"] == ["新增 特殊日 2026-03-02 休 龙抬头"]
        office.save(looked["toml"], 1)
    else:
        assert take_days(office.folder, OFF) is True

    refused = office.ask("kiosk", "POST", "/tickets", {"service": "card"})
    assert (refused.status_code, refused.json["code"]) == (409, "service-closed")
    office.ask("manager", "POST", "/plan/undo", {"version": 1}, If_Match='"2"')
    assert office.ask("kiosk", "POST", "/tickets", {"service": "card"}).status_code == 201


def test_a_notice_with_wrong_rows_is_refused_whole_with_each_row(office):
    wrong = OFF + "2026-02-31,off,公布,无,\n2026-03-03,work,公布,班,\n"
    refused = office.ask("manager", "POST", "/plan/days", {"csv": wrong})

    assert (refused.status_code, refused.json["code"]) == (422, "days-wrong")
    assert [(row["row"], row["zh"]) for row in refused.json["rows"]] == [
        (3, "日期：没有“2026-02-31”这一天"),
        (4, "2026-03-03 是周二，本来就上班；日期是否写错？"),
    ]
    with pytest.raises(DaysWrong):
        take_days(office.folder, wrong)
    assert len(office.ask("manager", "GET", "/plan/versions").json) == 1


def test_what_reaches_into_a_year_not_announced_yet_says_so(office):
    office.folder.clock.real.ms = to_ms(datetime.fromisoformat("2026-12-30T10:00+08:00"))
    limit = 'line = "general", kind = "承诺", promised = 5'
    booked = "[bookings]\nwalk_in = true\n"
    assert office.save(TEXT.replace('line = "general", names', f"{limit}, names", 1) + booked, 1).json

    assert office.ask("kiosk", "GET", "/services/card").json["due"] == {
        "date": "2027-01-07",
        "may_change": True,
    }
    days = office.ask("manager", "GET", "/bookings/slots?service=card").json
    assert {day["day"][:4]: day["may_change"] for day in days} == {"2026": False, "2027": True}


def test_a_rehearsal_refuses_mistakes_at_once_and_nobody_but_managers_may_ask(office):
    wrong = office.ask("manager", "POST", "/trials/rehearsal", {"toml": TEXT.replace("general", "genral", 1)})
    assert (wrong.status_code, wrong.json["code"]) == (422, "hall-file-error")
    assert office.ask("clerk", "POST", "/trials/rehearsal", {"toml": TEXT}).status_code == 403
    assert office.ask("manager", "GET", "/trials/nothing").json["code"] == "unknown-trial"
    assert (
        office.ask("manager", "POST", "/trials/replay", {"first": "2026-03-01", "last": "May"}).status_code
        == 422
    )


def test_estimates_before_anybody_was_told_anything_are_empty_figures(office):
    told = office.ask("manager", "GET", "/estimates?days=7").json

    assert (told["first"], told["last"]) == ("2026-02-24", "2026-03-02")
    assert told["all"]["tickets"] == 0 and told["all"]["mae"] is None
    assert (told["recorded"], told["replay"]) == ([], None)
    assert office.ask("manager", "GET", "/estimates?days=0").status_code == 422
