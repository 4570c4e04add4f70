"""Reports: a counter's day, the manager's log, the funnel of a day, tickets found."""

import pytest
from sqlalchemy import event, insert

from queueing.records.tables import accounts, devices, keys
from queueing.reports import LOGGED, Reports
from tests.records.story import DAY, HALL, MINUTE, NINE, Story

PROMISES = {"ordinary": 45 * MINUTE, "priority": 15 * MINUTE}


@pytest.fixture
def reports(engine):
    return Reports(engine, HALL)


def at(story: Story, minutes: int) -> None:
    story.now = NINE + minutes * MINUTE


def a_morning() -> Story:
    """Three ordinary visitors and a priority one; the last call is undone, one is missed."""
    story = Story()
    first, second, third = story.issue(), story.issue(), story.issue()
    hurried = story.issue("B", "priority")
    at(story, 10)
    story.call("1", first)
    at(story, 12)
    story.start("1")
    at(story, 22)
    story.call("1", second)
    story.recall("1")
    story.miss("1")
    at(story, 30)
    story.call("2", hurried)
    story.call("1", third, rule="chosen", text="has a train to catch")
    story.undo("1")
    story.walk_in("1")
    return story


def test_a_counter_s_day_at_a_glance(archived, reports):
    archived(a_morning())
    day = reports.own_day(DAY, counter="1")
    assert day == {
        "called": 2,
        "finished": 1,
        "missed": 1,
        "walked_in": 1,
        "mean_service_s": pytest.approx(600, abs=5),
        "mean_wait_s": pytest.approx(16 * 60, abs=5),
        "outcomes": {"办结": 1},
        "items": 2,
    }
    assert reports.own_day(DAY, counter="2")["called"] == 1
    assert reports.own_day(DAY, by="staff:1")["called"] == 3
    assert reports.own_day(DAY, counter="2", by="staff:9")["called"] == 0


def test_a_counter_s_day_and_last_acts_are_found_without_reading_the_day(engine, archived, reports):
    archived(a_morning())
    plans: list[str] = []

    def explain(connection, _cursor, statement, parameters, *_):
        if "facts" in statement:
            rows = connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            plans.append(" | ".join(row[-1] for row in rows))

    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL chooses its way by the size of the tables")
    event.listen(engine, "before_cursor_execute", explain)
    reports.own_day(DAY, counter="1")
    reports.last_acts(DAY, "1")
    by_counter = "ix_facts_counter (hall=? AND day=? AND counter=?)"
    assert by_counter in plans[0] and "SCAN" not in plans[0]
    assert by_counter in plans[-1] and "TEMP B-TREE" not in plans[-1]


def test_service_without_a_pressed_start_or_end_is_left_out_of_the_mean(archived, reports):
    story = Story()
    story.call("1", story.issue())
    story.finish("1")
    story.call("1", story.issue())
    story.start("1")
    story.tickets[story.in_hand["1"]]["end_not_pressed"] = True
    story.finish("1")
    archived(story)
    day = reports.own_day(DAY, counter="1")
    assert (day["finished"], day["mean_service_s"]) == (2, None)


def test_a_finished_ticket_brought_back_by_an_undo_counts_once(archived, reports):
    story = Story()
    first, second = story.issue(), story.issue()
    story.call("1", first)
    story.call("1", second)
    story.undo("1")
    story.tickets[first]["state"] = "called"
    del story.tickets[first]["ended_at"]
    story.in_hand["1"] = first
    story.tell("undone", first, "1", restored=True)
    assert archived(story) and reports.own_day(DAY, counter="1")["finished"] == 0
    story.finish("1")
    assert archived(story) and reports.own_day(DAY, counter="1")["finished"] == 1
    assert [row["kind"] for row in reports.log(DAY)] == ["undone"]


def test_the_funnel_of_a_day(archived, reports):
    archived(a_morning())
    funnel = reports.funnel(DAY, PROMISES)
    assert {key: funnel[key] for key in ("issued", "walked_in", "called", "finished", "missed")} == {
        "issued": 4, "walked_in": 1, "called": 3, "finished": 1, "missed": 1,
    }  # fmt: skip
    assert funnel["states"] == {"finished": 1, "missed": 1, "called": 1, "waiting": 1, "serving": 1}
    assert funnel["promise_kept_pct"] == 66.7
    assert funnel["waits"]["priority"] == {
        "called": 1, "kept_pct": 0.0,
        "p50_s": pytest.approx(1800, abs=9), "p90_s": pytest.approx(1800, abs=9),
    }  # fmt: skip
    assert funnel["waits"]["ordinary"]["kept_pct"] == 100.0
    assert funnel["longest_wait_s"] == pytest.approx(1800, abs=9)


