"""People and devices: who signs in, for how long, with what; secrets are kept as digests only."""

import threading

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select, text

from queueing.errors import (
    BadInput,
    LastManager,
    LinkExpired,
    LinkUsed,
    NameTaken,
    NameWrong,
    NotFound,
    PasswordTooCommon,
    PasswordTooShort,
    SignInBusy,
    StaffListWrong,
    UnknownCounter,
    UnknownRole,
    WrongNameOrPassword,
)
from queueing.records.passwords import Passwords, draw_password
from queueing.records.tables import accounts, devices, keys, links, metadata, sessions
from queueing.rules.people import Person
from queueing.staffing import Key, Staffing
from tests.records.story import HALL, NINE

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
GOOD = "three blind mice"


@pytest.fixture
def staffing(engine):
    return Staffing(engine, HALL, QUICK)


@pytest.fixture
def manager(staffing):
    """The browser of a manager who came by a link."""
    return staffing.sign_in_by_link(staffing.make_link(NINE, "console"), NINE)


@pytest.fixture
def li(staffing, manager):
    return staffing.add(Person("li", "李丽", "clerk", ("1", "2"), GOOD), NINE, "staff:1").account


@pytest.fixture
def statements(engine):
    """Every SQL statement from now on."""
    seen = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    return seen


def everything_kept(engine):
    with engine.begin() as connection:
        return repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])


# -- links ---------------------------------------------------------------------------------------


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


# -- sessions --------------------------------------------------------------------------------------


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


# -- passwords -------------------------------------------------------------------------------------


def test_a_clerk_chooses_a_password_and_other_browsers_are_signed_out(staffing, li):
    here, there = staffing.sign_in("li", GOOD, NINE), staffing.sign_in("li", GOOD, NINE)
    assert here.session.account.must_change
    staffing.change_password(here.token, GOOD, "four calling birds", NINE)

    assert staffing.session(there.token, NINE) is None
    assert not staffing.session(here.token, NINE).account.must_change
    assert staffing.sign_in("li", "four calling birds", NINE)
    with pytest.raises(WrongNameOrPassword):
        staffing.sign_in("li", GOOD, NINE)


def test_a_new_password_needs_the_old_one_and_some_length(staffing, li):
    token = staffing.sign_in("li", GOOD, NINE).token
    for old, new, refusal in (
        ("wrong", "four calling birds", WrongNameOrPassword),
        (GOOD, "short", PasswordTooShort),
        (GOOD, "88888888", PasswordTooCommon),
    ):
        with pytest.raises(refusal):
            staffing.change_password(token, old, new, NINE)
    with pytest.raises(WrongNameOrPassword):
        staffing.change_password("made up", GOOD, "four calling birds", NINE)
    assert staffing.sign_in("li", GOOD, NINE)


def test_who_came_by_a_link_and_never_had_a_password_chooses_the_first(staffing, manager):
    staffing.change_password(manager.token, "", GOOD, NINE)
    assert staffing.sign_in("manager", GOOD, NINE)
    with pytest.raises(WrongNameOrPassword):
        staffing.change_password(manager.token, "", "four calling birds", NINE)


def test_without_a_password_nobody_signs_in_by_password(staffing, manager):
    with pytest.raises(WrongNameOrPassword):
        staffing.sign_in("manager", "", NINE)


def test_a_reset_draws_a_password_that_must_be_changed(staffing, li):
    token = staffing.sign_in("li", GOOD, NINE).token
    shown = staffing.reset(li.id)
    assert staffing.session(token, NINE) is None
    assert staffing.sign_in("li", shown.password, NINE).session.account.must_change
    with pytest.raises(NotFound):
        staffing.reset(999)


def test_drawn_passwords_differ_and_are_read_off_paper_safely():
    drawn = {draw_password() for _ in range(200)}
    assert len(drawn) == 200
    assert all(len(password) == 19 and not set(password) & set("01ilo") for password in drawn)


def test_a_password_is_hashed_slowly_and_a_drawn_one_quickly():
    passwords = Passwords()
    assert passwords.hash(GOOD).startswith("$argon2id$v=19$m=65536,t=3,")
    drawn = passwords.hash("k7mq-x3fp-9dtw-hc5r", drawn=True)
    assert drawn.startswith("$argon2id$v=19$m=1024,t=1,")
    assert passwords.match(drawn, "k7mq-x3fp-9dtw-hc5r")
    assert not passwords.match("not a hash", GOOD)


