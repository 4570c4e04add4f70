"""Accounts: added one by one or from a list, changed, and never without a manager."""

from typing import Any

import pytest

from queueing.errors import (
    LastManager,
    NameTaken,
    NameWrong,
    NotFound,
    PasswordTooShort,
    StaffListWrong,
    UnknownCounter,
    UnknownRole,
    WrongNameOrPassword,
)
from queueing.rules.people import Person
from queueing.staffing import Staffing
from tests.records.cast import GOOD, QUICK
from tests.records.story import NINE


@pytest.mark.parametrize(
    ("person", "refusal"),
    [
        (Person("LI", "李莉", "clerk"), NameTaken),
        (Person("wang wei", "王伟", "clerk"), NameWrong),
        (Person("wang", "", "clerk"), NameWrong),
        (Person("wang", "王伟", "kiosk"), UnknownRole),
        (Person("wang", "王伟", "clerk", ("99",)), UnknownCounter),
        (Person("wang", "王伟", "clerk", None, "short"), PasswordTooShort),
    ],
)
def test_a_wrong_account_is_refused(staffing, li, person, refusal):
    before = staffing.accounts()
    with pytest.raises(refusal):
        staffing.add(person, NINE, "staff:1", counters={"1", "2"})
    assert staffing.accounts() == before


def test_a_password_nobody_chose_is_drawn_and_shown_once(staffing, manager):
    shown = staffing.add(Person("wang", "王伟", "guide"), NINE, "staff:1")
    assert staffing.sign_in("wang", shown.password, NINE).session.principal.role == "guide"
    assert staffing.add(Person("chen", "陈静", "guide", None, GOOD), NINE, "staff:1").password is None


def test_the_same_name_may_serve_in_two_halls(engine, staffing, li):
    village = Staffing(engine, "village", QUICK)
    village.add(Person("li", "李强", "clerk", None, "four calling birds"), NINE, "console")
    assert village.sign_in("li", "four calling birds", NINE).session.account.full_name == "李强"
    with pytest.raises(WrongNameOrPassword):
        village.sign_in("li", GOOD, NINE)
    with pytest.raises(NotFound):
        village.change(li.id, {"role": "guide"})
    assert village.session(staffing.sign_in("li", GOOD, NINE).token, NINE) is None


def test_a_change_of_role_and_counters_is_felt_at_the_next_request(staffing, li):
    token = staffing.sign_in("li", GOOD, NINE).token
    staffing.change(li.id, {"role": "guide", "counters": None, "full_name": "李莉"})
    who = staffing.session(token, NINE).principal
    assert (who.role, who.counters, who.name) == ("guide", None, "李莉")
    for changed, refusal in (({"role": "boss"}, UnknownRole), ({"counters": ("99",)}, UnknownCounter)):
        with pytest.raises(refusal):
            staffing.change(li.id, changed, counters={"1"})


def test_the_last_manager_stays_one(staffing, manager):
    alone = manager.session.account.id
    for changed in ({"active": False}, {"role": "clerk"}):
        with pytest.raises(LastManager):
            staffing.change(alone, changed)
    assert staffing.session(manager.token, NINE).principal.role == "manager"
    staffing.add(Person("boss", "陈静", "manager", None, GOOD), NINE, "staff:1")
    staffing.change(alone, {"active": False})


def test_five_hundred_people_are_added_from_a_list_and_each_can_sign_in(staffing, manager):
    rows = "".join(f"clerk{n},员工{n},clerk,1\n" for n in range(500))
    shown = staffing.add_list(("name,full_name,role,counters\n" + rows).encode(), NINE, "staff:1", {"1"})
    assert len(shown) == 500 == len({person.password for person in shown})
    assert len(staffing.accounts()) == 501
    for person in shown[::100]:
        assert staffing.sign_in(person.account.name, person.password, NINE).session.account.must_change


def test_a_list_of_five_hundred_with_three_wrong_rows_adds_nobody_and_tells_the_rows(staffing, li):
    before = staffing.accounts()
    lines = [f"clerk{n},员工{n},clerk,1" for n in range(500)]
    lines[10], lines[200], lines[499] = (
        "li,李莉,clerk,1",
        "clerk200,员工200,boss,1",
        "clerk499,员工499,clerk,77",
    )
    listed = "name,full_name,role,counters\n" + "\n".join(lines)

    with pytest.raises(StaffListWrong) as refused:
        staffing.add_list(listed.encode(), NINE, "staff:1", {"1"})

    rows: Any = refused.value.params["rows"]
    told = [(row["row"], row["column"], row["text"]) for row in rows]
    assert told == [
        (12, "name", "There is an account named li already."),
        (202, "role", "There is no boss here; these exist: clerk, guide, manager."),
        (501, "counters", "There is no counter 77 in this hall."),
    ]
    assert staffing.accounts() == before
