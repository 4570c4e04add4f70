"""Mistakes of a hall file in the manager's language: each sentence the forms can cause has its Chinese."""

import re
from datetime import date

import pytest

from queueing.mistakes_told import in_language
from queueing.rules.hall_file import read
from queueing.words import Words
from tests.rules.open_halls import PINGGU, text

ZH = Words("zh")


def told(hours=PINGGU, *, change=lambda file: file, **rest):
    return [in_language(each.text, ZH) for each in read(change(text(hours, **rest)), date(2026, 3, 2)).told]


def but(former, newer):
    return {"change": lambda file: file.replace(former, newer)}


def also(line):
    return {"change": lambda file: f"{line}\n{file}"}


def closed(first):
    return {"hours": f"{PINGGU}[calendar]\nclosures = [{{ first = {first}, names = {{ zh = '修' }} }}]"}


@pytest.mark.parametrize(
    ("given", "zh"),
    [
        (
            {"hours": '[hours]\nweek = { mon = ["9:00-12:00", "11:00-17:00"] }'},
            "9:00-12:00 与 11:00-17:00 重叠",
        ),
        ({"hours": '[hours]\nweek = { mon = "9-17" }'}, "时间“9-17”写法不对，应写作 9:00-17:00"),
        (
            {"hours": '[hours]\nweek = { mon = "17:00-9:00" }'},
            '周一：时间“17:00-9:00”的结束早于开始；跨过零点的时间请分写在两天："17:00-24:00" 和 "0:00-9:00"',
        ),
        ({"hours": '[hours]\nweek = { sat-tue = "9:00-17:00" }'}, "“sat-tue”的结束早于开始；一周从周一开始"),
        (closed('"2026-02-31"'), "没有“2026-02-31”这一天"),
        (closed("2026-01-02"), "停办“修” 在 2026-01-02 已经过去；请删除，或检查年份"),
        (closed("2026-02-31"), "没有这一天；日期应写作 2026-02-28"),
        (also('catalogue = "items'), "前面的文字缺少右引号（"),
        ({"first": ', hours = "night"'}, "窗口 1 采用的作息“night”不存在，请先新增"),
        (but('lines = ["tax"]', 'lines = ["tex"]'), "窗口 2 办理的队列“tex”不存在；是不是“tax”？"),
        (but('prefix = "B"', 'prefix = "A"'), "与队列 general（第"),
        (but('id = "2", zone = "1"', 'id = "1", zone = "1"'), "窗口 1 重复了，第一处在第"),
        (but(', names = { zh = "税务" }', ""), "队列 tax 缺少 名称"),
        (
            also('quotas = [{ at = "9:00-12:00", tickets = 0, line = "tax" }]'),
            "这一项限额：最多发号 至少 1",
        ),
        (also('quotas = [{ at = "9:00-12:00", tickets = 9 }]'), "9:00-12:00 的限额请选一条队列或一项业务"),
        (
            also('themes = [{ id = "all", line = "tax", names = { zh = "合" }, items = ["card", "tex"] }]'),
            "一件事 all 包含的业务“tex”不存在",
        ),
        ({"hours": PINGGU + '[bookings]\ncut_off = "24:10"'}, "预约 · 预约截止时刻“24:10”写法不对"),
        ({"hours": PINGGU + '[voice]\nquiet = [["12:00", "1"]]'}, "12:00', '1'] 写法不对"),
        ({"hours": PINGGU + '[alerts]\nhooks = [{ url = "nowhere" }]'}, "“nowhere”写法不对，应写作 https"),
    ],
)
def test_a_mistake_is_told_in_chinese(given, zh):
    assert any(zh in sentence for sentence in told(**given)), told(**given)


def test_english_stays_and_an_unknown_sentence_is_told_as_it_is():
    assert in_language("counter 1 pulls line tax twice", Words("en")) == "counter 1 pulls line tax twice"
    assert in_language("nothing of this kind", ZH) == "nothing of this kind"


def test_a_clock_change_is_told_in_chinese():
    closures = '[calendar]\nopenings = [{ first = 2026-03-29, at = "2:10-2:50", names = { zh = "夜" } }]'

    (never,) = [each for each in told(PINGGU + closures, zone="Europe/Berlin") if "临时开放" in each]
    assert never == "临时开放“夜”：2026-03-29 的 2:10-2:50 不存在，当天时钟从 2:00 拨到 3:00"
    assert not re.search("[a-z]{4,}", never)
