"""A card reader and scanner to test with, behind a TCP port: it types to whoever connects."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

#: Seconds it waits for somebody to read for.
PATIENCE = 15.0


class ReaderSimulator:
    """Types lines as scanners and typing card readers do, each ended by CR LF."""

    def __init__(self, port: int = 0, host: str = "127.0.0.1") -> None:
        self._changed = threading.Condition()
        self._hosts: set[socket.socket] = set()
        self._server = socket.create_server((host, port))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """What the agent calls it."""
        host, port = self._server.getsockname()[:2]
        return f"tcp://{host}:{port}"

    def read_out(self, text: str, end: str = "\r\n") -> None:
        """Read a card or a code. Raises TimeoutError when nobody listens."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._hosts, PATIENCE):
                raise TimeoutError("nobody listens to this reader")
            for host in self._hosts:
                with suppress(OSError):
                    host.sendall((text + end).encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        with self._changed:
            for host in self._hosts:
                with suppress(OSError):
                    host.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                host, _ = self._server.accept()
            except OSError:
                return  # closed
            with self._changed:
                self._hosts.add(host)
                self._changed.notify_all()
            threading.Thread(target=self._listen, args=(host,), daemon=True).start()

    def _listen(self, host: socket.socket) -> None:
        with host, suppress(OSError):
            while host.recv(4096):
                pass  # a reader takes no orders
        with self._changed:
            self._hosts.discard(host)
