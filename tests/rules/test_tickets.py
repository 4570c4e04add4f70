"""What a ticket can become, and where a visitor stands who comes early, late, booked, entitled or again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.rules.next_ticket import Waiting, goes_before
from queueing.rules.plan import Lane
from queueing.rules.tickets import (
    MOVES,
    TERMINAL,
    Standing,
    TicketState,
    place_after_missing,
    place_after_passing,
    standing,
)

S = TicketState
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
GRACE = timedelta(minutes=10)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def stands(
    lane: Lane, slot: datetime | None = None, arrives: datetime = NINE, *, entitled: bool = False
) -> tuple[str, datetime]:
    """The lane and the place of a visitor who arrives at that moment."""
    stand = standing(lane, slot, arrives, entitled=entitled, grace=GRACE)
    return stand.lane, stand.place(arrives)


# Where a visitor stands -----------------------------------------------------------------------------


@pytest.mark.parametrize("lane", [Lane.ORDINARY, Lane.PRIORITY, Lane.HELPER])
def test_without_a_booking_the_place_is_the_arrival(lane):
    assert stands(lane) == (lane, NINE)


def test_one_entitled_who_takes_an_ordinary_number_stands_as_priority():
    assert stands(Lane.ORDINARY, entitled=True) == ("priority", NINE)


def test_a_helper_stays_a_helper_even_when_entitled():
    assert stands(Lane.HELPER, entitled=True) == ("helper", NINE)


@pytest.mark.parametrize(
    ("told", "arrives", "lane", "place"),
    [
        ("an hour early: earliness earns nothing", -60, "booked", 0),
        ("on the minute", 0, "booked", 0),
        ("within the grace", 7, "booked", 7),
        ("at the very end of the grace", 10, "booked", 10),
        ("later than the grace: the booking is lost", 10.1, "ordinary", 10.1),
        ("an hour late", 60, "ordinary", 60),
    ],
)
def test_a_booked_visitor_stands_from_the_slot_or_the_check_in(told, arrives, lane, place):
    assert stands(Lane.BOOKED, at(0), at(arrives)) == (lane, at(place)), told


@pytest.mark.parametrize(
    ("told", "arrives", "place"),
    [
        ("an hour early: waits as priority from the check-in", -60, -60),
        ("on the minute", 0, 0),
        ("within the grace: from the slot", 7, 0),
        ("later than the grace: from the arrival", 11, 11),
    ],
)
def test_a_booked_visitor_entitled_to_priority_stands_as_priority(told, arrives, place):
    assert stands(Lane.BOOKED, at(0), at(arrives), entitled=True) == ("priority", at(place)), told


def test_a_booking_without_a_slot_counts_from_its_arrival():
    assert stands(Lane.BOOKED) == ("booked", NINE)
    assert stands(Lane.BOOKED, entitled=True) == ("priority", NINE)


@given(st.integers(-300, 300), st.booleans())
def test_no_booked_visitor_is_placed_before_both_slot_and_arrival(arrives, entitled):
    _, place = stands(Lane.BOOKED, at(0), at(arrives), entitled=entitled)
    assert min(at(0), at(arrives)) <= place <= max(at(0), at(arrives))


def test_bounds_of_a_place_hold_it_on_either_side():
    assert Standing(Lane.BOOKED, not_before=at(5)).place(NINE) == at(5)
    assert Standing(Lane.PRIORITY, not_after=at(-5)).place(NINE) == at(-5)


# Coming back after being missed ---------------------------------------------------------------------


def test_who_comes_back_stands_behind_the_third_who_waits():
    assert place_after_missing(100, [200, 300, 400, 500], behind=3) == 401


def test_with_fewer_waiting_one_stands_behind_the_last():
    assert place_after_missing(100, [200, 300], behind=3) == 301


def test_with_nobody_waiting_the_old_place_stands():
    assert place_after_missing(100, [], behind=3) == 100


def test_nobody_gains_by_being_missed():
    assert place_after_missing(900, [200, 300, 400], behind=3) == 900, "never earlier than the old place"


@given(st.integers(0, 1000), st.lists(st.integers(0, 1000), max_size=8), st.integers(1, 5))
def test_whoever_comes_back_lets_that_many_go_first_and_no_more_of_later_places(old, places, behind):
    line = sorted(places)
    place = place_after_missing(old, line, behind)
    before = sum(1 for other in line if other < place)
    assert place >= old
    assert before >= min(behind, len(line))
    assert place == old or line[min(behind, len(line)) - 1] == place - 1


# States and moves -----------------------------------------------------------------------------------

#: DECISIONS.md 4, as a table of its own: the rule's table must say the same.
LEGAL = {
    "waiting": "called missed cancelled expired void carried finished",
    "called": "serving finished missed void held waiting",
    "serving": "finished held waiting",
    "held": "serving waiting cancelled void",
    "missed": "waiting void",
    "finished": "called serving",
    "void": "",
    "cancelled": "",
    "expired": "",
    "carried": "",
}


def test_the_moves_are_exactly_these():
    assert {state: set(MOVES[S(state)]) for state in LEGAL} == {s: set(to.split()) for s, to in LEGAL.items()}
    assert set(MOVES) == set(S)


def test_five_states_are_the_end_and_only_an_undo_leaves_one():
    assert {"finished", "void", "cancelled", "expired", "carried"} == TERMINAL
    assert all(not MOVES[state] for state in TERMINAL - {S.FINISHED})
    assert MOVES[S.FINISHED] == {S.CALLED, S.SERVING}, "the states a Next may have finished"


@pytest.mark.parametrize("state", sorted(set(S) - TERMINAL))
def test_from_every_open_state_there_is_a_way_to_an_end(state):
    reached: set[S] = set()
    todo = [state]
    while todo:
        for to in MOVES[todo.pop()] - reached:
            reached.add(to)
            todo.append(to)
    assert reached & TERMINAL


# Letting others pass --------------------------------------------------------------------------------

PROMISES = {Lane.ORDINARY: 45 * 60_000, Lane.PRIORITY: 15 * 60_000, Lane.BOOKED: 5 * 60_000}
WAITERS = st.lists(
    st.tuples(st.sampled_from(list(PROMISES)), st.integers(0, 40), st.sampled_from("ab")),
    min_size=1,
    max_size=12,
)


def test_who_lets_two_pass_stands_right_behind_the_second():
    assert place_after_passing([200, 300, 400]) == 301
    assert place_after_passing([200]) == 201, "fewer are there: behind all of them"
    assert place_after_passing([]) is None


@given(WAITERS, st.integers(0, 11), st.integers(0, 60))
def test_letting_pass_harms_nobody_and_helps_those_who_pass(told, which, now):
    waiting = [Waiting(f"{n:03d}", line, lane, place) for n, (lane, place, line) in enumerate(told)]
    mine = waiting[which % len(waiting)]
    beside = sorted(
        (t.place, t.id) for t in waiting if (t.line, t.lane) == (mine.line, mine.lane) and t is not mine
    )
    behind = [place for place, id_ in beside if (place, id_) > (mine.place, mine.id)]
    if (place := place_after_passing(behind)) is None:
        return
    after = [replace(t, place=place) if t is mine else t for t in waiting]
    before = {t.id: goes_before(t, waiting, PROMISES, now) for t in waiting}
    for ticket in after:
        if ticket.id != mine.id:
            assert goes_before(ticket, after, PROMISES, now) <= before[ticket.id]
    assert goes_before(after[which % len(after)], after, PROMISES, now) >= before[mine.id] + min(
        2, len(behind)
    )
