"""A catalogue of services is read whole or each wrong cell is told, and a visitor finds a service in it."""

import io
import threading
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import openpyxl
import pytest

from queueing.catalogue import Catalogue, import_listed, import_services
from queueing.catalogue_errors import CatalogueOldExcel, CatalogueUnreadable, CatalogueWrong
from queueing.mistakes_told import rows_told
from queueing.planning import HallFileError, check, read_hall, whole_text
from queueing.rules.catalogue_csv import read_catalogue
from queueing.rules.services import changes
from queueing.words import Words

HALL = """\
id = "town"
names = { zh = "镇大厅" }
timezone = "Asia/Shanghai"
catalogue = "items.csv"
zones = [{ id = "1", names = { zh = "东" } }]
lines = [{ id = "social", prefix = "A", names = { zh = "社保" } }]
counters = [{ id = "1", zone = "1", lines = ["social"] }]
"""

LIST = """\
编码,上级,名称,英文名称,队列,部门,办件类型,法定时限,承诺时限,标准用时,网址,告知承诺,关键词,材料,生效,失效
insurance,,社会保险,Social insurance,social,人社局|Human resources,,,,,,,,,,
card,insurance,社会保障卡申领,Social security card,,,即办件,２０,0,8,https://a.cn/card,是,社保卡；医保卡,身份证|ID；照片,,
pension,insurance,养老保险关系转移,,,,承诺,20个工作日,15,,,,,,2026-03-01,2026/12/31
chong,,重庆长会乐业,,social,民政局,,,,,,,,,,
"""
DAY = date(2026, 3, 2)


@pytest.fixture
def files(tmp_path):
    """A hall file and, beside it, its catalogue."""
    (tmp_path / "town.toml").write_text(HALL, "utf-8")
    (tmp_path / "items.csv").write_text(LIST, "utf-8")
    return tmp_path


def wrong(content: str | bytes) -> list[str]:
    """What the import of a list is refused for, by row."""
    with pytest.raises(CatalogueWrong) as refused:
        import_services(content.encode() if isinstance(content, str) else content)
    return rows_told(refused.value, Words("en"))


def workbook(rows, merged=()):
    """An XLSX of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_a_hall_file_may_keep_its_services_in_a_list_beside_it(files):
    plan = read_hall(files / "town.toml", 1)

    card = plan.service["card"]
    assert check(files / "town.toml") == []
    assert card.line == "social"
    assert card.about.department == {"zh": "人社局", "en": "Human resources"}
    assert (card.about.kind, card.about.statutory, card.about.promised, card.about.minutes) == (
        "即办",
        20,
        0,
        8,
    )
    assert card.about.online
    assert card.about.pledge
    assert not card.about.instant
    assert [paper["zh"] for paper in card.ticket.materials] == ["身份证", "照片"]
    assert [child.id for child in plan.services[0].children] == ["card", "pension"]


def test_a_version_of_the_hall_keeps_its_list_whatever_becomes_of_the_file(files):
    kept = whole_text(files / "town.toml")
    before = read_hall(files / "town.toml", 1)
    (files / "items.csv").write_text("id,zh,line\nother,别的,social\n", "utf-8")

    assert read_hall(kept, 1) == before
    assert list(read_hall(files / "town.toml", 2).service) == ["other"]


def test_a_list_that_has_every_sign_of_toml_in_it_is_kept_as_it_is(files):
    (files / "items.csv").write_text("id,zh,line\na,'''引\\号\"\"\"x,social\nb,\"a,'\",social\n'", "utf-8")
    listed = (files / "items.csv").read_text("utf-8").rstrip("'")
    (files / "items.csv").write_text(listed, "utf-8")

    assert read_hall(whole_text(files / "town.toml"), 1) == read_hall(files / "town.toml", 1)


def test_a_mistake_about_the_hall_is_told_with_its_row_of_the_list(files):
    (files / "items.csv").write_text("id,zh,line\ncard,社保卡,socal\ncard2,卡,social\n", "utf-8")

    with pytest.raises(HallFileError) as refused:
        read_hall(files / "town.toml", 1)

    assert refused.value.problems == (
        'catalogue row 2: service card waits in line "socal" — did you mean "social"?',
    )


def test_three_wrong_rows_of_650_are_all_told_and_nothing_is_imported():
    rows = [f"s{n},事项{n},social,{n % 20}" for n in range(650)]
    rows[10] = "s10,,social,3"
    rows[300] = "s300,事项,social,十天"
    rows[649] = "s10,事项,social,3"

    assert wrong("\n".join(["id,zh,line,promised", *rows])) == [
        "row 12, column zh: this is empty; write its name in Chinese",
        "row 302, column promised: 十天 is no number of working days; write a whole number from 0 to 1000",
        "row 651, column id: the id s10 stands in row 12 already; write another one",
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("card,nobody,社保卡,,", "column parent: there is no service nobody to stand under"),
        ("card,card,社保卡,,", "column parent: a service can't stand under itself"),
        ("社保,,社保卡,,", "column id: 社保 is no id; write letters, digits and hyphens"),
        ("card,,社保卡,2026-02-31,", "column first: 2026-02-31 is no date; write it as 2026-02-28"),
        ("card,,社保卡,2026-05-01,2026-04-01", "column last: the last day is before the first"),
        ('card,,"=A1&""x""",,', "column zh: this cell holds a formula; paste its value"),
        ("card,,社保卡,,,extra", "this row has more cells than the first row"),
    ],
)
def test_a_wrong_cell_is_told_with_what_to_write(row, sentence):
    (told,) = wrong(f"id,parent,zh,first,last\n{row}\n")

    assert told.startswith("row 2")
    assert sentence in told


