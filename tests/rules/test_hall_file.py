"""A hall file describes a hall, or says on which line it doesn't and what was meant."""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.planning import HallFileError, check, read_hall
from queueing.rules.plan import Lane, Pull
from queueing.rules.toml_lines import lines_of

HALLS = Path(__file__).parents[2] / "halls"
READY_MADE = sorted(HALLS.glob("*.toml"))

SMALL = """\
id = "town"
names = { zh = "镇大厅" }
timezone = "Asia/Shanghai"
lanes = { booked = { promise = 7 } }
zones = [
  { id = "1", names = { zh = "东" }, arrows = { 2 = "left" } },
  { id = "2", names = { zh = "西", en = "West" }, languages = ["zh"] },
]
lines = [
  { id = "social", prefix = "A", names = { zh = "社保", en = "Social" } },
  { id = "tax", prefix = "B", names = { zh = "税务", en = "Tax" } },
]
services = [
  { id = "people", line = "social", names = { zh = "民生" }, children = [
    { id = "card", names = { zh = "社保卡" } },
    { id = "refund", line = "tax", names = { zh = "退税" } },
  ] },
  { id = "invoice", line = "tax", names = { zh = "发票" } },
]
counters = [
  { id = "1", zone = "1", lines = ["social", { line = "tax", threshold = 0.6 }] },
  { id = "2", zone = "2", kind = "审批", lines = ["tax"], strip = "dummy" },
]
kiosks = [{ id = "k1", zone = "1", printer = "dummy" }]
"""


def problems(old: str, new: str) -> str:
    """What reading says when one piece of the small hall is written otherwise."""
    assert old in SMALL
    with pytest.raises(HallFileError) as refusal:
        read_hall(SMALL.replace(old, new, 1), version=1)
    return "\n".join(refusal.value.problems)


@pytest.mark.parametrize("file", READY_MADE, ids=lambda file: file.stem)
def test_the_ready_made_halls_have_neither_mistakes_nor_warnings(file):
    assert check(file) == []
    assert read_hall(file, version=4).version == 4


def test_bincheng_has_the_counters_of_the_real_hall_and_its_reception_counters_share_one_line():
    hall = read_hall(HALLS / "bincheng.toml", version=1)
    kinds = [counter.kind for counter in hall.counters]
    reception = [counter for counter in hall.counters if counter.kind == "综合受理"]

    assert [kinds.count(kind) for kind in ("综合受理", "审批", "出件", "帮办")] == [8, 16, 1, 1]
    assert {counter.pulls for counter in reception} == {(Pull("general"),)}
    assert hall.promises == {
        Lane.ORDINARY: timedelta(minutes=45),
        Lane.PRIORITY: timedelta(minutes=15),
        Lane.BOOKED: timedelta(minutes=5),
    }


def test_a_visitor_of_bincheng_finds_every_service_within_three_taps():
    hall = read_hall(HALLS / "bincheng.toml", version=1)

    assert len(hall.services) <= 9
    assert all(len(top.children) <= 12 for top in hall.services)
    assert all(not child.children for top in hall.services for child in top.children)


def test_the_hall_for_load_has_32_counters_on_one_line():
    hall = read_hall(HALLS / "hall32.toml", version=1)

    assert len(hall.counters) == 32
    assert len(hall.pulled_by["all"]) == 32


def test_a_service_waits_in_the_line_of_its_group_unless_it_names_its_own():
    hall = read_hall(SMALL, version=1)

    assert (hall.service["card"].line, hall.service["refund"].line) == ("social", "tax")


def test_a_group_without_a_line_stands_for_the_first_line_of_its_services():
    hall = read_hall(
        SMALL.replace('"people", line = "social"', '"people"').replace('"card"', '"card", line = "tax"'), 1
    )

    assert hall.service["people"].line == "tax"


def test_a_counter_may_pull_a_line_only_from_a_share_of_its_promise_on():
    hall = read_hall(SMALL, version=1)

    assert hall.counter["1"].pulls == (Pull("social"), Pull("tax", 0.6))


