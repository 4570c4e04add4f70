"""Reads ESC/POS bytes as a printer would: for previews, and to prove what we send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PIL import Image, ImageChops

#: Dots of one line of feed.
LINE = 30


@dataclass(frozen=True)
class Style:
    """How the printer stands to letters; `ESC @` puts it back to this."""

    wide: int = 1
    high: int = 1
    bold: int = 0
    align: int = 0  # 0 left, 1 middle, 2 right
    kanji: int = 1
    kanji_wide: int = 1
    kanji_high: int = 1


@dataclass(frozen=True)
class Picture:
    """Dots as they were sent, bands joined."""

    image: Image.Image
    align: int = 0


@dataclass(frozen=True)
class Said:
    """One line of text in the printer's own font, in runs of one style."""

    runs: tuple[tuple[str, Style], ...]

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True)
class Barcode:
    """A QR code that the printer draws itself."""

    data: bytes
    module: int
    align: int = 0


@dataclass(frozen=True)
class Feed:
    """Paper moved on without printing, in dots."""

    dots: int


Item = Picture | Said | Barcode | Feed


@dataclass(frozen=True)
class Sheet:
    """What lies between two cuts."""

    items: tuple[Item, ...]
    cut: bool

    @property
    def pictures(self) -> list[Image.Image]:
        """Its pictures, top to bottom."""
        return [item.image for item in self.items if isinstance(item, Picture)]

    @property
    def texts(self) -> list[str]:
        """Its lines of text, top to bottom."""
        return [item.text for item in self.items if isinstance(item, Said)]


@dataclass(frozen=True)
class Reading:
    """All that some bytes print, and each command that was not understood, with its place."""

    sheets: tuple[Sheet, ...]
    unknown: tuple[str, ...]


def read(stream: bytes) -> Reading:
    """What a printer would do with these bytes; any bytes at all have an answer."""
    reader = _Reader(stream)
    while reader.at < len(stream):
        reader.step()
    reader.end_sheet(cut=False)
    return Reading(tuple(reader.sheets), tuple(reader.unknown))


class _Reader:
    """Where a printer stands in its bytes, and what it has put on paper."""

    def __init__(self, stream: bytes) -> None:
        self.stream = stream
        self.at = 0
        self.sheets: list[Sheet] = []
        self.unknown: list[str] = []
        self.items: list[Item] = []
        self.style = Style()
        self.runs: list[tuple[str, Style]] = []
        self.rows = bytearray()
        self.rows_as = (0, 0, 0)  # bytes across, scale, align
        self.code = (b"", 3)  # a QR code's data and module size

    def step(self) -> None:
        """Do one command or one run of text."""
        first, name = self.stream[self.at], self.stream[self.at : self.at + 2]
        if name in _COMMANDS:
            self.at += 2
            count, do = _COMMANDS[name]
            given = self.take(count, name)
            if given is not None:
                do(self, given)
        elif first in _LEADS:
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

    def text(self) -> None:
        end = self.at
        while end < len(self.stream) and self.stream[end] not in _CONTROLS:
            end += 1
        said = self.stream[self.at : end].decode("gb18030" if self.style.kanji else "cp437", "replace")
        self.end_picture()
        self.runs.append((said, self.style))
        self.at = end

    def take(self, count: int, name: bytes) -> bytes | None:
        given = self.stream[self.at : self.at + count]
        if len(given) < count:
            self.report(name, "cut short")
            self.at = len(self.stream)
            return None
        self.at += count
        return given

    def report(self, name: bytes, why: str = "unknown") -> None:
        self.unknown.append(f"{_spelled(name)} at byte {self.at}: {why}")

    def put(self, item: Item) -> None:
        self.end_picture()
        self.items.append(item)

    def end_picture(self) -> None:
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
        if self.runs:
            self.put(Said(tuple(self.runs)))
            self.runs = []
        elif always:
            self.put(Feed(LINE))

    def end_sheet(self, *, cut: bool) -> None:
        self.end_line()
        self.end_picture()
        if self.items:
            self.sheets.append(Sheet(tuple(self.items), cut))
            self.items = []

    def reset(self, _: bytes) -> None:
        self.style = Style()
        self.runs = []  # a printer forgets the line it has not printed yet

    def feed(self, dots: int) -> None:
        self.end_line()
        if dots:
            self.put(Feed(dots))

    def cut(self, given: bytes) -> None:
        further = self.take(1, b"\x1dV") if given[0] in b"ABabgh" else b""
        if given[0] not in b"\x00\x0101ABabgh":
            self.report(b"\x1dV" + given)
        elif further is not None:
            self.end_sheet(cut=True)

    def raster(self, given: bytes) -> None:
        kind, scale, across, high = given[:1], given[1] & 3, _number(given[2:4]), _number(given[4:6])
        if kind != b"0":
            self.report(b"\x1dv" + kind)
            return
        rows = self.stream[self.at : self.at + across * high]
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

    def restyle(self, **changes: int) -> None:
        self.style = replace(self.style, **changes)


def _print_mode(reader: _Reader, given: bytes) -> None:
    n = given[0]
    reader.restyle(bold=n >> 3 & 1, high=1 + (n >> 4 & 1), wide=1 + (n >> 5 & 1))


def _nothing(_: _Reader, __: bytes) -> None:
    """Nothing on paper: a question, or a setting that pictures don't feel."""


_LF = 0x0A
_CONTROLS = frozenset([*range(0x20), 0x7F])
_LEADS = b"\x10\x1b\x1c\x1d"
#: Each command with the number of bytes that follow its name.
_COMMANDS: Mapping[bytes, tuple[int, Callable[[_Reader, bytes], None]]] = {
    b"\x1b@": (0, _Reader.reset),
    b"\x1ba": (1, lambda reader, n: reader.restyle(align=n[0] % 48 % 3)),
    b"\x1bd": (1, lambda reader, n: reader.feed(n[0] * LINE)),
    b"\x1bJ": (1, lambda reader, n: reader.feed(n[0])),
    b"\x1bE": (1, lambda reader, n: reader.restyle(bold=n[0] & 1)),
    b"\x1b!": (1, _print_mode),
    b"\x1b2": (0, _nothing),
    b"\x1b3": (1, _nothing),
    b"\x1d!": (1, lambda reader, n: reader.restyle(wide=1 + (n[0] >> 4 & 7), high=1 + (n[0] & 7))),
    b"\x1c&": (0, lambda reader, _: reader.restyle(kanji=1)),
    b"\x1c.": (0, lambda reader, _: reader.restyle(kanji=0)),
    b"\x1c!": (
        1,
        lambda reader, n: reader.restyle(kanji_wide=1 + (n[0] >> 2 & 1), kanji_high=1 + (n[0] >> 3 & 1)),
    ),
    b"\x1dV": (1, _Reader.cut),
    b"\x1dv": (6, _Reader.raster),
    b"\x1d(": (3, _Reader.function),
    b"\x1dr": (1, _nothing),
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
