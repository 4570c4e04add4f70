"""Who is called next, sentence by sentence: the largest share of the promised wait, and what follows."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.rules.next_ticket import Choice, HeldBack, Waiting, goes_before, next_ticket, share
from queueing.rules.plan import Lane, Pull

MINUTE = 60_000
NINE = 1_772_413_200_000  # 2026-03-02 09:00 in Shanghai
PROMISES = {
    Lane.ORDINARY: 45 * MINUTE,
    Lane.PRIORITY: 15 * MINUTE,
    Lane.BOOKED: 5 * MINUTE,
    Lane.HELPER: 30 * MINUTE,
}
A, B = Pull("a"), Pull("b")


def ticket(number: int, minute: float = 0, lane: str = "ordinary", line: str = "a") -> Waiting:
    """A ticket that waits since so many minutes after nine."""
    return Waiting(f"{number:012d}", line, Lane(lane), NINE + int(minute * MINUTE))


def choice(waiting, minute: float, *pulls: Pull, **how: bool) -> Choice:
    """Whom a counter with these pulls calls at so many minutes after nine."""
    found = next_ticket(waiting, pulls or (A,), PROMISES, NINE + int(minute * MINUTE), **how)
    assert isinstance(found, Choice), found
    return found


def called(waiting, minute: float, *pulls: Pull, **how: bool) -> Waiting:
    return choice(waiting, minute, *pulls, **how).ticket


def ahead(of: Waiting, others, minute: float) -> int:
    return goes_before(of, others, PROMISES, NINE + int(minute * MINUTE))


def test_the_share_is_the_waited_part_of_the_promised_wait():
    assert share(ticket(1), PROMISES, NINE + 9 * MINUTE) == pytest.approx(0.2)
    assert share(ticket(1, lane="priority"), PROMISES, NINE + 9 * MINUTE) == pytest.approx(0.6)
    assert share(ticket(1), PROMISES, NINE + 45 * MINUTE) == 1.0, "the promise is just being broken"


def test_a_lane_without_a_promise_has_no_share():
    with pytest.raises(KeyError):
        share(ticket(1, lane="helper"), {Lane.ORDINARY: 1}, NINE)


def test_nobody_is_called_when_nobody_waits():
    assert next_ticket([], [A], PROMISES, NINE) is None


def test_nobody_is_called_from_lines_the_counter_does_not_pull():
    assert next_ticket([ticket(1, line="b")], [A], PROMISES, NINE) is None


def test_a_priority_visitor_passes_those_who_used_less_of_their_promise():
    ordinary, priority = ticket(1), ticket(2, 10, "priority")
    assert called([ordinary, priority], 20) is priority, "10 of 15 minutes against 20 of 45"


def test_an_ordinary_visitor_passes_priority_after_waiting_long_enough():
    ordinary, priority = ticket(1), ticket(2, 35, "priority")
    assert called([ordinary, priority], 40) is ordinary, "40 of 45 minutes against 5 of 15"


def test_a_booked_visitor_is_due_soon_after_the_slot():
    ordinary, booked = ticket(1), ticket(2, 30, "booked")
    assert called([ordinary, booked], 31) is ordinary, "31 of 45 minutes against 1 of 5"
    assert called([ordinary, booked], 34) is booked, "34 of 45 minutes against 4 of 5"


def test_within_a_line_and_lane_it_is_first_come():
    first, second = ticket(2, 1), ticket(1, 2)
    assert called([second, first], 10) is first


def test_tickets_with_one_place_go_by_their_ids():
    assert called([ticket(9, 1), ticket(4, 1)], 10) == ticket(4, 1)


def test_equal_shares_go_to_the_smaller_id_whatever_the_line_and_lane():
    ordinary, priority = ticket(7), ticket(8, 6, "priority")  # at nine minutes both have used a fifth
    assert called([priority, ordinary], 9) is ordinary
    other_line = ticket(6, line="b")
    assert called([priority, ordinary, other_line], 9, A, B) is other_line


def test_only_heads_are_compared_so_a_line_is_never_left_out_of_order():
    # The second of the line has the smaller id, but the first stands in front of it.
    first, second = ticket(5, 0), ticket(1, 3)
    assert called([first, second, ticket(9, 2, line="b")], 10, A, B) is first


def test_from_its_threshold_on_a_line_is_pulled_by_a_counter_that_helps():
    waiting = [ticket(1, line="b")]
    helping = Pull("b", threshold=0.6)
    assert next_ticket(waiting, [A, helping], PROMISES, NINE + 26 * MINUTE) == HeldBack(1)
    assert called(waiting, 27, A, helping) is waiting[0], "27 of 45 minutes are 60 %"


def test_a_threshold_asks_for_the_tickets_own_share_not_for_the_largest_of_its_line():
    ordinary, priority = ticket(1, line="b"), ticket(2, 12, "priority", line="b")
    # At 21 minutes priority has used 60 % and goes; the ordinary one has used 47 % and is held back.
    assert called([ordinary, priority], 21, Pull("b", threshold=0.6)) is priority
    assert next_ticket([ordinary], [Pull("b", threshold=0.6)], PROMISES, NINE + 21 * MINUTE) == HeldBack(1)


def test_a_held_back_line_does_not_keep_another_from_being_called():
    held_back, own = ticket(1, line="b"), ticket(2, 9)
    found = choice([held_back, own], 10, A, Pull("b", threshold=0.6))
    assert found.ticket is own and [beaten for beaten, _ in found.beat] == [held_back]


def test_all_who_wait_behind_held_back_heads_are_counted():
    waiting = [ticket(1), ticket(2, lane="priority"), ticket(3), ticket(4, line="b"), ticket(5, line="c")]
    pulls = [Pull("a", threshold=0.6), Pull("b", threshold=0.6)]
    assert next_ticket(waiting, pulls, PROMISES, NINE + MINUTE) == HeldBack(4), "“4 wait below your 60 %”"


def test_the_button_calls_those_below_the_threshold_by_the_same_rule():
    first, second = ticket(1), ticket(2, 0, "priority")
    limited = Pull("a", threshold=0.6)
    assert called([first, second], 3, limited, below_threshold=True) is second


def test_without_a_threshold_there_is_no_lower_bound():
    booked = ticket(1, 30, "booked")
    found = choice([booked], 10)
    assert found.ticket is booked and found.share == -4.0, "twenty minutes before the slot"


def test_a_booked_visitor_before_the_slot_goes_after_everybody_else():
    booked, newcomer = ticket(1, 30, "booked"), ticket(2, 10)
    assert called([booked, newcomer], 10) is newcomer


def test_a_call_knows_the_share_that_decided_and_the_heads_it_beat():
    winner, loser, third = ticket(1, lane="priority"), ticket(2), ticket(3, 5, line="b")
    found = choice([third, loser, winner, ticket(4, 1)], 9, A, B)
    assert found.ticket is winner and found.share == pytest.approx(0.6)
    assert [beaten for beaten, _ in found.beat] == [loser, third]
    assert [used for _, used in found.beat] == pytest.approx([0.2, 4 / 45])


def test_nobody_starves_while_booked_visitors_alone_keep_the_counter_busy():
    """Five booked visitors wait already, one more comes each minute, and one is called each minute."""
    patient = ticket(1)
    waiting = [patient, *(ticket(number, 0, "booked") for number in range(2, 7))]
    for minute in range(1, 60):
        waiting.append(ticket(minute + 10, minute, "booked"))
        goes = called(waiting, minute)
        waiting.remove(goes)
        if goes is patient:
            assert minute == 45, "when its promise is just being broken"
            return
    pytest.fail("the ordinary visitor starved")


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["priority", "booked"])), max_size=60))
def test_later_comers_pass_only_within_a_part_of_the_wait_so_nobody_starves(arrivals):
    """With a promise of a third (a ninth) one passes by coming in the first 2/3 (8/9) of the wait (I10)."""
    patient, passed = ticket(1), list[Waiting]()
    coming = [ticket(i, minute, lane) for i, (minute, lane) in enumerate(sorted(arrivals), 2)]
    for minute in range(1, 200):
        there = [t for t in [patient, *coming] if t.place < NINE + minute * MINUTE and t not in passed]
        goes = called(there, minute)
        if goes is patient:
            break
        passed.append(goes)
    waited = minute * MINUTE
    for other in passed:
        part = 1 - PROMISES[other.lane] / PROMISES[Lane.ORDINARY]
        assert other.place - NINE <= part * waited


_some_waiting = st.builds(
    ticket,
    st.integers(1, 10_000),
    st.integers(-60, 90),
    st.sampled_from([lane.value for lane in Lane]),
    st.sampled_from("abc"),
)
_many_waiting = st.lists(_some_waiting, max_size=30, unique_by=lambda t: t.id)


@given(_many_waiting, st.integers(0, 180), st.booleans())
def test_the_one_called_has_the_largest_share_of_all_who_may_be_called(waiting, minute, below):
    pulls = [A, Pull("b", threshold=0.6)]
    now = NINE + minute * MINUTE
    found = next_ticket(waiting, pulls, PROMISES, now, below_threshold=below)
    used = {t: share(t, PROMISES, now) for t in waiting if t.line in "ab"}
    may = {t for t in used if below or t.line == "a" or used[t] >= 0.6}
    if isinstance(found, Choice):
        assert found.ticket in may
        assert all((-used[found.ticket], found.ticket.id) <= (-used[t], t.id) for t in _heads(may))
    else:
        assert not may
        assert found == (HeldBack(len(used)) if used else None)


@given(_many_waiting, st.integers(0, 180), st.randoms())
def test_the_order_in_which_tickets_are_told_changes_nothing(waiting, minute, dice: random.Random):
    shuffled = dice.sample(waiting, len(waiting))
    now = NINE + minute * MINUTE
    assert next_ticket(waiting, [A, B], PROMISES, now) == next_ticket(shuffled, [A, B], PROMISES, now)


@given(_many_waiting, st.integers(0, 180))
def test_those_ahead_in_a_line_are_called_before_when_time_stands_still(waiting, minute):
    line = [t for t in waiting if t.line == "a"]
    left, order = list(line), []
    while left:
        order.append(called(left, minute))
        left.remove(order[-1])
    assert [ahead(t, line, minute) for t in order] == list(range(len(order)))


def test_people_ahead_are_those_of_the_same_line_only():
    mine = ticket(2, 5)
    assert ahead(mine, [ticket(1), ticket(3, 6), ticket(4, line="b")], 10) == 1


def test_a_priority_visitor_who_comes_later_may_move_ahead():
    mine, priority = ticket(1), ticket(2, 10, "priority")
    assert ahead(mine, [mine, priority], 12) == 0
    assert ahead(mine, [mine, priority], 20) == 1, "the page says why it rose"


def test_at_equal_shares_the_smaller_id_is_ahead():
    mine, other = ticket(2, 6, "priority"), ticket(1)
    assert (ahead(mine, [other], 9), ahead(other, [mine], 9)) == (1, 0)


def _heads(waiting):
    found: dict[tuple[str, Lane], Waiting] = {}
    for one in sorted(waiting, key=lambda t: (t.place, t.id)):
        found.setdefault((one.line, one.lane), one)
    return set(found.values())
