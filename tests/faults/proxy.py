"""A proxy that does to a connection what networks do: loses the reply after the deed, delays, cuts."""

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

#: Decides about one chunk of bytes from the server; False: drop it and cut the connection.
Judge = Callable[[bytes], bool]


@dataclass
class Proxy:
    """Stands between a client and a server; both sides may be unix sockets or TCP on loopback.

    server      path of a unix socket, or a port
    let_reply   asked for each chunk the server sends back; the request has been executed by then
    """

    server: Path | int
    let_reply: Judge = lambda _chunk: True
    unix_path: Path | None = None
    port: int = 0
    dropped: int = 0
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
            server = self._connect()
            self._open += [client, server]
            threading.Thread(target=self._carry, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self._carry, args=(server, client, self.let_reply), daemon=True).start()

    def _connect(self) -> socket.socket:
        if isinstance(self.server, int):
            return socket.create_connection(("127.0.0.1", self.server))
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(self.server))
        return server

    def _carry(self, source: socket.socket, target: socket.socket, judge: Judge | None) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(65_536):
                if judge is not None and not judge(chunk):
                    self.dropped += 1
                    break
                target.sendall(chunk)
        _shut(source)
        _shut(target)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@dataclass
class EveryNth:
    """Drops the reply to each n-th deed: chunks that `tells` recognises are counted."""

    n: int
    tells: Callable[[bytes], bool]
    _seen: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, chunk: bytes) -> bool:
        if not self.tells(chunk):
            return True
        with self._lock:
            self._seen += 1
            return self._seen % self.n != 0
