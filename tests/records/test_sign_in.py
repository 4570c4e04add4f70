"""Signing in: by a link that works once, by name and password, and for how long."""

import threading

import pytest
from sqlalchemy import select

from queueing.errors import (
    LinkExpired,
    LinkUsed,
    WrongNameOrPassword,
)
from queueing.records.tables import sessions
from queueing.rules.people import Person
from queueing.staffing import Key, Staffing
from tests.records.cast import GOOD, HOUR, MINUTE, QUICK, SECOND
from tests.records.story import HALL, NINE


def test_the_first_link_makes_a_manager_and_a_second_one_finds_the_same(staffing, manager):
    again = staffing.sign_in_by_link(staffing.make_link(NINE, "console"), NINE)
    assert manager.session.principal.role == "manager"
    assert again.session.principal == manager.session.principal
    assert again.token != manager.token
    assert len(staffing.accounts()) == 1


def test_a_link_works_once(staffing):
    link = staffing.make_link(NINE, "console")
    staffing.sign_in_by_link(link, NINE + 14 * MINUTE)
    with pytest.raises(LinkUsed):
        staffing.sign_in_by_link(link, NINE + 14 * MINUTE)


def test_of_many_who_open_a_link_at_once_one_comes_in(staffing):
    link, came, refused = staffing.make_link(NINE, "console"), [], []

    def open_it():
        try:
            came.append(staffing.sign_in_by_link(link, NINE))
        except LinkUsed as refusal:
            refused.append(refusal)

    people = [threading.Thread(target=open_it) for _ in range(6)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert (len(came), len(refused)) == (1, 5)


def test_a_link_is_good_for_fifteen_minutes(staffing):
    link = staffing.make_link(NINE, "console")
    with pytest.raises(LinkExpired):
        staffing.sign_in_by_link(link, NINE + 15 * MINUTE)
    with pytest.raises(LinkExpired):
        staffing.sign_in_by_link("no such link \udc80", NINE)


def test_a_link_for_a_person_signs_in_that_person_while_they_may(staffing, li):
    assert staffing.sign_in_by_link(staffing.make_link(NINE, "staff:1", li.id), NINE).session.account == li
    late = staffing.make_link(NINE, "staff:1", li.id)
    staffing.change(li.id, {"active": False})
    with pytest.raises(LinkExpired):
        staffing.sign_in_by_link(late, NINE)


def test_a_link_makes_a_new_manager_when_the_first_is_one_no_more(staffing, manager):
    staffing.add(Person("boss", "陈静", "manager", None, GOOD), NINE, "staff:1")
    staffing.change(manager.session.account.id, {"role": "guide"})
    newcomer = staffing.sign_in_by_link(staffing.make_link(NINE, "console"), NINE).session
    assert (newcomer.account.name, newcomer.principal.role) == ("manager-2", "manager")


def test_a_link_of_one_hall_opens_no_other(engine, staffing):
    with pytest.raises(LinkExpired):
        Staffing(engine, "village", QUICK).sign_in_by_link(staffing.make_link(NINE, "console"), NINE)


def test_a_clerk_signs_in_by_name_and_password(staffing, li):
    signed_in = staffing.sign_in(" LI ", GOOD, NINE)
    who = staffing.session(signed_in.token, NINE).principal
    assert (who.id, who.role, who.name, who.counters) == (f"staff:{li.id}", "clerk", "李丽", ("1", "2"))
    assert who.counter is who.rate is None
    assert staffing.session(signed_in.token, NINE) == signed_in.session


@pytest.mark.parametrize(
    ("name", "password"),
    [("li", "three blind rats"), ("nobody", GOOD), ("", ""), ("li", "x" * 500), ("l\x00\ud800", "\ud800")],
)
def test_a_wrong_name_and_a_wrong_password_are_the_same_refusal(staffing, li, name, password):
    with pytest.raises(WrongNameOrPassword, match=r"The name or the password is wrong\."):
        staffing.sign_in(name, password, NINE)


def test_who_may_not_sign_in_any_more_is_out_at_once(staffing, li):
    signed_in = staffing.sign_in("li", GOOD, NINE)
    assert staffing.session(signed_in.token, NINE)
    staffing.change(li.id, {"active": False})
    assert staffing.session(signed_in.token, NINE) is None
    with pytest.raises(WrongNameOrPassword):
        staffing.sign_in("li", GOOD, NINE)
    staffing.change(li.id, {"active": True})
    assert staffing.session(signed_in.token, NINE) is None  # ended, not asleep
    assert staffing.sign_in("li", GOOD, NINE)


def test_a_session_ends_when_nobody_uses_it_for_two_hours(staffing, li):
    token = staffing.sign_in("li", GOOD, NINE).token
    assert staffing.session(token, NINE + 119 * MINUTE)
    assert staffing.session(token, NINE + 238 * MINUTE)
    assert staffing.session(token, NINE + 238 * MINUTE + 2 * HOUR + 1) is None


def test_a_session_ends_after_twelve_hours_however_busy(staffing, li):
    token = staffing.sign_in("li", GOOD, NINE).token
    assert all(staffing.session(token, NINE + hour * HOUR) for hour in range(13))
    assert staffing.session(token, NINE + 12 * HOUR + 1) is None


def test_ended_sessions_are_swept(engine, staffing, li):
    staffing.sign_in("li", GOOD, NINE)
    staffing.sign_in("li", GOOD, NINE + 13 * HOUR)
    with engine.begin() as connection:
        assert len(connection.execute(select(sessions)).all()) == 1


def test_signing_out_ends_this_browser_only(staffing, li):
    here, there = staffing.sign_in("li", GOOD, NINE), staffing.sign_in("li", GOOD, NINE)
    staffing.sign_out(here.token)
    assert staffing.session(here.token, NINE) is None
    assert staffing.session(there.token, NINE)
    assert staffing.session("made up", NINE) is None


def test_the_token_a_page_sends_along_belongs_to_its_session_and_does_not_give_it_away(staffing, li):
    here, there = staffing.sign_in("li", GOOD, NINE), staffing.sign_in("li", GOOD, NINE)
    assert here.session.csrf == staffing.session(here.token, NINE + MINUTE).csrf != there.session.csrf
    assert here.token not in here.session.csrf


def test_a_request_costs_no_sql_and_its_use_is_written_once_a_minute(staffing, li, statements):
    token = staffing.sign_in("li", GOOD, NINE).token
    _, key = staffing.make_key(Key("kiosk"), NINE, "staff:1")
    assert staffing.session(token, NINE) and staffing.key(key, NINE)
    statements.clear()

    for moment in range(0, 5 * SECOND, 100):
        assert staffing.session(token, NINE + moment) and staffing.key(key, NINE + moment)
    assert statements == []

    for moment in range(0, 10 * MINUTE, 10 * SECOND):
        assert staffing.session(token, NINE + moment) and staffing.key(key, NINE + moment)
    written = [statement.split()[1] for statement in statements if statement.startswith("UPDATE")]
    assert written.count("sessions") == written.count("keys") == 9


def test_what_another_process_ended_is_believed_five_seconds_at_most(engine, staffing, li):
    elsewhere = Staffing(engine, HALL, QUICK)
    token = staffing.sign_in("li", GOOD, NINE).token
    assert elsewhere.session(token, NINE)
    staffing.reset(li.id)
    assert elsewhere.session(token, NINE + 5 * SECOND) is None
