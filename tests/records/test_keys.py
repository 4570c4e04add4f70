"""Keys and paired browsers: known until revoked, and kept as digests only."""

import pytest
from sqlalchemy import select

from queueing.errors import BadInput, NotFound, UnknownRole
from queueing.records.tables import metadata
from queueing.rules.people import Person
from queueing.staffing import Key
from tests.records.cast import GOOD
from tests.records.story import NINE


def everything_kept(engine):
    with engine.begin() as connection:
        return repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])


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
