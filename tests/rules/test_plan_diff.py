"""A change of the set-up in words, and a day under it: what the manager reads before saving."""

import copy
from datetime import date
from pathlib import Path

import pytest

from queueing.plan_told import day_told, in_words, row_told, year_told
from queueing.rules.hall_file import make_plan, read
from queueing.rules.hall_text import rows_of, written
from queueing.rules.hall_usual import choices, usual
from queueing.rules.plan_diff import changes
from queueing.words import Words
from tests.rules.open_halls import ANNOUNCED, PINGGU, hall, text

BINCHENG = rows_of((Path(__file__).parents[2] / "halls" / "bincheng.toml").read_text("utf-8"))
PINGGU_ROWS = rows_of(text(PINGGU))


def told(former, change, language="zh"):
    newer = copy.deepcopy(former)
    change(newer)
    return [in_words(each, Words(language)) for each in changes(former, newer)]


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (
            lambda rows: rows["counters"][2]["lines"].append("pickup"),
            "窗口 3 · 业务线：新增 pickup",
            "Counter 3 · lines: added pickup",
        ),
        (
            lambda rows: rows["lanes"]["ordinary"].update(promise=40),
            "通道 · 普通 · 承诺等候（分钟）：45 → 40",
            "Lane · ordinary · promised wait (min): 45 → 40",
        ),
        (
            lambda rows: rows["lanes"]["booked"].update(promise=10),
            "通道 · 预约 · 承诺等候（分钟）：5 → 10",
            "Lane · by booking · promised wait (min): 5 → 10",
        ),
        (
            lambda rows: rows["lines"].append(
                {"id": "tax", "prefix": "G", "names": {"zh": "税务", "en": "Tax"}}
            ),
            "新增 队列 tax 税务",
            "Added Line tax Tax",
        ),
        (
            lambda rows: rows["services"][0]["children"].pop(0),
            "删除 业务 company 企业开办与税务 · 子项 company-open 企业开办一件事",
            "",
        ),
        (
            lambda rows: rows["lines"][0]["names"].update(en="Reception"),
            "队列 general 综合受理 · 名称：综合受理 / General reception → 综合受理 / Reception",
            "",
        ),
        (
            lambda rows: rows["lines"][0]["names"].update(zh="综合窗口"),
            "队列 general 综合受理 · 名称：综合受理 → 综合窗口",
            "",
        ),
        (
            lambda rows: rows["counters"].insert(0, rows["counters"].pop(1)),
            "窗口：顺序改变",
            "",
        ),
    ],
)
def test_each_change_is_one_sentence(change, zh, en):
    (chinese,) = told(BINCHENG, change)
    assert chinese == zh
    if en:
        assert told(BINCHENG, change, "en") == [en]


def test_bands_are_told_by_weekday_days_alike_together():
    def no_fridays(rows):
        rows["hours"]["booked"] = {"mon-thu": ["8:30-9:00", "17:00-17:30"], "fri": "8:30-9:00"}
        rows["hours"]["week"] = {"mon-fri": "9:00-16:30"}

    assert told(PINGGU_ROWS, no_fridays) == [
        "开放时间 · 对所有人 · 周一至周五：删除 9:00-17:00，新增 9:00-16:30",
        "开放时间 · 预约 · 周五：删除 17:00-17:30",
    ]


def test_a_closure_and_rows_of_a_catalogue_are_told():
    def more(rows):
        rows["calendar"] = {
            "closures": [{"first": "2026-06-10", "names": {"zh": "系统升级", "en": "Upgrade"}}]
        }
        rows["catalogue"] = "id,parent,zh\ncard,,社保卡\n"

    assert told(PINGGU_ROWS, more) == ["新增 日历 · 停办 2026-06-10 系统升级", "新增 业务 card"]


def test_the_same_file_differs_in_nothing():
    assert told(BINCHENG, lambda rows: None) == []


def day(when, language="zh", hours=PINGGU, **rest):
    return day_told(hall(hours, **rest), ANNOUNCED, date.fromisoformat(when))["sentence"][language]