def test_a_day_without_visitors_is_empty_and_not_a_fault(reports):
    assert reports.funnel(DAY, PROMISES)["promise_kept_pct"] is None
    assert reports.own_day(DAY, counter="1")["mean_wait_s"] is None
    assert reports.log() == reports.tickets(day=DAY) == reports.history("000000000001") == []


def test_a_booked_visitor_called_before_the_slot_has_not_waited(archived, reports):
    story = Story()
    story.call("1", story.issue(lane="booked", slot=NINE + 20 * MINUTE))
    archived(story)
    assert reports.own_day(DAY, counter="1")["mean_wait_s"] == 0


def test_the_log_tells_who_did_what_when_and_why_newest_first(engine, archived, reports):
    with engine.begin() as connection:
        who = {"hall": HALL, "made_at": NINE, "made_by": "console"}
        person = {"role": "clerk", "must_change": False, "active": True, "id": 1, **who}
        connection.execute(insert(accounts), {"sign_in": "li", "name": "li", "full_name": "李丽", **person})
        connection.execute(insert(keys), {"id": 7, "secret": "s", "label": "robot", "scope": "guide", **who})
        connection.execute(insert(devices), {"id": 4, "secret": "d", "kind": "kiosk", "place": "K1", **who})
    story = Story()
    first, second, third = story.issue(), story.issue(), story.issue()
    story.tell("issued", third, by="key:7", override=True)
    story.call("1", first)
    story.call("1", second, rule="chosen", text="has a train to catch")
    story.give_back("1")
    story.move(third, "B")
    story.cancel(third)
    story.tell(
        "priority_granted", second, by="key:7", reason_code="elderly", from_lane="ordinary", lane="priority"
    )
    story.tell("sat", None, "1", by="staff:1", epoch=2, took_over_from="staff:2")
    story.tell("sat", None, "2", by="staff:1", epoch=1)
    story.tell("announced", by="device:4", text={"zh": "安静", "en": "Quiet"}, zones=["1"])
    archived(story)

    told = [
        (row["kind"], row["number"], row["counter"], row["by_name"], row["why"]) for row in reports.log(DAY)
    ]
    assert told == [
        ("announced", "", None, "kiosk K1", {"zh": "安静", "en": "Quiet"}),
        ("took_over", "", "1", "李丽", None),
        ("priority_granted", "A002", None, "robot", "elderly"),
        ("cancelled", "A003", None, "", "went home"),
        ("transferred", "A003", None, "", "wrong line"),
        ("forced", "", "1", "", "ill"),
        ("chosen", "A002", "1", "李丽", "has a train to catch"),
        ("beyond_limits", "A003", None, "robot", None),
    ]
    assert [row["kind"] for row in reports.log(DAY, kinds={"chosen", "took_over"})] == ["took_over", "chosen"]
    assert [row["kind"] for row in reports.log(at_most=2)] == ["announced", "took_over"]
    assert reports.log("2026-03-03") == []
    assert reports.log(DAY)[4]["change"] == {"from": "A", "to": "B"}
    assert reports.log(DAY)[2]["change"] == {"from": "ordinary", "to": "priority"}


def test_every_word_of_the_log_is_said_once():
    assert len(set(LOGGED)) == len(LOGGED)


def test_tickets_are_found_by_number_and_day(archived, reports):
    story = Story()
    first, second = story.issue(), story.issue()
    story.day, story.numbers = "2026-03-03", {}
    tomorrow = story.issue()
    archived(story)

    assert [ticket["id"] for ticket in reports.tickets(number=" a001 ")] == [tomorrow, first]
    assert [ticket["id"] for ticket in reports.tickets(day=DAY)] == [second, first]
    assert reports.tickets(day=DAY, number="A001") == [story.tickets[first]]
    assert [fact["kind"] for fact in reports.history(first)] == ["issued"]
