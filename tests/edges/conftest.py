"""A running hall of many desks, each with a line, a service and a zone of its own, so tests never meet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import redis
from apiflask import APIFlask

import app
from queueing.folder import HallFolder
from queueing.records.keys import digest
from queueing.rules.people import Person
from queueing.settings import Settings
from queueing.staffing import Key, SignedIn, Staffing
from tests.edges.booking_day import Day, open_day
from tests.records.cast import QUICK
from tests.running import Answer, Api, RunningHall, give_voice

#: Makes a new data folder by a name.
Furnish = Callable[[str], Path]

DESKS = 90
#: The password a new person is given.
GIVEN = "three blind mice"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: The desk whose counter pulls its line from 60 % of the promise on.
PATIENT = DESKS


def hall_file() -> str:
    """The hall of many desks."""
    every = range(1, DESKS + 1)
    zones = [f'{{ id = "z{n}", names = {{ zh = "{n}区", en = "Zone {n}" }}, floor = "1F" }}' for n in every]
    lines = [
        f'{{ id = "l{n}", prefix = "{LETTERS[n // 26]}{LETTERS[n % 26]}", names = {{ zh = "{n}队" }} }}'
        for n in every
    ]
    services = [f'{{ id = "s{n}", line = "l{n}", names = {{ zh = "业务{n}" }} }}' for n in every]
    counters = [f'{{ id = "{n}", zone = "z{n}", lines = [{{ line = "l{n}"{patience(n)} }}] }}' for n in every]
    kiosks = [
        '{ id = "k1", zone = "z1", printer = "dummy" }',
        '{ id = "k2", zone = "z1" }',
        '{ id = "k3", zone = "z1", printer = "agent" }',
    ]
    tables = {"zones": zones, "lines": lines, "services": services, "counters": counters, "kiosks": kiosks}
    head = '# A hall of many desks.\nid = "desks"\nnames = { zh = "万窗大厅" }\ntimezone = "Asia/Shanghai"\n'
    body = "".join(f"{name} = [\n{', '.join(rows)}\n]\n" for name, rows in tables.items())
    return f'{head}{body}[priority_reasons]\nelderly = {{ zh = "老年人" }}\n'


def patience(desk: int) -> str:
    return ", threshold = 0.6" if desk == PATIENT else ""


@dataclass
class Desk:
    """One counter with its own line, and the API with keys; the clerk's key is bound to this counter."""

    n: int
    hall: RunningHall
    kiosk: Api
    guide: Api
    manager: Api
    clerk: Api

    @property
    def service(self) -> str:
        return f"s{self.n}"

    @property
    def line(self) -> str:
        return f"l{self.n}"

    @property
    def zone(self) -> str:
        return f"z{self.n}"

    def take(self, **more: object) -> dict[str, Any]:
        """A number taken at the kiosk."""
        taken = self.kiosk.post("/tickets", {"service": self.service, **more})
        assert taken.status == 201, taken.body
        return dict(taken.body)

    def act(self, verb: str, body: object = None, by: Api | None = None, **headers: str) -> Answer:
        """An act at this counter."""
        return (by or self.clerk).post(f"/counters/{self.n}/{verb}", body, **headers)

    def sit(self) -> int:
        """The clerk sits down; the seat's epoch."""
        seat = self.act("sit")
        assert seat.status == 201, seat.body
        return int(seat.body["epoch"])

    def holder(self) -> str | None:
        """Who sits at this counter."""
        desk = self.clerk.get(f"/counters/{self.n}/desk")
        assert desk.status == 200, desk.body
        holder: str | None = desk.body["counter"]["seat"]["holder"]
        return holder

    def call(self, **body: object) -> dict[str, Any]:
        """The next one is called."""
        called = self.act("calls", body)
        assert called.status == 201, called.body
        return dict(called.body)

    def state(self, ticket: dict[str, Any]) -> str:
        """What its visitor's page says of a ticket."""
        return str(Api(self.hall.url).get(f"/tickets/{ticket['token']}").body["state"])


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """The hall of many desks, running; one for all tests of the edges."""
    folder = tmp_path_factory.mktemp("desks")
    file = folder / "desks.toml"
    file.write_text(hall_file(), "utf-8")
    running = RunningHall(folder / "data", file).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def furnish(tmp_path_factory: pytest.TempPathFactory) -> Furnish:
    """A new data folder that has its voice clips already, so that a start takes no longer than it must."""

    def make(name: str) -> Path:
        data = tmp_path_factory.mktemp(name)
        give_voice(data)
        return data

    return make