def test_a_day_is_told_in_a_sentence():
    bands = "9:00–17:00 对所有人开放；8:30–9:00、17:00–17:30 只办预约"
    assert day("2026-02-28") == f"2026年2月28日 周六（春节补班），本厅{bands}。"
    assert day("2026-03-07", "en") == (
        "On Saturday, 7 March 2026 the hall is open 9:00–15:00 by booking, listed services only."
    )
    assert (
        day("2026-03-08") == "2026年3月8日 周日，本厅不开放：这一天休息。下次开门：2026年3月9日 周一 8:30。"
    )
    assert "the hall is closed: National Day" in day("2026-10-01", "en")


def test_counters_that_have_the_same_day_are_told_together():
    groups = day_told(hall(PINGGU, second=", extended = false"), ANNOUNCED, date(2026, 3, 7))["counters"]

    assert [[c["id"] for c in group["counters"]] for group in groups] == [["1"], ["2"]]
    assert groups[1]["opens"]["zh"] == "下次开门：2026年3月9日 周一 9:00"


def test_a_year_has_each_day_once_with_its_colour():
    closures = '[calendar]\nclosures = [{ first = 2026-06-10, names = { zh = "升级" } }]\n'
    days = {each["date"]: each for each in year_told(hall(PINGGU + closures), ANNOUNCED, 2026)}

    assert len(days) == 365
    assert days["2026-10-01"] == {
        "date": "2026-10-01",
        "kind": "holiday",
        "open": None,
        "names": days["2026-10-01"]["names"],
    }
    assert days["2026-02-28"]["kind"] == "make-up"
    assert days["2026-03-07"]["open"] == "listed"
    assert (days["2026-06-10"]["open"], days["2026-06-10"]["changed"]) == (None, True)


def test_rows_without_an_id_are_told_apart_by_what_they_are_about():
    former = {"quotas": [{"at": at, "tickets": 3, "line": "tax"} for at in ("9:00-12:00", "13:00-14:00")]}

    def change(rows):
        rows["quotas"][1]["tickets"] = 5
        rows["quotas"].append({"at": "9:00-10:00", "tickets": 5, "service": "card"})

    assert told(former, change) == ["限额 tax · 最多发号：3 → 5", "新增 限额 card"]
    assert told({"alerts": {"hooks": [{"url": "https://a.cn"}]}}, lambda rows: rows["alerts"].clear()) == [
        "删除 提醒 · 接收方 https://a.cn"
    ]


def test_a_form_shows_what_counts_without_a_word_and_a_name_for_each_choice():
    for key, words in choices().items():
        for word in words:
            for language in ("zh", "en"):
                said = f"setup.choice.{key}.{word}"
                assert Words(language).say(said) != said
    known = usual()
    assert (known["bookings"]["cut_off"], known["voice"]["volume"], known["grace"]) == ("14:00", 100, 10)
    kept = {key: known[key] for key in ("bookings", "voice", "templates")}
    silent, spoken = (read(written(PINGGU_ROWS | more)).hall for more in ({"bookings": {}}, kept))
    assert silent and spoken
    assert make_plan(silent, 1) == make_plan(spoken, 1)


def test_a_mistake_is_placed_by_the_row_and_the_field_that_a_form_shows():
    rows = {
        "counters": [{"id": "1"}, {"id": "3", "lines": ["general", "nowhere"]}],
        "quotas": [{"line": "tax", "tickets": 0}],
        "hours": {"week": {"mon-fri": "9:00-9:00"}},
        "calendar": {"closures": [{"first": "2026-03-03", "names": {"zh": "停电"}}]},
    }
    zh, en = Words("zh"), Words("en")
    assert row_told(rows, ("counters", 1, "lines", 1), zh) == "窗口 3 · 业务线"
    assert row_told(rows, ("quotas", 0, "tickets"), zh) == "限额 1 · 最多发号"
    assert row_told(rows, ("quotas", 0, "at"), en) == "Quota 1 · hours"
    assert row_told(rows, ("calendar", "closures", 0), zh) == "日历 · 停办 2026-03-03 停电"
    assert row_told(rows, ("hours", "week", "mon-fri"), en) == "Hours · for anybody · mon-fri"
    assert row_told(rows, (), zh) == ""
