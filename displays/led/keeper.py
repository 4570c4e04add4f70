"""Keeps one strip right: sends what changed, sends it again, retries, and goes dark with the hall."""

from collections.abc import Callable
from dataclasses import dataclass, field

from displays.led.driver import Driver
from displays.led.strip import BLANK, STALE_AFTER, Face, time_for_round
from displays.led.wire import StripFault

#: A strip is sent its face again after so many seconds: it may have been switched off and on meanwhile.
RESEND = 5.0
#: Pauses before the three retries, seconds; after them the strip is down and tried once every RESEND.
PAUSES = (0.2, 0.4, 0.8)

#: Told once when a strip is down, with a sentence, and once when it is up again, with "".
Tell = Callable[[bool, str], None]


@dataclass
class Keeper:
    """One strip and what it should show. Times are seconds of any clock that only goes forward.

    `step` makes one attempt at most: a dead strip costs the others on its cable one attempt each RESEND.
    """

    driver: Driver
    tell: Tell
    _face: Face = BLANK
    _since: float = 0.0
    _heard: float = -STALE_AFTER
    _sent: tuple[bytes, float] | None = None
    _try_at: float = -STALE_AFTER
    _failed: int = 0
    is_down: bool = field(default=False, init=False)

    def show(self, face: Face, now: float) -> None:
        """The hall was heard: its strip says this. To be told at least every STALE_AFTER, changed or not."""
        if face != self._face or self._stale(now):
            self._face, self._since = face, now
        self._heard = now

    def step(self, now: float) -> None:
        """Send what is due, if anything is."""
        face = BLANK if self._stale(now) else self._face
        if now < self._try_at:
            return
        try:
            frame = self.driver.frame(face, max(0, round((now - self._since) * 1000)))
            if not self._is_due(face, frame, now):
                return
            self.driver.send(frame)
        except StripFault as fault:
            self._sent = None
            self._try_at = now + (PAUSES[self._failed] if self._failed < len(PAUSES) else RESEND)
            self._failed += 1
            if self._failed > len(PAUSES):
                self._turn(down=True, why=str(fault))
        else:
            self._sent, self._failed = (frame, now), 0
            self._turn(down=False)

    def _stale(self, now: float) -> bool:
        return now - self._heard >= STALE_AFTER

    def _is_due(self, face: Face, frame: bytes, now: float) -> bool:
        if self._sent is None or frame != self._sent[0]:
            return True
        # A board that scrolls by itself begins anew with each frame: it is left to come to the end.
        return now - self._sent[1] >= max(RESEND, time_for_round(face.text, self.driver.width))

    def _turn(self, *, down: bool, why: str = "") -> None:
        if down != self.is_down:
            self.is_down = down
            self.tell(down, why)
