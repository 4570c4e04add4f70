"""Reads frames as a board does: bytes to texts. Written from the protocols' facts, apart from the encoders.

Sources: docs/strips.md and Onbon's Led5kSDK.h; the Alpha protocol's document; the hall file's own
pattern. Whatever a text holds beside letters is listed, so that a test sees a command that slipped in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from
from typing import Protocol

from displays.led.strip import Style

#: Bytes that never became a frame are forgotten beyond this.
_MOST = 65_536


@dataclass(frozen=True)
class Heard:
    """One right frame: the strip's number, its text, how it stands, commands found inside the text.

    for_seconds  after which the board forgets it; None keeps it
    ack, nak     what the board answers; empty where its protocol has no answers
    """

    number: int
    text: str
    style: Style = Style.STEADY
    scrolls: bool = False
    commands: tuple[str, ...] = ()
    for_seconds: int | None = None
    ack: bytes = b""
    nak: bytes = b""


class Reader(Protocol):
    """Takes bytes as they come and gives each right frame once; all else is passed over, as boards do."""

    def feed(self, data: bytes) -> list[Heard]:
        """The frames that these bytes complete."""


def crc_of(data: bytes) -> int:
    """CRC-16/ARC the other way round: the polynomial 0x8005 from the high end, in and out mirrored."""
    crc = 0
    for byte in data:
        crc ^= int(f"{byte:08b}"[::-1], 2) << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x8005) & 0xFFFF if crc & 0x8000 else crc << 1
    return int(f"{crc:016b}"[::-1], 2)


class OnbonReader:
    """A BX-5 board."""

    def __init__(self) -> None:
        self._inside: bytearray | None = None

    def feed(self, data: bytes) -> list[Heard]:
        """As Reader.feed."""
        heard: list[Heard] = []
        for byte in data:
            if byte == 0xA5:  # noqa: PLR2004 - only ever in a head
                self._inside = bytearray()
            elif byte == 0x5A and self._inside:  # noqa: PLR2004 - only ever the tail
                heard += self._read(bytes(self._inside))
                self._inside = None
            elif self._inside is not None:
                self._inside.append(byte)
        return heard

    def _read(self, sent: bytes) -> Iterator[Heard]:
        # A6 02 is A5, A6 01 is A6, 5B 02 is 5A, 5B 01 is 5B.
        body = re.sub(rb"(?s)[\xa6\x5b][\x01\x02]", lambda e: bytes([e[0][0] + 1 - e[0][1]]), sent)
        data = body[14:-2]
        if len(data) < 7 or crc_of(body[:-2]) != unpack_from("<H", body, len(body) - 2)[0]:  # noqa: PLR2004
            return
        number, sender, _, length = unpack_from("<HH8sH", body)
        if length != len(data):
            return
        ack, nak = (self._answer(sender, number, code) for code in (b"\0\0", b"\x01\x05"))
        if data[:2] == b"\xa3\x06" and data[6 + data[5]] == 1:
            yield self._area(data[7 + data[5] :], number, ack, nak)

    @staticmethod
    def _area(area: bytes, number: int, ack: bytes, nak: bytes) -> Heard:
        length, run_mode, seconds = unpack_from("<H11xBH", area)
        effect, size = unpack_from("<B3xI", area, 21)
        said = area[29 : 29 + size]
        if length != len(area) - 2 or size != len(area) - 29:
            raise ValueError(f"An area of {len(area)} bytes says {length} and {size}.")
        commands = tuple(part.decode("ascii") for part in re.findall(rb"\\(C.|F.\d+|.)", said))
        text = re.sub(rb"\\(C.|F.\d+|.)", b"", said).decode("gb2312")
        forgets = seconds if run_mode == 2 else None  # noqa: PLR2004 - until it is not renewed
        return Heard(number, text.strip(" "), Style.STEADY, effect == 3, commands, forgets, ack, nak)  # noqa: PLR2004

    @staticmethod
    def _answer(to: int, number: int, code: bytes) -> bytes:
        data = b"\xa0" + code + b"\0\0"
        body = to.to_bytes(2, "little") + number.to_bytes(2, "little") + b"\0" * 6 + b"\xfe\x02"
        body += len(data).to_bytes(2, "little") + data
        body += crc_of(body).to_bytes(2, "little")
        body = re.sub(rb"[\xa5\xa6]", lambda e: bytes([0xA6, 0xA7 - e[0][0]]), body)
        return b"\xa5" * 8 + re.sub(rb"[\x5a\x5b]", lambda e: bytes([0x5B, 0x5C - e[0][0]]), body) + b"\x5a"


class AlphaReader:
    """A board of the Alpha protocol."""

    _FRAME = re.compile(
        rb"(?s)\0{5,}\x01[!-~](?P<number>[0-9A-F]{2})"
        rb"(?P<checked>\x02A0\x1b[ \x22&0-2](?P<mode>.)(?P<said>.*?)\x03)(?P<sum>[0-9A-F]{4})\x04"
    )

    def __init__(self) -> None:
        self._open = b""

    def feed(self, data: bytes) -> list[Heard]:
        """As Reader.feed."""
        self._open = (self._open + data)[-_MOST:]
        heard = []
        while frame := self._FRAME.search(self._open):
            self._open = self._open[frame.end() :]
            if sum(frame["checked"]) % 65536 == int(frame["sum"], 16):
                heard.append(self._read(frame))
        return heard

    @staticmethod
    def _read(frame: re.Match[bytes]) -> Heard:
        said = frame["said"]
        # 1C, 1A and 1D take a sign with them; any other byte below the space is a command by itself.
        commands = tuple(part.hex() for part in re.findall(rb"(?s)[\x1a\x1c\x1d].|[\0-\x1f\x7f-\xff]", said))
        text = re.sub(rb"(?s)[\x1a\x1c\x1d].|[\0-\x1f\x7f-\xff]", b"", said).decode("ascii")
        style = Style.FLASH if frame["mode"] == b"c" else Style.STEADY
        return Heard(int(frame["number"], 16), text.strip(" "), style, frame["mode"] == b"a", commands)


class TemplateReader:
    """A board with the hall file's own pattern: it tries every length that a text could have."""

    def __init__(
        self, pattern: str, checksum: str = "none", encoding: str = "gb2312", answer: str = ""
    ) -> None:
        self._pieces = re.findall(r"[0-9A-Fa-f]{2}|\{[^}]+\}|[\[\]]", pattern)
        self._checksum, self._encoding, self._answer = checksum, encoding, bytes.fromhex(answer)
        self._open = b""

    def feed(self, data: bytes) -> list[Heard]:
        """As Reader.feed."""
        self._open = (self._open + data)[-_MOST:]
        heard = []
        while found := self._first():
            end, frame = found
            self._open = self._open[end:]
            heard.append(frame)
        return heard

    def _first(self) -> tuple[int, Heard] | None:
        for begin in range(len(self._open)):
            for size in range(1, len(self._open) - begin):
                if found := self._walk(begin, size):
                    return found
        return None

    def _walk(self, at: int, size: int) -> tuple[int, Heard] | None:
        """The frame that begins here if its text has so many bytes; None where any piece says otherwise."""
        first, last, number, said = at, None, 1, b""
        for piece in self._pieces:
            if piece == "[":
                first = at
            elif piece == "]":
                last = at
            elif piece == "{text}":
                said = self._open[at : at + size]
                at += size
            elif piece == "{addr}":
                number = int.from_bytes(self._open[at : at + 1])
                at += 1
            else:
                expected = self._expected(piece, size, self._open[first : at if last is None else last])
                if self._open[at : at + len(expected)] != expected:
                    return None
                at += len(expected)
        try:
            text = said.decode(self._encoding)
        except UnicodeDecodeError:
            return None
        commands = tuple(sign for sign in text if sign < " " or sign == "\\")
        return at, Heard(number, text.strip(" "), commands=commands, ack=self._answer)

    def _expected(self, piece: str, size: int, summed: bytes) -> bytes:
        if piece == "{check}":
            return checked(self._checksum, summed)
        if piece.startswith("{len"):
            kind, _, more = piece.strip("{}").partition("+")
            count = (size + int(more or 0)) % (1 << 16)
            return {"len": bytes([count & 0xFF]), "len16": count.to_bytes(2, "little")}.get(
                kind, count.to_bytes(2, "big")
            )
        return bytes.fromhex(piece)


def checked(checksum: str, data: bytes) -> bytes:
    """A checksum by its name in the hall file, worked out anew."""
    if checksum == "crc16":
        return crc_of(data).to_bytes(2, "little")
    if checksum == "modbus":
        # Beginning with FFFF is the same as mirroring the first two bytes' bits.
        return crc_of(bytes(byte ^ 0xFF for byte in data[:2]) + data[2:]).to_bytes(2, "little")
    total = 0
    for byte in data:
        total = total ^ byte if checksum == "xor8" else total + byte & 0xFF
    return bytes([total])
