"""A forgotten key is asked about, after a while."""

import pytest

from queueing.rules.forgotten import MINUTE, long_pause, long_service


@pytest.mark.parametrize(
    ("served", "minutes", "asked"),
    [(29, None, False), (30, None, True), (50, 20, False), (60, 20, True), (30, 2, True)],
)
def test_a_service_is_asked_about_after_thrice_its_minutes_at_least_half_an_hour(served, minutes, asked):
    assert long_service(served * MINUTE, minutes) is asked


@pytest.mark.parametrize(
    ("paused", "reason", "asked"),
    [(29, "休息", False), (30, "休息", True), (60, "午餐", False), (90, "午餐", True)],
)
def test_a_pause_is_asked_about_and_lunch_later(paused, reason, asked):
    assert long_pause(paused * MINUTE, reason) is asked
