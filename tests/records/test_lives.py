"""A live hall lost, or put back to an earlier time: it is noticed, and a rebuild brings back the rest."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import pytest
import redis

from queueing import workers
from queueing.errors import LiveStateBehind, LiveStateLost, NothingToRebuild
from queueing.folder import HallFolder
from queueing.hall import Asked
from queueing.records.archive import Archive
from queueing.reports import LiveSnapshot, doctor_findings
from tests.live.room import Room

MANAGER = Asked("staff:9", "Manager")
STOP = {"zh": "停", "en": "Stop"}


@dataclass
class Hall:
    """A hall with its archive, an archiver that looks when it is told to, and backups of Redis."""

    room: Room
    archive: Archive
    engine: Any

    def __post_init__(self) -> None:
        parts = SimpleNamespace(archive=self.archive, stream=self.room.stream, life=self.room.life)
        self.folder = cast("HallFolder", parts)
        self.epoch = self.archive.open()

    def look(self) -> int:
        """The archiver looks once; how many facts it wrote."""
        return workers.archive_once(self.folder, self.epoch, wait=1)

    def backup(self) -> dict[bytes, Any]:
        keys = cast("list[bytes]", self.room.redis.keys("*"))
        return {key: self.room.redis.dump(key) for key in keys}

    def restore(self, backup: dict[bytes, Any]) -> None:
        self.room.redis.flushall()
        for key, value in backup.items():
            self.room.redis.restore(key, 0, value)

    def lose(self) -> None:
        self.room.redis.flushall()
        self.room.seats.clear()

    def findings(self) -> list[str]:
        archived = self.archive.head().revision
        whole = LiveSnapshot(**self.room.steering.whole(), archived=archived)
        return [str(finding) for finding in doctor_findings(self.engine, whole)]


@pytest.fixture
def hall(engine, empty_redis: redis.Redis, monkeypatch) -> Hall:
    """The town hall, archived up to its beginning."""
    monkeypatch.setattr("queueing.workers.time.sleep", lambda _seconds: None)
    room = Room(empty_redis)
    hall = Hall(room, Archive(engine, room.plan.id), engine)
    hall.look()
    return hall


# A hall in order


@pytest.mark.parametrize("archived", [True, False])
def test_a_hall_in_order_is_not_rebuilt_so_nothing_unarchived_is_dropped(hall, archived):
    hall.room.take()
    if archived:
        hall.look()
    before = hall.room.dump()
    with pytest.raises(NothingToRebuild):
        hall.room.life.rebuild(hall.archive)
    assert hall.room.dump() == before


def test_a_rebuilt_hall_is_in_order_before_and_after_it_is_archived(hall):
    hall.room.take()
    hall.look()
    hall.lose()
    hall.room.life.rebuild(hall.archive)
    for _ in range(2):
        assert hall.room.life.follows(hall.archive.newest())
        with pytest.raises(NothingToRebuild):
            hall.room.life.rebuild(hall.archive)
        assert hall.look() or hall.archive.head().life == 2
        hall.room.take()
    assert hall.findings() == []


def test_a_hall_far_ahead_of_its_trimmed_stream_is_in_order(hall):
    for _ in range(30):
        hall.room.take()
    hall.look()
    hall.room.redis.xtrim(hall.room.hall.keys.facts, maxlen=0)
    hall.room.life.check(hall.archive.newest())
    assert hall.room.take()


# A backup put back


def an_older_hall(hall: Hall, *, acts: int) -> None:
    """Five numbers are archived, then Redis is put back to the second and goes on by some acts."""
    hall.room.take()
    hall.room.take()
    hall.look()
    backup = hall.backup()
    hall.room.time.on(minutes=5)
    for _ in range(3):
        hall.room.take()
    hall.look()
    hall.restore(backup)
    hall.room.time.on(minutes=5)
    for _ in range(acts):
        hall.room.take()


@pytest.mark.parametrize("acts", [0, 2, 3, 4, 9])
@pytest.mark.parametrize("at", ["the archiver's look", "the hall's start"])
def test_an_older_hall_is_stopped_even_when_it_has_overtaken_its_archive(hall, acts, at):
    an_older_hall(hall, acts=acts)
    before = hall.archive.digest()
    if at == "the hall's start":
        hall.room.life.check(hall.archive.newest())
    else:
        assert hall.look() == 0
    with pytest.raises(LiveStateBehind):
        hall.room.take()
    assert hall.look() == 0 and hall.archive.digest() == before, "nothing of the other hall is archived"


@pytest.mark.parametrize("acts", [0, 3, 250])
def test_after_an_older_hall_gave_numbers_a_rebuild_gives_none_of_them_again(hall, acts):
    an_older_hall(hall, acts=acts)
    given = {t[name] for t in hall.room.steering.whole()["tickets"].values() for name in ("id", "number")}
    hall.look()
    old = hall.room.revision()
    hall.room.life.rebuild(hall.archive)
    assert hall.room.revision() > old, "boards that have followed the older hall see the new life"
    fresh = hall.room.ticket(hall.room.take())
    assert not {fresh["id"], fresh["number"]} & given and int(fresh["number"][1:]) > 100
    hall.look()
    assert hall.findings() == []
    assert hall.archive.head().life == 2


def test_an_empty_hall_beside_an_archive_stays_empty(hall):
    hall.room.take()
    hall.look()
    hall.lose()
    with pytest.raises(LiveStateLost):
        hall.room.life.check(hall.archive.newest())
    assert hall.look() == 0 and hall.room.redis.keys("*") == []


# What comes back


def test_a_stop_of_the_hall_and_closed_counters_are_in_force_after_a_rebuild(hall):
    room = hall.room
    room.steering.proclaim(MANAGER, "hall_stopped", {"zh": "旧", "en": "Old"})
    room.steering.proclaim(MANAGER, "hall_resumed")
    room.steering.proclaim(MANAGER, "hall_stopped", STOP)
    room.steering.shut(MANAGER, "1", "wet")
    room.steering.shut(MANAGER, "1", "broken")
    room.steering.shut(MANAGER, "2", "late")
    room.steering.shut(MANAGER, "2", None)
    hall.look()
    hall.lose()
    room.life.rebuild(hall.archive)
    told = room.steering.snapshot()
    assert told["stopped"] == STOP
    assert {c: record.get("closed") for c, record in told["counters"].items()} == {"1": "broken"}
    with pytest.raises(Exception, match="stopped"):
        room.take()
    room.steering.proclaim(MANAGER, "hall_resumed")
    room.sit("1")
    room.take()
    with room.refused("counter-closed"):
        room.next()


def test_a_hall_that_was_let_go_on_runs_after_a_rebuild(hall):
    hall.room.steering.proclaim(MANAGER, "hall_stopped", STOP)
    hall.room.steering.proclaim(MANAGER, "hall_resumed")
    hall.look()
    hall.lose()
    hall.room.life.rebuild(hall.archive)
    assert hall.room.take()


def test_the_pages_of_ended_tickets_open_after_a_rebuild_while_their_days_are_kept(hall):
    room = hall.room
    room.sit("1")
    long_ago = room.hall.take(Asked("key:1"), "card")
    room.time.on(hours=5 * 24)
    room.life.close_days_past()
    yesterday, today = room.hall.take(Asked("key:1"), "card"), None
    room.time.on(hours=24)
    room.life.close_days_past()
    today = room.hall.take(Asked("key:1"), "card")
    room.serving()
    room.do("finish", outcome="办结")
    hall.look()
    hall.lose()
    room.life.rebuild(hall.archive)
    pages = {t["id"]: room.hall.whereabouts(token=t["token"])["ticket"] for t in (yesterday, today)}
    assert [page["state"] for page in pages.values()] == ["expired", "finished"]
    assert pages[today["id"]]["number"] == today["number"]
    with room.refused("unknown-ticket"):
        room.hall.whereabouts(token=long_ago["token"])
    assert hall.findings() == []


def test_a_carried_visitor_s_page_shows_the_ticket_it_goes_on_as_after_a_rebuild(hall, empty_redis):
    empty_redis.flushall()
    carrying = Room(empty_redis, hall.room.text.replace("carry_over = false", "carry_over = true"))
    taken = carrying.hall.take(Asked("key:1"), "card")
    carrying.time.on(hours=24)
    carrying.life.close_days_past()
    archive = Archive(hall.engine, "carrying")
    archive.append(carrying.facts(), archive.open())
    empty_redis.flushall()
    carrying.life.rebuild(archive)
    now = carrying.hall.whereabouts(token=taken["token"])["ticket"]
    assert (now["state"], now["carried_from"]) == ("waiting", taken["id"])


def test_a_day_closed_before_the_loss_is_not_closed_again(hall):
    hall.room.take()
    hall.room.time.on(hours=24)
    assert hall.room.life.close_days_past()
    hall.look()
    hall.lose()
    hall.room.life.rebuild(hall.archive)
    assert hall.room.life.close_days_past() == []
