"""Clients that work a hall over HTTP as its pages do, and write down every act with its begin and end."""

import http.client
import json
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tests.live.linearizability import Operation, is_linearizable
from tests.running import RunningHall

#: How long a client goes on asking before it calls the hall dead, seconds.
PATIENCE = 60.0


@dataclass
class Recorder:
    """One client with one connection. Each act has a request id and is repeated until it is answered.

    patience  seconds of silence after which the client hangs up and asks again
    """

    port: int
    key: str
    patience: float = 15
    acts: list[Operation] = field(default_factory=list)
    epoch: int | None = None
    repeated: int = 0

    def __post_init__(self) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)

    def post(self, path: str, body: object) -> tuple[int, Any]:
        """One act, the same however often it is sent; its status and body."""
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
            "Idempotency-Key": secrets.token_hex(8),
        }
        if self.epoch is not None:
            headers["Seat-Epoch"] = str(self.epoch)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._line.request("POST", f"/api/v1{path}", json.dumps(body), headers)
                reply = self._line.getresponse()
                raw = reply.read()
            except (OSError, http.client.HTTPException):
                self._line.close()  # the next request opens it again
            else:
                # An answer cut between head and body reads as one without a body.
                if reply.status not in {502, 503} and (raw or reply.status == http.client.NO_CONTENT):
                    return reply.status, json.loads(raw) if raw else None
            assert time.monotonic() < deadline, "the hall does not come back"
            self.repeated += 1
            time.sleep(0.02)

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def issue(self) -> None:
        """Take a number."""
        begun = time.monotonic()
        status, body = self.post("/tickets", {"service": "all"})
        assert status == 201, body
        self.acts.append(Operation("issue", begun, time.monotonic(), int(body["id"])))

    def sit(self, counter: str) -> None:
        """Take the seat."""
        status, body = self.post(f"/counters/{counter}/sit", {"takeover": True})
        assert status == 201, body
        self.epoch = body["epoch"]

    def call(self, counter: str) -> bool:
        """Call the next; False when nobody waits."""
        begun = time.monotonic()
        status, body = self.post(f"/counters/{counter}/calls", {})
        assert status in {201, 204}, body
        rank = int(body["ticket"]) if status == 201 else 0
        self.acts.append(Operation("call", begun, time.monotonic(), rank))
        return rank > 0


@dataclass
class Morning:
    """Kiosks give out numbers and clerks call them, all at once, at a hall of one line (hall32.toml).

    port      where the clients ask: the hall's own, or a proxy's before it
    patience  as Recorder
    """

    hall: RunningHall
    tickets: int
    clerks: int = 24
    kiosks: int = 8
    port: int = 0
    patience: float = 15
    issued: int = 0
    history: list[Operation] = field(default_factory=list)
    repeated: int = 0

    def work(self, meanwhile: Callable[["Morning"], None] = lambda _morning: None) -> None:
        """Issue all tickets and call them; `meanwhile` runs beside. The first fault of any is raised."""
        port, kiosk, clerk = self.port or self.hall.port, self.hall.key("kiosk"), self.hall.key("clerk")
        kiosks = [Recorder(port, kiosk, self.patience) for _ in range(self.kiosks)]
        clerks = [Recorder(port, clerk, self.patience) for _ in range(self.clerks)]
        all_issued = threading.Event()
        count = threading.Lock()

        def give_out(recorder: Recorder) -> None:
            while True:
                with count:
                    if self.issued == self.tickets:
                        return
                    self.issued += 1
                recorder.issue()

        def serve(recorder: Recorder, counter: str) -> None:
            recorder.sit(counter)
            while recorder.call(counter) or not all_issued.is_set():
                pass

        with ThreadPoolExecutor(self.kiosks + self.clerks + 1) as pool:
            beside = pool.submit(meanwhile, self)
            serving = [pool.submit(serve, clerk, str(n + 1)) for n, clerk in enumerate(clerks)]
            try:
                for giving in [pool.submit(give_out, kiosk) for kiosk in kiosks]:
                    giving.result()
                beside.result()
            finally:
                all_issued.set()
            for done in serving:
                done.result()
        for recorder in (*kiosks, *clerks):
            recorder.close()
            self.history += recorder.acts
            self.repeated += recorder.repeated

    def each_called_once_by_the_rule(self) -> None:
        """No ticket lost or doubled, and the whole history is one that one line alone could have given.

        Ids of a line are ranks only while no number was skipped: a rebuilt hall would skip some.
        """
        issued = sorted(act.ticket or 0 for act in self.history if act.kind == "issue")
        called = sorted(act.ticket or 0 for act in self.history if act.kind == "call" and act.ticket)
        assert issued == list(range(1, self.tickets + 1)), "a ticket was issued twice, or an id is missing"
        assert called == issued, "a ticket was called twice, or never"
        asked = time.monotonic()
        assert is_linearizable(self.history)
        took = time.monotonic() - asked
        print(f"{len(self.history)} acts checked in {took:.2f} s, {self.repeated} sendings repeated")  # noqa: T201 - a figure for -s
