"""Passwords: chosen, reset, drawn, and hashed slowly but not all at once."""

import threading

import pytest
from argon2 import PasswordHasher

from queueing.errors import (
    NotFound,
    PasswordTooCommon,
    PasswordTooShort,
    SignInBusy,
    WrongNameOrPassword,
)
from queueing.records.passwords import Passwords, draw_password
from tests.records.cast import GOOD
from tests.records.story import NINE


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
        busy.wait(timeout=60)
        done.wait(timeout=60)
        return call()

    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=64), elsewhere=slow, patience=0.05)
    hashing = [threading.Thread(target=passwords.hash, args=[GOOD]) for _ in range(2)]
    for thread in hashing:
        thread.start()
    busy.wait(timeout=60)
    with pytest.raises(SignInBusy):
        passwords.hash(GOOD)
    done.set()
    for thread in hashing:
        thread.join()
