"""Sound cards: this machine's own, and a virtual one that writes what it plays into one long WAV."""

import math
import shutil
import struct
import subprocess
import tempfile
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from displays import sound
from displays.sound import SAMPLES_PER_SECOND, Samples

#: While a card plays it asks this often whether to go on; seconds.
ASKS_EVERY = 1.0
#: Beyond its length, until a player that never ends is ended; seconds.
_ALLOWANCE = 3.0
#: Programs that play a WAV, the most direct first, with what comes before the file's name.
_PLAYERS = (("aplay", "-q"), ("pw-play",), ("paplay",), ("afplay",))
#: Bytes before the samples of a WAV of ours, and the largest sample.
_HEADER, _FULL = 44, 32_767


class CardError(OSError):
    """The sound card could not play; the message tells why."""


class Card(Protocol):
    """Something that makes a sound in the hall."""

    def play(self, content: bytes, go_on: Callable[[], bool]) -> bool:
        """Play a WAV of ours to its end; asks every second whether to go on, and answers whether it ended.

        Raises CardError where there was no sound.
        """


class SoundCard:
    """This machine's sound card, played by a program of the system in a process of its own."""

    def __init__(self, player: tuple[str, ...] | None = None) -> None:
        """Take that player, or the first there is. Raises CardError where there is none."""
        found = player or next((each for each in _PLAYERS if shutil.which(each[0])), None)
        if found is None:
            names = ", ".join(each[0] for each in _PLAYERS)
            raise CardError(f"This machine has no program that plays a sound; install one of {names}.")
        self.player = found

    def play(self, content: bytes, go_on: Callable[[], bool]) -> bool:
        """As Card.play."""
        ends = time.monotonic() + len(sound.samples_of(content)) / SAMPLES_PER_SECOND + _ALLOWANCE
        with tempfile.TemporaryDirectory(prefix="speak-") as folder:
            file = Path(folder) / "call.wav"
            file.write_bytes(content)
            with subprocess.Popen(
                [*self.player, str(file)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            ) as process:  # fmt: skip
                try:
                    return self._watch(process, go_on, ends)
                finally:
                    process.kill()  # does nothing to one that has ended

    def _watch(self, process: subprocess.Popen[bytes], go_on: Callable[[], bool], ends: float) -> bool:
        while True:
            try:
                _, complaint = process.communicate(timeout=ASKS_EVERY)
            except subprocess.TimeoutExpired:
                if time.monotonic() > ends:
                    raise CardError(f"{self.player[0]} did not end and was stopped.") from None
                if not go_on():
                    return False
            else:
                if process.returncode:
                    said = complaint.decode(errors="replace").strip().splitlines()
                    raise CardError(f"{self.player[0]} could not play: {said[-1] if said else 'no reason'}")
                return True


class TimelineCard:
    """A virtual sound card: each sound lies in one WAV at the instant it was played.

    What is played over something else is mixed with it, as air does: an overlap can be heard and measured.
    """

    def __init__(
        self, file: Path, began: int, tick: Callable[[], int], pause: Callable[[float], None]
    ) -> None:
        """Write into a file, new or begun already; `began` is the tick (ms) of its first sample."""
        self._file = file
        self._began = began
        self._tick = tick
        self._pause = pause
        if not file.exists():
            file.write_bytes(sound.wav(array("h")))

    def play(self, content: bytes, go_on: Callable[[], bool]) -> bool:
        """As Card.play; it takes as long as the sound lasts."""
        samples = sound.samples_of(content)
        begin = (self._tick() - self._began) * SAMPLES_PER_SECOND // 1000
        step = int(ASKS_EVERY * SAMPLES_PER_SECOND)
        for at in range(0, len(samples), step):
            if at and not go_on():
                return False
            piece = samples[at : at + step]
            self._mix(begin + at, piece)
            self._pause(math.ceil(1000 * len(piece) / SAMPLES_PER_SECOND) / 1000)
        return True

    def _mix(self, begin: int, samples: Samples) -> None:
        with self._file.open("r+b") as file:
            file.seek(_HEADER + 2 * begin)
            there = array("h", file.read(2 * len(samples)))
            mixed = samples[:]
            for at, sample in enumerate(there):
                mixed[at] = max(-_FULL, min(_FULL, mixed[at] + sample))
            file.seek(_HEADER + 2 * begin)
            file.write(mixed.tobytes())
            size = file.seek(0, 2) - _HEADER
            for place, value in ((4, size + _HEADER - 8), (40, size)):  # the two lengths in a WAV's header
                file.seek(place)
                file.write(struct.pack("<I", value))
