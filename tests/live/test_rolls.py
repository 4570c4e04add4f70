"""A paper roll: its numbers are called one after another, each once, whoever calls and however one jumps."""

import threading
from collections import Counter

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queueing.errors import BadInput, HallError, RollCalledBefore
from queueing.hall import Asked
from queueing.live import server
from queueing.rules.invariants import Follower
from queueing.rules.plan import Lane
from tests.live.room import TOWN, Room

#: Counters 4 and 5 work from a roll alone, counter 6 from another one too.
ROLLS = (
    TOWN.replace('  { id = "pickup"', '  { id = "stamp", roll = true, names = { zh = "盖章" } },\n'
                 '  { id = "copy", roll = true, prefix = "R", names = { zh = "复印" } },\n  { id = "pickup"')
    .replace('  { id = "permit"', '  { id = "seal", line = "stamp", names = { zh = "盖章" } },\n'
             '  { id = "copies", line = "copy", names = { zh = "复印" } },\n  { id = "permit"')
    .replace('  { id = "3", zone', '  { id = "4", zone = "2", lines = ["stamp"] },\n'
             '  { id = "5", zone = "2", lines = ["stamp"] },\n'
             '  { id = "6", zone = "1", lines = ["copy", "stamp", "social"] },\n  { id = "3", zone')
)  # fmt: skip


@pytest.fixture
def room(empty_redis: redis.Redis) -> Room:
    """The town hall with two paper rolls; clerks sit at 4, 5 and 6."""
    town = Room(empty_redis, ROLLS)
    for counter in ("4", "5", "6"):
        town.sit(counter)
    return town


def call(room: Room, counter: str = "4", **how: object) -> str:
    """Call a number of a roll; it."""
    return str(room.do("call_roll", counter, **how)["number"])


def whole(room: Room) -> None:
    """Nothing that must always hold is broken."""
    assert list(Follower().follow(room.facts())) == []


def test_the_numbers_come_one_after_another_at_all_its_counters(room):
    assert [call(room, counter) for counter in ("4", "5", "4", "5")] == ["001", "002", "003", "004"]
    assert call(room, "6") == "R001", "another roll counts by itself"
    assert call(room, "6", line="stamp") == "005"
    assert room.hall.rolls("4")[0]["last"] == 5
    whole(room)


def test_the_next_finishes_the_one_before_and_it_is_archived_as_of_the_roll(room):
    call(room)
    first = room.counter("4")["ticket"]
    call(room)
    kept = room.ticket(first)
    assert (kept["state"], kept["origin"], kept["service"]) == ("finished", "roll", "seal")
    assert [fact["kind"] for fact in room.facts()][-3:] == ["finished", "issued", "called"]


def test_a_call_of_the_roll_is_shown_and_spoken_as_any(room):
    call(room)
    snapshot = room.steering.snapshot()
    assert [c["number"] for c in snapshot["calls"]["2"]] == ["001"]
    assert [c["number"] for c in snapshot["speech"]["2"]["queue"]] == ["001"]


def test_a_jump_goes_forward_or_back_and_the_next_goes_on_from_there(room):
    call(room)
    assert call(room, number=40) == "040"
    assert call(room) == "041"
    assert call(room, number=2) == "002", "it was never called"
    assert call(room) == "003"
    call(room, number=39)
    assert call(room) == "042", "40 and 41 were called already"
    whole(room)


def test_a_number_called_before_is_called_only_on_purpose(room):
    call(room)
    call(room)
    with room.refused("roll-called-before", number="001"):
        call(room, number=1)
    again = room.do("call_roll", "4", number=1, again=True)
    assert (again["number"], again["ended"]) == ("001", True)
    assert room.steering.snapshot()["calls"]["2"][0]["number"] == "001"
    assert "ticket" not in room.counter("4"), "the visit had ended and stays so"
    assert call(room) == "003", "calling back moves nothing"
    whole(room)


def test_a_missed_number_that_comes_late_is_served_as_its_own_ticket(room):
    call(room)
    missed = room.counter("4")["ticket"]
    room.do("miss", "4")
    call(room)
    room.do("call_roll", "4", number=1, again=True)
    assert room.state(missed) == "called" and room.counter("4")["ticket"] == missed
    room.do("start", "4")
    room.do("finish", "4")
    whole(room)


