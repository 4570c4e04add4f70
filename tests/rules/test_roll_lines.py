"""A hall file's paper rolls: they need no prefix, but a service, and no kiosk offers them."""

import pytest

from queueing.rules.hall_file import make_plan, read
from tests.live.room import TOWN
from tests.live.test_rolls import ROLLS


def test_a_roll_may_lack_a_prefix_and_its_service_is_not_offered():
    reading = read(ROLLS)
    assert reading.hall is not None and not reading.mistakes
    plan = make_plan(reading.hall, 1)
    assert (plan.line["stamp"].roll, plan.line["stamp"].prefix) == (True, "")
    assert [service.id for service in plan.offered] == ["card", "pension", "invoice", "permit"]
    assert [line.id for line in plan.rolls_of(plan.counter["6"])] == ["copy", "stamp"]


def test_a_service_with_some_children_on_a_roll_offers_the_others():
    text = ROLLS.replace(
        '{ id = "copies", line = "copy", names = { zh = "复印" } }',
        '{ id = "papers", line = "tax", names = { zh = "文印" }, children = [ '
        '{ id = "copies", line = "copy", names = { zh = "复印" } }, '
        '{ id = "scans", names = { zh = "扫描" } } ] }',
    )
    reading = read(text)
    assert reading.hall is not None, reading.mistakes
    papers = next(s for s in make_plan(reading.hall, 1).offered if s.id == "papers")
    assert [child.id for child in papers.children] == ["scans"]


@pytest.mark.parametrize(
    ("was", "instead", "says"),
    [
        ('id = "social", prefix = "A",', 'id = "social",', "line social has no prefix"),
        ('{ id = "seal", line = "stamp", names = { zh = "盖章" } },', "", "line stamp is a paper roll"),
        ('id = "copy", roll = true, prefix = "R"', 'id = "copy", roll = true', "and so does line stamp"),
        ('id = "copy", roll = true, prefix = "R"', 'id = "copy", roll = true, prefix = "A"', "two visitors"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_its_line(was, instead, says):
    assert was in ROLLS
    mistakes = read(ROLLS.replace(was, instead)).mistakes
    assert any(says in mistake for mistake in mistakes), mistakes


def test_the_age_of_priority_is_the_halls_own():
    hall = read(TOWN.replace("carry_over = false", "priority_age = 70")).hall
    assert hall is not None and make_plan(hall, 1).priority_age == 70
    assert read(TOWN.replace("carry_over = false", "priority_age = 20")).mistakes
