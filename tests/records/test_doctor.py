"""The doctor finds what breaks an invariant, in the archive, in the live hall and between them."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, update

from queueing.records.archive import Archive, fact_row
from queueing.records.tables import calls, facts, heads, tickets
from queueing.reports import LiveSnapshot, doctor_findings
from queueing.rules.invariants import Follower
from tests.records.story import DAY, HALL, Story

A_DAY = (0, 0, 1, 0, 3, 5, 3, 8, 9, 4, 7, 0, 3, 11, 6)


def live(story: Story, **changed: Any) -> LiveSnapshot:
    """The live hall as it stands after a story."""
    waiting: dict[str, dict[str, int]] = {}
    for key, ticket in story.tickets.items():
        if ticket["state"] == "waiting":
            waiting.setdefault(f"{ticket['line']}:{ticket['lane']}", {})[key] = ticket["place"]
    counters: Any = {counter: {"id": counter, "ticket": key} for counter, key in story.in_hand.items()}
    kept: Any = deepcopy(story.tickets)
    snapshot = LiveSnapshot(
        HALL, story.life, story.revision, DAY, dict(story.numbers), kept, counters, waiting, list(story.facts)
    )
    return replace(snapshot, **changed)


@pytest.fixture
def found(engine: Engine) -> Callable[[LiveSnapshot], list[str]]:
    def examine(snapshot: LiveSnapshot) -> list[str]:
        return [finding.invariant for finding in doctor_findings(engine, snapshot)]

    return examine


def plant(engine: Engine, story: Story) -> None:
    """Put facts into the archive past every check, as a fault of this program might."""
    with engine.begin() as connection:
        connection.execute(insert(facts), [fact_row(HALL, fact) for fact in story.facts])


def invariants(story: Story) -> list[str]:
    return [finding.invariant for finding in Follower().follow(story.facts)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=st.lists(st.integers(0, 10_000), max_size=60), behind=st.integers(0, 10))
def test_a_sound_day_has_no_findings_however_far_the_archive_is(engine, choices, behind):
    story = Story().go_on(choices)
    hall = f"h{abs(hash((tuple(choices), behind)))}"
    archive = Archive(engine, hall)
    archive.append(story.facts[: len(story.facts) - behind], archive.open())
    assert doctor_findings(engine, replace(live(story), hall=hall)) == []


def test_an_archive_that_goes_on_while_the_doctor_looks_is_no_fault(archived, found):
    story = Story().go_on(A_DAY)
    archived(story)
    before = live(story, archived=story.revision)
    archived(story.go_on(A_DAY))
    assert found(before) == []


def test_a_doubled_number_is_found_wherever_it_stands(engine, found):
    story = Story()
    story.issue()
    story.numbers.clear()
    story.issue()
    plant(engine, story)
    assert "I1" in found(live(story))
    assert "I1" in invariants(story)


def test_a_number_left_out_or_out_of_order_is_found():
    story = Story()
    story.issue()
    story.numbers["A"] = 4
    story.issue()
    story.numbers["A"] = 2
    story.issue()
    assert invariants(story) == ["I2", "I2"]


def test_numbers_above_a_rebuilt_life_s_margin_are_no_gap():
    story = Story()
    story.issue()
    story.new_life()
    story.issue()
    story.day, story.numbers = "2026-03-03", {"A": 100}
    story.new_life()
    story.issue()
    assert invariants(story) == []


def test_a_ticket_called_at_two_counters_is_found():
    story = Story()
    ticket = story.issue()
    story.call("1", ticket)
    story.call("2", ticket)
    assert invariants(story) == ["I6", "I3"]


def test_a_counter_with_two_tickets_in_hand_is_found():
    story = Story()
    first, second = story.issue(), story.issue()
    story.call("1", first)
    del story.in_hand["1"]
    story.call("1", second)
    assert invariants(story) == ["I4"]


def test_a_ticket_that_ends_twice_is_found(archived, found):
    story = Story()
    ticket = story.issue()
    story.call("1", ticket)
    story.finish("1")
    story.cancel(ticket)
    archived(story)
    assert found(live(story)) == ["I5"]


def test_an_illegal_move_is_found(archived, found):
    story = Story()
    ticket = story.issue()
    story.tickets[ticket] |= {"state": "serving", "counter": "1"}
    story.in_hand["1"] = ticket
    story.tell("started", ticket, "1")
    archived(story)
    assert found(live(story)) == ["I6"]


def test_words_that_nobody_knows_are_found(archived, found):
    story = Story()
    story.tickets[story.issue()]["state"] = "lost"
    story.tell("called", "000000000001", "1")
    story.tell("vanished")
    archived(story)
    assert found(live(story))[:2] == ["I6", "I6"]


def test_a_negative_duration_and_time_running_back_are_found(archived, found):
    story = Story()
    ticket = story.issue()
    story.call("1", ticket)
    story.start("1")
    story.now -= 60_000
    story.finish("1")
    archived(story)
    assert found(live(story)) == ["I18"] * 3  # the fact, the service, the visit


def test_a_recorded_step_of_the_clock_is_no_fault():
    story = Story()
    story.issue()
    story.now -= 60_000
    story.tell("clock_stepped", back=60_000)
    assert invariants(story) == []


def test_a_gap_in_the_archive_is_found(engine, archived, found):
    story = Story().go_on(A_DAY)
    archived(story)
    with engine.begin() as connection:
        connection.execute(delete(facts).where(facts.c.revision == 2))
    assert "I19" in found(live(story))


@pytest.mark.parametrize(
    "fault",
    [
        update(facts).where(facts.c.revision == 3).values(data='{"revision": 3}'),
        update(tickets).where(tickets.c.id == "000000000001").values(line="B"),
        delete(tickets).where(tickets.c.id == "000000000001"),
        delete(calls),
        update(heads).values(revision=4),
    ],
    ids=["fact", "ticket", "lost ticket", "calls", "head"],
)
def test_a_row_that_is_not_what_the_facts_say_is_found(engine, archived, found, fault):
    story = Story().go_on(A_DAY)
    archived(story)
    if "facts" in str(fault):
        forged: Any = {**story.facts[2], "by": "staff:99"}
        fault = update(facts).where(facts.c.revision == 3).values(data=fact_row(HALL, forged)["data"])
    with engine.begin() as connection:
        connection.execute(fault)
    assert "I19" in found(live(story))


def test_a_live_hall_behind_its_archive_is_told_to_rebuild(engine, archived):
    story = Story().go_on(A_DAY)
    archived(story)
    early = Story().go_on(A_DAY[:6])
    findings = doctor_findings(engine, live(early))
    assert [finding.invariant for finding in findings] == ["I19"]
    assert findings[0].text.endswith("Stop it and run rebuild.")


def test_a_stream_trimmed_ahead_of_the_archive_is_found(archived, found):
    story = Story().go_on(A_DAY[:4])
    archived(story)
    story.go_on(A_DAY[4:])
    assert found(live(story, facts=story.facts[-2:]))[0] == "I19"


def test_a_ticket_lost_from_the_live_hall_is_found(archived, found):
    story = Story().go_on(A_DAY)
    archived(story)
    snapshot = live(story)
    waiting = next(key for key, ticket in story.tickets.items() if ticket["state"] == "waiting")

    assert found(replace(snapshot, waiting={})) == ["I5"] * len(
        [ticket for ticket in story.tickets.values() if ticket["state"] == "waiting"]
    )
    without = {key: ticket for key, ticket in snapshot.tickets.items() if key != waiting}
    assert found(replace(snapshot, tickets=without)) == ["I5", "I3"]


def test_a_ticket_changed_without_a_fact_is_found(archived, found):
    story = Story().go_on(A_DAY)
    archived(story)
    snapshot = live(story)
    waiting = next(key for key, ticket in story.tickets.items() if ticket["state"] == "waiting")
    snapshot.tickets[waiting]["lane"] = "priority"
    assert found(snapshot) == ["I6", "I5"]


def test_counters_that_do_not_agree_with_their_tickets_are_found(archived, found):
    story = Story()
    story.call("1", story.issue())
    archived(story)
    ticket = story.in_hand["1"]
    both: Any = {counter: {"id": counter, "ticket": ticket} for counter in ("1", "2")}
    assert "I3" in found(live(story, counters=both))
    assert found(live(story, counters={})) == ["I4"]


def test_numbers_that_would_be_printed_again_are_found(archived, found):
    story = Story().go_on(A_DAY)
    archived(story)
    assert found(live(story, numbers={"A": 1, "B": 1})) == ["I1"]