def test_a_misspelt_column_is_told_with_what_was_meant():
    assert 'the column 编马 is not known — did you mean "编码"; known' in wrong("编马,名称\na,甲\n")[0]
    assert wrong("id,zh,id\na,甲,b\n") == ["row 1, column id: the column id is here twice; keep one"]
    assert wrong("") == [
        "row 1: the column id 编码 is missing; add it",
        "row 1: the column zh 名称 is missing; add it",
    ]


def test_a_list_as_chinese_excel_saves_it_is_read_and_so_is_one_with_tabs_or_a_mark_before_it():
    plain = import_services(LIST.encode())

    assert import_services(LIST.encode("gb18030")) == plain
    assert import_services(b"\xef\xbb\xbf" + LIST.replace("\n", "\r\n").encode()) == plain
    assert import_services(LIST.replace(",", "\t").encode("utf-16")) == plain


def test_a_workbook_is_read_with_its_dates_numbers_and_merged_cells():
    rows = [
        ["编码", "上级", "名称", "部门", "承诺时限", "生效"],
        ["top", None, "大项", "人社局", 5.0, date(2026, 3, 1)],
        ["a", "top", "甲", None, 3, None],
        ["b", "top", "乙", None, "７", None],
    ]
    table = read_catalogue(import_services(workbook(rows, merged=["D2:D4"]))).services[0]

    assert table["valid"] == {"first": DAY.replace(day=1)}
    assert [child["department"] for child in table["children"]] == [{"zh": "人社局"}, {"zh": "人社局"}]
    assert [child["promised"] for child in table["children"]] == [3, 7]


