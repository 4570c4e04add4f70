"""Many clerks and kiosks at once over HTTP: each ticket called once, by the rule, none lost (I1, I3, I9)."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.live.linearizability import Operation, is_linearizable
from tests.running import ROOT, RunningHall

CLERKS, KIOSKS, TICKETS = 24, 8, 2_000
NEVER = float("inf")


@dataclass
class Recorder:
    """One client with one connection; every act is written down with its begin and end."""

    port: int
    key: str
    acts: list[Operation] = field(default_factory=list)
    epoch: int | None = None

    def __post_init__(self) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def post(self, path: str, body: object) -> tuple[int, Any]:
        """One act; its status and body."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        if self.epoch is not None:
            headers["Seat-Epoch"] = str(self.epoch)
        self._line.request("POST", f"/api/v1{path}", json.dumps(body), headers)
        reply = self._line.getresponse()
        raw = reply.read()
        return reply.status, json.loads(raw) if raw else None

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def issue(self) -> None:
        """Take a number."""
        begun = time.monotonic()
        status, body = self.post("/tickets", {"service": "all"})
        assert status == 201, body
        self.acts.append(Operation("issue", begun, time.monotonic(), int(body["id"])))

    def call(self, counter: str) -> int:
        """Call the next; its rank, 0 when nobody waits."""
        begun = time.monotonic()
        status, body = self.post(f"/counters/{counter}/calls", {})
        assert status in {201, 204}, body
        rank = int(body["ticket"]) if status == 201 else 0
        self.acts.append(Operation("call", begun, time.monotonic(), rank))
        return rank


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    """32 counters on one line."""
    running = RunningHall(tmp_path / "data", ROOT / "halls" / "hall32.toml").start()
    yield running
    running.stop()


def at_once(deeds: list[Callable[[], None]]) -> None:
    """Do all at the same time; the first fault is raised."""
    with ThreadPoolExecutor(len(deeds)) as pool:
        for done in [pool.submit(deed) for deed in deeds]:
            done.result()


def test_two_thousand_tickets_are_each_called_once_in_the_order_of_the_rule(hall: RunningHall):
    kiosk, clerk = hall.key("kiosk"), hall.key("clerk")
    kiosks = [Recorder(hall.port, kiosk) for _ in range(KIOSKS)]
    clerks = [Recorder(hall.port, clerk) for _ in range(CLERKS)]
    all_issued = threading.Event()

    def give_out(recorder: Recorder) -> None:
        for _ in range(TICKETS // KIOSKS):
            recorder.issue()

    def serve(counter: int) -> None:
        recorder, name = clerks[counter - 1], str(counter)
        status, seat = recorder.post(f"/counters/{name}/sit", {})
        assert status == 201, seat
        recorder.epoch = seat["epoch"]
        while recorder.call(name) or not all_issued.is_set():
            pass

    servers = [threading.Thread(target=serve, args=(n,)) for n in range(1, CLERKS + 1)]
    for server in servers:
        server.start()
    at_once([lambda r=r: give_out(r) for r in kiosks])  # type: ignore[misc]
    all_issued.set()
    for server in servers:
        server.join(timeout=60)

    for recorder in (*kiosks, *clerks):
        recorder.close()
    history = [act for recorder in (*kiosks, *clerks) for act in recorder.acts]
    issued = sorted(act.ticket or 0 for act in history if act.kind == "issue")
    called = sorted(act.ticket or 0 for act in history if act.kind == "call" and act.ticket)
    assert issued == list(range(1, TICKETS + 1)), "a ticket was issued twice, or an id is missing"
    assert called == issued, "a ticket was called twice, or never"
    asked = time.monotonic()
    assert is_linearizable(history)
    print(f"{len(history)} acts checked in {time.monotonic() - asked:.2f} s")  # noqa: T201 - a figure for -s


def in_turn(*acts: tuple[str, int | None]) -> list[Operation]:
    """A history of one act after another."""
    return [Operation(kind, n, n + 0.5, ticket) for n, (kind, ticket) in enumerate(acts)]  # type: ignore[arg-type]


SOUND = in_turn(("issue", 1), ("issue", 2), ("call", 1), ("call", 2), ("call", 0))


def test_the_checker_accepts_what_one_clerk_alone_could_have_done():
    assert is_linearizable(SOUND)
    overlapping = [replace(act, begun=0.0, ended=9.0) for act in SOUND]
    assert is_linearizable(overlapping)


@pytest.mark.parametrize(
    "fault",
    [
        in_turn(("issue", 1), ("issue", 2), ("call", 1), ("call", 1)),
        in_turn(("issue", 1), ("issue", 2), ("call", 2), ("call", 1)),
        in_turn(("issue", 1), ("call", 0), ("call", 1)),
        in_turn(("call", 1), ("issue", 1)),
        in_turn(("issue", 1), ("issue", 1)),
    ],
    ids=[
        "called twice",
        "out of turn",
        "nobody waits though one does",
        "called before issued",
        "issued twice",
    ],
)
def test_the_checker_finds_a_planted_fault(fault: list[Operation]):
    assert not is_linearizable(fault)


def test_the_checker_finds_one_double_call_among_many():
    many = in_turn(*((kind, n) for n in range(1, 1_001) for kind in ("issue", "call")))
    assert is_linearizable(many)
    doubled = [replace(act, ticket=500) if act.kind == "call" and act.ticket == 501 else act for act in many]
    assert not is_linearizable(doubled)


def test_an_act_whose_answer_never_came_may_have_happened_or_not():
    lost = Operation("call", 1.6, NEVER, None)
    happened = [*in_turn(("issue", 1), ("issue", 2)), lost, Operation("call", 5, 6, 2)]
    did_not = [
        *in_turn(("issue", 1), ("issue", 2)),
        lost,
        Operation("call", 5, 6, 1),
        Operation("call", 7, 8, 2),
    ]
    assert is_linearizable(happened)
    assert is_linearizable(did_not)
    assert not is_linearizable([*happened, Operation("call", 7, 8, 2)])