def test_what_the_file_leaves_out_is_filled_in():
    hall = read_hall(SMALL, version=1)

    assert hall.names == {"zh": "镇大厅", "en": "镇大厅"}
    assert hall.counter["1"].names == {"zh": "1 号窗口", "en": "Counter 1"}
    assert hall.promises[Lane.ORDINARY] == timedelta(minutes=45)
    assert hall.promises[Lane.BOOKED] == timedelta(minutes=7)
    assert Lane.HELPER not in hall.promises
    assert hall.zone["1"].languages == ("zh", "en")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('["social", {', '["soical", {', 'line 21: counter 1 pulls line "soical" — did you mean "social"?'),
        ('["tax"]', '["tax", "tax"]', "line 22: counter 2 pulls line tax twice"),
        ('kind = "审批"', 'knid = "审批"', 'counter 2 has an unknown key "knid" — did you mean "kind"?'),
        ('kind = "审批"', 'kind = "审判"', 'counter 2: kind cannot be "审判" — did you mean "审批"?'),
        ('zone = "2"', 'zone = "3"', 'line 22: counter 2 stands in zone "3"; known are: 1, 2'),
        ('"k1", zone = "1"', '"k1", zone = "9"', 'line 24: kiosk k1 stands in zone "9"; known are: 1, 2'),
        ('{ 2 = "left" }', '{ 3 = "left" }', 'line 6: zone 1 has an arrow to zone "3"; known are: 1, 2'),
        ('"left"', '"lefft"', 'line 6: zone 1: arrows.2 cannot be "lefft" — did you mean "left"?'),
        ('["zh"]', '["zh", "en", "zh"]', "line 7: zone 2: languages may have 2 at most"),
        ('["zh"]', '["zh", "zh"]', "line 7: zone 2: languages has the same word twice"),
        ('"refund", line = "tax"', '"refund", line = "taxx"', 'waits in line "taxx" — did you mean "tax"?'),
        ('"invoice", line = "tax"', '"invoice"', "line 18: service invoice has no line to wait in"),
        ('"people", line = "social"', '"people"', "line 15: service card has no line to wait in"),
        ('id = "refund"', 'id = "card"', "service card is here a second time; the first is on line 15"),
        ('id = "2", zone', 'id = "1", zone', "counter 1 is here a second time; the first is on line 21"),
        ('prefix = "B"', 'prefix = "A"', 'line 11: line tax prints the prefix "A", and so does line'),
        ('prefix = "B"', 'prefix = "7"', 'cannot be "7": a prefix is one or two of the letters A–Z'),
        ("booked = { promise = 7 }", "helper = {}", "line 4: lane helper is used but nothing"),
        ("booked = { promise = 7 }", "boked = {}", 'cannot be "boked" — did you mean "booked"?'),
        ("{ promise = 7 }", "7", "lane booked: must be a table in braces, e.g. { promise = 7 }"),
        ("Asia/Shanghai", "Asia/Shangai", 'no known time zone — did you mean "Asia/Shanghai"?'),
        ("Asia/Shanghai", "Asia/Beijing", 'no known time zone — did you mean "Asia/Shanghai"?'),
        ('id = "town"', 'id = "Town"', 'line 1: id cannot be "Town": an id of a hall'),
        ('id = "town"', "", "line 1: the hall has no id"),
        ('id = "2", zone', 'id = "a/b", zone', 'id cannot be "a/b": an id is letters, digits and hyphens'),
        ('id = "2", zone', "id = 2, zone", 'line 22: counter 2: id must be text in quotes, e.g. "2"'),
        ('lines = ["tax"]', 'lines = ["tax"], queue = false', "counter 2 has queue = false, so nobody"),
        ("threshold = 0.6", "threshold = 60", "lines.threshold cannot be 60: it is a share of the promise"),
        ('{ zh = "社保卡" }', '{ en = "Card" }', "line 15: service card has no names.zh"),
        ('{ zh = "社保卡" }', '"社保卡"', 'names must be a table in braces, e.g. { zh = "社保卡" }'),
        ('{ zh = "社保卡" }', '{ zh = "" }', "service card: names.zh cannot be"),
        ('{ zh = "社保卡" }', '{ zh = "卡" }, children = []', "service card has children of its own"),
        ('printer = "dummy"', 'printer = "usb"', 'printer "usb" is no printer; a printer is "dummy", "tcp://192.168.1.50:9100"'),
        ('timezone = "', 'day_turns_at = 24\ntimezone = "', "day_turns_at must be at most 23"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_what_was_meant(old, new, sentence):
    assert sentence in problems(old, new)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('kind = "审批"', "kind = “审批”", "this is a full-width “; the file needs"),
        ('kind = "审批"', 'kind = "审批', "line 22: before this a comma, a brace or a quotation mark"),
        ('kind = "审批",', 'kind = "审批",\n', "line 22: a table in braces { … } must stand on one line"),
        ("]\nkiosks", "kiosks", "or the list opened on line 20 is not closed"),
        ("lines = [\n", 'id = "again"\nlines = [\n', "line 9: this key is here a second time"),
        ('timezone = "Asia/Shanghai"', "timezone", "line 3: a key must be followed by ="),
        ('printer = "dummy" }]', 'printer = "dummy" }', "line 24: this list or table is opened here"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_toml_says_where_and_what_to_write(old, new, sentence):
    assert sentence in problems(old, new)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file():
    said = problems('["social", {', '["soical", {').splitlines()
    both = SMALL.replace('["social", {', '["soical", {').replace('prefix = "B"', 'prefix = "A"')

    with pytest.raises(HallFileError) as refusal:
        read_hall(both, version=1)

    assert [problem.split(":")[0] for problem in refusal.value.problems] == ["line 11", "line 21"]
    assert refusal.value.problems[1] == said[0]


def test_a_misspelt_key_is_not_told_as_missing_too():
    assert problems('prefix = "B"', 'prefx = "B"').splitlines() == [
        'line 11: line tax has an unknown key "prefx" — did you mean "prefix"?'
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('lines = ["tax"]', "lines = []", "warning, line 22: counter 2 pulls no line"),
        ('lines = ["tax"]', "queue = false", ""),
        (', { line = "tax", threshold = 0.6 }', "", ""),
        ('prefix = "B"', 'prefix = "O"', 'warning, line 11: line tax: on paper the prefix "O" is read as 0'),
        (
            '{ id = "tax", prefix',
            '{ id = "idle", prefix = "C", names = { zh = "闲" } },\n  { id = "tax", prefix',
            "warning, line 11: line idle is pulled by no counter",
        ),
    ],
)  # fmt: skip
def test_what_works_but_is_seldom_meant_is_a_warning(tmp_path, old, new, sentence):
    file = tmp_path / "town.toml"
    file.write_text(SMALL.replace(old, new, 1), encoding="utf-8")

    assert "\n".join(check(file)).startswith(sentence)
    assert read_hall(file, version=1).id == "town"


def test_a_file_from_a_windows_editor_is_read():
    hall = SMALL.replace("\n", "\r\n")

    assert read_hall(hall, version=1).id == "town"


def test_a_file_with_a_mark_before_its_text_is_read(tmp_path):
    file = tmp_path / "town.toml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())

    assert check(file) == []


def test_a_file_in_another_encoding_is_refused_with_the_line_that_shows_it(tmp_path):
    file = tmp_path / "town.toml"
    file.write_bytes(SMALL.encode("gb18030"))

    assert check(file) == ["line 2: the file isn't in UTF-8; save it again as UTF-8"]


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    assert check(tmp_path / "none.toml") == [
        f"the file {tmp_path / 'none.toml'} cannot be read: No such file or directory"
    ]


def every_path(value: object, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """Every path of a parsed TOML text, tables and elements included."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path} - {()} | {p for key, child in inner for p in every_path(child, (*path, key))}


@pytest.mark.parametrize("file", [*READY_MADE, HALLS.parent / "pyproject.toml"], ids=lambda file: file.name)
def test_every_key_the_parser_finds_has_a_line(file):
    text = file.read_text(encoding="utf-8")

    assert set(lines_of(text)) == every_path(tomllib.loads(text))


KEYS = st.text("abc", min_size=1, max_size=2) | st.just('"q ]#."') | st.just("'l='")
PLAIN = st.sampled_from(
    ["1", "1979-05-27 07:32:00", "true", '"a # ]"', "'b\"'", '"""x\n[y]\n"""', "'''p\n#\n'''", '"""q\\""""""']
)
VALUES = st.recursive(
    PLAIN,
    lambda value: (
        st.lists(value, max_size=3).map(lambda items: "[ # list\n" + ",\n".join(items) + "]")
        | st.dictionaries(KEYS, value, max_size=2).map(
            lambda table: "{" + ", ".join(f"{key} = {item}" for key, item in table.items()) + "}"
        )
    ),
    max_leaves=6,
)
TABLES = st.sampled_from(
    ["", "[t]\n", "[t.u]\n", "[[l]]\n", "[[l]]\n", "[[l.m]]\n", "[l.n]\n", '["x y".z]\n']
)
TEXTS = st.lists(st.tuples(TABLES, st.dictionaries(KEYS, VALUES, max_size=2)), max_size=5).map(
    lambda parts: "".join(
        header + "".join(f"{key} = {value} # note\n" for key, value in pairs.items())
        for header, pairs in parts
    )
)


@given(TEXTS)
def test_the_position_finder_agrees_with_the_parser_about_any_text(text):
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return

    found = lines_of(text)

    assert set(found) == every_path(parsed)
    rows = text.split("\n")
    assert all(str(path[-1]) in rows[line - 1] for path, line in found.items() if isinstance(path[-1], str))
