"""Whether one more number is given: quotas by hours, the last number before closing, one number a person."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import redis

from queueing.catalogue_errors import AlreadyHasNumber, NumbersUsedUp, QuotaUsed
from queueing.hall import Asked
from tests.live.room import TOWN, Room
from ticket_printer.offer import Offer

#: The town from nine to five with a lunch break, three tax numbers each morning, and visits of a set length.
LIMITED = TOWN.replace(
    '{ id = "invoice", line = "tax"', '{ id = "invoice", minutes = 30, line = "tax"'
).replace(
    "counters = [",
    """quotas = [
  { line = "tax", at = "9:00-11:30", days = "mon-fri", tickets = 3 },
  { service = "permit", at = "9:00-17:00", tickets = 1 },
]
themes = [{ id = "marry", line = "social", items = ["card", "invoice"], names = { zh = "结婚" } }]
hours = { week = { mon-fri = ["9:00-12:00", "13:30-17:00"] } }
counters = [""",
)
GUIDE = Asked("staff:9")


@pytest.fixture
def hall(empty_redis: redis.Redis) -> Room:
    """The limited town on a Monday at nine."""
    return Room(empty_redis, LIMITED)


def test_a_quota_gives_so_many_numbers_and_says_when_there_are_more(hall):
    for _ in range(3):
        hall.take("invoice")

    with hall.refused("quota-used"):
        hall.take("invoice")
    with pytest.raises(QuotaUsed) as used:
        hall.take("invoice")
    assert used.value.params["opens"]["zh"] == "今天 11:30 再发号"
    hall.take("card")  # another line

    hall.time.on(hours=2.5)
    hall.take("invoice")


def used_up(hall, service):
    """What the kiosk's card and the guide desk say of its numbers."""
    return hall.hall.used_up(hall.steering.snapshot()).until(hall.plan.service[service])


def test_a_service_without_numbers_is_told_before_anybody_asks_for_one(hall):
    for _ in range(3):
        assert used_up(hall, "invoice") is None
        hall.take("invoice")
    assert (used_up(hall, "invoice") or {})["zh"] == "今天 11:30 再发号"
    assert used_up(hall, "card") is None  # another line
    hall.time.on(hours=6.5)  # 15:30: room for six visits
    for _ in range(3):
        assert used_up(hall, "invoice") is None
        hall.take("invoice")
    assert (used_up(hall, "invoice") or {})["zh"] == "明天 9:00 再发号"

    offer = Offer(
        hall.hall.opening, {}, frozenset(), hall.time.ms, hall.hall.used_up(hall.steering.snapshot())
    )
    cards = {each["id"]: each for each in offer.services()}
    assert cards["invoice"]["used_up"] and not cards["invoice"]["open"]
    assert cards["invoice"]["opens"]["en"] == "Numbers again at 9:00 tomorrow"
    for counter in "123":
        hall.steering.shut(GUIDE, counter, "fire")
    assert used_up(hall, "invoice") is None  # closed, which is told in its own words


def test_a_cancelled_number_is_not_given_a_second_time(hall):
    for ticket in [hall.take("invoice") for _ in range(3)]:
        hall.hall.cancel(GUIDE, ticket)

    with pytest.raises(QuotaUsed):
        hall.take("invoice")


def test_the_guide_desk_gives_a_number_over_the_quota(hall):
    hall.take("permit")

    with pytest.raises(QuotaUsed) as used:
        hall.take("permit")
    assert used.value.params["opens"]["zh"] == "明天 9:00 再发号"
    assert hall.take("permit", override=True)


def test_a_quota_begins_anew_each_day(hall):
    hall.take("permit")
    hall.time.on(hours=24)
    hall.life.close_days_past()

    assert hall.take("permit")


def test_many_kiosks_at_once_give_no_number_too_many(hall):
    def take(n: int) -> bool:
        try:
            hall.hall.take(Asked(f"key:{n % 4}"), "invoice")
        except QuotaUsed:
            return False
        return True

    with ThreadPoolExecutor(8) as kiosks:
        given = sum(kiosks.map(take, range(40)))

    assert given == 3


def test_a_repeat_of_the_last_request_gets_its_number_though_the_quota_is_used(hall):
    asked = Asked("key:1", request="r1", digest="d")
    first = hall.hall.take(asked, "permit")

    assert hall.hall.take(asked, "permit")["id"] == first["id"]


def test_numbers_end_when_those_who_wait_fill_the_time_until_closing(hall):
    hall.time.on(hours=6.5)  # 15:30: two counters with three visits of half an hour each
    for _ in range(6):
        hall.take("invoice")

    with pytest.raises(NumbersUsedUp) as used:
        hall.take("invoice")
    assert used.value.params["opens"]["zh"] == "明天 9:00 再发号"
    hall.take("card")  # nobody said how long that takes

    hall.sit("1")
    hall.next()
    hall.take("invoice")


def test_a_closed_counter_leaves_less_room_and_the_lunch_break_does_not_count(hall):
    hall.time.on(hours=2.6)  # 11:36: 24 minutes, then 3 h 30 min: eight visits at one counter
    hall.steering.shut(GUIDE, "2", "broken")
    for _ in range(8):
        hall.take("invoice")

    with pytest.raises(NumbersUsedUp):
        hall.take("invoice")


def test_a_hall_may_give_numbers_until_it_closes(hall):
    hall.hall.in_force.plan = replace(hall.plan, last_ticket=False, quotas=())
    hall.time.on(hours=7.9)

    assert [hall.take("invoice") for _ in range(5)]


def test_a_person_has_one_unserved_number_of_a_service(hall):
    mine = hall.take("card", person="w1")

    with pytest.raises(AlreadyHasNumber) as refused:
        hall.take("card", person="w1")
    assert (refused.value.params["ticket"], refused.value.params["number"]) == (mine, "A001")
    hall.take("pension", person="w1")
    hall.take("card", person="w2")
    hall.take("card")


def test_a_served_a_cancelled_and_a_void_number_free_the_person(hall):
    hall.sit("1")
    for end in ("finish", "cancel"):
        ticket = hall.take("card", person="w1")
        if end == "cancel":
            hall.hall.cancel(GUIDE, ticket)
        else:
            hall.serving()
            hall.do("finish")
    assert hall.take("card", person="w1")


def test_who_was_here_yesterday_may_come_today_and_no_digest_is_kept(hall):
    hall.take("card", person="w1")
    hall.time.on(hours=24)
    hall.life.close_days_past()

    assert not [key for key in hall.dump() if b"persons" in key]
    assert hall.take("card", person="w1")


def test_a_digest_is_in_no_ticket_and_no_fact(hall):
    hall.take("card", person="secret-digest")

    assert "secret-digest" not in str(hall.facts())
    assert "secret-digest" not in str(hall.steering.snapshot())


def test_a_theme_is_one_number_for_several_services(hall):
    ticket = hall.ticket(hall.take("marry"))

    assert (ticket["number"], ticket["service"], ticket["stands_for"]) == (
        "A001",
        "marry",
        ["card", "invoice"],
    )


def test_a_service_outside_its_dates_is_refused_with_the_day_it_begins(hall):
    dated = LIMITED.replace('{ id = "card",', '{ id = "card", valid = { first = 2026-03-10 },')
    room = Room(hall.redis, dated, hall.time)

    with room.refused("not-offered-now"):
        room.take("card")
    assert room.hall.take(GUIDE, "card", override=True)


def test_waiting_numbers_are_carried_over_as_the_hall_wishes(empty_redis):
    carrying = Room(empty_redis, LIMITED.replace("carry_over = false", "carry_over = true"))
    first, second = carrying.take("card"), carrying.take("card")
    carrying.time.on(hours=24)
    carrying.life.close_days_past()

    gone_on = [carrying.ticket(ticket)["carried_to"] for ticket in (first, second)]
    assert [carrying.ticket(ticket)["number"] for ticket in gone_on] == ["A001", "A002"]
    assert {carrying.state(ticket) for ticket in gone_on} == {"waiting"}
