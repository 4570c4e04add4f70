"""Visits with several stops on a real Redis: handed on with the same number, resting, ready, picked up."""

import json

import pytest

from displays.board import from_snapshot
from queueing.hall import Asked
from queueing.planning import read_hall
from queueing.rules.invariants import Follower
from queueing.steering import Steering
from tests.live.room import MINUTE, STAGED, Room

KIOSK = Asked("key:1", "Kiosk")


@pytest.fixture
def staged(empty_redis):
    """The town hall with a licence of three stages; everybody at their counters."""
    room = Room(empty_redis, STAGED)
    for counter in "123":
        room.sit(counter)
    yield room
    assert not list(Follower().follow(room.facts()))


def handed_on(room: Room, counter: str = "1", **how: object) -> str:
    """A licence taken in and handed on; the ticket."""
    ticket = room.take("licence")
    room.time.on(minutes=7)
    assert room.serving(counter) == ticket
    room.time.on(minutes=5)
    room.do("finish", counter, outcome="受理", onward=True, **how)
    return ticket


def test_one_number_goes_from_stage_to_stage_and_ends_at_the_last(staged):
    ticket = handed_on(staged)
    rests = staged.ticket(ticket)
    assert (rests["number"], rests["line"], rests["state"], rests["place"]) == (
        "A001",
        "back",
        "waiting",
        staged.time.ms,
    )
    fact = staged.last("handed_on")
    assert (fact["detail"]["from"], fact["detail"]["to"], fact["detail"]["outcome"]) == (
        "social",
        "back",
        "受理",
    )
    assert staged.serving("2") == ticket
    staged.do("finish", "2", outcome="办结", onward=True)
    ready = staged.ticket(ticket)
    assert (ready["number"], ready["line"], ready["ready_at"]) == ("A001", "pickup", staged.time.ms)
    staged.time.on(minutes=3)
    assert staged.next("3") == ticket
    staged.do("finish", "3")
    done = staged.ticket(ticket)
    assert (done["state"], done["number"], [s["line"] for s in done["stops"]]) == (
        "finished",
        "A001",
        ["social", "back", "pickup"],
    )
    assert [s["waited"] for s in done["stops"]] == [7 * MINUTE, 0, 3 * MINUTE], (
        "each from when it entered that line"
    )
    assert done["first_called"] - done["arrived"] == 7 * MINUTE, "the published wait is the first"


def test_a_call_of_the_back_office_is_neither_shown_nor_spoken(staged):
    handed_on(staged)
    before = staged.steering.snapshot()
    staged.next("2")
    staged.time.on(seconds=11)
    staged.do("recall", "2")
    after = staged.steering.snapshot()
    assert (after["calls"], after["speech"]) == (before["calls"], before["speech"])
    staged.do("start", "2")
    staged.do("finish", "2", onward=True)
    staged.next("3")
    assert staged.steering.snapshot()["calls"]["2"][0]["number"] == "A001"


def test_when_the_result_was_promised_for_is_kept(staged):
    ticket = handed_on(staged, ready_by=staged.time.ms + 30 * MINUTE)
    assert staged.ticket(ticket)["ready_by"] == staged.last("handed_on")["detail"]["ready_by"]


def test_without_handing_on_the_visit_ends_and_its_stages_are_left_out(staged):
    ticket = staged.take("licence")
    staged.serving("1")
    staged.do("finish", "1", outcome="一次性告知")
    ended = staged.ticket(ticket)
    assert (ended["state"], [s.get("left_out") for s in ended["stops"]]) == ("finished", [None, True, True])


def test_an_undone_next_brings_its_stages_back(staged):
    ticket = staged.take("licence")
    staged.serving("1")
    staged.take("card")
    staged.next("1")
    assert staged.state(ticket) == "finished"
    staged.do("undo", "1")
    staged.do("finish", "1", onward=True)
    assert staged.ticket(ticket)["line"] == "back"


