"""A ticket's blocks as text in a printer's own GB18030 letters: small and fast, as good as its font.

Sizes are set with `GS !` for Latin letters and `FS !` for Chinese ones, for printers differ in which
of the two the other feels; python-escpos sets neither for Chinese.
"""

from collections.abc import Iterable

import segno

from queueing.rules.plain_text import plain_text
from ticket_printer.blocks import Block, Checklist, Code, Gap, Number, Rule, Size, Stamp, Words
from ticket_printer.escpos import RESET
from ticket_printer.font import balanced

#: Dots of a printer's letters: a Chinese one is a square of 24, a Latin one half of that wide.
LETTER, CELL = 24, 12
#: Dots from one row to the next, set by us: printers differ in what they begin with.
ROW = 32

#: Times the usual width and height, the wanted one first; a text too wide takes the next, then wraps.
_SIZES = {
    Size.TITLE: ((2, 2), (1, 2), (1, 1)),
    Size.LEAD: ((2, 2), (1, 2), (1, 1)),
    Size.BODY: ((1, 1),),
    Size.SMALL: ((1, 1),),
}
#: Printers enlarge letters so many times at most, Chinese ones twice.
_MOST, _MOST_CHINESE = 8, 2
#: Dots of a QR code's module: from what thermal heads don't smear, to what is easily read.
_MODULES = range(4, 8)
_QUIET = 4

_CHINESE = b"\x1c&"
_MIDDLE, _LEFT = b"\x1ba\x01", b"\x1ba\x00"
_ROW_OF, _MARGIN = b"\x1b3" + bytes([ROW]), b"\x1bJ\x0c"
#: Letters twice as high fill their row; the next text must not touch them.
_BELOW_LARGE = b"\x1bJ\x08"


def text_of(blocks: Iterable[Block], width: int) -> bytes:
    """The bytes that print the blocks on paper of so many dots, without feed and cut.

    Every text passes `plain_text` once more on its way, so no byte of it can be a command.
    """
    writer = _Writer(width // CELL)
    return (
        RESET + _CHINESE + _ROW_OF + _MIDDLE + _MARGIN + b"".join(writer.bytes_of(block) for block in blocks)
    )


class _Writer:
    """Writes blocks in rows of so many cells."""

    def __init__(self, cells: int) -> None:
        self.cells = cells

    def bytes_of(self, block: Block) -> bytes:  # noqa: PLR0911 - one for each kind of block
        match block:
            case Words():
                return self.words(block)
            case Number(text):
                return self.number(text)
            case Stamp(zh, en):
                return self.stamp(f"{zh}  {en}")
            case Code():
                return self.code(block)
            case Checklist():
                return self.checklist(block)
            case Rule():
                return b"-" * self.cells + b"\n"
            case Gap(height):
                return b"\x1bJ" + bytes([min(255, round(height * LETTER))])

    def words(self, words: Words) -> bytes:
        """English beside the Chinese where asked and both fit; else below it. Marks of lanes are brackets."""
        zh = f"【{words.zh}】" if words.shape else words.zh
        if words.beside and words.en and _cells(f"{zh}  {words.en}") <= self.cells:
            return self.rows(f"{zh}  {words.en}", words.size, bold=words.bold)
        return self.rows(zh, words.size, bold=words.bold) + self.rows(words.en, Size.SMALL)

    def rows(self, text: str, size: Size, *, bold: bool = False) -> bytes:
        """A text in as many rows as it takes, as large as it may be in one."""
        if not (text := _plain(text)):
            return b""
        wide, high = next(
            (size for size in _SIZES[size] if _cells(text) * size[0] <= self.cells), _SIZES[size][-1]
        )
        said = b"".join(_encoded(row) + b"\n" for row in balanced(text, self.cells // wide, _cells))
        if (wide, high, bold) == (1, 1, False):
            return said
        return _sized(wide, high, bold=bold) + said + _sized(1, 1) + (_BELOW_LARGE if high > 1 else b"")

    def number(self, text: str) -> bytes:
        """The number as large as its row holds it, but no higher than a third of the paper is wide."""
        text = _plain(text)
        times = min(_MOST, self.cells * CELL // 3 // LETTER, self.cells * 92 // 100 // max(1, _cells(text)))
        times = max(1, times if text.isascii() else min(times, _MOST_CHINESE))
        return _sized(times, times, bold=True) + _encoded(text) + b"\n" + _sized(1, 1)

    def stamp(self, text: str) -> bytes:
        """White on black, twice as high."""
        bar = f" {_plain(text)} ".center(self.cells // 2)
        return b"\x1dB\x01" + _sized(1, 2, bold=True) + _encoded(bar) + b"\n" + _sized(1, 1) + b"\x1dB\x00"

    def code(self, code: Code) -> bytes:
        """The printer's own QR code, then its words; left out where it can't be whole."""
        texts = (code.caption, *code.beside)
        data = plain_text(code.url).encode()
        module = _module(data, self.cells * CELL)
        if module is None:
            return b"".join(self.words(words) for words in texts[1:])
        gap = b"\x1bJ" + bytes([_QUIET * module])
        return gap + qr(data, module) + gap + b"".join(self.words(words) for words in texts)

    def checklist(self, checklist: Checklist) -> bytes:
        """The heading, and each text left-aligned behind a box, its further rows below its first letter."""
        said = self.words(checklist.heading) + _LEFT
        for words in checklist.items:
            first = "□ "
            for text in (words.zh, words.en):
                for row in balanced(_plain(text), self.cells - _cells(first), _cells):
                    said += _encoded(first + row) + b"\n"
                    first = "   "
        return said + _MIDDLE


def qr(data: bytes, module: int) -> bytes:
    """The commands that store and print a QR code: model 2, module size, error level M."""
    store = b"1P0" + data
    return b"".join(
        (
            b"\x1d(k\x04\x001A2\x00",
            b"\x1d(k\x03\x001C" + bytes([module]),
            b"\x1d(k\x03\x001E1",
            b"\x1d(k" + len(store).to_bytes(2, "little") + store,
            b"\x1d(k\x03\x001Q0",
        )
    )


def _module(data: bytes, room: int) -> int | None:
    """Dots of one module, so that the code and its quiet zone fit the room; None where they can't."""
    try:
        modules = int(segno.make(data, micro=False, error="m").symbol_size(border=_QUIET)[0])
    except segno.DataOverflowError:
        return None
    fitting = [module for module in _MODULES if modules * module <= room]
    wanted = max(_MODULES[0], room * 2 // 5 // modules)
    return min(fitting[-1], wanted) if fitting else None


def _sized(wide: int, high: int, *, bold: bool = False) -> bytes:
    """So many times the usual size, for Latin and for Chinese letters."""
    chinese = (wide > 1) << 2 | (high > 1) << 3
    return bytes([0x1D, 0x21, (wide - 1) << 4 | (high - 1), 0x1C, 0x21, chinese, 0x1B, 0x45, bold])


def _plain(text: str) -> str:
    """A plain text with dashes that are one cell wide: GB18030's own take two, a gap in 10–20."""
    return plain_text(text).translate({0x2013: "-"})


def _encoded(text: str) -> bytes:
    """A plain text as the printer takes it; no byte of a longer character is a control either."""
    return text.encode("gb18030", "replace")


def _cells(text: str) -> int:
    """How many cells a text takes: two for every letter beyond ASCII."""
    return sum(1 if letter.isascii() else 2 for letter in text)
