"""A strip to test with: it listens like a board, reads frames, keeps each text and draws it."""

import os
import select
import socket
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from pathlib import Path

from displays.led.pixels import draw, picture, png
from displays.led.readers import Heard, Reader
from displays.led.strip import Face
from queueing.rules.strip_address import WIDTH


class Manner(StrEnum):
    """How the strip behaves."""

    #: It shows what it is sent and answers as its protocol has it.
    WELL = "well"
    #: It takes everything and neither shows nor says anything.
    SILENT = "silent"
    #: It reads each frame, refuses it and shows nothing.
    NAK = "nak"


@dataclass
class StripSimulator:
    """Boards of one protocol on one cable, told apart by their numbers.

    make_reader  a fresh reader for each connection: half a frame ends with its cable
    pictures     a folder that gets a PNG for each new text, or None
    tell         told of each right frame, from the connections' threads
    cut          bytes of a connection after which it hangs up; None never does
    """

    make_reader: Callable[[], Reader]
    width: int = WIDTH
    pictures: Path | None = None
    tell: Callable[[Heard], object] = bool
    manner: Manner = Manner.WELL
    cut: int | None = None
    _shown: dict[int, tuple[Heard, float]] = field(default_factory=dict)
    _drawn: Iterator[int] = field(default_factory=lambda: count(1))
    _ends: list[Callable[[], None]] = field(default_factory=list)

    def text(self, number: int = 1) -> str | None:
        """What the strip of that number shows now; "" when dark, None when it was never sent anything."""
        if number not in self._shown:
            return None
        heard, at = self._shown[number]
        forgotten = heard.for_seconds is not None and time.monotonic() - at > heard.for_seconds
        return "" if forgotten else heard.text

    def listen(self, port: int = 0, host: str = "127.0.0.1") -> int:
        """Listen on the network, in threads of its own; returns the port."""
        listener = socket.create_server((host, port))

        def close() -> None:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # ends the accept
            listener.close()

        self._ends.append(close)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        taken: int = listener.getsockname()[1]
        return taken

    def open_line(self) -> str:
        """Hang on a serial line; returns its device file, which is a pseudo terminal's."""
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        ended = threading.Event()
        self._ends.append(ended.set)

        def receive() -> bytes:
            while not ended.is_set():
                if select.select([ours], [], [], 0.05)[0]:
                    return os.read(ours, 4096)
            return b""

        def work() -> None:
            self._talk(receive, lambda answer: os.write(ours, answer))
            os.close(ours)  # to the other side as if it were pulled out
            os.close(theirs)

        threading.Thread(target=work, daemon=True).start()
        return os.ttyname(theirs)

    def close(self) -> None:
        """Stop listening; what is shown stays known."""
        for end in self._ends:
            end()
        self._ends.clear()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):  # closed
            while True:
                connection = listener.accept()[0]
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self._talk(lambda: connection.recv(4096), connection.sendall)

    def _talk(self, receive: Callable[[], bytes], answer: Callable[[bytes], object]) -> None:
        reader, left = self.make_reader(), self.cut
        while data := receive():
            for heard in reader.feed(data[:left]):
                before = self._shown.get(heard.number)
                if said := self._hear(heard):
                    answer(said)
                if self.manner is Manner.WELL:
                    self._draw(heard, before)
            if left is not None:
                left -= len(data)
                if left <= 0:
                    return

    def _hear(self, heard: Heard) -> bytes:
        """Take a frame in; returns the answer."""
        self.tell(heard)
        if self.manner is not Manner.WELL:
            return heard.nak if self.manner is Manner.NAK else b""
        self._shown[heard.number] = (heard, time.monotonic())
        return heard.ack

    def _draw(self, heard: Heard, before: tuple[Heard, float] | None) -> None:
        """Keep a picture of a new text; after the answer, for which the other side doesn't wait long."""
        if self.pictures and (before is None or before[0].text != heard.text):
            dots = draw(Face(heard.text, heard.style), self.width, 0, centred=False)
            name = f"{next(self._drawn):04}-strip-{heard.number}.png"
            (self.pictures / name).write_bytes(png(picture(dots)))
