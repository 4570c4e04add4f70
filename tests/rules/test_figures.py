"""Figures of a report: sums that add up over days, percentiles that don't depend on how days are cut."""

from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from queueing.rules.figures import FORMULAS, MINUTE, Figures, Visit, figures_of

BASE = Visit("finished", "card", "general", "ordinary", hour=9, numbered=True, wait=0)
visits = st.builds(
    Visit,
    state=st.sampled_from(["finished", "void", "cancelled", "expired", "waiting"]),
    service=st.sampled_from(["card", "tax"]),
    line=st.just("general"),
    lane=st.sampled_from(["ordinary", "priority"]),
    hour=st.integers(8, 17),
    numbered=st.booleans(),
    counter=st.sampled_from([None, "1", "2"]),
    clerk=st.sampled_from([None, "staff:1"]),
    wait=st.none() | st.integers(0, 90 * MINUTE),
    promise=st.none() | st.just(45 * MINUTE),
    served=st.none() | st.integers(0, 60 * MINUTE),
    timed=st.booleans(),
    missed=st.booleans(),
    items=st.none() | st.integers(0, 5),
)


@given(st.lists(visits), st.lists(visits))
def test_two_days_added_are_one_day_of_both(monday, tuesday):
    apart = [figures_of(day, {}) for day in (monday, tuesday)]
    together = figures_of([*monday, *tuesday], {})

    for place, figures in together.items():
        assert Figures.summed(day[place].as_data() for day in apart if place in day).told() == figures.told()


@given(st.lists(visits, max_size=20))
def test_the_parts_of_a_dimension_add_up_to_all(day):
    found = figures_of(day, {})
    whole = found.get(("all", ""), Figures())

    assert Figures.summed(f.as_data() for (d, _), f in found.items() if d == "service").told() == whole.told()
    assert Figures.from_data(whole.as_data()) == whole
    assert list(whole.told()) == list(FORMULAS)


@given(st.lists(st.integers(0, 59 * MINUTE), min_size=1))
def test_a_percentile_is_the_minute_within_which_that_share_was_called(waits):
    figures = figures_of([Visit(**(BASE.__dict__ | {"wait": w})) for w in waits], {})[("all", "")]

    minute = figures.told()["wait_p90"]
    assert minute is not None
    within = sum(w < minute * MINUTE for w in waits)
    sooner = sum(w < (minute - 1) * MINUTE for w in waits)
    assert sooner < ceil(0.9 * len(waits)) <= within


def test_what_was_handled_is_counted_as_entered_and_once_where_nothing_was_entered():
    def told(**more):
        return figures_of([Visit(**(BASE.__dict__ | more))], {})[("all", "")].told()

    assert told(items=3)["items"] == 3
    assert told(outcome="办结")["items"] == told()["items"] == 1
    assert told(outcome="一次性告知")["items"] == told(outcome="转办")["items"] == 0


def test_a_wait_within_its_own_promise_keeps_it_whatever_the_promise_is_today():
    day = [Visit(**(BASE.__dict__ | {"wait": 20 * MINUTE, "promise": p * MINUTE})) for p in (15, 45)]

    assert figures_of(day, {})[("all", "")].told()["kept_pct"] == 50.0


def test_time_at_a_counter_is_busy_or_not():
    day = [Visit(**(BASE.__dict__ | {"counter": "1", "served": 30 * MINUTE}))]
    found = figures_of(day, {("counter", "1"): 60 * MINUTE, ("clerk", "staff:1"): 60 * MINUTE})

    assert found[("counter", "1")].told()["busy_pct"] == found[("all", "")].told()["busy_pct"] == 50.0
