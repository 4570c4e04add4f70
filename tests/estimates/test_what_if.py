"""What if a counter opened: the same dice with and without a change, and days that are simulated again."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pytest

from queueing.estimates.afterwards import Afterwards
from queueing.estimates.candidates import Candidates
from queueing.estimates.closing import Closing
from queueing.estimates.forecast import Forecaster
from queueing.estimates.lessons import learn, lessons_of
from queueing.estimates.log import Day, event_of, shape_of
from queueing.estimates.state import HallNow
from queueing.estimates.what_if import AFTERWARDS, WhatIf
from queueing.rules.advice import HORIZON, Change, ChangeKind, Figures, came_true
from queueing.rules.plan import Lane, Pull
from queueing.simulation.big_hall import BigHall, Settings
from queueing.simulation.busy_day import one_day

HOUR, MINUTE = 3_600_000, 60_000
MONDAY = date(2026, 6, 1)


class MadeUp:
    """A made-up hall with some days behind it, in the midst of the next one; two counters stay empty."""

    away = ("5-1", "7-2")

    def __init__(self, settings: Settings, learned: int, at: float, day: int = 0) -> None:
        self.hall, self.at = BigHall(settings), int(at * HOUR)
        self.shape = shape_of(self.hall.header())
        past = [self.events_of(MONDAY + timedelta(days=n)) for n in range(learned)]
        self.rates = learn([lessons_of(self.shape, events) for events in past])
        self.today = MONDAY + timedelta(days=7 + day)

    def events_of(
        self, day: date, *changes: Change, again: int | None = None, away: Sequence[str] = ()
    ) -> Day:
        course = None if again is None else (self.at / 1000, again)
        return [event_of(told) for told in one_day(self.hall, day, changes, again=course, away=away)]

    @cached_property
    def now(self) -> HallNow:
        now = HallNow(self.shape)
        for event in self.events_of(self.today, away=self.away):
            if event.at > self.at:
                break
            now.take(event)
        now.now = self.at
        return now

    def what_if(self, seed: int = 1, plays: int = 60) -> WhatIf:
        return WhatIf(Forecaster(self.shape, self.rates, seed), self.now, plays=plays)

    def lines(self, counter: str) -> list[str]:
        return [pull.line for pull in self.shape.pulls[counter]]

    def opened(self, counter: str) -> Change:
        return Change(ChangeKind.OPEN, self.at + 3 * MINUTE, counter)

    def happens(self, changes: Sequence[Change], lines: Sequence[str], again: int) -> float:
        """The P90 of the waits in these lines on the same day with these changes, minutes."""
        hall, after = HallNow(self.shape), None
        for event in self.events_of(self.today, *changes, again=again, away=self.away):
            if event.at > self.at and after is None:
                hall.now = self.at
                after = Afterwards(hall, lines)
            hall.take(event)
            if after:
                after.take(event, hall)
        assert after is not None and after.is_over(hall) and after.happened is not None
        return after.happened


@pytest.fixture(scope="module")
def morning() -> MadeUp:
    return MadeUp(Settings(world=3, seed=4, visitors=2_600, overload=2.6), 1, 10.5)


def test_with_nothing_changed_the_play_is_the_very_same(morning):
    asked = morning.what_if(plays=20)

    for changes in ((), morning_as_it_is(asked, morning)):
        again = asked.play(changes)
        assert np.array_equal(again.called, asked.base.called) and again.here.all()
        figures = asked.figures(again, morning.lines("7-2"))
        assert figures.saved.low == figures.saved.high == 0 and figures.with_ == figures.without


def morning_as_it_is(asked: WhatIf, morning: MadeUp) -> list[Change]:
    """Changes to what is so already: a counter pulls what it pulls, closes never, a line stops at night."""
    at = morning.at
    return [
        Change(ChangeKind.LINES, at, "1-1", pulls=morning.shape.pulls["1-1"]),
        Change(ChangeKind.CLOSE, 30 * HOUR, "1-2"),
        Change(ChangeKind.STOP, 30 * HOUR, line=morning.lines("1-1")[0]),
    ]


def test_who_goes_first_is_played_for_as_long_as_people_wait_and_others_only_where_they_matter(morning):
    asked = morning.what_if(plays=5)
    later = asked.dice.arrives > morning.at + HORIZON + AFTERWARDS

    ordinary = asked.dice.lane == list(morning.shape.promises).index(Lane.ORDINARY)
    assert later.any() and not ordinary[later].any()
    assert asked.dice.arrives.max() > asked.base.called[asked.dice.wanted].max() - HORIZON / 2


def test_the_same_dice_tell_a_difference_far_better_than_other_dice(morning):
    lines, changes = morning.lines("7-2"), [morning.opened("7-2")]
    asked = morning.what_if(plays=40)
    other = morning.what_if(seed=2, plays=40)
    mine = asked._of(lines)
    with_ = asked._p90(asked.play(changes), mine)

    same = np.var(asked._p90(asked.base, mine) - with_)
    independent = np.var(other._p90(other.base, other._of(lines)) - with_)

    assert same < independent / 2, (same, independent)


def test_one_more_counter_helps_where_it_stands_and_one_less_hurts(morning):
    asked, lines = morning.what_if(), morning.lines("7-2")
    one = Change(ChangeKind.CLOSE, morning.at, "7-3")
    opened = asked.figures(asked.play([morning.opened("7-2")]), lines)
    closed = asked.figures(asked.play([one]), lines)
    stopped = asked.play([Change(ChangeKind.STOP, morning.at, line=lines[0])])

    assert opened.saved.low > 0 > closed.saved.high
    assert asked.turned_away(stopped) > 0 and asked.figures(stopped, lines).saved.middle > 0


def test_before_closing_it_is_told_who_is_left_and_each_way_out_leaves_fewer(morning):
    until = {id_: morning.at + HOUR for id_ in morning.shape.pulls if id_.startswith(("7-", "14-"))}
    busy = Forecaster(morning.shape, morning.rates)
    asked = WhatIf(busy, morning.now, until, plays=30)
    candidates = Candidates(asked, morning.now, {}, until)

    *_, told = Closing(busy, morning.now, until, candidates).course()

    assert {line["line"] for line in told.lines} <= set(morning.lines("7-1"))
    assert all(1 <= line["expected"] <= line["p90"] for line in told.lines)
    assert {way.changes[0].kind for way in told.ways} >= {ChangeKind.STOP, ChangeKind.EXTEND}
    for way in told.ways:
        assert way.left_with.middle < way.left.middle and way.spared >= 1
        assert (way.turned_away > 0) == (way.changes[0].kind is ChangeKind.STOP)


def test_the_stop_of_one_service_is_told_in_place_of_its_lines_where_that_is_enough(morning):
    services, at = morning.lines("7-2"), morning.at
    pull = [id_ for id_ in morning.shape.pulls if id_.startswith(("6-", "7-"))][:8]
    shape = replace(
        morning.shape, lines=dict.fromkeys(services, "one"), pulls=dict.fromkeys(pull, (Pull("one"),))
    )
    hall, until = copy(morning.now), dict.fromkeys(pull, at + HOUR)
    hall.shape, hall.tickets, hall.waiting = shape, {}, {}
    hall.seats = {id_: hall.seats[id_] for id_ in pull}
    busy = Forecaster(shape, morning.rates)
    asked = WhatIf(busy, hall, until, {"one": at + HOUR}, plays=20)
    away = {
        each: asked.turned_away(asked.play([Change(ChangeKind.STOP, at, line="one", service=each)]))
        for each in services
    }
    whole = asked.turned_away(asked.play([Change(ChangeKind.STOP, at, line="one")]))
    assert sum(away.values()) == pytest.approx(whole)
    assert asked.most_come_for("one") == max(away, key=away.__getitem__)
    assert morning.what_if(plays=2).most_come_for(services[0]) is None, "they all come for one"

    *_, told = Closing(busy, hall, until, Candidates(asked, hall, {}, until)).course()
    stop = next(way for way in told.ways if way.changes[0].kind is ChangeKind.STOP)
    assert stop.changes[0].service in services
    assert stop.turned_away < whole / 2 and told.lines[0]["expected"] - stop.spared < 1


def test_an_hour_and_a_half_before_closing_is_soon_enough(morning):
    until = dict.fromkeys(morning.shape.pulls, morning.at + 2 * HOUR)
    busy = Forecaster(morning.shape, morning.rates)
    candidates = Candidates(WhatIf(busy, morning.now, until, plays=5), morning.now, {}, until)

    assert list(Closing(busy, morning.now, until, candidates).course()) == []


def of_a_day(made_up: MadeUp) -> Iterator[tuple[str, Figures, list[float]]]:
    """Each kind of change: what was forecast and what four courses of the same day came to."""
    asked, at = made_up.what_if(plays=100), made_up.at
    target = made_up.lines("7-2")
    turned = tuple(Pull(line) for line in (*made_up.lines("1-1"), target[0]))
    changes = {
        "open": (made_up.opened("7-2"), target),
        "open beside": (made_up.opened("5-1"), made_up.lines("5-1")),
        "close": (Change(ChangeKind.CLOSE, at, "7-3"), target),
        "add a line": (Change(ChangeKind.LINES, at, "1-1", pulls=turned), [target[0]]),
        "move": (Change(ChangeKind.LINES, at + 3 * MINUTE, "1-2", pulls=made_up.shape.pulls["7-2"]), target),
        "stop": (Change(ChangeKind.STOP, at, line=target[0]), target),
    }
    for name, (change, lines) in changes.items():
        told = asked.figures(asked.play([change]), lines)
        if told is not None:
            yield name, told, [made_up.happens([change], lines, again) for again in range(4)]


@pytest.mark.long
def test_the_forecast_p90_is_within_a_quarter_of_the_day_simulated_again():
    rows = []
    for world in range(31, 35):
        for at in (10.5, 14.5):
            made_up = MadeUp(Settings(world=world, seed=world + 1, overload=1.02), 6, at, world % 3)
            rows += [(world, at, *row) for row in of_a_day(made_up)]
    single = [(told.with_, day) for _, _, _, told, days in rows for day in days]
    errors = [abs(told.with_.middle / np.mean(days) - 1) for _, _, _, told, days in rows]
    near = np.mean([came_true(told, day) for told, day in single])
    table = [
        f"{world} {at} {name}: {told.without.middle:.0f} -> {told.with_.middle:.0f}: {np.round(days)}"
        for world, at, name, told, days in rows
    ]
    table.append(f"{len(rows)} changes, median error {np.median(errors):.3f}, came true {near:.3f}")

    assert np.median(errors) <= 0.25, table
    assert near >= 0.75, table
