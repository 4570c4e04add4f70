"""Plan versions: each text that was ever in force is kept, counted from 1."""

import pytest

from queueing.records.plan import PlanVersions, SavedPlan, halls_kept
from tests.records.story import HALL, NINE

FIRST, SECOND = 'name = "滨城"\n', 'name = "滨城政务服务中心"\n'


@pytest.fixture
def plans(engine):
    return PlanVersions(engine, HALL)


def test_a_new_hall_has_no_plan(engine, plans):
    assert plans.newest() is None
    assert plans.version(1) is None
    assert list(halls_kept(engine)) == plans.all() == []


def test_each_change_is_a_version_and_the_old_ones_stay(engine, plans):
    first = plans.save(FIRST, NINE, "console")
    second = plans.save(SECOND, NINE + 1, "staff:1")

    assert first == SavedPlan(1, FIRST, NINE, "console", in_force=NINE)
    assert plans.newest() == second == SavedPlan(2, SECOND, NINE + 1, "staff:1", in_force=NINE + 1)
    assert plans.version(1) == first
    assert plans.all() == [second, first]
    assert list(halls_kept(engine)) == [HALL]


def test_the_same_text_again_is_no_new_version_but_an_older_one_is(plans):
    first = plans.save(FIRST, NINE, "console")
    assert plans.save(FIRST, NINE + 1, "staff:1") == first
    plans.save(SECOND, NINE + 2, "staff:1")
    assert plans.save(FIRST, NINE + 3, "staff:1").version == 3


def test_each_hall_counts_its_own_versions(engine, plans):
    plans.save(FIRST, NINE, "console")
    assert PlanVersions(engine, "village").save(SECOND, NINE, "console").version == 1
    assert list(halls_kept(engine)) == [HALL, "village"]


def test_a_version_waits_for_its_day_and_can_be_taken_back_until_then(plans):
    first = plans.save(FIRST, NINE, "console")
    waits = SavedPlan(2, SECOND, NINE + 1, "staff:1", "summer", "2026-06-01", {"tax": "all"})

    assert plans.add(waits)
    assert not plans.add(waits)  # somebody else was first
    assert plans.newest() == first
    assert plans.last() == plans.version(2) == waits
    assert plans.withdraw(2)
    assert plans.add(waits)
    plans.came_into_force(2, NINE + 9)
    assert plans.newest().in_force == NINE + 9
    assert not plans.withdraw(2)


def test_the_text_somebody_gave_last_is_known_among_those_of_others(plans):
    plans.save(FIRST, NINE, "console")
    plans.save(SECOND, NINE + 1, "staff:1")

    assert plans.last_of("console").toml == FIRST
    assert plans.last_of("staff:2") is None
