"""Many clients at once, each on one kept connection: what they asked per second and how long each waited."""

import selectors
import socket
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


class Unexpected(Exception):
    """The hall answered otherwise than the bench needs."""


@dataclass(frozen=True)
class Round:
    """One round of one kind of request: acts a second, and the wait for an answer in ms."""

    rate: float
    p50: float
    p99: float


def median(rounds: Sequence[Round]) -> Round:
    """The middle of several rounds, figure by figure."""
    return Round(
        statistics.median(r.rate for r in rounds),
        statistics.median(r.p50 for r in rounds),
        statistics.median(r.p99 for r in rounds),
    )


def percentile(sorted_times: Sequence[float], share: float) -> float:
    """The time that this share of all times doesn't exceed."""
    return sorted_times[min(len(sorted_times) - 1, int(len(sorted_times) * share))]


@dataclass
class Client:
    """One client: `ask` makes its next request as bytes, `told` is given each answer's status and body."""

    ask: Callable[[], bytes]
    told: Callable[[int, bytes], None]
    line: socket.socket | None = None
    sent: float = 0.0
    got: bytes = b""
    times: list[float] = field(default_factory=list)

    def send(self, port: int) -> None:
        """Send the next request, on a new connection when there is none."""
        if self.line is None:
            self.line = socket.create_connection(("127.0.0.1", port))
            self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        asked, self.got = self.ask(), b""
        self.sent = time.perf_counter()
        self.line.sendall(asked)

    def receive(self) -> bool:
        """Take in what came; whether the answer is whole now."""
        assert self.line is not None
        came = self.line.recv(65_536)
        if not came:
            raise Unexpected("The hall closed a connection.")
        self.got += came
        head, gap, body = self.got.partition(b"\r\n\r\n")
        if not gap or len(body) < _length(head):
            return False
        self.times.append(time.perf_counter() - self.sent)
        self.told(int(head[9:12]), body)
        return True

    def close(self) -> None:
        """Hang up."""
        if self.line is not None:
            self.line.close()
            self.line = None


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def drive(port: int, clients: Sequence[Client], seconds: float) -> Round:
    """Let every client ask again as soon as it is answered, for so long; then wait for the last answers."""
    waiting = selectors.DefaultSelector()
    began = time.perf_counter()
    for client in clients:
        client.times.clear()
        client.send(port)
        assert client.line is not None
        waiting.register(client.line, selectors.EVENT_READ, client)
    asking = len(clients)
    while asking:
        for ready, _ in waiting.select(timeout=10) or _nothing_came():
            client = ready.data
            if not client.receive():
                continue
            if time.perf_counter() - began < seconds:
                client.send(port)
            else:
                asking -= 1
                waiting.unregister(ready.fileobj)
    took = time.perf_counter() - began
    waiting.close()
    times = sorted(t * 1000 for client in clients for t in client.times)
    return Round(len(times) / took, percentile(times, 0.5), percentile(times, 0.99))


def _nothing_came() -> list[tuple[selectors.SelectorKey, int]]:
    raise Unexpected("No answer came for ten seconds.")


def request(method: str, path: str, key: str, body: bytes = b"{}", **headers: str) -> bytes:
    """One HTTP/1.1 request as it goes over the wire."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {key}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
