"""Takes one frame to a board and its answer back, over the network or a serial line, never for long."""

import socket
import termios
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Protocol

import serial

#: Seconds for connecting, and for sending and the answer together: one call takes no longer than both.
CONNECT_WITHIN, ANSWER_WITHIN = 1.0, 1.0
#: Seconds a serial server is given to hang up first, where no answer is waited for.
_LINGER = 0.05
#: No answer of a board is as long as this; one that talks without end is not listened to.
_LONGEST = 4096

#: Why nothing is sent to this address of the network; None when a board may be there.
Refuse = Callable[[IPv4Address | IPv6Address], str | None]
#: Whether so many bytes are the whole answer.
Whole = Callable[[bytes], bool]


class StripFault(Exception):
    """A board that can't be reached, says nothing or refuses; the message is a sentence for the log."""


class Wire(Protocol):
    """What frames travel on; strips of one bus share it."""

    def exchange(self, frame: bytes, whole: Whole | None) -> bytes:
        """Send a frame and read until its answer is whole; without `whole` no answer is waited for.

        Raises StripFault.
        """


def nothing_refused(_: IPv4Address | IPv6Address) -> str | None:
    """Boards may be anywhere."""
    return None


@dataclass(frozen=True)
class TcpWire:
    """A board or a serial server on the network.

    Each frame has a connection of its own: a board that was switched off and on is never half open,
    and small boards hang up on idle connections and hold only one. A name is looked up by the system,
    in a time of its own: boards are best named by their IP address.
    refuse  asked for the very address that is then connected to, after its name was looked up
    """

    host: str
    port: int
    refuse: Refuse = nothing_refused

    def exchange(self, frame: bytes, whole: Whole | None) -> bytes:
        """As Wire.exchange."""
        try:
            with self._connect() as device:
                device.settimeout(ANSWER_WITHIN)
                device.sendall(frame)
                return _taken(device) if whole is None else self._answer(device, whole)
        except TimeoutError as fault:
            raise StripFault(f"{self.host}:{self.port} does not answer.") from fault
        except OSError as fault:
            raise StripFault(f"{self.host}:{self.port} can't be reached: {fault}.") from fault

    def _answer(self, device: socket.socket, whole: Whole) -> bytes:
        until, answer = time.monotonic() + ANSWER_WITHIN, b""
        while not whole(answer):
            device.settimeout(until - time.monotonic() if until > time.monotonic() else 1e-6)
            more = device.recv(256)
            answer += more
            if not more or len(answer) > _LONGEST:
                raise StripFault(f"{self.host}:{self.port} hung up without an answer.")
        return answer

    def _connect(self) -> socket.socket:
        found = str(socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0][4][0])
        if why := self.refuse(ip_address(found)):
            raise StripFault(f"Nothing is sent to {self.host}: {why}.")
        return socket.create_connection((found, self.port), CONNECT_WITHIN)


def _taken(device: socket.socket) -> bytes:
    """End a frame that nothing answers: what the other end says of its own accord must not cut it short."""
    device.shutdown(socket.SHUT_WR)
    device.settimeout(_LINGER)
    with suppress(TimeoutError):
        device.recv(_LONGEST)
    return b""


@dataclass
class SerialWire:
    """A serial line; several strips may hang on it.

    It stays open, as opening one resets some boards; a fault closes it, and the next frame opens it anew.
    where  a device file such as /dev/ttyUSB0, or a URL of pyserial's
    """

    where: str
    baud: int
    _line: serial.SerialBase | None = field(default=None, init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False)

    def exchange(self, frame: bytes, whole: Whole | None) -> bytes:
        """As Wire.exchange."""
        with self._turn:
            try:
                return self._exchange(frame, whole)
            except (OSError, ValueError, termios.error) as fault:  # the last of a line that was pulled out
                self.close()
                raise StripFault(f"{self.where} can't be used: {fault}.") from fault

    def close(self) -> None:
        """Give the line back."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _exchange(self, frame: bytes, whole: Whole | None) -> bytes:
        if self._line is None:
            self._line = serial.serial_for_url(
                self.where, self.baud, timeout=0.05, write_timeout=ANSWER_WITHIN
            )
        until = time.monotonic() + ANSWER_WITHIN
        self._line.reset_input_buffer()
        self._line.write(frame)
        answer = b""
        while whole is not None and not whole(answer):
            answer += self._line.read(max(1, self._line.in_waiting))
            if time.monotonic() > until or len(answer) > _LONGEST:
                raise StripFault(f"{self.where} does not answer.")
        return answer