def test_a_number_at_another_counter_is_left_there(room):
    call(room, "4")
    with room.refused("not-waiting", number="001"):
        call(room, "5", number=1, again=True)
    with room.refused("not-waiting", number="001"):
        call(room, "4", number=1, again=True)


def test_a_screen_that_shows_another_ticket_calls_nobody(room):
    call(room, current="")
    with room.refused("stale"):
        call(room, current="")


def test_a_call_taken_back_waits_and_is_called_by_the_ordinary_next(room):
    call(room)
    call(room)
    room.do("undo", "4")
    assert room.hall.rolls("4")[0]["last"] == 2
    assert room.next("4") is not None and room.steering.snapshot()["calls"]["2"][0]["number"] == "002"
    assert call(room) == "003"
    whole(room)


def test_the_hall_gives_out_no_number_of_a_roll(room):
    with pytest.raises(BadInput):
        room.hall.take(Asked("key:1"), "seal", Lane.ORDINARY)
    room.sit("1")
    with pytest.raises(BadInput):
        call(room, "1")


def test_a_closed_counter_and_a_stopped_hall_call_no_roll(room):
    room.steering.shut(Asked("staff:9"), "4", "tea")
    with room.refused("counter-closed"):
        call(room, "4")
    room.steering.proclaim(Asked("staff:9"), "hall_stopped", {"zh": "停"})
    with room.refused("hall-stopped"):
        call(room, "5")


def test_a_repeat_of_a_request_calls_nobody_new(room):
    asked = Asked("staff:4", "staff:4", "once", "digest", room.seats["4"].epoch)
    assert room.hall.call_roll(asked, "4")["number"] == room.hall.call_roll(asked, "4")["number"] == "001"


def test_tomorrow_the_roll_begins_anew_and_nothing_is_carried(room):
    call(room)
    call(room)
    room.do("undo", "4")
    room.time.on(hours=24)
    room.life.close_days_past()
    room.sit("5", "staff:50", takeover=True)
    assert call(room, "5") == "001"
    whole(room)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["4", "5"]),
        st.one_of(st.none(), st.integers(1, 12)),
        st.booleans(),
        st.sampled_from(["", "miss", "finish", "start", "hold", "undo"]),
    ),
    max_size=25,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(ACTS)
def test_however_clerks_jump_every_number_has_one_ticket_and_every_invariant_holds(empty_redis, acts):
    empty_redis.flushall()
    room = Room(empty_redis, ROLLS)
    for counter in ("4", "5"):
        room.sit(counter)
    for counter, number, again, then in acts:
        try:
            call(room, counter, number=number, again=again)
            if then:
                room.do(then, counter)
        except HallError:
            pass
        room.time.on(seconds=1)
    issued = Counter(f["ticket"]["number"] for f in room.facts("issued"))
    assert not issued or max(issued.values()) == 1
    whole(room)


def test_many_counters_at_once_call_each_number_once(empty_redis):
    counters = [f"k{n}" for n in range(12)]
    rows = "".join(f'  {{ id = "{c}", zone = "1", lines = ["stamp"] }},\n' for c in counters)
    room = Room(empty_redis, ROLLS.replace("counters = [\n", f"counters = [\n{rows}"))
    for counter in counters:
        room.sit(counter)
    called: list[str] = []
    start = threading.Barrier(len(counters))
    at = empty_redis.connection_pool.connection_kwargs["path"]

    def work(counter: str, jumps: bool) -> None:
        own = Room.__new__(Room)
        own.__dict__.update(room.__dict__)
        own.hall = type(room.hall)(room.plan, server.connect(f"unix://{at}"), room.hall.clock)
        start.wait()
        for n in range(25):
            try:
                answer = own.do("call_roll", counter, number=n * 7 + 1 if jumps and n % 5 == 0 else None)
                called.append(answer["number"])
            except RollCalledBefore:
                pass
        own.hall.client.close()
        own.hall.client.connection_pool.disconnect()

    threads = [threading.Thread(target=work, args=(c, n % 3 == 0)) for n, c in enumerate(counters)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(called) > 250
    assert [number for number, times in Counter(called).items() if times > 1] == []
    whole(room)
