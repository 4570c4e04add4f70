"""A day's curves: every number in exactly one quarter, capacity only while somebody is there."""

from hypothesis import given
from hypothesis import strategies as st

from queueing.rules.presence import Stretch
from queueing.rules.timeline import MINUTE, QUARTER, Served, heat, percentile, quarters

DAY = 8 * 60 * MINUTE
times = st.integers(0, DAY)


@st.composite
def tickets(draw):
    arrived = draw(times)
    wait = draw(st.none() | st.integers(0, 90 * MINUTE))
    called = None if wait is None else arrived + wait
    service = draw(st.integers(1, 30 * MINUTE))
    return Served(
        draw(st.sampled_from("AB")), "A001", arrived, wait, called, "1",
        called, called and called + service, timed=called is not None,
    )  # fmt: skip


@st.composite
def shifts(draw):
    start = draw(times)
    return Stretch(
        "1", "staff:1", start, start + draw(st.integers(1, DAY)), draw(st.sampled_from([None, "午休"]))
    )


@given(st.lists(tickets()), st.lists(shifts()))
def test_every_number_counts_once_and_no_quarter_is_left_out(served, staffed):
    told = quarters(served, staffed)

    assert sum(q.arrivals for q in told) == len(served)
    assert sum(q.called for q in told) == sum(s.called is not None for s in served)
    assert (
        [q.start for q in told] == [told[0].start + n * QUARTER for n in range(len(told))] if told else True
    )
    assert all((q.p50 is None) == (q.called == 0) and (q.p50 or 0) <= (q.p90 or 0) for q in told)


@given(st.lists(tickets(), min_size=1), st.lists(shifts()))
def test_capacity_is_the_staffed_time_over_the_mean_service_and_pauses_give_none(served, staffed):
    services = [s.ended - s.started for s in served if s.ended and s.started]
    told = quarters(served, staffed)
    if not services:
        assert all(q.capacity is None for q in told)
        return
    present = sum(s.end - s.start for s in staffed if s.paused is None)
    room = sum(q.capacity or 0 for q in told) * sum(services) / len(services)
    assert abs(room - present) <= 0.05 * len(told) * sum(services) / len(services) + 1


def test_a_line_is_as_hot_as_nine_in_ten_of_those_who_came_in_that_hour():
    hours = [n * 60 * MINUTE for n in range(24)]
    came = [Served("A", f"A{n}", 9 * 60 * MINUTE + n, wait=n * MINUTE, called=1) for n in range(1, 11)]

    [cell] = heat(came, hours)
    assert (cell.line, cell.hour, cell.arrivals, cell.p90) == ("A", 9, 10, 9.0)
    assert percentile([], 0.9) is None


def test_nobody_came_and_nobody_was_there():
    assert quarters([], []) == []
