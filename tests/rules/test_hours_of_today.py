"""Today's changes: longer, until the line is empty, earlier, closed; the newest act decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.rules.bands import Kind
from queueing.rules.hour_acts import EXTENSIONS, early_closing, early_opening, extension
from queueing.rules.hours import Closed, Open, Override, Reason, end_of_day
from tests.rules.open_halls import LUNCH, PINGGU, at, desk, hall, shown

PLAN = hall(PINGGU, second=", extended = false")
MONDAY = "2026-03-02"


def now(clock: str) -> int:
    return at(f"{MONDAY} {clock}", PLAN)


@pytest.mark.parametrize(
    ("pressed", "minutes", "until"),
    [("16:50", 15, "17:15"), ("16:50", 60, "18:00"), ("17:05", 30, "17:35"), ("20:00", 15, "20:15")],
)
def test_an_extension_counts_from_closing_or_from_now(pressed, minutes, until):
    act = extension(desk(PLAN, "2"), now(pressed), minutes)

    assert shown(act.until, PLAN) == f"{MONDAY} {until}"
    assert act.counter == "2"


def test_each_press_adds_to_the_one_before():
    acts = []
    for minutes in EXTENSIONS:
        acts.append(extension(desk(PLAN, "1", acts), now("16:50"), minutes))

    assert shown(acts[-1].until, PLAN) == f"{MONDAY} 18:45"


def test_an_extended_counter_is_for_anybody_also_where_it_would_be_by_booking():
    extended = desk(PLAN, "1", [extension(desk(PLAN), now("16:50"), 15)])

    assert extended.at(now("17:10")) == Open(
        Kind.OPEN, extended.at(now("12:00")).pulls, until=now("17:15"), admits=True, extended=True
    )
    assert extended.at(now("17:15")).kind is Kind.BOOKED


def test_until_the_line_is_empty_serves_those_who_wait_and_takes_nobody_new():
    one = desk(PLAN, "2", [extension(desk(PLAN, "2"), now("16:50"), None)])
    before, after = one.at(now("16:55")), one.at(now("17:05"))

    assert (before.admits, shown(before.until, PLAN)) == (True, f"{MONDAY} 17:00")
    assert (after.admits, after.until, after.extended) == (False, None, True)
    empty = one.at(now("17:05"), waiting=False)
    assert (empty.reason, shown(empty.opens, PLAN)) == (Reason.AFTER_CLOSING, "2026-03-03 09:00")


def test_an_extension_ends_when_the_day_turns_at_the_latest():
    assert extension(desk(PLAN), at("2026-03-03 03:50", PLAN), 60).until == at("2026-03-03 04:00", PLAN)


def test_what_never_closes_cannot_be_extended():
    assert extension(desk(hall("")), now("12:00"), 15) is None


def test_closing_early_lasts_until_the_day_turns_and_says_when_it_opens_next():
    closed = desk(PLAN, "1", [early_closing(desk(PLAN), now("15:00"))])
    answer = closed.at(now("15:00"))

    assert answer == Closed(
        Reason.CLOSED_EARLY, None, opens=at("2026-03-03 08:30", PLAN), walk_in=at("2026-03-03 09:00", PLAN)
    )
    assert closed.at(now("14:59")).kind is Kind.OPEN


def test_undoing_an_act_leaves_the_hours_as_they_are_written():
    assert desk(PLAN, "1", []).at(now("15:00")) == desk(PLAN).at(now("15:00"))


@pytest.mark.parametrize(
    ("pressed", "until"), [("08:40", "09:00"), ("07:00", "09:00"), ("19:00", "04:00"), ("12:00", None)]
)
def test_opening_early_lasts_until_the_written_hours_take_over(pressed, until):
    act = early_opening(desk(PLAN), now(pressed))

    assert (act and shown(act.until, PLAN)[-5:]) == until


def test_a_counter_closed_by_mistake_opens_again_until_its_usual_closing():
    closed = desk(PLAN, "1", [early_closing(desk(PLAN), now("15:00"))])
    again = desk(PLAN, "1", [*closed.overrides, early_opening(closed, now("15:10"))])

    assert again.at(now("15:20")).kind is Kind.OPEN
    assert again.at(now("18:00")).reason is Reason.CLOSED_EARLY


def test_the_halls_closing_reaches_every_counter_and_a_counter_opened_later_stays_open():
    hall_closed = early_closing(desk(PLAN, None), now("15:00"))
    opened = Override(opens=True, since=now("15:30"), until=now("16:00"), counter="1")

    assert desk(PLAN, "2", [hall_closed]).at(now("15:40")).reason is Reason.CLOSED_EARLY
    assert desk(PLAN, "1", [hall_closed, opened]).at(now("15:40")).kind is Kind.OPEN
    assert desk(PLAN, "1", [opened, hall_closed]).at(now("15:40")).reason is Reason.CLOSED_EARLY


def test_the_halls_extension_does_not_reopen_a_counter_that_closed_early():
    acts = [early_closing(desk(PLAN, "1"), now("15:00")), extension(desk(PLAN, None), now("16:50"), 30)]

    assert desk(PLAN, "1", acts).at(now("17:10")).reason is Reason.CLOSED_EARLY
    assert desk(PLAN, "2", acts).at(now("17:10")).extended


def test_the_halls_extension_leaves_counters_with_hours_of_their_own_or_out_of_season_alone():
    plan = hall(
        LUNCH + '[hours.named.morning]\nweek = { mon = "9:00-10:00" }\n',
        first=', hours = "morning"',
        second=', valid = { first = "06-01", last = "06-30" }',
    )
    acts = [extension(desk(plan, None), at("2026-03-02 17:00", plan), 60)]

    assert desk(plan, None, acts).at(at("2026-03-02 18:00", plan)).extended
    assert desk(plan, "1", acts).at(at("2026-03-02 18:00", plan)).reason is Reason.AFTER_CLOSING
    assert desk(plan, "2", acts).at(at("2026-03-02 18:00", plan)).reason is Reason.OUT_OF_SEASON


HOURS = st.integers(0, 27).map(lambda hour: at(f"{MONDAY} 00:00", PLAN) + hour * 3_600_000)


@st.composite
def acts_of_a_day(draw):
    """An act that opens or closes a counter, or the hall, for half an hour or more."""
    first, last = sorted((draw(HOURS), draw(HOURS)))
    opens = draw(st.booleans())
    while_waiting = opens and draw(st.booleans())
    counter = draw(st.sampled_from([None, "1", "2"]))
    return Override(opens, first, last + 1_800_000, counter, while_waiting)


ACTS = st.lists(acts_of_a_day(), max_size=4)


@given(ACTS, st.sampled_from([None, "1", "2"]), HOURS, st.booleans(), st.floats(0, 1, exclude_max=True))
def test_whatever_was_pressed_being_open_never_contradicts_the_next_opening(
    acts, counter, moment, waiting, share
):
    one = desk(PLAN, counter, acts)
    fixed = one.for_newcomers()
    answer = one.at(moment, waiting=waiting)
    if isinstance(answer, Closed):
        seen = one if waiting else fixed
        assert answer.opens is not None and answer.walk_in is not None
        assert seen.kind_at(answer.opens) is not None
        assert seen.kind_at(moment + int((answer.opens - moment) * share)) is None
        assert seen.kind_at(answer.walk_in) is Kind.OPEN
    elif answer.admits:
        assert answer.until is not None
        assert fixed.kind_at(moment + int((answer.until - moment) * share)) is answer.kind
        assert fixed.kind_at(answer.until) is not answer.kind


@given(HOURS)
def test_the_day_turns_within_a_day(moment):
    assert 0 < end_of_day(PLAN, moment) - moment <= 24 * 3_600_000
