"""Time goes back, plans go on: what the scripts hold, record and refuse."""

from dataclasses import replace

from queueing.hall import Hall
from tests.live.room import MINUTE, SECOND


def test_a_step_back_of_up_to_five_minutes_is_held_and_recorded_once(room):
    first = room.take()
    place = room.ticket(first)["place"]
    room.time.on(minutes=-5)
    second, third = room.take(), room.take()
    assert [room.ticket(t)["place"] for t in (second, third)] == [place, place], "held at the last hall time"
    (stepped,) = room.facts("clock_stepped")
    assert (stepped["at"], stepped["detail"]) == (place, {"back": 5 * MINUTE})
    room.time.on(minutes=6)
    assert room.ticket(room.take())["place"] == place + MINUTE, "it goes on when the clock has caught up"
    room.time.on(minutes=-3)
    room.take()
    assert len(room.facts("clock_stepped")) == 2, "the next step is another one"


def test_a_step_back_beyond_five_minutes_is_refused_until_accepted(room):
    room.take()
    room.time.on(minutes=-5, ms=-1)
    with room.refused("clock-back", minutes=6):
        room.take()
    with room.refused("clock-back"):
        room.steering.snapshot()
    room.life.accept_clock()
    assert room.ticket(room.take())["place"] == room.time.ms


def test_jitter_between_processes_is_held_without_a_word(room):
    place = room.ticket(room.take())["place"]
    room.time.on(ms=-2 * SECOND)
    assert room.ticket(room.take())["place"] == place
    assert not room.facts("clock_stepped")


def test_no_fact_is_earlier_than_the_one_before_it(room):
    room.sit("1")
    for step in (10, -3, 20, -290, 5, -1, 400):
        room.time.on(seconds=step)
        room.take()
        room.next()
    told = [(f["at"], f["tick"]) for f in room.facts()]
    assert told == sorted(told)


def test_elapsed_time_never_goes_back_for_recall_and_undo(room):
    room.sit("1")
    room.take()
    room.next()
    room.time.on(minutes=-4)
    with room.refused("recall-too-soon"):
        room.do("recall")
    room.do("undo")


def test_an_older_plan_than_the_hall_has_seen_is_refused(room):
    newer = Hall(replace(room.plan, version=2), room.redis, room.hall.clock)
    old_ticket = room.take()
    newer.take(room.sit("1"), "card")
    assert room.last()["plan"] == 2
    with room.refused("plan-outdated"):
        room.take()
    assert newer.whereabouts(ticket=old_ticket)["ticket"]["number"] == "A001", (
        "issued tickets stay as they are"
    )


def test_the_plan_of_every_act_is_in_its_fact(room):
    room.take()
    assert {fact["plan"] for fact in room.facts()} == {1}
