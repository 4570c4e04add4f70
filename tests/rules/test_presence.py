"""Who was at which counter: seats, pauses, takeovers, and clerks who went home without leaving."""

from hypothesis import given
from hypothesis import strategies as st

from queueing.rules.presence import CounterAct, Stretch, present, stretches

KINDS = ("sat", "left", "forced", "paused", "reopened", "called", "started", "finished", "missed")


def act(kind, at, by="staff:1", counter="1", reason=None):
    return CounterAct(kind, at, counter, by, reason)


def test_a_clerk_is_there_from_sitting_down_to_leaving_but_not_while_paused():
    told = stretches([act("sat", 0), act("paused", 40, reason="午休"), act("reopened", 70), act("left", 100)])

    assert told == [
        Stretch("1", "staff:1", 0, 40),
        Stretch("1", "staff:1", 40, 70, "午休"),
        Stretch("1", "staff:1", 70, 100),
    ]
    assert present(told) == {("counter", "1"): 70, ("clerk", "staff:1"): 70}


def test_the_next_call_ends_a_pause():
    told = stretches([act("sat", 0), act("paused", 10), act("called", 30), act("left", 50)])

    assert [(s.start, s.end, s.paused) for s in told] == [(0, 10, None), (10, 30, ""), (30, 50, None)]


def test_a_takeover_ends_one_clerks_stretch_and_begins_the_others():
    told = stretches([act("sat", 0), act("sat", 30, by="staff:2"), act("left", 50, by="staff:2")])

    assert present(told) == {
        ("counter", "1"): 50, ("clerk", "staff:1"): 30, ("clerk", "staff:2"): 20,
    }  # fmt: skip


def test_who_went_home_without_a_key_was_there_until_the_last_act():
    assert present(stretches([act("called", 5), act("finished", 60)])) == {
        ("counter", "1"): 55, ("clerk", "staff:1"): 55,
    }  # fmt: skip


def test_a_forced_clerk_is_gone_and_the_manager_was_never_there():
    assert stretches([act("sat", 0), act("forced", 9, by="staff:9")]) == [Stretch("1", "staff:1", 0, 9)]


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.sampled_from("12"))))
def test_stretches_of_one_counter_never_overlap(days):
    at, acts = 0, []
    for kind, later, counter in days:
        at += later
        acts.append(act(kind, at, counter=counter))

    told = stretches(acts)

    for one in told:
        assert one.start < one.end <= at
        for other in told:
            apart = one.end <= other.start or other.end <= one.start
            assert one is other or one.counter != other.counter or apart