def test_an_undone_next_leaves_out_what_an_earlier_stop_of_the_visit_left_out(empty_redis):
    room = Room(empty_redis, STAGED.replace(
        '{ id = "invoice", line = "tax",', '{ id = "invoice", line = "tax", then = ["pickup"],'
    ))  # fmt: skip
    room.sit()
    room.take("invoice")
    ticket = room.hall.take(KIOSK, "invoice", also=["licence"])["id"]
    assert room.ticket(ticket)["line"] == "social", "nobody waits there"
    assert room.serving() != ticket and room.serving() == ticket
    room.do("finish", outcome="一次性告知")  # nothing of this service follows
    assert room.serving() == ticket
    room.take("card")
    room.next()
    room.do("undo")
    room.do("finish", outcome="一次性告知")
    assert room.state(ticket) == "finished"


def test_a_clerk_ends_a_visit_whose_next_stage_no_service_goes_to_any_more(staged):
    ticket = staged.take("licence")
    staged.serving("1")
    staged.hall.in_force.plan = read_hall(STAGED.replace(', then = ["back", "pickup"], ready = 30', ""), 1)
    staged.do("finish", "1", onward=True)
    assert staged.state(ticket) == "finished"


def test_nothing_follows_an_ordinary_service(staged):
    staged.take("card")
    staged.serving("1")
    with staged.refused("no-next-stage", number="A001"):
        staged.do("finish", "1", onward=True)


def test_a_visit_for_several_services_begins_where_the_wait_is_shortest_and_goes_on_by_itself(staged):
    for _ in range(3):
        staged.take("card")
    ticket = staged.hall.take(KIOSK, "pension", also=["invoice", "card"])
    assert ticket["number"] == "B001", "nobody waits for tax"
    staged.do("walk_in", "1", "card")
    staged.do("finish", "1")
    assert staged.next("1", ticket=ticket["id"], reason="his turn") == ticket["id"]
    staged.next("1")
    went = staged.ticket(ticket["id"])
    assert (went["line"], went["service"], went["number"], went["place"]) == (
        "social",
        "pension",
        "B001",
        staged.time.ms,
    )
    assert [s["services"] for s in went["stops"]] == [["pension", "card"], ["invoice"]]


def test_a_visit_that_went_on_is_not_brought_back_by_an_undo(staged):
    ticket = staged.hall.take(KIOSK, "invoice", also=["card"])["id"]
    staged.serving("1")
    staged.take("card")
    staged.next("1")
    went = staged.ticket(ticket)
    staged.do("undo", "1")
    assert staged.ticket(ticket) == went
    assert "ticket" not in staged.counter("1")


def test_at_the_days_end_papers_that_rest_have_ended_their_visit(staged):
    rests, ready = handed_on(staged), handed_on(staged)
    assert staged.serving("2") == rests
    staged.do("finish", "2", onward=True)
    waits = staged.take("licence")
    staged.time.on(hours=20)
    staged.life.close_day(staged.hall.day.replace(day=2))
    assert [staged.state(t) for t in (rests, ready, waits)] == ["finished", "finished", "expired"]


def test_a_transfer_within_the_back_office_stays_quiet_and_one_out_of_it_does_not(staged):
    ticket = handed_on(staged)
    staged.serving("2")
    staged.do("transfer", "2", "@2", "front")
    assert staged.ticket(ticket)["quiet"] is True
    staged.serving("2")
    staged.do("transfer", "2", "tax", "end")
    assert "quiet" not in staged.ticket(ticket)


def test_a_repeat_of_a_visit_for_several_services_is_the_same_ticket(staged):
    asked = Asked("key:1", "Kiosk", request="wish", digest="d")
    first = staged.hall.take(asked, "card", also=["invoice"])
    assert staged.hall.take(asked, "card", also=["invoice"]) == first
    assert json.dumps(first)


def test_the_boards_read_anew_are_those_that_followed(staged):
    assert isinstance(staged.steering, Steering)
    handed_on(staged)
    assert from_snapshot(staged.steering.snapshot(), staged.plan).waiting == {"back": 1}
