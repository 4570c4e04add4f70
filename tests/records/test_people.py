"""What a name, a password and a staff list must be like."""

from typing import Any

import pytest

from queueing.errors import BadInput, PasswordTooCommon, PasswordTooShort, StaffListWrong
from queueing.rules.people import (
    COMMON,
    PASSWORD_AT_LEAST,
    Person,
    check_password,
    check_person,
    read_staff_list,
    sign_in_name,
)

HEAD = "name,full_name,role,counters\n"


def wrong(body, taken=(), counters=None):
    with pytest.raises(StaffListWrong) as refused:
        read_staff_list(body.encode(), taken, counters)
    rows: Any = refused.value.params["rows"]
    assert refused.value.params["count"] == len(rows)
    return [(row["row"], row["column"], row["code"]) for row in rows]


@pytest.mark.parametrize("password", ["", "1234567", "七个字的密码呀", "x" * 201])
def test_a_password_too_short_or_too_long_is_refused(password):
    with pytest.raises(PasswordTooShort, match="8 to 200"):
        check_password(password, "li")


@pytest.mark.parametrize(
    "password", ["12345678", "PassWord1", "１２３４５６７８", "zzzzzzzzzz", "lili.wang", "gnaw.ilil"]
)
def test_a_password_that_is_easy_to_guess_is_refused(password):
    with pytest.raises(PasswordTooCommon):
        check_password(password, "Lili.Wang")


def test_a_password_of_eight_characters_in_any_script_will_do():
    check_password("k7-mq-3x", "li")
    check_password("窗前明月光如水呀", "li")


def test_the_list_of_common_passwords_holds_no_idle_words():
    assert all(len(word) >= PASSWORD_AT_LEAST - 1 and word == word.casefold() for word in COMMON)


def test_names_that_look_alike_are_one_name():
    assert sign_in_name(" Ｌｉ ") == sign_in_name("li") == sign_in_name("L\u200bi")


@pytest.mark.parametrize("name", ["", " ", "li li", "li\tli", "li\x1b@", "l\u202ei", "x" * 41])
def test_a_sign_in_name_is_one_plain_word(name):
    assert [column for column, _ in check_person(Person(name, "李丽", "clerk"))] == ["name"]


@pytest.mark.parametrize("name", ["", "李\n丽", "李\u2028丽", "x" * 61])
def test_a_person_s_name_is_one_plain_line(name):
    assert [column for column, _ in check_person(Person("li", name, "clerk"))] == ["full_name"]


def test_counters_are_checked_against_those_there_are():
    person = Person("li", "李丽", "clerk", ("1", "99"))
    assert [error.code for _, error in check_person(person, {"1"})] == ["unknown-counter"]
    assert list(check_person(person)) == []


def test_a_list_is_read_as_it_stands():
    listed = HEAD + "li,李丽,clerk,1 2\nwang,王伟,guide,\n\nchen,陈静,manager,\n"
    assert read_staff_list(listed.encode(), set(), {"1", "2"}) == [
        Person("li", "李丽", "clerk", ("1", "2")),
        Person("wang", "王伟", "guide"),
        Person("chen", "陈静", "manager"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_list_may_come_from_any_spreadsheet(encoding, between, end):
    rows = [
        ["登录名", "姓名", "角色", "窗口"],
        ["li", "李丽", "窗口人员", "1 2"],
        ["wang", "王伟", "导办", ""],
    ]
    body = end.join(between.join(row) for row in rows).encode(encoding)
    assert read_staff_list(body, set()) == [
        Person("li", "李丽", "clerk", ("1", "2")),
        Person("wang", "王伟", "guide"),
    ]


def test_each_mistake_is_told_with_its_row_and_column():
    listed = HEAD + "li,李丽,boss,\nli,李莉,clerk,\n,王伟,clerk,99\nchen,,guide,\n"
    assert wrong(listed, taken={"chen"}, counters={"1"}) == [
        (2, "role", "unknown-role"),
        (3, "name", "name-taken"),
        (4, "name", "name-wrong"),
        (4, "counters", "unknown-counter"),
        (5, "full_name", "name-wrong"),
        (5, "name", "name-taken"),
    ]


@pytest.mark.parametrize(
    "listed", ["", "name,role\nli,clerk\n", HEAD, "name,full_name,role,password\nli,李丽,clerk,x\n"]
)
def test_a_list_without_its_heading_or_people_is_refused(listed):
    assert {(row, code) for row, _, code in wrong(listed)} == {(1, "bad-input")}


def test_what_is_no_text_or_no_list_is_refused():
    with pytest.raises(BadInput, match="neither UTF-8 nor GB 18030"):
        read_staff_list(b"\x89PNG\xff\xff\xff", set())
    with pytest.raises(BadInput, match="not a CSV list"):
        read_staff_list((HEAD + '"' + "x" * 200_000).encode(), set())


def test_a_list_longer_than_any_staff_is_refused():
    assert wrong(HEAD + "li,李丽,clerk,\n" * 2_001) == [(1, "", "bad-input")]
