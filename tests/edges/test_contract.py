"""The contract others build on, walked over HTTP with keys: taking, sitting, calling, serving, the board."""

from datetime import datetime

import pytest

from tests.edges.conftest import PATIENT
from tests.running import Api

BODILESS = ("sit", "calls", "recall", "start", "hold", "miss", "undo", "finish", "leave", "seen", "reopen")


def refusal(answer) -> tuple[int, str]:
    """Status and code of a refusal, which says itself in a sentence."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.body
    assert len(answer.body["detail"]) > 10
    return answer.status, answer.body["code"]


# Services, counters, numbers


def test_services_and_counters_are_bare_arrays(desk):
    services, counters = desk.kiosk.get("/services").body, desk.kiosk.get("/counters").body

    names = {"zh": f"业务{desk.n}", "en": f"业务{desk.n}"}
    assert {"id": desk.service, "names": names, "line": desk.line} in services
    mine = next(counter for counter in counters if counter["id"] == str(desk.n))
    assert mine["services"] == [desk.service] and mine["names"]["zh"]


def test_a_number_comes_with_its_token_and_how_many_are_before_it(desk):
    first, second = desk.take(), desk.take(lane="ordinary")

    assert {"id", "number", "token", "ahead"} <= set(first)
    assert (first["ahead"], second["ahead"]) == (0, 1)
    assert second["number"] == first["number"][:2] + "002"


@pytest.mark.parametrize("lane", ["priority", "booked", "helper"])
def test_a_kiosk_gives_ordinary_numbers_only(desk, lane):
    asked = desk.kiosk.post("/tickets", {"service": desk.service, "lane": lane})

    assert refusal(asked) == (403, "lane-not-allowed")


def test_the_guide_desk_gives_the_other_lanes_too(desk):
    desk.take()
    entitled = desk.guide.post("/tickets", {"service": desk.service, "lane": "priority"})
    booked = desk.guide.post("/tickets", {"service": desk.service, "lane": "booked"})
    helper = desk.guide.post("/tickets", {"service": desk.service, "lane": "helper"})

    assert (entitled.status, booked.status) == (201, 201)
    assert refusal(helper) == (422, "lane-without-promise")


def test_a_ticket_is_read_by_its_token_alone(desk):
    ticket = desk.take()
    anybody = Api(desk.hall.url)
    page = anybody.get(f"/tickets/{ticket['token']}")
    again = anybody.get(f"/tickets/{ticket['token']}", If_None_Match=page.headers["Etag"])

    assert (page.body["number"], page.body["state"], page.body["ahead"]) == (ticket["number"], "waiting", 0)
    assert again.status == 304
    assert refusal(anybody.get(f"/tickets/{ticket['id']}")) == (404, "unknown-ticket")


def test_a_missed_visitor_returns_and_a_waiting_one_gives_up(desk):
    ticket = desk.take()
    desk.sit()
    desk.call()
    desk.act("miss")
    returned = desk.guide.post(f"/tickets/{ticket['id']}/return")
    twice = desk.guide.post(f"/tickets/{ticket['id']}/return")
    cancelled = desk.guide.post(f"/tickets/{ticket['id']}/cancel")

    assert (returned.status, cancelled.status) == (200, 200)
    assert refusal(twice) == (409, "wrong-state")
    assert desk.state(ticket) == "cancelled"


# The seat


def test_a_seat_is_held_until_somebody_takes_it_over(desk, key):
    first = desk.sit()
    other = key("clerk", str(desk.n))
    refused = desk.act("sit", by=other)
    taken = desk.act("sit", {"takeover": True}, by=other)

    assert refusal(refused) == (409, "seated")
    assert taken.status == 201 and taken.body["epoch"] > first
    assert refusal(desk.act("calls")) == (409, "seat-lost")
    assert refusal(desk.act("calls", Seat_Epoch=str(first))) == (409, "seat-lost")
    assert desk.act("calls", by=other).status == 204


@pytest.mark.parametrize(
    "act", ["calls", "recall", "start", "finish", "miss", "hold", "undo", "leave", "seen", "reopen"]
)
def test_nobody_acts_without_a_seat(desks, act):
    assert refusal(desks(PATIENT - 1).act(act)) == (409, "not-seated")


def test_a_free_clerks_acts_carry_the_epoch_and_a_counters_key_may_leave_it_out(desk, key):
    free = key("clerk")
    epoch = desk.act("sit", by=free).body["epoch"]

    assert refusal(desk.act("calls", by=free)) == (409, "not-seated")
    assert desk.act("calls", by=free, Seat_Epoch=str(epoch)).status == 204
    assert refusal(desk.act("calls", by=free, Seat_Epoch="first")) == (422, "bad-input")
    assert desk.act("leave", by=free, Seat_Epoch=str(epoch)).status == 200
    desk.sit()
    assert desk.act("calls").status == 204


def test_a_seat_is_renewed_paused_reopened_and_left(desk):
    epoch = desk.sit()

    assert desk.act("seen").body["epoch"] == epoch
    assert desk.act("pause", {"reason": "开会"}).status == 200
    assert refusal(desk.act("pause")) == (422, "bad-input")
    assert desk.act("reopen").status == 200
    desk.take()
    desk.call()
    assert refusal(desk.act("leave")) == (409, "busy")
    desk.act("finish")
    assert desk.act("leave").status == 200


def test_a_key_of_one_counter_works_at_no_other(desk, desks):
    elsewhere = desks(None)

    assert refusal(elsewhere.act("sit", by=desk.clerk)) == (403, "not-your-counter")


# Calling


def test_a_call_names_the_ticket_and_why(desk):
    ticket, other = desk.take(), desk.guide.post("/tickets", {"service": desk.service, "lane": "booked"}).body
    desk.sit()
    called = desk.call(current=None)

    assert {"ticket", "number", "reason"} <= set(called)
    assert {"rule", "share", "text", "beat"} <= set(called["reason"])
    assert called["reason"]["rule"] == "share" and called["reason"]["text"]
    assert [head["ticket"] for head in called["reason"]["beat"]] == [
        ({ticket["id"], other["id"]} - {called["ticket"]}).pop()
    ]


def test_a_next_with_another_current_ticket_changes_nothing(desk):
    first, second = desk.take(), desk.take()
    desk.sit()
    desk.call(current=None)

    assert refusal(desk.act("calls", {"current": None})) == (409, "stale")
    assert refusal(desk.act("calls", {"current": second["id"]})) == (409, "stale")
    assert (desk.state(first), desk.state(second)) == ("called", "waiting")
    assert desk.call(current=first["id"])["ticket"] == second["id"]


def test_a_ticket_in_hand_is_finished_by_next_even_when_nobody_waits(desk):
    ticket = desk.take()
    desk.sit()
    desk.call()

    assert refusal(desk.act("calls", {"finish_current": False})) == (409, "busy")
    nobody = desk.act("calls", {"current": ticket["id"], "finish_current": True})
    assert (nobody.status, nobody.body) == (204, b"")
    assert desk.state(ticket) == "finished"


def test_a_counter_is_told_who_waits_below_its_threshold_and_may_call_them(desks):
    patient = desks(PATIENT)
    patient.sit()
    ticket = patient.take()
    told = patient.act("calls")
    called = patient.call(below_threshold=True)

    assert refusal(told) == (409, "below-threshold") and told.body["held_back"] == 1
    assert (called["ticket"], called["reason"]["rule"]) == (ticket["id"], "below_threshold")


def test_a_chosen_ticket_needs_a_reason_and_a_line_that_is_pulled(desk, desks):
    desk.take()
    wanted, strange = desk.take(), desks(None).take()
    desk.sit()
    chosen = {"ticket": wanted["id"], "reason": "带着婴儿"}

    assert refusal(desk.act("calls", {"ticket": wanted["id"]})) == (422, "reason-needed")
    assert refusal(desk.act("calls", chosen | {"ticket": strange["id"]})) == (409, "not-pulled")
    called = desk.call(**chosen)
    assert called["ticket"] == wanted["id"] and called["reason"]["rule"] == "chosen"
    assert "带着婴儿" in called["reason"]["text"]
    assert "带着婴儿" not in str(Api(desk.hall.url).get(f"/tickets/{wanted['token']}").body)


# Serving


def test_a_visitor_is_called_again_started_and_finished_with_an_outcome(desk):
    ticket = desk.take()
    desk.sit()
    desk.call()
    too_soon = desk.act("recall")
    started = desk.act("start")
    odd = desk.act("finish", {"outcome": "好了", "items": 1})
    finished = desk.act("finish", {"outcome": "办结", "items": 2})

    assert refusal(too_soon) == (409, "recall-too-soon") and 0 < too_soon.body["seconds"] <= 10
    assert refusal(odd) == (422, "bad-input") and "办结" in odd.body["detail"]
    assert [(a.status, a.body["ticket"]) for a in (started, finished)] == [(200, ticket["id"])] * 2
    assert desk.state(ticket) == "finished"


def test_a_second_miss_is_the_end(desk):
    ticket = desk.take()
    desk.sit()
    desk.call()
    first = desk.act("miss")
    desk.guide.post(f"/tickets/{ticket['id']}/return")
    desk.call()
    second = desk.act("miss")

    assert (first.body["state"], second.body["state"]) == ("missed", "void")
    assert refusal(desk.guide.post(f"/tickets/{ticket['id']}/return")) == (409, "wrong-state")


def test_a_ticket_is_held_resumed_and_transferred(desk, desks):
    ticket, target = desk.take(), desks(None)
    desk.sit()
    desk.call()
    assert desk.act("hold").status == 200 and desk.state(ticket) == "held"
    assert desk.act("resume", {"ticket": ticket["id"]}).status == 200 and desk.state(ticket) == "serving"
    assert refusal(desk.act("transfer", {"place": "end"})) == (422, "bad-input")
    assert desk.act("transfer", {"line": target.line, "place": "front"}).status == 200
    target.sit()
    assert target.call()["number"] == ticket["number"]
    target.act("start")
    assert target.act("transfer", {"counter": str(desk.n), "place": "end"}).status == 200
    assert desk.call()["ticket"] == ticket["id"]


def test_a_call_is_undone_with_the_finish_that_came_with_it(desk):
    first, second = desk.take(), desk.take()
    desk.sit()
    desk.call()
    desk.call()
    undone = desk.act("undo")

    assert undone.status == 200
    assert (desk.state(first), desk.state(second)) == ("called", "waiting")


def test_somebody_without_a_ticket_is_served_unannounced(desk):
    desk.sit()
    served = desk.act("walk-ins", {"service": desk.service})

    assert served.status == 201 and served.body["ticket"]
    assert desk.kiosk.get(f"/board?zone={desk.zone}").body["calls"] == []


# The room


def test_a_board_shows_at_most_six_calls_newest_first(desk):
    numbers = [desk.take()["number"] for _ in range(8)]
    desk.sit()
    for _ in range(7):
        desk.call()
    board = desk.kiosk.get(f"/board?zone={desk.zone}").body

    assert [call["number"] for call in board["calls"]] == numbers[6:0:-1]
    assert {call["counter"] for call in board["calls"]} == {str(desk.n)}
    assert all(datetime.fromisoformat(call["at"]).tzinfo for call in board["calls"])
    assert board["waiting"] == {desk.line: 1} and board["revision"] > 7
    assert refusal(desk.kiosk.get("/board?zone=nowhere")) == (404, "unknown-zone")


def test_a_post_without_a_body_is_an_empty_one(desk):
    desk.take()
    statuses = {act: desk.act(act).status for act in BODILESS}

    assert statuses["sit"] == statuses["calls"] == 201
    assert not {400, 411, 415, 422, 500} & set(statuses.values()), statuses


def test_the_hall_says_that_it_lives_and_that_it_may_be_written_to(hall):
    anybody = Api(hall.url)

    assert anybody.ask("GET", "/healthz").status == anybody.ask("GET", "/readyz").status == 200
    for page in ("kiosk", "counter", "screen?zone=z1", "guide", "t/token", "manager"):
        shown = anybody.ask("GET", f"/{page}")
        assert shown.status == 200 and shown.headers["Content-Type"].startswith("text/html")
