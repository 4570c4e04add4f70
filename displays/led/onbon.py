"""Frames of Onbon's BX-5 boards (仰邦): real-time text over TCP 5005 or RS-485, and what a board answers.

Sources: frames known from boards (ping, clear); the maker's own Led5kSDK.h and bx.k.java
(fields of a dynamic area, ACK and NACK, codes of faults). Not yet tried on a real board.
"""

from dataclasses import dataclass
from struct import pack, unpack_from

from displays.led.checksums import crc16
from displays.led.letters import in_letters_of
from displays.led.strip import HEIGHT, Face, is_dark, time_for_round, width_of
from displays.led.wire import StripFault

_HEAD, _TAIL = b"\xa5" * 8, b"\x5a"
#: Bytes that begin or end frames, as they stand inside one.
_ESCAPES = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_PLAIN = {escape: bytes([byte]) for byte, escape in _ESCAPES.items()}
#: The sender; any of the maker's boards; version of the protocol.
_US, _ANY_BOARD, _VERSION = 0x8000, 0xFE, 2
_HEADER = "<HH3xBBBBBH"
_HEADER_SIZE = 14
#: The command to show dynamic areas, its group and number.
_SHOW = b"\xa3\x06"
_ANSWER, _ACK = 0xA0, 0x00

#: Dynamic area: loops, and goes dark by itself when it isn't renewed.
_LOOPS_WHILE_RENEWED = 2
_SINGLE_LINE, _NO_WRAP = 1, 1
_STILL, _TO_THE_LEFT = 1, 3
#: Speed from 0, the fastest, to 24.
_SPEED = 6
_RED = b"\\C1"
#: A face counts as forgotten after so many seconds, or after so many times its own round.
_FORGOTTEN, _ROUNDS = 15, 3

_FAULTS = {
    1: "it doesn't know this group of commands",
    2: "it doesn't know this command",
    3: "it is busy",
    4: "its memory is full",
    5: "the checksum is wrong",
    12: "it has no font for this text",
    13: "it is another kind of board",
}


@dataclass(frozen=True)
class Onbon:
    """One board: its address on the bus (1 as delivered) and its width in dots."""

    number: int
    width: int

    encoding = "gb2312"

    def frame(self, face: Face, elapsed: int) -> bytes:
        """The frame that shows a face as it stands so many ms after it was first shown.

        The board can't flash: in the dark half the text is a space. It scrolls by itself.
        """
        text = in_letters_of(face.text, self.encoding) if not is_dark(face, elapsed) else ""
        said = _RED + (text or " ").encode(self.encoding)
        wide = width_of(text) > self.width
        forgotten = max(_FORGOTTEN, round(_ROUNDS * time_for_round(text, self.width)))
        area = pack("<BHHHH", 0, 0, 0, self.width // 8, HEIGHT)
        area += pack("<BBBH3x", 0, 0, _LOOPS_WHILE_RENEWED, forgotten)
        area += bytes([_SINGLE_LINE, _NO_WRAP, _TO_THE_LEFT if wide else _STILL, 0, _SPEED, 0])
        area += pack("<I", len(said)) + said
        # Wants an answer, keeps the area as it is; no area deleted, one sent.
        return framed(_SHOW + b"\x01\x00\x00" + b"\x00\x01" + pack("<H", len(area)) + area, self.number)

    def is_whole(self, answer: bytes) -> bool:
        """Whether a board's answer stands in these bytes; an echo of our own frame is none."""
        return _answered(answer) is not None

    def check(self, answer: bytes) -> None:
        """Raises StripFault where the board refused."""
        data = _answered(answer)
        if data is None or data[1] != _ACK:
            code = data[2] if data and len(data) > 2 else 0  # noqa: PLR2004 - group, command, fault
            raise StripFault(f"Board {self.number} refused: {_FAULTS.get(code, f'fault {code}')}.")


def framed(data: bytes, number: int) -> bytes:
    """A whole frame for the board of that address."""
    body = pack(_HEADER, number, _US, 0, 0, 0, _ANY_BOARD, _VERSION, len(data)) + data
    return _HEAD + escaped(body + crc16(body)) + _TAIL


def escaped(body: bytes) -> bytes:
    """A body as it stands between head and tail: no byte in it begins or ends a frame."""
    return b"".join(_ESCAPES.get(byte, bytes([byte])) for byte in body)


def unescaped(sent: bytes) -> bytes:
    """The body that was escaped. Raises ValueError for an escape that stands for nothing."""
    body, at = b"", 0
    while at < len(sent):
        step = 2 if sent[at] in b"\xa6\x5b" else 1
        piece = sent[at : at + step]
        if step == 2 and piece not in _PLAIN:  # noqa: PLR2004 - an escape is two bytes
            raise ValueError(f"{piece.hex()} stands for nothing")
        body += _PLAIN.get(piece, piece)
        at += step
    return body


def _answered(heard: bytes) -> bytes | None:
    """The data of the first answer heard whole and unharmed."""
    for part in heard.split(_TAIL)[:-1]:
        try:
            body = unescaped(part.rpartition(b"\xa5")[2])
        except ValueError:
            continue
        if len(body) < _HEADER_SIZE + 4 or crc16(body[:-2]) != body[-2:]:
            continue
        (size,) = unpack_from("<H", body, _HEADER_SIZE - 2)
        data = body[_HEADER_SIZE:-2]
        if len(data) == size and data[0] == _ANSWER:
            return data
    return None
