"""Draws a ticket's blocks as black and white dots, on 58 mm or 80 mm paper."""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from math import ceil

import segno
from PIL import Image, ImageDraw

from ticket_printer.blocks import (
    Block,
    Checklist,
    Code,
    Gap,
    Number,
    Rule,
    Shape,
    Size,
    Stamp,
    Words,
)
from ticket_printer.font import BASELINE, LEAN, ROW, Face, default_face, fit, pen_width

#: Dots across the paper at 203 dpi: 58 mm and 80 mm.
NARROW, WIDE = 384, 576
#: Dots of a letter, from the least that is read at arm's length to the wanted size: a text too wide
#: is drawn smaller down to the first, then wrapped.
SIZES = {
    NARROW: {
        Size.TITLE: range(28, 37),
        Size.LEAD: range(24, 31),
        Size.BODY: range(20, 25),
        Size.SMALL: range(18, 21),
    },
    WIDE: {
        Size.TITLE: range(30, 47),
        Size.LEAD: range(26, 37),
        Size.BODY: range(22, 29),
        Size.SMALL: range(18, 23),
    },
}
#: Least dots of one module of a QR code: thermal heads smear finer ones.
MODULE = 4
#: Empty modules around a QR code, as its standard asks.
QUIET = 4
#: Dots kept white on every side.
MARGIN = 12
_BLACK, _WHITE = 0, 255
#: How much narrower than drawn the number stands: as a rule, and at the most; then it gets lower.
_CONDENSED, _NARROWEST = 0.86, 0.62


