"""Clients that do what the pages do: every act under a request id, repeated until it is answered."""

import http.client
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.running import Answer, Api

#: How long a client goes on asking before it calls the hall dead, seconds.
PATIENCE = 40.0


def insist(send: Callable[[str], Answer]) -> Answer:
    """Send one act until it is answered, always under the same request id."""
    request = secrets.token_hex(8)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            answer = send(request)
        except (OSError, http.client.HTTPException):
            answer = None
        if answer is not None and answer.status not in {502, 503}:
            return answer
        assert time.monotonic() < deadline, "the hall does not come back"
        time.sleep(0.05)


@dataclass
class Visitors:
    """A kiosk that gives out numbers; what was acknowledged is kept."""

    api: Api
    service: str
    numbers: list[str] = field(default_factory=list)

    def take(self) -> None:
        """One more number."""
        answer = insist(
            lambda request: self.api.post("/tickets", {"service": self.service}, Idempotency_Key=request)
        )
        assert answer.status == 201, answer.body
        self.numbers.append(answer.body["number"])


@dataclass
class Clerk:
    """A clerk who calls one after another; what was acknowledged is kept."""

    api: Api
    counter: str
    called: list[str] = field(default_factory=list)

    def sit(self) -> None:
        """Take the seat."""
        path = f"/counters/{self.counter}/sit"
        answer = insist(lambda request: self.api.post(path, {"takeover": True}, Idempotency_Key=request))
        assert answer.status == 201, answer.body

    def call(self) -> bool:
        """Call the next one; False when nobody waits."""
        path = f"/counters/{self.counter}/calls"
        answer = insist(lambda request: self.api.post(path, {}, Idempotency_Key=request))
        if answer.status == 204:
            return False
        assert answer.status == 201, answer.body
        self.called.append(answer.body["number"])
        return True
