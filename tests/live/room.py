"""A small hall on a real Redis, with hands on its clock: what the tests of the live queue act on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
import redis

from queueing.clock import Clock, to_datetime, to_ms
from queueing.errors import HallError
from queueing.hall import Asked, Hall
from queueing.life import Life
from queueing.planning import read_hall
from queueing.records.archive import Archive
from queueing.records.migrations import upgrade
from queueing.records.tables import open_records
from queueing.rules.facts import Fact
from queueing.rules.plan import Lane
from queueing.steering import Steering
from queueing.stream import Stream

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000

#: Two lines that every counter but 3 pulls, one that counter 3 pulls alone; counter 2 helps from 60 % on.
TOWN = """\
id = "town"
names = { zh = "镇大厅", en = "Town hall" }
timezone = "Asia/Shanghai"
carry_over = false
lanes = { helper = { promise = 30 } }
zones = [
  { id = "1", names = { zh = "东", en = "East" }, arrows = { 2 = "left" } },
  { id = "2", names = { zh = "西", en = "West" } },
]
lines = [
  { id = "social", prefix = "A", names = { zh = "社保", en = "Social" } },
  { id = "tax", prefix = "B", names = { zh = "税务", en = "Tax" } },
  { id = "pickup", prefix = "C", names = { zh = "出件", en = "Pick-up" } },
]
services = [
  { id = "card", line = "social", names = { zh = "社保卡", en = "Card" } },
  { id = "pension", line = "social", names = { zh = "养老", en = "Pension" } },
  { id = "invoice", line = "tax", names = { zh = "发票", en = "Invoice" } },
  { id = "permit", line = "pickup", names = { zh = "取件", en = "Permit" } },
]
counters = [
  { id = "1", zone = "1", lines = ["social", "tax"] },
  { id = "2", zone = "1", lines = ["social", { line = "tax", threshold = 0.6 }] },
  { id = "3", zone = "2", lines = ["pickup"] },
]
[priority_reasons]
elderly = { zh = "老年人", en = "Older visitor" }
"""

#: The same with a licence that goes on to a back office (counter 2) and to the pick-up.
STAGED = (
    TOWN.replace(
        '"pickup", prefix = "C",',
        '"pickup", prefix = "C", stage = "pick-up",',
    )
    .replace(
        "lines = [",
        'lines = [\n  { id = "back", stage = "back-office", names = { zh = "审批", en = "Approval" } },',
        1,
    )
    .replace(
        "services = [",
        """services = [
  { id = "licence", line = "social", then = ["back", "pickup"], ready = 30, names = { zh = "执照" } },""",
    )
    .replace('lines = ["social", { line = "tax"', 'lines = ["social", "back", { line = "tax"')
)


@dataclass
class Hands:
    """A clock that moves only when a test moves it."""

    ms: int

    def __call__(self) -> int:
        """Real time, as the hall's clock asks for it."""
        return self.ms

    def on(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0, ms: int = 0) -> int:
        """Let time pass, or, with a negative span, step the clock back; the time it is then."""
        self.ms += int(hours * HOUR + minutes * MINUTE + seconds * SECOND) + ms
        return self.ms


@dataclass
class Room:
    """One hall: its doors, its clock, and short words for what tests do all the time."""

    redis: redis.Redis
    text: str = TOWN
    time: Hands = field(
        default_factory=lambda: Hands(to_ms(datetime.fromisoformat("2026-03-02T09:00+08:00")))
    )
    seats: dict[str, Asked] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the doors and begin the first life."""
        self.plan = read_hall(self.text, 1)
        clock = Clock(real=self.time)
        self.hall = Hall(self.plan, self.redis, clock)
        self.steering = Steering(self.plan, self.redis, clock)
        self.life = Life(self.plan, self.redis, clock)
        self.stream = Stream(self.redis, self.plan.id)
        self.life.check(None)

    # Short words -------------------------------------------------------------------------------------

    def take(self, service: str = "card", lane: str = "ordinary", **more: Any) -> str:
        """A visitor takes a number; the ticket's id."""
        return str(self.hall.take(Asked("key:1"), service, Lane(lane), **more)["id"])

    def sit(self, counter: str = "1", who: str | None = None, **more: Any) -> Asked:
        """A clerk sits down; with what comes back every act at that counter is asked."""
        who = who or f"staff:{counter}"
        epoch = self.hall.sit(Asked(who, who), counter, **more)["epoch"]
        self.seats[counter] = Asked(who, who, epoch=epoch)
        return self.seats[counter]

    def next(self, counter: str = "1", **how: Any) -> str | None:
        """Press Next; the ticket called, None when nobody waits."""
        called = self.hall.call_next(self.seats[counter], counter, **how).get("ticket")
        return None if called is None else str(called)

    def do(self, verb: str, counter: str = "1", *args: Any, **more: Any) -> dict[str, Any]:
        """Another act of the clerk who sits there."""
        return cast("dict[str, Any]", getattr(self.hall, verb)(self.seats[counter], counter, *args, **more))

    def serving(self, counter: str = "1") -> str:
        """Call the next and begin to serve; the ticket."""
        called = self.next(counter)
        assert called is not None
        self.do("start", counter)
        return called

    def missed(self, counter: str = "1") -> str:
        """Call the next, who does not come; the ticket."""
        called = self.next(counter)
        assert called is not None
        self.do("miss", counter)
        return called

    # What is there -----------------------------------------------------------------------------------

    def ticket(self, ticket: str) -> dict[str, Any]:
        """A ticket, whole."""
        return cast("dict[str, Any]", self.hall.whereabouts(ticket=ticket)["ticket"])

    def state(self, ticket: str) -> str:
        """The state of a ticket."""
        return str(self.ticket(ticket)["state"])

    def at(self, *, minutes: float) -> datetime:
        """The hall time so many minutes from now."""
        return to_datetime(self.time.ms + int(minutes * MINUTE), self.plan.tz)

    def ahead(self, ticket: str) -> int | None:
        """How many are before it."""
        return self.hall.whereabouts(ticket=ticket).get("ahead")

    def counter(self, counter: str = "1") -> Mapping[str, Any]:
        """A counter's record."""
        return cast("Mapping[str, Any]", self.steering.snapshot()["counters"][counter])

    def facts(self, *kinds: str, after: int = 0) -> list[Fact]:
        """Every fact so far, or those of some kinds."""
        told: list[Fact] = []
        while batch := self.stream.after(told[-1]["revision"] if told else after, wait=0):
            told += batch
        return [fact for fact in told if not kinds or fact["kind"] in kinds]

    def last(self, *kinds: str) -> Any:
        """The newest fact, or the newest of some kinds."""
        return self.facts(*kinds)[-1]

    def revision(self) -> int:
        """Where the hall stands."""
        head = self.stream.head()
        assert head is not None
        return head.revision

    def rebuild(self, folder: Path) -> None:
        """Redis is lost, and the hall is built anew from an archive in this folder that has every fact."""
        records = open_records(f"sqlite:///{folder}/hall.db")
        upgrade(records)
        archive = Archive(records, self.plan.id)
        archive.append(self.facts(), archive.open("test"))
        self.redis.flushall()
        self.life.rebuild(archive)
        records.dispose()

    def dump(self) -> dict[bytes, Any]:
        """All that Redis holds, every key whole."""
        keys = cast("list[bytes]", sorted(cast("list[bytes]", self.redis.keys("*"))))
        with self.redis.pipeline(transaction=True) as pipe:
            for key in keys:
                pipe.type(key)
            kinds = pipe.execute()
            for key, kind in zip(keys, kinds, strict=True):
                match kind:
                    case b"hash":
                        pipe.hgetall(key)
                    case b"zset":
                        pipe.zrange(key, 0, -1, withscores=True)
                    case b"string":
                        pipe.get(key)
                    case b"stream":
                        pipe.xrange(key)
                    case _:
                        raise AssertionError(f"{key!r} is a {kind!r}, which no key of the hall is")
            return dict(zip(keys, pipe.execute(), strict=True))

    @contextmanager
    def refused(self, code: str, **params: object) -> Iterator[None]:
        """What is done here is refused with this code, and all that Redis holds is as before."""
        before = self.dump()
        with pytest.raises(HallError) as told:
            yield
        assert told.value.code == code, told.value
        assert "…" not in told.value.sentence, f"the sentence lacks something: {told.value.sentence}"
        assert params.items() <= told.value.params.items(), told.value.params
        assert self.dump() == before, f"{code} changed something"
