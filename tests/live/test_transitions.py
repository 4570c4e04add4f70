"""What a clerk's keys do to a ticket, sentence by sentence, in the real scripts."""

import pytest

from tests.live.room import MINUTE


@pytest.fixture(autouse=True)
def _clerk_at_counter_1(room):
    room.sit("1")


# Next ---------------------------------------------------------------------------------------------


def test_next_calls_the_ticket_that_used_up_the_largest_share_and_says_why(room):
    ordinary = room.take()
    room.time.on(minutes=10)
    priority = room.take(lane="priority")
    room.time.on(minutes=10)
    called = room.hall.call_next(room.seats["1"], "1")
    assert (called["ticket"], called["number"]) == (priority, "A002")
    assert called["reason"]["rule"] == "share"
    assert called["reason"]["share"] == pytest.approx(10 / 15)
    assert (called["reason"]["promise"], called["reason"]["waited"]) == (15 * MINUTE, 10 * MINUTE)
    (beaten,) = called["reason"]["beat"]
    assert (beaten["ticket"], beaten["line"], beaten["lane"]) == (ordinary, "social", "ordinary")
    assert beaten["share"] == pytest.approx(20 / 45)
    assert room.last()["detail"]["reason"] == called["reason"] == room.ticket(priority)["reason"]


def test_next_finishes_the_ticket_in_hand_and_each_change_is_one_fact(room):
    first, second = room.take(), room.take()
    room.next()
    revision = room.revision()
    assert room.next() == second
    assert [(f["kind"], f["ticket"]["id"]) for f in room.facts(after=revision)] == [
        ("finished", first),
        ("called", second),
    ]
    assert room.counter()["ticket"] == second


def test_next_without_finishing_is_refused_while_a_ticket_is_in_hand(room):
    room.take()
    room.take()
    assert room.next(finish_current=False) is not None, "with empty hands it calls"
    with room.refused("busy", counter="1"):
        room.next(finish_current=False)


def test_the_ticket_in_hand_is_finished_even_when_nobody_waits(room):
    ticket = room.take()
    room.next()
    assert room.next() is None
    assert room.state(ticket) == "finished"
    assert "ticket" not in room.counter()


def test_next_changes_nothing_when_nobody_waits_and_nothing_is_in_hand(room):
    revision = room.revision()
    assert room.next() is None
    assert room.revision() == revision


def test_next_from_a_screen_that_shows_another_ticket_is_stale(room):
    first, second = room.take(), room.take()
    assert room.next(current="") == first
    with room.refused("stale", ticket=first):
        room.next(current="")  # the double click
    with room.refused("stale"):
        room.next(current=second)
    assert room.next(current=first) == second


def test_finishing_without_start_is_marked_so(room):
    pressed, not_pressed = room.take(), room.take()
    room.serving()
    room.next()
    room.do("finish", outcome="办结", items=3)
    assert "start_not_pressed" not in room.ticket(pressed)
    ended = room.ticket(not_pressed)
    assert (ended["start_not_pressed"], ended["outcome"], ended["items"]) == (True, "办结", 3)


def test_a_chosen_ticket_needs_a_reason_and_keeps_it(room):
    room.take()
    chosen = room.take()
    with room.refused("reason-needed"):
        room.next(ticket=chosen)
    called = room.hall.call_next(room.seats["1"], "1", ticket=chosen, reason="带着婴儿")
    assert (called["ticket"], called["reason"]["rule"], called["reason"]["text"]) == (
        chosen,
        "chosen",
        "带着婴儿",
    )
    assert len(called["reason"]["beat"]) == 1, "whom it passed is kept"


def test_a_chosen_ticket_must_wait_in_a_line_this_counter_pulls(room):
    elsewhere = room.take("permit")
    with room.refused("not-pulled", number="C001"):
        room.next(ticket=elsewhere, reason="asked for")
    mine = room.take()
    room.next()
    with room.refused("not-waiting", number="A001", state="called"):
        room.next(ticket=mine, reason="again")
    with room.refused("unknown-ticket"):
        room.next(ticket="000000000999", reason="typed")


