"""When advice is worth saying, in which order, and when it came true."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.rules.advice import (
    Advice,
    Between,
    Change,
    ChangeKind,
    Figures,
    came_true,
    longest,
    matters,
    ranked,
)


def between(middle: float, spread: float = 2.0) -> Between:
    return Between(middle - spread, middle, middle + spread)


def advice(
    before: float = 42, saved: float = 14, people: float = 31, counter: str = "12", kind: str = "open", **more
) -> Advice:
    gain = Figures(between(before), between(before - saved), between(saved, more.pop("spread", 2.0)), people)
    line = more.pop("line", f"l{counter}")
    return Advice((Change(ChangeKind(kind), 0, counter),), (line,), gain, **more)


def test_it_is_said_when_it_saves_enough_minutes_for_enough_people_in_nine_of_ten_plays():
    assert matters(advice())
    assert not matters(advice(saved=4)), "less than five minutes"
    assert not matters(advice(before=80, saved=10)), "less than 15 % of eighty"
    assert not matters(advice(people=4)), "too few people"
    assert not matters(advice(spread=15)), "in some plays it makes it worse"


def test_what_the_others_lose_counts_and_so_does_each_clerk():
    lost = Figures(between(10), between(21), between(-11), 12)
    assert not matters(advice(loss=lost))
    both = advice()
    assert replace(both, changes=both.changes * 2).per_clerk == both.per_clerk / 2


def test_the_most_saved_per_clerk_comes_first_one_for_a_counter_and_one_of_a_kind_for_a_line():
    best, second = advice(saved=20, line="social"), advice(saved=9, counter="3", line="tax")
    again = advice(saved=12, counter="4", line="social")
    other = advice(saved=11, counter="5", line="social", kind="lines")

    assert ranked([second, again, other, best], 3) == [best, other, second]
    assert ranked([second, best, advice(saved=15, line="tax")], 3) == [best, second]
    assert ranked([best, second], 1) == [best]


def test_a_counter_may_close_when_nothing_helps_and_hardly_anybody_waits_longer():
    spare = advice(before=6, saved=0, spread=0.5, kind="close", counter="7")
    assert ranked([spare], 3) == [spare]
    assert ranked([spare, advice()], 3) == [advice()]
    assert ranked([advice(before=6, saved=-2, kind="close")], 3) == []


@pytest.mark.parametrize(("happened", "true"), [(28, True), (34, True), (22, True), (36, False), (20, False)])
def test_it_came_true_within_a_quarter_or_in_the_range(happened, true):
    assert came_true(Between(26, 28, 30), happened) is true
    assert came_true(Between(15, 28, 40), happened)


@given(st.lists(st.floats(0, 500), min_size=1))
def test_the_longest_wait_is_one_that_nine_of_ten_do_not_exceed(waits):
    told = longest(waits)
    assert told in waits
    assert sum(wait <= told for wait in waits) >= 0.9 * len(waits) - 1e-9
