"""Alerts come once, stay while it is bad, are passed on when nobody takes them, and never flicker."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from queueing.planning import read_hall
from queueing.rules.alerts import ESCALATE_AFTER, LEVELS, Alert, AlertKind, Reading, turns
from queueing.rules.devices import own
from queueing.rules.hall_readings import of_devices, of_estimates, of_lines
from queueing.words import Words
from tests.running import ROOT

SECOND, MINUTE = 1_000, 60_000
NAMES = {"zh": "社保"}


def line(value):
    return Reading(AlertKind.LONGEST_WAIT, "general", NAMES, value)


def watch(looks):
    """What happens over looks of (seconds later, value or None); alerts as they are kept."""
    alerts, since, tick, told = {}, {}, 0, []
    for later, value in looks:
        tick += later * SECOND
        for turn in turns(dict(alerts), [] if value is None else [line(value)], since, tick):
            if turn.to == "changed":
                continue
            told.append((tick // SECOND, turn.to))
            match turn.to:
                case "raised":
                    alerts[turn.id] = Alert(turn.id, AlertKind.LONGEST_WAIT, tick)
                case "ended":
                    del alerts[turn.id]
                case "escalated":
                    alerts[turn.id] = Alert(
                        turn.id, AlertKind.LONGEST_WAIT, alerts[turn.id].raised, None, True
                    )
    return told


def test_a_long_wait_is_told_after_a_minute_of_it_and_over_after_a_minute_without():
    assert watch([(0, 1.6), (30, 1.7), (30, 1.8), (60, 0.5), (30, 0.5), (30, 0.5)]) == [
        (60, "raised"),
        (180, "ended"),
    ]


def test_a_value_between_the_two_levels_neither_raises_nor_ends():
    assert watch([(0, 1.2)] * 3 + [(60, 1.2)]) == []
    assert watch([(0, 1.6), (60, 1.6), (60, 1.2), (60, 1.2)]) == [(60, "raised")]


def test_a_moment_of_relief_starts_the_minute_anew():
    assert watch([(0, 1.6), (50, 1.0), (5, 1.6), (50, 1.6)]) == []


def test_what_nobody_takes_on_is_passed_on_once():
    later = ESCALATE_AFTER // SECOND
    assert watch([(0, 1.6), (60, 1.6), (later, 1.6), (later, 1.6)]) == [
        (60, "raised"),
        (60 + later, "escalated"),
    ]


def test_what_somebody_took_on_is_not_passed_on():
    alert = Alert("longest-wait:general", AlertKind.LONGEST_WAIT, 0, "staff:1", told=line(2).told)
    assert list(turns({alert.id: alert}, [line(2)], {}, 10 * ESCALATE_AFTER)) == []


def test_what_is_well_already_and_only_not_over_yet_is_not_passed_on():
    alert = Alert("longest-wait:general", AlertKind.LONGEST_WAIT, 0, told=line(2).told)
    assert list(turns({alert.id: alert}, [line(0)], {}, ESCALATE_AFTER)) == []


def test_a_line_that_is_gone_takes_its_alert_with_it():
    assert watch([(0, 1.6), (60, 1.6), (60, None), (60, None)]) == [(60, "raised"), (180, "ended")]


def test_an_alert_goes_on_telling_its_figure_of_now():
    alert = Alert("longest-wait:general", AlertKind.LONGEST_WAIT, 0, told=line(1.6).told)
    (turn,) = turns({alert.id: alert}, [line(2.3)], {}, SECOND)

    assert (turn.to, turn.reading) == ("changed", line(2.3))
    assert list(turns({alert.id: alert}, [line(1.6001)], {}, SECOND)) == [], "nothing anybody would see"


def test_a_line_no_counter_may_call_from_now_is_not_unattended():
    plan = read_hall(ROOT / "halls" / "village.toml", 1)
    line = next(iter(plan.line))
    snapshot = {"now": 0, "counts": {f"{line}:ordinary": 5}, "heads": {}, "counters": {}}

    def alone(pulls):
        return {r.subject: r.value for r in of_lines(plan, snapshot, pulls) if r.kind is AlertKind.UNATTENDED}

    assert (alone({"1": [line]})[line], alone({})[line]) == (5, 0)


def test_a_long_wait_says_its_minutes_and_what_its_lane_was_promised():
    plan = read_hall(ROOT / "halls" / "village.toml", 1)
    first = plan.lines[0]
    heads = {f"{first.id}:ordinary": 20 * MINUTE, f"{first.id}:priority": 24 * MINUTE}
    snapshot = {"now": 67 * MINUTE + 40 * SECOND, "counts": {}, "heads": heads, "counters": {}}
    reading, *_ = of_lines(plan, snapshot, {})

    assert reading.told["longest"] == {"lane": "priority", "waited_min": 43, "promise_min": 15}
    said = {"kind": reading.kind, **reading.told, "names": {"zh": "社保", "en": "Social"}}
    assert Words("zh").alert(said) == "社保：优先号最久已等 43 分钟，承诺 15 分钟"
    assert Words("en").alert(said) == "Social: longest wait 43 min, promised 15 min (Priority)"
    del said["longest"]  # as the log of earlier days has it
    assert Words("zh").alert(said) == "社保：最长等候已是承诺的 291 %"


@given(st.lists(st.tuples(st.integers(1, 90), st.none() | st.floats(0, 3)), max_size=40))
def test_raised_and_ended_take_turns_and_never_come_within_the_held_time(looks):
    told = [(at, to) for at, to in watch(looks) if to != "escalated"]

    assert [to for _, to in told[::2]] == ["raised"] * len(told[::2])
    for (before, one), (after, other) in itertools.pairwise(told):
        assert one != other and after - before >= LEVELS[AlertKind.LONGEST_WAIT].held // SECOND


def test_estimates_are_off_when_many_more_than_a_fifth_come_otherwise():
    def value(told, otherwise):
        return of_estimates(plan, told, otherwise).value

    plan = read_hall(ROOT / "halls" / "village.toml", 1)
    level = LEVELS[AlertKind.ESTIMATE]
    assert value(200, 40) < level.over_at < value(200, 60) < level.raised_from < value(200, 80)
    assert value(20, 20) == 0  # too few to say


def test_a_device_alerts_only_while_the_plan_has_its_place():
    plan = read_hall(ROOT / "halls" / "village.toml", 1)
    counter, kiosk = plan.counters[0].id, plan.kiosks[0].id
    lost = [("device:1", "keys", counter), ("device:2", "keys", "no-more"), ("device:3", "reader", kiosk)]
    lost += [(own("strip", counter), "strip", counter), (own("printer", "no-more"), "printer", "no-more")]
    known = {id_: {"kind": kind, "place": place, "state": "lost"} for id_, kind, place in lost}
    assert plan.counters[0].strip is None
    assert [reading.subject for reading in of_devices(plan, known, lambda _: NAMES)] == [
        "device:1",
        "device:3",
    ]
