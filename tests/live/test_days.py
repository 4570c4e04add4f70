"""The business day turns at four; closing it, once, gives every ticket its end or carries it on."""

from datetime import date, timedelta

import pytest

from queueing.hall import Asked
from tests.live.room import TOWN, Room

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
ELEVEN_AT_NIGHT, FOUR, A_DAY = 14, 19, 24  # hours after nine


def test_the_day_turns_at_four_hall_time_and_numbers_start_again(room):
    room.time.on(hours=FOUR, ms=-1)
    late = room.ticket(room.take())
    room.time.on(ms=1)
    early = room.ticket(room.take())
    assert [(t["number"], t["day"]) for t in (late, early)] == [
        ("A001", MONDAY.isoformat()),
        ("A001", TUESDAY.isoformat()),
    ]
    assert late["id"] < early["id"], "ids never start again"


def test_closing_gives_each_ticket_the_end_of_its_state(room):
    room.sit("1")
    missed, held, back, finished, called, waiting = (room.take() for _ in range(6))
    assert room.missed() == missed
    room.serving()
    room.do("hold")
    assert room.next() == back
    room.do("miss")
    room.hall.come_back(room.seats["1"], back)
    assert room.next() == finished
    room.do("finish")
    assert room.next() == called
    assert room.next("1", current=called, ticket=waiting, reason="asked") == waiting
    room.do("undo")
    room.time.on(hours=FOUR)
    assert room.life.close_days_past() == [MONDAY]
    ends = {
        missed: "void", held: "void", back: "void", waiting: "expired",
        finished: "finished", called: "called",
    }  # fmt: skip
    assert {t: room.state(t) for t in ends} == ends
    assert room.last("voided")["detail"] == {"because": "day closed"}
    assert room.last("day_closed")["detail"] == {"closed": MONDAY.isoformat(), "ended": 4}
    assert not room.counter()["held"] and room.counter()["ticket"] == called


def test_a_visit_left_open_over_another_day_is_finished_as_end_not_pressed(room):
    room.sit("1")
    ticket = room.take()
    room.serving()
    room.time.on(hours=FOUR)
    room.life.close_days_past()
    assert room.state(ticket) == "serving", "it may well go on past four"
    room.time.on(hours=A_DAY)
    room.life.close_days_past()
    assert room.state(ticket) == "finished" and room.ticket(ticket)["end_not_pressed"]
    assert "ticket" not in room.counter()


def test_a_visit_that_the_next_morning_ends_has_no_known_end(room):
    room.sit("1")
    today, forgotten = room.take(), room.take()
    assert room.serving() == today
    assert room.serving() == forgotten
    assert not room.ticket(today).get("end_not_pressed")
    room.time.on(hours=A_DAY)
    room.life.close_days_past()
    room.take()
    room.next()
    assert room.state(forgotten) == "finished" and room.ticket(forgotten)["end_not_pressed"]


def test_a_day_is_closed_once(room):
    room.take()
    room.time.on(hours=FOUR)
    assert room.life.close_days_past() == [MONDAY]
    before = room.dump()
    assert room.life.close_days_past() == []
    assert room.life.close_day(MONDAY)["already"]
    assert room.dump() == before


def test_tickets_of_the_new_day_stay_when_the_day_before_is_closed_late(room):
    """The scheduler was down at four; at nine a visitor of today is held at a counter."""
    room.sit("1")
    room.sit("2")
    yesterday = room.take()
    room.next()
    room.do("hold")
    room.time.on(hours=A_DAY)
    today, waiting = room.take(), room.take()
    assert room.serving() == today
    room.do("hold")
    assert room.life.close_day(MONDAY)["ended"] == 1
    assert (room.state(yesterday), room.state(today), room.state(waiting)) == ("void", "held", "waiting")
    assert room.counter()["held"] == [today]
    room.do("resume", "1", today)
    assert room.state(today) == "serving"


def test_days_nobody_closed_are_ended_with_the_next_one(room):
    forgotten = room.take()
    room.time.on(hours=3 * A_DAY)
    assert room.life.close_days_past() == [WEDNESDAY]
    assert room.state(forgotten) == "expired"


def test_a_carried_ticket_goes_on_under_a_new_number_with_lane_and_token(empty_redis):
    room = Room(empty_redis, TOWN.replace("carry_over = false", "carry_over = true"))
    taken = room.hall.take(Asked("staff:5"), "card", entitled=True)
    room.time.on(hours=FOUR)
    room.life.close_days_past()
    assert room.state(taken["id"]) == "carried"
    now = room.hall.whereabouts(token=taken["token"])["ticket"]
    assert now["id"] != taken["id"] and now["state"] == "waiting"
    assert (now["lane"], now["place"], now["day"]) == ("priority", room.time.ms, TUESDAY.isoformat())
    before = room.dump()
    room.life.close_days_past()
    Room(empty_redis, room.text, room.time).life.close_days_past()
    assert room.dump() == before, "carried on once, whoever looks again"


@pytest.mark.parametrize("carry", ["false", "true"])
def test_every_issued_ticket_ends_or_goes_on(empty_redis, carry):
    room = Room(empty_redis, TOWN.replace("carry_over = false", f"carry_over = {carry}"))
    room.sit("1")
    for service in ("card", "invoice", "permit", "card"):
        room.take(service)
    room.next()
    room.do("hold")
    room.time.on(hours=FOUR)
    room.life.close_days_past()
    issued = {f["ticket"]["id"] for f in room.facts("issued") if f["day"] == MONDAY.isoformat()}
    ended = {f["ticket"]["id"] for f in room.facts("expired", "voided", "carried", "finished")}
    assert issued == ended


def test_ended_tickets_and_requests_are_swept_after_days(room):
    request = Asked("key:1", request="r1", digest="d")
    old = room.hall.take(request, "card")
    days = [room.hall.day]
    for _ in range(5):
        room.time.on(hours=A_DAY)
        room.life.close_days_past()
        days.append(room.hall.day)
    with room.refused("unknown-ticket"):
        room.hall.whereabouts(token=old["token"])
    keys = room.hall.keys
    kept = {key.decode() for key in room.redis.keys("*")}
    assert not kept & {keys.numbers(days[0]), keys.requests(days[0])}


def dated(room) -> set[str]:
    """The days of which Redis holds numbers or requests."""
    return {
        key.decode().rpartition(":")[2]
        for name in ("numbers", "requests")
        for key in room.redis.keys(f"*{name}*")
    }


@pytest.mark.parametrize("closed_before", [True, False])
def test_the_keys_of_days_before_the_hall_was_off_are_swept(room, closed_before):
    for n in range(4):
        room.hall.take(Asked("key:1", request=f"r{n}", digest="d"), "card")
        room.time.on(hours=A_DAY)
        if closed_before:
            room.life.close_days_past()
    room.hall.take(Asked("key:1", request="last", digest="d"), "card")
    assert len(dated(room)) > 3
    room.time.on(hours=40 * A_DAY)
    room.hall.take(Asked("key:1", request="today", digest="d"), "card")
    room.life.close_days_past()
    assert dated(room) == {room.hall.day.isoformat()}


def test_a_day_closed_by_hand_ahead_of_time_sweeps_nothing_of_the_present_days(room):
    room.hall.take(Asked("key:1", request="r1", digest="d"), "card")
    room.life.close_day(MONDAY + timedelta(days=9))
    assert dated(room) == {MONDAY.isoformat()}
    assert room.hall.take(Asked("key:1"), "card")["number"] == "A002", "no number is given twice"
