"""A paper roll in the archive: a rebuild goes on from its last number, no figure of waiting counts it."""

import pytest
import redis

from queueing.records.archive import Archive
from queueing.reports import Reports
from tests.live.room import Room
from tests.live.test_rolls import ROLLS
from tests.records.test_lives import Hall


@pytest.fixture
def hall(engine, empty_redis: redis.Redis, monkeypatch) -> Hall:
    """The town hall with paper rolls, archived up to its beginning; clerks sit at 4 and 6."""
    monkeypatch.setattr("queueing.workers.time.sleep", lambda _seconds: None)
    room = Room(empty_redis, ROLLS)
    hall = Hall(room, Archive(engine, room.plan.id), engine)
    for counter in ("4", "6"):
        room.sit(counter)
    hall.look()
    return hall


def call(hall: Hall, counter: str = "4", **how: object) -> str:
    return str(hall.room.do("call_roll", counter, **how)["number"])


def test_after_a_loss_the_roll_goes_on_from_its_last_number(hall: Hall):
    for _ in range(3):
        call(hall)
    call(hall, "6")
    call(hall, number=20)
    hall.look()
    hall.lose()
    hall.room.life.rebuild(hall.archive)
    hall.room.sit("4")
    assert hall.room.hall.rolls("4")[0]["last"] == 20
    assert call(hall) == "021"
    with hall.room.refused("roll-called-before"):
        call(hall, number=2)
    hall.look()
    assert hall.findings() == []


def test_the_waits_of_a_day_leave_the_roll_out(hall: Hall):
    hall.room.take()
    hall.room.time.on(minutes=10)
    hall.room.next("6")
    for _ in range(3):
        call(hall)
    hall.look()
    day = hall.room.hall.day.isoformat()
    figures = Reports(hall.engine, hall.room.plan.id).funnel(day, hall.room.hall.promises)
    assert (figures["issued"], figures["called"]) == (4, 4)
    assert figures["waits"]["ordinary"]["called"] == 1
    assert figures["waits"]["ordinary"]["p50_s"] == 600
    own = Reports(hall.engine, hall.room.plan.id).own_day(day, "4")
    assert (own["called"], own["mean_wait_s"]) == (3, None)
    assert hall.findings() == []
