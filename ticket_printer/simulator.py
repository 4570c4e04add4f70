"""A ticket printer of software on a TCP port: prints to pictures, runs out of paper, breaks off on demand."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

from ticket_printer.escpos_reader import Reader
from ticket_printer.escpos_sheet import Sheet

#: Tickets left from which the roll is said to near its end.
LOW_AT = 5

_REALTIME = b"\x10\x04"


class Fault(StrEnum):
    """What can happen to a printer in the midst of a job."""

    #: The connection breaks; what came so far is kept.
    CUT = "cut"
    #: The printer hangs up in order.
    HANG_UP = "hang-up"
    #: Switched off and on: the connection breaks, and what was in hand is forgotten.
    POWER = "power"
    PAPER = "paper"
    COVER = "cover"


@dataclass
class Mechanism:
    """Paper, cover and blade, without a network: bytes in, sheets and answers out.

    paper   tickets left on the roll; None: it never ends
    sheets  what was cut off, in order
    torn    what was left unfinished when it was switched off
    """

    paper: int | None = None
    cover_open: bool = False

    def __post_init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.torn: list[Sheet] = []
        self.unknown: list[str] = []
        self._reader = Reader()
        self._tail = b""

    @property
    def online(self) -> bool:
        """Whether it goes on printing; else it keeps what it is sent and answers questions only."""
        return not self.cover_open and self.paper != 0

    def take(self, sent: bytes) -> bytes:
        """Take bytes in hand; what it answers at once to each `DLE EOT`, wherever that stands."""
        heard = self._tail + sent
        self._tail = heard[-2:]
        questions = [heard[at + 2] for at in range(len(heard) - 2) if heard[at : at + 2] == _REALTIME]
        self._reader.give(sent)
        return bytes(map(self._now, questions))

    def work(self) -> bytes:
        """Print what is in hand, as far as paper and cover let it; its answers to `GS r`."""
        answers = []
        while self.online and self._reader.step():
            answers += [self._then() for _ in self._reader.asked]
            self._reader.asked.clear()
            self.sheets += self._reader.sheets
            if self.paper is not None:
                self.paper = max(0, self.paper - len(self._reader.sheets))
            self._reader.sheets.clear()
        self.unknown = self._reader.unknown
        return bytes(answers)

    def power_cycle(self) -> None:
        """Off and on: all in hand is forgotten, the paper that hangs out is torn off."""
        self._reader.end_sheet(cut=False)
        self.torn += self._reader.sheets
        self._reader, self._tail = Reader(), b""

    def _now(self, question: int) -> int:
        low = self.paper is not None and self.paper <= LOW_AT
        match question:
            case 1:
                return 0x12 | (not self.online) << 3
            case 2:
                return 0x12 | self.cover_open << 2 | (self.paper == 0) << 5
            case 4:
                return 0x12 | low * 0x0C | (self.paper == 0) * 0x60
            case _:
                return 0x12

    def _then(self) -> int:
        low = self.paper is not None and self.paper <= LOW_AT
        return low * 0x03 | (self.paper == 0) * 0x0C


class SimulatedPrinter:
    """The mechanism on a port of this machine; used as a context, in a test or by `simulate-printer`.

    silent    answers no question, as cheap printers do
    on_sheet  told of each ticket as its blade falls
    """

    def __init__(  # noqa: PLR0913 - each is a trait of some printer
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        paper: int | None = None,
        cover_open: bool = False,
        silent: bool = False,
        on_sheet: Callable[[Sheet], None] = lambda _: None,
    ) -> None:
        self.mechanism = Mechanism(paper, cover_open)
        self.silent = silent
        self.on_sheet = on_sheet
        self._fault: tuple[Fault, int] | None = None
        self._changed = threading.Condition()
        self._ended = False
        self._open: set[socket.socket] = set()
        self._server = socket.create_server((host, port))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        """What a hall file calls it."""
        host, port = self._server.getsockname()[:2]
        return f"tcp://{host}:{port}"

    @property
    def sheets(self) -> list[Sheet]:
        """The tickets that came out, in order."""
        return self.mechanism.sheets

    def break_at(self, fault: Fault, byte: int) -> None:
        """Let a fault happen once, when so many bytes of a connection have come."""
        with self._changed:
            self._fault = (fault, byte)

    def mend(self, paper: int | None = None) -> None:
        """A new roll in, the cover shut, no fault to come; it goes on with what it has in hand."""
        with self._changed:
            self._fault = None
            self.mechanism.paper, self.mechanism.cover_open = paper, False
            self._work()
            self._changed.notify_all()

    def suffer(self, fault: Fault) -> None:
        """Let a fault happen now; one of power or of the line ends every connection."""
        with self._changed:
            self._hit(fault)
            if fault not in {Fault.PAPER, Fault.COVER}:
                for connection in self._open:
                    with suppress(OSError):
                        connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return  # the server is closed
            with self._changed:
                self._open.add(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            came, broken = 0, self._broken_at(0)
            while broken is None and (sent := connection.recv(self._room(came))):
                came += len(sent)
                with self._changed:
                    answers = self.mechanism.take(sent) + self._work()
                if answers and not self.silent:
                    connection.sendall(answers)
                broken = self._broken_at(came)
            if broken is None:
                # A printer that stands still keeps its connection: it has not taken all of it.
                with self._changed:
                    self._changed.wait_for(lambda: self._ended or self.mechanism.online)
            elif broken is not Fault.HANG_UP:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with self._changed:
            self._open.discard(connection)

    def _room(self, came: int) -> int:
        """How many bytes to read: never beyond a fault, for what was not read is not taken."""
        with self._changed:
            return min(4096, self._fault[1] - came) if self._fault and self._fault[1] > came else 4096

    def _broken_at(self, came: int) -> Fault | None:
        """Let a fault due at this byte happen; it, where it ends the connection."""
        with self._changed:
            if self._fault is None or self._fault[1] != came:
                return None
            fault, self._fault = self._fault[0], None
            self._hit(fault)
            return None if fault in {Fault.PAPER, Fault.COVER} else fault

    def _hit(self, fault: Fault) -> None:
        match fault:
            case Fault.PAPER:
                self.mechanism.paper = 0
            case Fault.COVER:
                self.mechanism.cover_open = True
            case Fault.POWER:
                self.mechanism.power_cycle()

    def _work(self) -> bytes:
        """Print what can be printed, and tell of it."""
        told = len(self.mechanism.sheets)
        answers = self.mechanism.work()
        for sheet in self.mechanism.sheets[told:]:
            self.on_sheet(sheet)
        return answers
