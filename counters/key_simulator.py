"""Calling units to test with, behind a TCP port: keys are pressed on them, their digits are read."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from counters.key_unit import BUZZ, SHOW, Decoder, Frame, Key, encode, pressed

#: Seconds a test waits for what a unit is to show.
PATIENCE = 40.0


@dataclass
class Lcd:
    """What a unit shows: "" until it was sent anything; how often it buzzed; keys that were answered."""

    waiting: str = ""
    ticket: str = ""
    buzzed: int = 0
    answered: int = 0


class KeySimulator:
    """Units of several addresses on one cable behind a TCP port; whoever connects is their host."""

    def __init__(
        self, port: int = 0, host: str = "127.0.0.1", tell: Callable[[int, Lcd], object] | None = None
    ) -> None:
        self._changed = threading.Condition()
        self._tell = tell
        self._units: dict[int, Lcd] = {}
        self._hosts: set[socket.socket] = set()
        self._server = socket.create_server((host, port))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """What the agent calls this cable."""
        host, port = self._server.getsockname()[:2]
        return f"tcp://{host}:{port}"

    def press(self, digits: str, key: Key, unit: int = 1) -> None:
        """Press digits, then a function key."""
        self.send(encode(pressed(unit, digits, key)))

    def send(self, data: bytes) -> None:
        """Put bytes on the cable as they are: noise, half a frame."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._hosts, PATIENCE):
                raise TimeoutError("nobody hears this cable")
            for host in self._hosts:
                with suppress(OSError):
                    host.sendall(data)

    def lcd(self, unit: int = 1) -> Lcd:
        """What a unit shows now."""
        with self._changed:
            return self._units.setdefault(unit, Lcd())

    def shows(self, want: Callable[[Lcd], bool], unit: int = 1, within: float = PATIENCE) -> bool:
        """Wait until a unit shows what is wanted; whether it did in time."""
        with self._changed:
            return self._changed.wait_for(lambda: want(self._units.setdefault(unit, Lcd())), within)

    def pull_out(self) -> None:
        """Break the line to the host; it may connect anew."""
        with self._changed:
            for host in self._hosts:
                with suppress(OSError):
                    host.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.pull_out()
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
        decoder = Decoder()
        with host, suppress(OSError):
            while came := host.recv(4096):
                for frame in decoder.feed(came):
                    self._take(frame)
        with self._changed:
            self._hosts.discard(host)

    def _take(self, frame: Frame) -> None:
        with self._changed:
            unit = self._units.setdefault(frame.address, Lcd())
            if frame.function == SHOW:
                digits = "".join(map(str, frame.data))
                unit.waiting, unit.ticket = digits[:3], digits[3:]
            elif frame.function == BUZZ:
                unit.buzzed += 1
            else:
                unit.answered += 1
            self._changed.notify_all()
        if self._tell:
            self._tell(frame.address, unit)