def render(blocks: Iterable[Block], width: int = WIDE, face: Face | None = None) -> Image.Image:
    """The ticket as a 1-bit image, exactly `width` dots wide and as long as it needs.

    A text that can't stand in one row is drawn smaller, then wrapped; nothing is clipped. A QR code
    that doesn't fit the paper at four dots a module is left out: half a code helps nobody.
    """
    pen = _Pen(face or default_face(), width)
    strips = [strip for block in blocks for strip in pen.strips(block)]
    sheet = Image.new("L", (width, sum(strip.height for strip in strips) + 2 * MARGIN), _WHITE)
    top = MARGIN
    for strip in strips:
        sheet.paste(strip, ((width - strip.width) // 2, top))
        top += strip.height
    # Grey from the letters' smooth edges turns black a little early: thin strokes must not break.
    return sheet.point([_BLACK] * 144 + [_WHITE] * 112, "1")


def png(image: Image.Image) -> bytes:
    """The image as the bytes of a PNG file."""
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def qr(url: str, room: int) -> Image.Image | None:
    """A QR code with its quiet zone in whole dots a module; under half of the room wide where that can be.

    None where even four dots a module are too wide for the room.
    """
    try:
        made = segno.make(url, micro=False, error="m")
    except segno.DataOverflowError:
        return None
    modules = int(made.symbol_size(border=QUIET)[0])
    module = max(MODULE, min(2 * MODULE, room * 2 // 5 // modules))
    if modules * module > room:
        return None
    rows = [bytes(_BLACK if dark else _WHITE for dark in row) for row in made.matrix_iter(border=QUIET)]
    small = Image.frombytes("L", (modules, modules), b"".join(rows))
    return small.resize((modules * module, modules * module), Image.Resampling.NEAREST)


class _Pen:
    """Draws blocks as strips of paper, each no wider than the room between the margins."""

    def __init__(self, face: Face, width: int) -> None:
        self.face = face
        self.width = width
        self.room = width - 2 * MARGIN
        self.sizes = SIZES[WIDE if width >= WIDE else NARROW]
        self.letter = self.sizes[Size.BODY][-1]

    def strips(self, block: Block) -> list[Image.Image]:  # noqa: PLR0911 - one for each kind of block
        match block:
            case Words():
                return self.words(block, self.room)
            case Number(text):
                return [self.number(text)]
            case Stamp(zh, en):
                return [self.stamp(f"{zh}  {en}")]
            case Code():
                return self.code(block)
            case Checklist():
                return self.checklist(block)
            case Rule():
                return [Image.new("L", (self.room, 2), _BLACK)]
            case Gap(height):
                return [_paper(1, round(height * self.letter))]

    def words(self, words: Words, room: int) -> list[Image.Image]:
        """English beside the Chinese where asked and both fit; else below it, in small letters."""
        size, small = self.sizes[words.size][-1], self.sizes[Size.SMALL][-1]
        mark = ceil(size * 1.15) if words.shape else 0
        zh = mark + self.face.width(words.zh, size, bold=words.bold) + size // 4
        both = zh + self.face.width(words.en, small)
        if words.beside and words.en and both <= room:
            row = _paper(both, ceil(size * ROW))
            self.write(row, (mark, round(size * BASELINE)), words.zh, size, bold=words.bold)
            self.write(row, (zh, round(size * BASELINE)), words.en, small)
            rows = [row]
        else:
            rows = self.rows(words.zh, words.size, room, bold=words.bold, indent=mark)
            rows += self.rows(words.en, Size.SMALL, room) if words.en else []
        if words.shape:
            rows[0].paste(_shape(words.shape, size), (0, round(size * (BASELINE - 0.87))))
        return rows

    def rows(
        self, text: str, size: Size, room: int, *, bold: bool = False, indent: int = 0
    ) -> list[Image.Image]:
        """A text in as many rows as it takes, the first one indented."""
        dots, lines = fit(self.face, text, self.sizes[size], room - indent, bold=bold)
        rows: list[Image.Image] = []
        for line in lines:
            left = 0 if rows else indent
            rows.append(_paper(left + self.face.width(line, dots, bold=bold), ceil(dots * ROW)))
            self.write(rows[-1], (left, round(dots * BASELINE)), line, dots, bold=bold)
        return rows

    def write(
        self, row: Image.Image, at: tuple[int, int], text: str, size: int, *, bold: bool = False
    ) -> None:
        """A text from its left end, on its baseline."""
        thick = pen_width(size, bold=bold)
        start = (at[0] + LEAN + ceil(thick), at[1])
        ImageDraw.Draw(row).text(start, text, _BLACK, self.face.at(size), "ls", stroke_width=thick)

    def number(self, text: str) -> Image.Image:
        """A heavy, slightly condensed number; a longer one is condensed more, then lower."""
        height, room = self.width // 3, self.width * 92 // 100
        size = round(height * 1.3)
        font, apart = self.face.at(size), size * 0.035
        starts = [size / 2]
        for letter in text:
            starts.append(starts[-1] + font.getlength(letter) + apart)
        drawn = _paper(ceil(starts[-1] + size / 2), size * 2)
        pen = ImageDraw.Draw(drawn)
        for letter, (start, _) in zip(text, pairwise(starts), strict=True):
            pen.text((start, size * 1.4), letter, _BLACK, font, "ls", stroke_width=size / 42)
        ink = drawn.crop(drawn.point([_WHITE] * 255 + [_BLACK]).getbbox() or (0, 0, 1, 1))
        natural = ink.width * height / ink.height
        narrow = min(_CONDENSED, room / natural)
        lower = min(1.0, narrow / _NARROWEST)
        wide = round(natural * max(narrow, _NARROWEST) * lower)
        return ink.resize((min(wide, room), max(1, round(height * lower))), Image.Resampling.LANCZOS)

    def stamp(self, text: str) -> Image.Image:
        bar = _paper(self.room, ceil(self.letter * 1.7))
        pen = ImageDraw.Draw(bar)
        pen.rounded_rectangle((0, 0, bar.width - 1, bar.height - 1), 12, _BLACK)
        middle = (bar.width / 2, bar.height / 2)
        pen.text(middle, text, _WHITE, self.face.at(self.letter), "mm", stroke_width=0.5)
        return bar

    def code(self, code: Code) -> list[Image.Image]:
        """The QR code at the left and its words in a column beside it, or below it where that is too slim."""
        picture = qr(code.url, self.room)
        apart = _paper(1, self.letter // 2)
        if picture is None:
            return [apart, *(row for words in code.beside for row in self.words(words, self.room)), apart]
        column, texts = self.room - picture.width, (code.caption, *code.beside)
        if column < 6 * self.letter:
            return [picture, *(row for words in texts for row in self.words(words, self.room)), apart]
        rows: list[Image.Image] = []
        for words in texts:
            rows += [*([apart] if rows else []), *self.words(words, column)]
        tall = sum(row.height for row in rows)
        strip = _paper(self.room, max(picture.height, tall + self.letter))
        strip.paste(picture, (0, (strip.height - picture.height) // 2))
        top = (strip.height - tall) // 2
        for row in rows:
            strip.paste(row, (picture.width, top))
            top += row.height
        return [strip]

    def checklist(self, checklist: Checklist) -> list[Image.Image]:
        """The heading, and each text left-aligned behind a box of its own."""
        strips = self.words(checklist.heading, self.room)
        side, indent = self.letter * 3 // 4, self.letter * 4 // 3
        for words in checklist.items:
            rows = self.words(words, self.room - indent)
            strip = _paper(self.room, sum(row.height for row in rows) + self.letter // 5)
            top = round(self.letter * BASELINE) - side
            ImageDraw.Draw(strip).rectangle((1, top, side, top + side - 1), outline=_BLACK, width=2)
            top = 0
            for row in rows:
                strip.paste(row, (indent, top))
                top += row.height
            strips.append(strip)
        return strips


def _paper(width: int, height: int) -> Image.Image:
    return Image.new("L", (max(width, 1), max(height, 1)), _WHITE)


@lru_cache(maxsize=16)
def _shape(shape: Shape, size: int) -> Image.Image:
    """A lane's mark on a square of that many dots, drawn large and made small for smooth edges."""
    big = _paper(size * 8, size * 8)
    pen, unit = ImageDraw.Draw(big), size * 8 / 24
    match shape:
        case Shape.DOT:
            pen.ellipse((4 * unit, 4 * unit, 20 * unit, 20 * unit), _BLACK)
        case Shape.SQUARE:
            pen.rectangle((5 * unit, 5 * unit, 19 * unit, 19 * unit), _BLACK)
        case Shape.DIAMOND:
            pen.polygon([(x * unit, y * unit) for x, y in ((12, 2), (22, 12), (12, 22), (2, 12))], _BLACK)
        case Shape.HEART:
            for left in (2, 11.4):
                pen.ellipse((left * unit, 3.5 * unit, (left + 10.6) * unit, 14.1 * unit), _BLACK)
            pen.polygon([(x * unit, y * unit) for x, y in ((3, 11.6), (12, 8), (21, 11.6), (12, 22))], _BLACK)
        case Shape.MOON:
            pen.ellipse((3 * unit, 2 * unit, 23 * unit, 22 * unit), _BLACK)
            pen.ellipse((-1 * unit, 0, 16 * unit, 17 * unit), _WHITE)
    return big.resize((size, size), Image.Resampling.LANCZOS)