def test_two_hash_at_once_and_a_third_is_told_to_come_back():
    busy, done = threading.Barrier(3), threading.Event()

    def slow(call):
        busy.wait(timeout=10)
        done.wait(timeout=10)
        return call()

    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=64), elsewhere=slow, patience=0.05)
    hashing = [threading.Thread(target=passwords.hash, args=[GOOD]) for _ in range(2)]
    for thread in hashing:
        thread.start()
    busy.wait(timeout=10)
    with pytest.raises(SignInBusy):
        passwords.hash(GOOD)
    done.set()
    for thread in hashing:
        thread.join()


# -- accounts --------------------------------------------------------------------------------------


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
    rows = [f"clerk{n},员工{n},clerk,1" for n in range(500)]
    rows[10], rows[200], rows[499] = "li,李莉,clerk,1", "clerk200,员工200,boss,1", "clerk499,员工499,clerk,77"
    listed = "name,full_name,role,counters\n" + "\n".join(rows)

    with pytest.raises(StaffListWrong) as refused:
        staffing.add_list(listed.encode(), NINE, "staff:1", {"1"})

    told = [(row["row"], row["column"], row["text"]) for row in refused.value.params["rows"]]
    assert told == [
        (12, "name", "There is an account named li already."),
        (202, "role", "There is no boss here; these exist: clerk, guide, manager."),
        (501, "counters", "There is no counter 77 in this hall."),
    ]
    assert staffing.accounts() == before


# -- keys and paired browsers ----------------------------------------------------------------------


def test_a_key_is_known_until_it_is_revoked(staffing):
    number, secret = staffing.make_key(
        Key("clerk", counter="7", rate=60, label="call unit 7"), NINE, "console"
    )
    who = staffing.key(secret, NINE)
    assert (who.id, who.role, who.name) == (f"key:{number}", "clerk", "call unit 7")
    assert (who.counters, who.counter, who.rate) == (("7",), "7", 60)
    staffing.revoke_key(number, NINE)
    assert staffing.key(secret, NINE) is None
    with pytest.raises(NotFound):
        staffing.revoke_key(number, NINE)
    assert staffing.key("hk_made_up", NINE) is None


def test_a_key_needs_a_scope_there_is(staffing):
    assert staffing.key(staffing.make_key(Key("device"), NINE, "console")[1], NINE).counters is None
    with pytest.raises(UnknownRole, match="kiosk, guide, clerk"):
        staffing.make_key(Key("root"), NINE, "console")


def test_keys_are_listed_without_their_secrets(staffing):
    staffing.make_key(Key("kiosk", rate=30), NINE, "console")
    (listed,) = staffing.keys()
    assert (listed["scope"], listed["rate"], listed["made_by"], listed["revoked_at"]) == (
        "kiosk",
        30,
        "console",
        None,
    )
    assert not listed.keys() & {"secret", "hall"}


def test_a_browser_is_paired_with_a_place_until_it_is_unpaired(staffing):
    who, token = staffing.pair("screen", "2", NINE, "staff:1")
    assert (who.role, who.counter, who.name) == ("screen", "2", "screen 2")
    assert staffing.device(token, NINE) == who
    staffing.unpair(int(who.id.partition(":")[2]), NINE)
    assert staffing.device(token, NINE) is None
    with pytest.raises(BadInput):
        staffing.pair("manager", "2", NINE, "staff:1")


def test_a_secret_of_one_kind_opens_nothing_of_another(staffing, li):
    token = staffing.sign_in("li", GOOD, NINE).token
    _, key = staffing.make_key(Key("manager"), NINE, "console")
    _, device = staffing.pair("kiosk", "K1", NINE, "staff:1")
    assert staffing.key(token, NINE) is staffing.key(device, NINE) is None
    assert staffing.session(key, NINE) is staffing.device(key, NINE) is None


def test_no_secret_is_ever_kept_as_it_is(engine, staffing, li):
    shown = staffing.add(Person("wang", "王伟", "clerk"), NINE, "staff:1")
    secrets = [
        GOOD,
        shown.password,
        staffing.make_link(NINE, "console"),
        staffing.sign_in("li", GOOD, NINE).token,
        staffing.make_key(Key("kiosk"), NINE, "console")[1],
        staffing.pair("kiosk", "K1", NINE, "staff:1")[1],
    ]
    kept = everything_kept(engine)
    assert "李丽" in kept
    assert not [secret for secret in secrets if secret in kept]
