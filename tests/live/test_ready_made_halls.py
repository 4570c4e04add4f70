"""A day of each ready-made hall with all rules on: nobody outside the hours, twice, or unaccounted for."""

import tomllib
from collections import Counter
from datetime import date, timedelta

import pytest

from queueing.catalogue import import_listed
from queueing.planning import check, read_hall
from queueing.rules.appointments import BookingBook, Refusal, Refused
from queueing.rules.hall_day import hall_calendar
from queueing.rules.hours import Open
from queueing.rules.invariants import Follower
from queueing.rules.tickets import TERMINAL
from queueing.rules.wall_clock import MINUTE
from tests.live.day import HALLS, Day
from tests.rules.open_halls import ANNOUNCED, at

READY_MADE = ("pinggu", "xianning", "chuzhou")


@pytest.mark.parametrize("hall", READY_MADE)
def test_it_checks_without_a_warning(hall):
    assert check(HALLS / f"{hall}.toml", date(2026, 3, 2)) == []


@pytest.mark.parametrize(("hall", "visitors"), [("pinggu", 120), ("xianning", 80), ("chuzhou", 100)])
def test_a_day(empty_redis, hall, visitors):
    lived(Day(empty_redis, hall, "2026-03-03", visitors).live(), visitors)


@pytest.mark.long
@pytest.mark.parametrize(("hall", "visitors"), [("pinggu", 1_500), ("xianning", 1_200), ("chuzhou", 7_000)])
def test_a_whole_day(empty_redis, hall, visitors):
    lived(Day(empty_redis, hall, "2026-03-03", visitors).live(), visitors)


def lived(day: Day, visitors: int) -> None:
    """What must hold of a day."""
    room, facts = day.room, day.room.facts()
    assert not list(Follower().follow(facts)), "a number twice, a ticket at two counters, a move that is none"
    last = {fact["ticket"]["id"]: fact["ticket"] for fact in facts if "ticket" in fact}
    refused = sum(n for code, n in day.refused.items() if code not in {"outside-hours", "below-threshold"})
    assert len(last) + refused == visitors, day.refused
    assert {ticket["state"] for ticket in last.values()} <= TERMINAL, "somebody is unaccounted for"
    ended = Counter(ticket["state"] for ticket in last.values())
    assert ended["finished"] > 0.8 * len(last), (ended, day.refused)
    called = [fact for fact in facts if fact["kind"] == "called"]
    assert len(called) > 0.8 * len(last)
    extended = {fact.get("counter") for fact in facts if fact["kind"] == "hours_extended"}
    for fact in called:
        by_hours = room.hall.opening.at(fact["at"], fact["counter"])
        assert isinstance(by_hours, Open) or fact["counter"] in extended, fact


def test_nothing_of_pinggus_extended_hours_is_booked_after_the_cut_off():
    plan = read_hall(HALLS / "pinggu.toml", 1)
    assert plan.bookings and plan.hours
    book = BookingBook(plan, hall_calendar(plan, ANNOUNCED), plan.bookings)
    service = min(plan.hours.listed_services)
    for ahead in range(1, 8):
        day = date(2026, 3, 2) + timedelta(days=ahead)
        for slot in book.slots(day):
            closes = book.closes(day, slot.kind)
            late = book.ask("p", service, slot.start, closes)
            assert isinstance(late, Refused) and late.why in {Refusal.TOO_LATE, Refusal.OVER}, (day, slot)
            early = book.ask("p", service, slot.start, closes - MINUTE)
            assert not isinstance(early, Refused) or early.why is Refusal.TOO_FAR, (day, slot, early)
    assert book.slots(date(2026, 3, 7)), "Saturday has slots"
    assert not book.slots(date(2026, 10, 3)), "a festival has none"
    assert at("2026-03-06 14:00", plan) == book.closes(date(2026, 3, 7), book.slots(date(2026, 3, 7))[0].kind)


def test_pinggu_has_its_departments_items_and_the_list_of_saturdays_that_is_shipped_as_csv():
    plan = read_hall(HALLS / "pinggu.toml", 1)
    leaves = [
        each for top in plan.services for each in top.walk() if not each.children and each.id != "collect"
    ]
    assert (len({each.about.department["zh"] for each in leaves}), len(leaves)) == (40, 1_832)
    made_up = [each for each in leaves if each.id.startswith("gen-")]
    assert len(made_up) == 1_792 and all("示例" in each.names["zh"] for each in made_up)

    listed = import_listed((HALLS / "pinggu-saturday.csv").read_bytes(), plan.service)
    assert set(tomllib.loads(listed)["listed_services"]) == plan.hours.listed_services
    assert len(plan.hours.listed_services) == 650


def test_the_hall_of_chuzhous_size_has_its_figures_and_every_name_says_that_it_is_made_up():
    plan = read_hall(HALLS / "chuzhou.toml", 1)
    units = [line for line in plan.lines if line.id.startswith("unit")]
    assert (len(units), len(plan.services), len(plan.service) - len(plan.services)) == (67, 430, 698)
    assert len(plan.counters) >= 100
    named = [plan.names, *(line.names for line in units), *(each.names for each in plan.service.values())]
    assert all("示例" in names["zh"] for names in named)
