"""Hands one ticket's picture to a printer and says what became of it; the only user of python-escpos."""

import fcntl
import os
import re
import select
import shutil
import socket
import struct
import sys
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from PIL import Image

from ticket_printer.escpos import ASK, after_a_break, job

#: A host name or IPv4 address, and a port; nothing else reaches the resolver.
_ADDRESS = re.compile(
    r"tcp://([A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{1,63})*):(\d{1,5})"
)
#: Asked ahead of all it has in hand: DLE EOT 4, its paper sensors; DLE EOT 2, why it is offline.
_PAPER_NOW, _OFFLINE_NOW = b"\x10\x04\x04", b"\x10\x04\x02"
#: Bits of the answers: to DLE EOT 4; to DLE EOT 2: cover open, stopped for paper, fault; to GS r 1.
_ROLL_ENDED, _STOPPED, _PAPER_END = 0x60, 0x64, 0x0C
#: Seconds in which a reset follows a hang-up.
_RESET_WITHIN = 0.5
#: Bytes not yet acknowledged by the other end: macOS asks a socket by another name than Linux.
_UNACKNOWLEDGED = 0x40046677 if sys.platform == "darwin" else termios.TIOCOUTQ


#: How the sentence about a printer without paper ends.
NO_PAPER = "ran out of paper."


class PrinterAddressError(ValueError):
    """A printer is "dummy" or "tcp://host:port", e.g. tcp://192.168.1.50:9100."""


class Outcome(StrEnum):
    """What became of a job."""

    #: The printer said so, or took every byte and ended the connection in order.
    PRINTED = "printed"
    #: Nothing was sent: refused, unreachable.
    FAILED = "failed"
    #: It may have been printed, wholly, in part or not at all.
    UNKNOWN = "unknown"


class Condition(StrEnum):
    """How a printer says it is."""

    OK = "ok"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    """What became of one job: the outcome, a sentence for the log, bytes of the job, seconds it took.

    paper_out  the printer said that its paper has ended
    """

    outcome: Outcome
    why: str
    size: int
    took: float
    paper_out: bool = False


class _Wire(Protocol):
    """What is used of python-escpos: a connection with a time limit, and its end."""

    device: socket.socket

    def _raw(self, _msg: bytes, /) -> None: ...
    def close(self) -> None: ...


class Printer:
    """One printer; one job at a time.

    It takes pictures, never text, so that nothing a visitor or a clerk typed can be a command to it.
    """

    def __init__(self, address: str, *, timeout: float = 5.0, answer_within: float = 1.0) -> None:
        """Take the address: "dummy", which keeps the last job in `kept`, or "tcp://host:port".

        timeout        seconds for connecting, for sending, and for the end of the job, each
        answer_within  seconds in which a printer that answers at all does; a silent one is then hung up on
        Raises PrinterAddressError.
        """
        self.address = address
        self.timeout = timeout
        self.answer_within = min(answer_within, timeout)
        #: The last job given to a dummy.
        self.kept = b""
        self._host, self._port = _parts(address)
        self._broke_off = False

    def print_ticket(self, picture: Image.Image) -> Result:
        """Print one picture. Any fault is an outcome, none an exception."""
        begun = time.monotonic()
        sent = job(picture)
        if not self._host:
            self.kept = sent
            outcome, why = Outcome.PRINTED, "Kept by the dummy."
        else:
            outcome, why = self._send(sent, picture.width)
        took = time.monotonic() - begun
        return Result(outcome, why, len(sent), took, paper_out=why.endswith(NO_PAPER))

    def condition(self) -> Condition:
        """Ask whether it has paper and is ready; a printer that says nothing is unknown, never well."""
        if not self._host:
            return Condition.OK
        try:
            wire = _connect(self._host, self._port, self.timeout)
        except OSError:
            return Condition.BAD
        try:
            wire.device.settimeout(self.answer_within)
            paper = _realtime(wire.device, _PAPER_NOW)
            offline = _realtime(wire.device, _OFFLINE_NOW)
        except OSError:
            return Condition.UNKNOWN
        finally:
            wire.close()
        if (paper or 0) & _ROLL_ENDED or (offline or 0) & _STOPPED:
            return Condition.BAD
        return Condition.UNKNOWN if paper is None or offline is None else Condition.OK

    def _send(self, sent: bytes, width: int) -> tuple[Outcome, str]:
        try:
            wire = _connect(self._host, self._port, self.timeout)
        except OSError as why:
            return Outcome.FAILED, f"{self.address} can't be reached: {why}"
        try:
            # The limit is for all of it: sendall counts in total.
            wire._raw((after_a_break(width) if self._broke_off else b"") + sent + ASK)  # noqa: SLF001
            self._broke_off = False
            return self._end(wire.device)
        except OSError as why:
            self._broke_off = True
            return Outcome.UNKNOWN, f"{self.address} broke off: {why}"
        finally:
            wire.close()

    def _end(self, device: socket.socket) -> tuple[Outcome, str]:
        """Wait for the printer's word, or for its end of the connection after ours."""
        answer = _answer(device, self.answer_within)
        if answer is None:
            device.shutdown(socket.SHUT_WR)
            answer = _answer(device, self.timeout)
        if answer is None:
            return Outcome.UNKNOWN, f"{self.address} took the job and says nothing."
        if answer == b"":
            if not _all_taken(device):
                raise ConnectionResetError("it hung up before the end of the job")
            return Outcome.PRINTED, f"{self.address} took the whole job."
        if answer[0] & _PAPER_END:
            return Outcome.UNKNOWN, f"{self.address} {NO_PAPER}"
        return Outcome.PRINTED, f"{self.address} printed it."


