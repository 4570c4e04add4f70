"""Extended service is staffed by the counters that have bookings, and by no other."""

from queueing.planning import read_hall
from queueing.rules.extended import Visit, assigned
from queueing.rules.hall_day import hall_calendar
from tests.rules.open_halls import ANNOUNCED, at
from tests.running import ROOT

PLAN = read_hall(ROOT / "tests" / "booking_hall.toml", 1)
EIGHT_THIRTY, FIVE = at("2026-03-04 08:30", PLAN), at("2026-03-04 17:00", PLAN)


def counters(*visits: Visit) -> list[str | None]:
    found = assigned(PLAN, hall_calendar(PLAN, ANNOUNCED), visits)
    return [found[visit.booking] for visit in visits]


def test_one_after_another_they_come_to_one_counter():
    assert counters(Visit(EIGHT_THIRTY, "general", 1), Visit(FIVE, "general", 2)) == ["1", "1"]


def test_at_the_same_time_they_are_shared_out():
    assert counters(*(Visit(EIGHT_THIRTY, "general", n) for n in (1, 2, 3))) == ["1", "2", "1"]


def test_a_counter_that_does_not_serve_in_the_bands_gets_nobody():
    assert counters(Visit(EIGHT_THIRTY, "tax", 1), Visit(EIGHT_THIRTY, "tax", 2)) == ["1", "1"]


def test_outside_every_band_there_is_no_counter():
    assert counters(Visit(at("2026-03-04 20:00", PLAN), "general", 1)) == [None]
