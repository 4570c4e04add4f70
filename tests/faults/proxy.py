"""A proxy that does to a connection what networks do: late, cut anywhere, silent, lost after the deed."""

import contextlib
import random
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Fate:
    """What becomes of one chunk of bytes from the server; the request has been executed by then.

    late    seconds until it goes on
    passed  so many bytes of it go on; None: all
    then    what follows: the connection goes "on", is "cut", or stays open in "silence" for ever
    """

    late: float = 0
    passed: int | None = None
    then: str = "on"


PASS, LOST = Fate(), Fate(passed=0, then="cut")
#: Decides about each chunk.
Judge = Callable[[bytes], Fate]


@dataclass
class Proxy:
    """Stands between a client and a server; both sides may be unix sockets or TCP on loopback.

    server  path of a unix socket, or a port
    judge   decides about what the server sends back
    """

    server: Path | int
    judge: Judge = lambda _chunk: PASS
    unix_path: Path | None = None
    port: int = 0
    harmed: int = 0
    _listener: socket.socket = field(init=False)
    _open: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> Self:
        if self.unix_path is not None:
            self._listener = socket.socket(socket.AF_UNIX)
            self._listener.bind(str(self.unix_path))
        else:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self.port = self._listener.getsockname()[1]
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.close()
        for end in self._open:
            _shut(end)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = self._connect()
            except OSError:  # the server is away: so is its line
                _shut(client)
                continue
            self._open += [client, server]
            threading.Thread(target=self._ask, args=(client, server), daemon=True).start()
            threading.Thread(target=self._answer, args=(server, client), daemon=True).start()

    def _connect(self) -> socket.socket:
        if isinstance(self.server, int):
            return socket.create_connection(("127.0.0.1", self.server))
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(self.server))
        return server

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := client.recv(65_536):
                server.sendall(chunk)
        _shut(client)
        _shut(server)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := server.recv(65_536):
                fate = self.judge(chunk)
                self.harmed += fate is not PASS
                time.sleep(fate.late)
                client.sendall(chunk[: fate.passed])
                if fate.then == "silence":
                    return  # both ends stay open; the client gives up, or waits for ever
                if fate.then == "cut":
                    break
        _shut(server)
        _shut(client)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@dataclass
class EveryNth:
    """Harms each n-th chunk that `tells` recognises, with the fate that `harm` gives."""

    n: int
    tells: Callable[[bytes], bool]
    harm: Judge = lambda _chunk: LOST
    _seen: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, chunk: bytes) -> Fate:
        if not self.tells(chunk):
            return PASS
        with self._lock:
            self._seen += 1
            hit = self._seen % self.n == 0
        return self.harm(chunk) if hit else PASS


@dataclass
class Weather:
    """All that a network does, by a seed: late, lost after the deed, cut at any byte, at times silent."""

    seed: int

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    def __call__(self, chunk: bytes) -> Fate:
        kind = self._dice.choices(("late", "lost", "cut", "silent"), (40, 30, 27, 3))[0]
        if kind == "late":
            return Fate(late=self._dice.uniform(0, 0.3))
        if kind == "cut":
            return Fate(passed=self._dice.randrange(len(chunk)), then="cut")
        return Fate(passed=0, then="silence") if kind == "silent" else LOST
