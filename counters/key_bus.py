"""The cable the calling units hang on: it hears their keys, answers each frame, and shows digits on them."""

import threading
from collections.abc import Callable, Mapping

from counters.key_unit import SHOW, Decoder, Frame, encode
from queueing.byte_line import ByteLine, LineLost

#: A frame of ten bytes takes 10 ms; a gap of this long, seconds, ends one that was cut.
GAP = 0.25
#: Seconds between tries to open a line that broke.
AGAIN_AFTER = 1.0

#: Told of the keys of one frame, from the cable's own thread.
Heard = Callable[[bytes], object]


class Bus:
    """One line and the units on it, by their address; `fault` says why it can't be used now, else ""."""

    def __init__(self, line: ByteLine, stop: threading.Event) -> None:
        self.fault = ""
        self._line = line
        self._stop = stop
        self._units: dict[int, Heard] = {}

    def listen(self, units: Mapping[int, Heard]) -> threading.Thread:
        """Hear these units, in a thread of its own, until stopped."""
        self._units.update(units)
        thread = threading.Thread(target=self._hear, daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Give the line back, when nobody sends any more."""
        self._line.close()

    def send(self, *frames: Frame) -> None:
        """Show something on a unit; what can't be sent now is sent by the next look at its counter."""
        try:
            self._line.write(b"".join(map(encode, frames)))
        except LineLost as lost:
            self.fault = str(lost)

    def _hear(self) -> None:
        decoder = Decoder()
        while not self._stop.is_set():
            try:
                came = self._line.read(GAP)
            except LineLost as lost:
                self.fault = str(lost)
                decoder.silence()
                self._stop.wait(AGAIN_AFTER)
                continue
            self.fault = ""
            if not came:
                decoder.silence()
            for frame in decoder.feed(came):
                self._take(frame)

    def _take(self, frame: Frame) -> None:
        unit = self._units.get(frame.address)
        # A frame without data is no key; what the host itself sends may echo on a two-wire cable.
        if unit is None or not frame.data or frame.function == SHOW:
            return
        self.send(frame)
        unit(frame.data)