def test_a_line_below_its_threshold_is_held_back_and_can_be_called_by_the_button(room):
    room.sit("2")
    first = room.take("invoice")
    room.take("invoice")
    with room.refused("below-threshold", held_back=2):
        room.next("2")
    called = room.hall.call_next(room.seats["2"], "2", below_threshold=True)
    assert (called["ticket"], called["reason"]["rule"]) == (first, "below_threshold")


def test_a_counter_held_back_does_not_finish_the_ticket_in_its_hand(room):
    room.sit("2")
    mine = room.take()
    room.next("2")
    room.take("invoice")
    with room.refused("below-threshold"):
        room.next("2")
    assert room.state(mine) == "called"


def test_from_its_threshold_on_the_line_is_called_by_its_share(room):
    room.sit("2")
    ticket = room.take("invoice")
    room.time.on(minutes=27)  # 60 % of 45 minutes
    called = room.hall.call_next(room.seats["2"], "2", below_threshold=True)
    assert (called["ticket"], called["reason"]["rule"]) == (ticket, "share")


def test_the_loser_of_a_next_gets_the_next_ticket(room):
    room.sit("2")
    assert [room.take(), room.take()] == [room.next("1"), room.next("2")]


def test_a_paused_counter_goes_on_with_its_next_call(room):
    room.do("pause", "1", "开会")
    assert room.next() is None and room.counter()["paused"] == "开会", "nobody was called"
    room.take()
    room.next()
    assert "paused" not in room.counter()
    assert [f["kind"] for f in room.facts()[-2:]] == ["reopened", "called"]


# Recall, miss ---------------------------------------------------------------------------------------


def test_a_ticket_is_called_at_most_three_times_ten_seconds_apart(room):
    ticket = room.take()
    room.next()
    with room.refused("recall-too-soon", seconds=10):
        room.do("recall")
    room.time.on(seconds=10, ms=-1)
    with room.refused("recall-too-soon", seconds=1):
        room.do("recall")
    room.time.on(ms=1)
    assert room.do("recall")["calls"] == 2
    room.time.on(seconds=10)
    assert room.do("recall")["calls"] == 3
    room.time.on(seconds=10)
    with room.refused("recall-limit", number="A001", calls=3):
        room.do("recall")
    assert room.state(ticket) == "called", "never an automatic miss"


def test_a_recall_is_a_call_of_its_own(room):
    room.take()
    room.next()
    room.time.on(seconds=10)
    room.do("recall")
    first, second = (f["detail"]["call"] for f in room.facts("called", "recalled"))
    assert first != second
    told = room.steering.snapshot()
    assert [c["call"] for c in told["speech"]["1"]["queue"]] == [first, second], "each is spoken"
    (shown,) = told["calls"]["1"]
    assert (shown["call"], shown["recalled"]) == (second, True), "a number is listed once"


def test_who_is_served_is_not_called_again_nor_missed(room):
    room.take()
    room.serving()
    for verb in ("recall", "miss", "start"):
        with room.refused("wrong-state"):
            room.do(verb)


def test_a_missed_ticket_may_come_back_once_three_behind(room):
    missed = room.take()
    waiting = [room.take() for _ in range(4) if room.time.on(minutes=1)]
    assert room.missed() == missed and room.state(missed) == "missed"
    room.hall.come_back(room.seats["1"], missed)
    assert room.ahead(missed) == 3
    assert room.ticket(missed)["place"] == room.ticket(waiting[2])["place"] + 1
    assert [room.next() for _ in range(5)] == [*waiting[:3], missed, waiting[3]]
    with room.refused("wrong-state"):
        room.hall.come_back(room.seats["1"], missed)


def test_with_nobody_waiting_a_missed_ticket_comes_back_to_its_old_place(room):
    ticket = room.take()
    place = room.ticket(ticket)["place"]
    room.time.on(minutes=5)
    room.missed()
    room.hall.come_back(room.seats["1"], ticket)
    assert room.ticket(ticket)["place"] == place


def test_a_second_miss_is_for_good_and_one_fact(room):
    ticket = room.take()
    room.missed()
    room.hall.come_back(room.seats["1"], ticket)
    revision = room.revision()
    room.missed()
    assert [f["kind"] for f in room.facts(after=revision)] == ["called", "voided"]
    assert room.last()["detail"]["because"] == "missed twice"
    assert room.state(ticket) == "void"
    with room.refused("wrong-state"):
        room.hall.come_back(room.seats["1"], ticket)