@pytest.fixture(scope="session")
def folder(hall: RunningHall) -> HallFolder:
    """The same hall's data folder, opened beside it."""
    return HallFolder(Settings(data=hall.data))


@pytest.fixture(scope="session")
def key(hall: RunningHall, folder: HallFolder) -> Callable[..., Api]:
    """The API with a new key of some scope."""

    def make(scope: str, counter: str | None = None, rate: int | None = None, label: str = "") -> Api:
        made = Key(scope=scope, counter=counter, rate=rate, label=label)
        return hall.api(folder.staffing.make_key(made, folder.clock.tick(), "test")[1])

    return make


@pytest.fixture(scope="session")
def desks(hall: RunningHall, key: Callable[..., Api]) -> Callable[[int | None], Desk]:
    """A desk nobody has used yet, or the one of a number."""
    kiosk, guide, manager, fresh = key("kiosk"), key("guide"), key("manager"), count(1)

    def one(n: int | None) -> Desk:
        number = next(fresh) if n is None else n
        clerk = key("clerk", str(number))
        return Desk(number, hall, kiosk, guide, manager, clerk)

    return one


@pytest.fixture
def desk(desks: Callable[[int | None], Desk]) -> Desk:
    """A desk nobody has used yet."""
    return desks(None)


@dataclass
class Built:
    """The web application of Bincheng, in this process."""

    app: APIFlask
    folder: HallFolder

    def key(self, scope: str) -> str:
        """A bearer key."""
        return self.folder.staffing.make_key(Key(scope=scope), self.folder.clock.tick(), "test")[1]

    def session(self, role: str = "manager") -> SignedIn:
        """A signed-in browser of somebody who has chosen a password."""
        signed = self.newcomer(role)
        token, now = signed.token, self.folder.clock.tick()
        self.folder.staffing.change_password(token, GIVEN, token_hex(8), now)
        return signed

    def newcomer(self, role: str = "manager") -> SignedIn:
        """A signed-in browser of somebody new, whose password somebody else has given."""
        staffing, now = self.folder.staffing, self.folder.clock.tick()
        person = Person(f"{role}-{token_hex(4)}", "Somebody", role, None, GIVEN)
        link = staffing.make_link(now, "test", staffing.add(person, now, "test").account.id)
        return staffing.sign_in_by_link(link, now)

    def agent(self, kind: str) -> str:
        """The key of a device worked by an agent."""
        secret = token_hex(16)
        self.folder.staffing.let_in(digest(secret), kind, "1", self.folder.clock.tick(), "test")
        return secret

    def device(self, kind: str) -> str:
        """The cookie of a paired browser."""
        return self.folder.staffing.pair(kind, "1", self.folder.clock.tick(), "test")[1]


@pytest.fixture(scope="module")
def built(live_redis: redis.Redis, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Bincheng's application, built anew for one module on an empty hall."""
    live_redis.flushall()
    at = live_redis.connection_pool.connection_kwargs["path"]
    folder = HallFolder(Settings(data=tmp_path_factory.mktemp("built"), redis_url=f"unix://{at}"))
    folder.load_plan(None)
    folder.life.check(None)
    vars(folder)["staffing"] = Staffing(folder.records, folder.plan.id, QUICK)
    return Built(app.build(folder, "threading")[0], folder)


@pytest.fixture(scope="session")
def booking_hall(live_redis: redis.Redis, tmp_path_factory: pytest.TempPathFactory) -> Day:
    """The hall with extended service, its clock in hand; one for all tests of the edges."""
    return open_day(live_redis, tmp_path_factory.mktemp("bookings"))


@pytest.fixture
def day(booking_hall: Day, empty_redis: redis.Redis) -> Day:
    """Nobody has booked anything there, and it is Monday, ten o'clock."""
    with booking_hall.folder.records.begin() as connection:
        connection.exec_driver_sql("DELETE FROM bookings")
    booking_hall.go("2026-03-02T10:00").folder.hall.open_counters()  # so that nothing of later days is known
    return booking_hall
