"""Frames of the Alpha protocol (M-Protocol), spoken by US boards such as BetaBrite; Latin letters only.

Written here: `alphasign` 0.9 (2009) does not import on Python 3, and `alphasignpy` 0.1.1 puts a timing
mark FF into its frames, passes control bytes of a text on and knows serial lines only (docs/strips.md).
"""

from dataclasses import dataclass

from displays.led.letters import in_letters_of
from displays.led.strip import Face, Style, width_of

#: NULs set the pace of the board's serial line.
_WAKE, _SOH, _STX, _ETX, _EOT, _ESC = b"\0" * 5, b"\x01", b"\x02", b"\x03", b"\x04", b"\x1b"
_EVERY_KIND, _WRITE_TEXT = b"Z", b"A"
#: The priority file is there without any set-up and hides all others.
_PRIORITY_FILE = b"0"
_MIDDLE_LINE = b" "
_ROTATE, _HOLD, _FLASH = b"a", b"b", b"c"
_RED = b"\x1c1"


@dataclass(frozen=True)
class Alpha:
    """One board: its address on the bus and its width in dots."""

    number: int
    width: int

    #: Boards answer only when set up to, and many can't: what was sent counts as shown.
    is_whole = None

    def frame(self, face: Face, elapsed: int) -> bytes:  # noqa: ARG002 - the board flashes and scrolls by itself
        """The frame that shows a face; flashing and scrolling are the board's own modes."""
        text = in_letters_of(face.text, "ascii")
        mode = _ROTATE if width_of(text) > self.width else _FLASH if face.style is Style.FLASH else _HOLD
        said = _STX + _WRITE_TEXT + _PRIORITY_FILE + _ESC + _MIDDLE_LINE + mode + _RED
        said += (text or " ").encode("ascii") + _ETX
        checked = said + f"{sum(said) & 0xFFFF:04X}".encode()
        return _WAKE + _SOH + _EVERY_KIND + f"{self.number:02X}".encode() + checked + _EOT

    def check(self, answer: bytes) -> None:
        """Nothing is answered."""
