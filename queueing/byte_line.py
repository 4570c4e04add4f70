"""A line to a small device: bytes as they come, over TCP or a serial port, opened anew when it broke."""

import re
import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import serial

from queueing.start_errors import LineWrong

#: Connecting or writing may take this long, seconds: longer means that nobody is there.
WITHIN = 2.0
#: Bits a second where the address doesn't say, as the makers of key units and readers set them.
BAUD = 9_600

_TCP = re.compile(r"tcp://([A-Za-z0-9][A-Za-z0-9.-]*):(\d{1,5})")
_SERIAL = re.compile(r"serial://(/dev/[\w.:/-]+)(?:\?baud=(\d{3,7}))?")


class LineLost(Exception):
    """The device's line can't be used now; the message is a sentence for its manager."""


class _Way(Protocol):
    """An open line; every method raises OSError when it broke."""

    def read(self, within: float) -> bytes:
        """What came, b"" for nothing."""

    def write(self, data: bytes) -> None:
        """Send all of it."""

    def close(self) -> None:
        """Give it back."""


class _Network:
    """A serial server on the network, or a device with a socket of its own."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), WITHIN)

    def read(self, within: float) -> bytes:
        if not select.select([self._socket], [], [], within)[0]:
            return b""
        if came := self._socket.recv(4096):
            return came
        raise ConnectionResetError("it hung up")

    def write(self, data: bytes) -> None:
        self._socket.sendall(data)

    def close(self) -> None:
        self._socket.close()


class _Port:
    """A serial port of this machine."""

    def __init__(self, path: str, baud: int) -> None:
        self._port = serial.Serial(path, baud, write_timeout=WITHIN)

    def read(self, within: float) -> bytes:
        self._port.timeout = within
        first = self._port.read(1)
        return bytes(first + self._port.read(self._port.in_waiting)) if first else b""

    def write(self, data: bytes) -> None:
        self._port.write(data)

    def close(self) -> None:
        self._port.close()


@dataclass
class ByteLine:
    """A line that stays open; one thread reads it, any thread writes.

    address  tcp://host:port or serial:///dev/ttyUSB0?baud=9600. Raises LineWrong for anything else.
    """

    address: str
    _way: _Way | None = field(default=None, init=False)
    _opener: Callable[[], _Way] = field(init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        """Refuse an address that is none."""
        if tcp := _TCP.fullmatch(self.address):
            self._opener = partial(_Network, tcp[1], int(tcp[2]))
        elif (port := _SERIAL.fullmatch(self.address)) and ".." not in self.address:
            self._opener = partial(_Port, port[1], int(port[2] or BAUD))
        else:
            raise LineWrong(given=self.address)

    def read(self, within: float) -> bytes:
        """What came, at the latest after so many seconds; b"" for nothing. Raises LineLost."""
        try:
            return self._open().read(within)
        except (OSError, ValueError, TypeError) as fault:  # the last two: closed under our hands
            raise self._lost(fault) from fault

    def write(self, data: bytes) -> None:
        """Send all of it. Raises LineLost."""
        try:
            way = self._open()
            with self._turn:
                way.write(data)
        except (OSError, ValueError, TypeError) as fault:
            raise self._lost(fault) from fault

    def close(self) -> None:
        """Give the line back."""
        way, self._way = self._way, None
        if way is not None:
            with suppress(OSError):
                way.close()

    def _open(self) -> _Way:
        with self._turn:
            if self._way is None:
                self._way = self._opener()
            return self._way

    def _lost(self, fault: Exception) -> LineLost:
        self.close()
        return LineLost(f"{self.address} can't be used: {fault}.")
