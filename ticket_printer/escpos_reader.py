"""Reads ESC/POS bytes as a printer would: for previews, the simulator, and to prove what we send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PIL import Image, ImageChops

from ticket_printer.escpos_sheet import Barcode, Feed, Item, Picture, Said, Sheet, Style

#: Dots from one line to the next where nothing else was said.
LINE = 30


@dataclass(frozen=True)
class Reading:
    """All that some bytes print, and each command that was not understood, with its place."""

    sheets: tuple[Sheet, ...]
    unknown: tuple[str, ...]


def read(stream: bytes) -> Reading:
    """What a printer would do with these bytes; any bytes at all have an answer."""
    reader = Reader()
    reader.give(stream)
    while reader.step(last=True):
        pass
    reader.end_sheet(cut=False)
    return Reading(tuple(reader.sheets), tuple(reader.unknown))


class _MoreNeededError(Exception):
    """The rest of this command has not come yet."""


class Reader:
    """Where a printer stands in its bytes, and what it has put on paper.

    sheets  what was cut off
    asked   the last byte of each `GS r` reached, for a printer to answer
    """

    def __init__(self) -> None:
        self.stream = b""
        self.at = 0
        self.before = 0  # bytes done with and forgotten
        self.last = False
        self.asked: list[int] = []
        self.sheets: list[Sheet] = []
        self.unknown: list[str] = []
        self.items: list[Item] = []
        self.style = Style()
        self.pitch = LINE
        self.runs: list[tuple[str, Style]] = []
        self.rows = bytearray()
        self.rows_as = (0, 0, 0)  # bytes across, scale, align
        self.code = (b"", 3)  # a QR code's data and module size

    def give(self, more: bytes) -> None:
        """Take in bytes; `step` does what they say."""
        self.stream, self.before, self.at = self.stream[self.at :] + more, self.before + self.at, 0

    def step(self, *, last: bool = False) -> bool:
        """Do one command or one run of text; False when there is none, or not yet the whole of it.

        last  nothing more comes: what is cut short is reported, and what is there is printed
        """
        self.last = last
        start = self.at
        if start >= len(self.stream):
            return False
        try:
            self._do()
        except _MoreNeededError:
            self.at = start
            return False
        return True

    def _do(self) -> None:
        first, name = self.stream[self.at], self.stream[self.at : self.at + 2]
        if name in _COMMANDS:
            self.at += 2
            count, do = _COMMANDS[name]
            given = self.take(count, name)
            if given is not None:
                do(self, given)
        elif first in _LEADS:
            self.whole_when(len(name) > 1)
            self.report(name)
            self.at += 2
        elif first == _LF:
            self.at += 1
            self.end_line(always=True)
        elif first in _CONTROLS:
            if first not in b"\x00\r":
                self.report(name[:1])
            self.at += 1
        else:
            self.text()

    def whole_when(self, there: bool) -> None:  # noqa: FBT001 - reads as a sentence
        """Go on when all is there, or nothing more will come."""
        if not there and not self.last:
            raise _MoreNeededError

    def text(self) -> None:
        """Letters up to the next control; printed with their line."""
        end = self.at
        while end < len(self.stream) and self.stream[end] not in _CONTROLS:
            end += 1
        self.whole_when(end < len(self.stream))
        said = self.stream[self.at : end].decode("gb18030" if self.style.kanji else "cp437", "replace")
        self.end_picture()
        self.runs.append((said, self.style))
        self.at = end

    def take(self, count: int, name: bytes) -> bytes | None:
        """The next bytes, which a command needs; None where they never come."""
        given = self.stream[self.at : self.at + count]
        self.whole_when(len(given) == count)
        if len(given) < count:
            self.report(name, "cut short")
            self.at = len(self.stream)
            return None
        self.at += count
        return given

    def report(self, name: bytes, why: str = "unknown") -> None:
        """Note what is not understood."""
        self.unknown.append(f"{_spelled(name)} at byte {self.before + self.at}: {why}")

    def put(self, item: Item) -> None:
        """Put something on paper."""
        self.end_picture()
        self.items.append(item)

    def end_picture(self) -> None:
        """Bands that followed each other are one picture."""
        across, scale, align = self.rows_as
        if self.rows:
            high = len(self.rows) // across
            image = ImageChops.invert(Image.frombytes("1", (across * 8, high), bytes(self.rows)))
            if scale:
                size = (image.width * (1 + (scale & 1)), image.height * (1 + (scale >> 1)))
                image = image.resize(size, Image.Resampling.NEAREST)
            self.items.append(Picture(image, align))
            self.rows = bytearray()

    def end_line(self, *, always: bool = False) -> None:
        """Print the line gathered; an empty one only `always`."""
        if self.runs:
            self.put(Said(tuple(self.runs), self.pitch))
            self.runs = []
        elif always:
            self.put(Feed(self.pitch))

    def end_sheet(self, *, cut: bool) -> None:
        """What was printed so far is one sheet."""
        self.end_line()
        self.end_picture()
        if self.items:
            self.sheets.append(Sheet(tuple(self.items), cut))
            self.items = []

    def reset(self, _: bytes) -> None:
        """`ESC @`: a printer forgets the line it has not printed yet."""
        self.style, self.pitch = Style(), LINE
        self.runs = []

    def feed(self, dots: int) -> None:
        """Move the paper on."""
        self.end_line()
        if dots:
            self.put(Feed(dots))

    def cut(self, given: bytes) -> None:
        """`GS V`, with a feed before it in its longer forms."""
        further = self.take(1, b"\x1dV") if given[0] in b"ABabgh" else b""
        if given[0] not in b"\x00\x0101ABabgh":
            self.report(b"\x1dV" + given)
        elif further is not None:
            self.end_sheet(cut=True)

    def raster(self, given: bytes) -> None:
        """`GS v 0`, one band of a picture."""
        kind, scale, across, high = given[:1], given[1] & 3, _number(given[2:4]), _number(given[4:6])
        if kind != b"0":
            self.report(b"\x1dv" + kind)
            return
        rows = self.stream[self.at : self.at + across * high]
        self.whole_when(len(rows) == across * high)
        if len(rows) < across * high:
            self.report(b"\x1dv0", f"cut short, {len(rows)} of {across * high} bytes")
        self.at += len(rows)
        self.end_line()
        if self.rows_as != (across, scale, self.style.align):
            self.end_picture()
            self.rows_as = (across, scale, self.style.align)
        if across:
            self.rows += rows[: len(rows) // across * across]

    def function(self, given: bytes) -> None:
        """`GS ( k`: a QR code is stored, then printed."""
        body = self.take(_number(given[1:3]), b"\x1d(" + given[:1])
        if body is None:
            return
        match given[:1], body[:2]:
            case b"k", b"1P" if len(body) > 3:  # noqa: PLR2004 - data stand behind cn, fn and m
                self.code = (body[3:], self.code[1])
            case b"k", b"1C" if len(body) > 2:  # noqa: PLR2004 - the size stands behind cn and fn
                self.code = (self.code[0], max(1, min(16, body[2])))
            case b"k", b"1Q":
                self.end_line()
                self.put(Barcode(*self.code, self.style.align))
            case b"k", b"1A" | b"1E":
                pass  # model and error level: any reader reads either
            case _:
                self.report(b"\x1d(" + given[:1])

    def pitched(self, dots: int) -> None:
        """Let lines stand so far apart."""
        self.pitch = dots

    def restyle(self, **changes: int) -> None:
        """Let what follows stand otherwise."""
        self.style = replace(self.style, **changes)


def _print_mode(reader: Reader, given: bytes) -> None:
    n = given[0]
    reader.restyle(bold=n >> 3 & 1, high=1 + (n >> 4 & 1), wide=1 + (n >> 5 & 1))


def _nothing(_: Reader, __: bytes) -> None:
    """Nothing on paper: a question."""


_LF = 0x0A
_CONTROLS = frozenset([*range(0x20), 0x7F])
_LEADS = b"\x10\x1b\x1c\x1d"
#: Each command with the number of bytes that follow its name.
_COMMANDS: Mapping[bytes, tuple[int, Callable[[Reader, bytes], None]]] = {
    b"\x1b@": (0, Reader.reset),
    b"\x1ba": (1, lambda reader, n: reader.restyle(align=n[0] % 48 % 3)),
    b"\x1bd": (1, lambda reader, n: reader.feed(n[0] * reader.pitch)),
    b"\x1bJ": (1, lambda reader, n: reader.feed(n[0])),
    b"\x1bE": (1, lambda reader, n: reader.restyle(bold=n[0] & 1)),
    b"\x1b!": (1, _print_mode),
    b"\x1b2": (0, lambda reader, _: reader.pitched(LINE)),
    b"\x1b3": (1, lambda reader, n: reader.pitched(n[0])),
    b"\x1d!": (1, lambda reader, n: reader.restyle(wide=1 + (n[0] >> 4 & 7), high=1 + (n[0] & 7))),
    b"\x1dB": (1, lambda reader, n: reader.restyle(reverse=n[0] & 1)),
    b"\x1c&": (0, lambda reader, _: reader.restyle(kanji=1)),
    b"\x1c.": (0, lambda reader, _: reader.restyle(kanji=0)),
    b"\x1c!": (
        1,
        lambda reader, n: reader.restyle(kanji_wide=1 + (n[0] >> 2 & 1), kanji_high=1 + (n[0] >> 3 & 1)),
    ),
    b"\x1dV": (1, Reader.cut),
    b"\x1dv": (6, Reader.raster),
    b"\x1d(": (3, Reader.function),
    b"\x1dr": (1, lambda reader, n: reader.asked.append(n[0])),
    b"\x10\x04": (1, _nothing),
}


def _number(low_first: bytes) -> int:
    return int.from_bytes(low_first, "little")


def _spelled(name: bytes) -> str:
    """A command as manuals write it, e.g. ESC p."""
    controls = {0x10: "DLE", 0x1B: "ESC", 0x1C: "FS", 0x1D: "GS"}
    return " ".join(
        controls.get(byte) or (chr(byte) if byte in range(0x21, 0x7F) else f"0x{byte:02X}") for byte in name
    )