def test_what_is_no_list_is_refused_in_a_sentence():
    with pytest.raises(CatalogueUnreadable):
        import_services(b"PK\x03\x04 broken")
    with pytest.raises(CatalogueOldExcel):
        import_services(b"\xd0\xcf\x11\xe0 old")
    assert wrong(workbook([["编码", "名称"], ["a", "=B1"]])) == [
        "row 2, column 名称: this cell holds a formula; paste its value in its place"
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wrong_cell_is_told_under_the_heading_that_its_reader_sees(language):
    with pytest.raises(CatalogueWrong) as refused:
        import_services("事项编码,名称,队列,标准用时\n甲,社保卡,social,十分钟\n".encode())
    with pytest.raises(CatalogueWrong) as unlisted:
        import_listed("名称,编码\n社保卡,no\n".encode(), {"card"})

    told = [*rows_told(refused.value, Words(language)), *rows_told(unlisted.value, Words(language))]
    places = {"zh": "第 2 行 {} 列", "en": "row 2, column {}"}
    for sentence, heading in zip(told, ["事项编码", "标准用时", "编码"], strict=True):
        assert sentence.startswith(places[language].format(heading))


@pytest.mark.parametrize("spoil", [lambda part: part[:200], lambda part: part + b'<mergeCell ref="A:A"/>'])
def test_a_workbook_that_is_broken_inside_is_refused_in_a_sentence(spoil):
    whole, spoilt = zipfile.ZipFile(io.BytesIO(workbook([["编码", "名称"]]))), io.BytesIO()
    with zipfile.ZipFile(spoilt, "w") as broken:
        for part in whole.namelist():
            content = whole.read(part)
            broken.writestr(part, spoil(content) if part.endswith("sheet1.xml") else content)
    with pytest.raises(CatalogueUnreadable):
        import_services(spoilt.getvalue())


def test_what_begins_and_ends_is_told_by_day(files):
    services = read_hall(files / "town.toml", 1).services

    told = [
        (str(day), service.id, begins)
        for day, service, begins in changes(services, date(2026, 2, 1), date(2027, 1, 31))
    ]

    assert told == [("2026-03-01", "pension", True), ("2027-01-01", "pension", False)]


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """The small town with its catalogue."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "town.toml").write_text(HALL, "utf-8")
    (folder / "items.csv").write_text(LIST, "utf-8")
    return read_hall(folder / "town.toml", 1)


@pytest.fixture(scope="module")
def town(plan):
    """The catalogue, to be searched."""
    return Catalogue(lambda: plan)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("社会保障", ["card"]), ("shehuibaozhang", ["card"]), ("shbz", ["card"]), ("SHBZ", ["card"]),
        ("ｓｈｂｚ", ["card"]), ("社hui保", ["card", "pension"]), ("sbk", ["card"]), ("社保卡", ["card"]),
        ("security", ["card"]), ("ylbx", ["pension"]), ("chongqing", ["chong"]), ("zhongqing", ["chong"]),
        ("zqzhang", ["chong"]), ("changkuai", ["chong"]), ("民政", ["chong"]), ("rsj", ["card", "pension"]),
        ("", []), ("？", []), ("xyz", []), ("a" * 5000, []),
    ],
)  # fmt: skip
def test_a_service_is_found_by_characters_pinyin_and_initials_in_every_reading(town, typed, found):
    assert [each.service.id for each in town.search(typed, DAY)] == found


def test_keys_typed_while_the_first_index_is_made_wait_for_it_and_make_none(plan):
    typed = ["s", "sh", "shb", "shbz"]
    all_typed, made = threading.Barrier(len(typed) + 1), []

    def aside(make):
        made.append(make)
        all_typed.wait(60)
        return make()

    def key(sign):
        all_typed.wait(60)
        return catalogue.search(sign, DAY)

    catalogue = Catalogue(lambda: plan, aside)
    with ThreadPoolExecutor(5) as keys:
        first = keys.submit(catalogue.search, "shbzk", DAY)
        others = [keys.submit(key, sign) for sign in typed]

    assert [each.service.id for each in first.result()] == ["card"]
    assert len(made) == 1 and all(other.result() for other in others)


def test_a_service_is_not_found_outside_its_dates(town):
    assert [each.service.id for each in town.search("ylbx", date(2027, 1, 1))] == []


def test_a_saturday_list_of_650_rows_is_taken_whole_or_each_of_its_3_wrong_rows_is_told():
    known = [f"item-{n:03}" for n in range(1, 699)]
    ids = known[:650]
    rows = [["事项名称", "事项编码"], *(["事项", id_] for id_ in ids)]
    listed = tomllib.loads(import_listed(workbook(rows), known))["listed_services"]
    rows[40][1], rows[300][1], rows[649][1] = "itme-040", "item-007", ""
    rows[500:500], rows[len(rows) :] = [[]], [[], ["", " "]]
    with pytest.raises(CatalogueWrong) as refused:
        import_listed(workbook(rows), known)

    assert listed == ids
    assert rows_told(refused.value, Words("en")) == [
        'row 41, column 事项编码: the hall has no service itme-040 — did you mean "item-040"',
        "row 301, column 事项编码: item-007 stands in row 8 already; delete one of the two",
        "row 501: this row is empty; write an id, or delete the row",
        "row 651, column 事项编码: this is empty; write an id of its own, e.g. social-card",
    ]
    assert rows_told(refused.value, Words("zh"))[1:3] == [
        "第 301 行 事项编码 列：编码 item-007 在第 8 行已有，请删去一行",
        "第 501 行：这一行是空的，请填写编码，或删去这一行",
    ]