def _parts(address: str) -> tuple[str, int]:
    if address == "dummy":
        return "", 0
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found[2]) < 1 << 16:
        raise PrinterAddressError(f"“{address}” is no printer. {PrinterAddressError.__doc__}")
    return found[1], int(found[2])


def _connect(host: str, port: int, timeout: float) -> _Wire:
    """Open a connection; raises OSError where nobody answers.

    The socket is opened here and handed over: python-escpos leaves that of a refused connection unclosed.
    """
    device = socket.create_connection((host, port), timeout)
    wire = _transport()(host, port, timeout)
    wire.device = device
    return wire


@lru_cache(maxsize=1)
def _transport() -> Callable[[str, int, float], _Wire]:
    """The network transport of python-escpos, for halls that print on one.

    Its import takes half a second and leaves a folder in the temporary folder, which goes at once.
    """
    from escpos import capabilities  # noqa: PLC0415
    from escpos.printer import Network  # noqa: PLC0415

    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    network: Callable[[str, int, float], _Wire] = Network
    return network


def _answer(device: socket.socket, seconds: float) -> bytes | None:
    """The byte that answers `ASK`; empty when the printer hung up, None when it says nothing in that time.

    What a printer says of its own accord is passed over: flow control, and automatic status, four
    bytes long. Fixed bits tell them apart.
    """
    until, passed_over = time.monotonic() + seconds, 0
    while (left := until - time.monotonic()) > 0:
        device.settimeout(left)
        try:
            said = device.recv(1)
        except TimeoutError:
            return None
        if not said:
            return said
        if passed_over:
            passed_over -= 1
        elif said[0] & 0x93 == 0x10:  # noqa: PLR2004 - how automatic status begins
            passed_over = 3
        elif not said[0] & 0x90:
            return said
    return None


def _all_taken(device: socket.socket) -> bool:
    """Whether a printer that hung up had taken all bytes: each acknowledged, and no reset for any of them.

    One that hangs up early resets the connection for what it didn't take, if a moment later.
    """
    watch = select.poll()
    watch.register(device, 0)
    watch.poll(_RESET_WITHIN * 1000)  # ends early with a reset, or when both sides have hung up
    until = time.monotonic() + _RESET_WITHIN
    while time.monotonic() < until:
        try:
            (open_bytes,) = struct.unpack("i", fcntl.ioctl(device, _UNACKNOWLEDGED, bytes(4)))
        except OSError:
            return False  # it can't be told
        if device.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            return False
        if not open_bytes:
            return True
        time.sleep(0.01)
    return False


def _realtime(device: socket.socket, ask: bytes) -> int | None:
    """The byte that answers a real-time question; None for silence and for anything else."""
    device.sendall(ask)
    try:
        said = device.recv(1)
    except TimeoutError:
        return None
    return said[0] if said and said[0] & 0x93 == 0x12 else None  # noqa: PLR2004 - bits every answer has
