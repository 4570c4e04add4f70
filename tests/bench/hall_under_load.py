"""The hall of the bench: 32 counters, every act durable, and the clients that take numbers and press Next."""

import json
import subprocess
import sys
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from queueing.folder import HallFolder
from queueing.settings import Settings
from queueing.staffing import Key
from tests.bench.load import Client, Unexpected, request
from tests.running import ROOT, RunningHall

CLIENTS = 32
HALL = ROOT / "halls" / "hall32.toml"


class BenchHall(RunningHall):
    """A whole hall whose web process has the bare route too."""

    def start(self) -> "BenchHall":
        """Start it and wait until it may be written to."""
        self.data.mkdir(parents=True, exist_ok=True)
        told = ("--port", str(self.port), "--hall", str(self.hall_file), "--data", str(self.data))
        words = ("up", *told, *self.options)
        with (self.data / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.bare", *words], cwd=ROOT, stdout=log, stderr=log
            )
        self.wait_ready()
        return self

    @cached_property
    def folder(self) -> HallFolder:
        """Its data folder, opened beside it."""
        return HallFolder(Settings(data=self.data))

    def key(self, scope: str, counter: str | None = None, label: str | None = None) -> str:
        """A bearer key, made without starting a command for each."""
        made = Key(scope=scope, counter=counter, label=label or "bench")
        return self.folder.staffing.make_key(made, self.folder.clock.tick(), "bench")[1]


@dataclass
class Desk:
    """A clerk at a counter who presses Next with the ticket in hand; `numbers` are those called, in order."""

    counter: str
    key: str
    epoch: int
    current: str | None = None
    numbers: list[str] = field(default_factory=list)

    def ask(self) -> bytes:
        """The next Next, as the clerk's page sends it."""
        body = json.dumps({"current": self.current}).encode()
        headers = {"Seat_Epoch": str(self.epoch), "Idempotency_Key": uuid.uuid4().hex}
        return request("POST", f"/api/v1/counters/{self.counter}/calls", self.key, body, **headers)

    def told(self, status: int, body: bytes) -> None:
        """Take the called ticket in hand."""
        expect_201(status, body)
        called = json.loads(body)
        self.current = called["ticket"]
        self.numbers.append(called["number"])


def expect_201(status: int, body: bytes) -> None:
    """The only answer that counts; 204 would mean that the hall ran out of visitors."""
    if status != 201:
        raise Unexpected(f"The hall answered {status}: {body.decode(errors='replace')[:300]}")


def takers(hall: BenchHall) -> list[Client]:
    """Clients that take numbers at a kiosk."""
    key = hall.key("kiosk")

    def ask() -> bytes:
        return request("POST", "/api/v1/tickets", key, b'{"service":"all"}', Idempotency_Key=uuid.uuid4().hex)

    return [Client(ask, expect_201) for _ in range(CLIENTS)]


def bare_askers(hall: BenchHall) -> list[Client]:
    """Clients of the bare route, with a key and a request id like the others."""
    key = hall.key("kiosk")

    def ask() -> bytes:
        return request("POST", "/api/v1/bare", key, Idempotency_Key=uuid.uuid4().hex)

    return [Client(ask, expect_201) for _ in range(CLIENTS)]


def seated(hall: BenchHall) -> list[Desk]:
    """A clerk at each counter."""
    key = hall.key("clerk")
    desks = []
    for n in range(1, CLIENTS + 1):
        answer = hall.api(key).post(f"/counters/{n}/sit")
        expect_201(answer.status, str(answer.body).encode())
        desks.append(Desk(str(n), key, answer.body["epoch"]))
    return desks


def callers(desks: Sequence[Desk]) -> list[Client]:
    """Clients that press Next, each at its own counter."""
    return [Client(desk.ask, desk.told) for desk in desks]
