"""Visitors with a need, and those who wait for one counter that goes, on a real Redis."""

import pytest

from queueing.errors import ServiceClosed
from queueing.hall import Asked
from queueing.stage_errors import NeedNotServed
from tests.live.room import TOWN, Room

LINES = """lines = [
  { id = "access", prefix = "N", need = "barrier-free", of = "social", names = { zh = "无障碍" } },"""
FITTED = TOWN.replace("lines = [", LINES, 1).replace(
    'id = "2", zone = "1",', 'id = "2", zone = "1", needs = ["barrier-free"],'
)
KIOSK = Asked("key:1", "Kiosk")


@pytest.fixture
def fitted(empty_redis):
    """The town hall with a barrier-free line; counter 2 is fitted."""
    room = Room(empty_redis, FITTED)
    for counter in "123":
        room.sit(counter)
    return room


def test_who_needs_it_is_called_by_the_fitted_counter_first(fitted):
    ticket = fitted.take(need="barrier-free")
    assert fitted.ticket(ticket)["number"] == "N001"
    with fitted.refused("below-threshold", held_back=1):
        fitted.next("1")
    assert fitted.next("2") == ticket


def test_and_by_the_others_from_half_of_the_promise(fitted):
    ticket = fitted.take(need="barrier-free")
    fitted.time.on(minutes=22.5)
    assert fitted.next("1") == ticket


def test_a_need_that_the_service_is_not_set_up_for_is_refused(fitted):
    with pytest.raises(NeedNotServed):
        fitted.hall.take(KIOSK, "invoice", need="barrier-free")
    with pytest.raises(NeedNotServed):
        fitted.hall.take(KIOSK, "card", need="sign")


def test_a_need_line_whose_counters_are_all_closed_is_refused(fitted):
    for counter in "12":
        fitted.steering.shut(Asked("staff:9"), counter, "broken")
    with pytest.raises(ServiceClosed):
        fitted.take(need="barrier-free")


def test_another_service_of_the_same_line_keeps_the_need(fitted):
    ticket = fitted.take(need="barrier-free")
    fitted.steering.change_service(Asked("staff:9"), ticket, "pension")
    assert fitted.ticket(ticket)["line"] == "access"
    fitted.steering.change_service(Asked("staff:9"), ticket, "invoice")
    assert fitted.ticket(ticket)["line"] == "tax"
    fitted.steering.change_service(Asked("staff:9"), ticket, "card")
    assert fitted.ticket(ticket)["line"] == "access"


@pytest.fixture
def alone(room):
    """A ticket of the line social, eleven minutes old, that waits for counter 3 alone, and who sent it."""
    for counter in "13":
        room.sit(counter)
    ticket = room.take(lane="priority")
    place = room.ticket(ticket)["place"]
    room.time.on(minutes=11)
    room.steering.move(Asked("staff:9"), ticket, "@3", "front", "asked for")
    return room, ticket, place


GOES = {
    "paused": lambda room: room.do("pause", "3", "lunch"),
    "left": lambda room: room.do("leave", "3"),
    "forced": lambda room: room.steering.force_off(Asked("staff:9"), "3", "ill"),
    "closed": lambda room: room.steering.shut(Asked("staff:9"), "3", "broken"),
    "hours ended": lambda room: room.hall.give_back(Asked("scheduler"), "3"),
}


@pytest.mark.parametrize("because", GOES)
def test_a_counter_that_goes_gives_its_line_back(alone, because):
    room, ticket, place = alone
    GOES[because](room)
    back = room.ticket(ticket)
    assert (back["line"], back["lane"], back["place"], back["state"]) == (
        "social",
        "priority",
        place,
        "waiting",
    )
    fact = room.last("given_back")
    assert (fact["counter"], fact["detail"]) == ("3", {"from": "@3", "to": "social", "because": because})
    assert room.next("1") == ticket


def test_held_tickets_of_its_own_line_go_to_where_they_came_from(alone):
    room, ticket, _ = alone
    assert room.next("3") == ticket
    room.do("hold", "3")
    room.do("leave", "3")
    assert room.ticket(ticket)["line"] == "social"
    assert not room.facts("given_back")


def test_who_comes_back_to_a_counter_that_has_gone_stands_in_the_former_line(alone):
    room, ticket, _ = alone
    room.missed("3")
    room.do("leave", "3")
    room.hall.come_back(Asked("visitor"), ticket)
    assert room.ticket(ticket)["line"] == "social"


def test_who_comes_back_to_a_counter_that_is_there_stands_in_its_line(alone):
    room, ticket, _ = alone
    room.missed("3")
    room.hall.come_back(Asked("visitor"), ticket)
    assert room.next("3") == ticket


def test_one_sent_on_from_counter_to_counter_goes_back_to_the_first_line(alone):
    room, ticket, _ = alone
    room.steering.move(Asked("staff:9"), ticket, "@1", "front", "again")
    room.do("leave", "1")
    assert room.ticket(ticket)["line"] == "social"
