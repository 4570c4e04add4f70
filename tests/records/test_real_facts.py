"""The facts of the real scripts: archived as they come, over days and a rebuild, the doctor finds nothing."""

import random
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from queueing.errors import HallError
from queueing.hall import Asked
from queueing.records.archive import Archive, digest_of
from queueing.records.tables import calls
from queueing.reports import LiveSnapshot, Reports, doctor_findings
from tests.live.room import TOWN, Room

MANAGER = Asked("staff:9", "staff:9")


class Day:
    """A hall where anybody may do anything, with an archiver that lags a little."""

    def __init__(self, room: Room, archive: Archive, seed: int) -> None:
        self.room, self.archive, self.dice = room, archive, random.Random(seed)
        self.epoch = archive.open()
        self.tickets: list[str] = []

    def go_on(self, acts: int) -> None:
        for _ in range(acts):
            self.room.time.on(seconds=self.dice.choice([1, 5, 15, 40]))
            with suppress(HallError):  # half of a hall's life, and it must leave nothing behind
                self.dice.choice(self._acts())()
            if self.dice.random() < 0.2:
                self.archive_some(self.dice.choice([1, 3, 50]))

    def archive_some(self, count: int = 10_000) -> None:
        self.archive.append(
            self.room.stream.after(self.archive.head().revision, count=count, wait=1), self.epoch
        )

    def findings(self, engine: Any) -> list[str]:
        archived = self.archive.head().revision
        whole = LiveSnapshot(**self.room.steering.whole(), archived=archived)
        return [str(finding) for finding in doctor_findings(engine, whole)]

    def _acts(self) -> list[Any]:
        room, counter = self.room, self.dice.choice(["1", "2", "3"])
        ticket = self.dice.choice(self.tickets or ["000000000001"])
        if counter not in room.seats:
            room.sit(counter)
        take = lambda: self.tickets.append(  # noqa: E731 - an act like the others
            room.take(
                self.dice.choice(["card", "invoice", "permit"]), self.dice.choice(["ordinary", "priority"])
            )
        )
        at_desk = [
            partial(room.do, verb, counter) for verb in ("start", "recall", "miss", "hold", "undo", "start")
        ]
        return [
            *[take] * 6,
            *[partial(room.next, counter)] * 6,
            *at_desk,
            partial(room.next, counter, ticket=ticket, reason="in pain"),
            partial(room.do, "finish", counter, outcome="办结", items=1),
            lambda: (room.next(counter), room.do("undo", counter)),
            lambda: (
                room.do("hold", counter),
                room.do("resume", counter, room.counter(counter)["held"][0]),
            ),
            lambda: room.do(
                "transfer", counter, self.dice.choice(["tax", "@2"]), self.dice.choice(["front", "end"])
            ),
            lambda: room.do("walk_in", counter, "card"),
            partial(room.hall.cancel, MANAGER, ticket, "went home"),
            partial(room.hall.come_back, Asked("visitor"), ticket),
            partial(room.steering.grant_priority, MANAGER, ticket, "elderly"),
            partial(room.steering.change_service, MANAGER, ticket, "invoice"),
            partial(room.steering.move, MANAGER, ticket, "social", "end", "asked for it"),
            partial(room.steering.proclaim, MANAGER, "announced", {"zh": "安静", "en": "Quiet"}),
            partial(self._force_off, counter),
        ]

    def _force_off(self, counter: str) -> None:
        self.room.steering.force_off(MANAGER, counter, "ill")
        del self.room.seats[counter]


@pytest.mark.parametrize(
    "seed", [0, pytest.param(1, marks=pytest.mark.long), pytest.param(2, marks=pytest.mark.long)]
)
def test_days_of_anybody_doing_anything_leave_a_sound_archive(engine, empty_redis, seed):
    carry = "carry_over = true" if seed % 2 else "carry_over = false"
    room = Room(empty_redis, TOWN.replace("carry_over = false", carry))
    archive = Archive(engine, room.plan.id)
    day = Day(room, archive, seed)
    for _ in range(2):
        day.go_on(200)
        assert day.findings(engine) == []
        room.time.on(hours=24)
        room.life.close_days_past()
        assert day.findings(engine) == []
    day.archive_some()

    kinds = {fact["kind"] for fact in room.facts()}
    assert {"undone", "resumed", "voided", "carried" if seed % 2 else "expired"} <= kinds
    assert archive.digest() == digest_of(room.facts())
    with engine.begin() as connection:
        assert len(connection.execute(select(calls)).all()) == len(room.facts("called", "recalled"))
    yesterday = (room.life.day - timedelta(days=1)).isoformat()
    funnel = Reports(engine, room.plan.id).funnel(yesterday, room.hall.promises)
    assert sum(funnel["states"].values()) == funnel["issued"] + funnel["walked_in"]


def test_after_redis_is_lost_a_rebuilt_hall_is_sound_and_gives_no_number_twice(engine, empty_redis):
    room = Room(empty_redis)
    archive = Archive(engine, room.plan.id)
    day = Day(room, archive, seed=7)
    day.go_on(150)
    day.archive_some()
    empty_redis.flushall()
    room.seats.clear()

    room.life.rebuild(archive)
    assert day.findings(engine) == []
    day.go_on(150)
    day.archive_some()
    assert day.findings(engine) == []
    assert archive.head().life == 2
