"""Draws what a printer would make of ESC/POS bytes, its own letters and codes included."""

from math import ceil

import segno
from PIL import Image, ImageDraw

from ticket_printer.escpos_reader import Barcode, Feed, Item, Picture, Said, Sheet, Style
from ticket_printer.font import BASELINE, ROW, Face, default_face

#: Dots of a printer's own letters.
LETTER = 24
#: A drawn sheet ends here, two metres down: garbage asks for kilometres.
LONGEST = 16_000
_WHITE = 255


def draw(sheet: Sheet, width: int, face: Face | None = None) -> Image.Image:
    """The sheet as a 1-bit image of that many dots across; what is wider is lost, as on paper."""
    strips, height = [], 0
    for item in sheet.items:
        strips.append((height, _strip(item, width, face or default_face())))
        height += strips[-1][1].height
        if height > LONGEST:
            break
    paper = Image.new("1", (width, max(1, min(height, LONGEST))), _WHITE)
    for top, strip in strips:
        paper.paste(strip, (0, top))
    return paper


def _strip(item: Item, width: int, face: Face) -> Image.Image:
    match item:
        case Picture(image, align):
            return _aligned(image, align, width)
        case Said(runs):
            return _written(runs, width, face)
        case Barcode(data, module, align):
            return _aligned(_code(data, module), align, width)
        case Feed(dots):
            return Image.new("1", (width, dots), _WHITE)


def _aligned(image: Image.Image, align: int, width: int) -> Image.Image:
    paper = Image.new("1", (width, image.height), _WHITE)
    paper.paste(image, (max(0, width - image.width) * align // 2, 0))
    return paper


def _code(data: bytes, module: int) -> Image.Image:
    try:
        made = segno.make(data, micro=False)
    except (segno.DataOverflowError, ValueError):
        return Image.new("1", (1, 1), _WHITE)  # no printer prints it either
    rows = [bytes(0 if dark else _WHITE for dark in row) for row in made.matrix_iter(scale=module, border=0)]
    return Image.frombytes("L", (len(rows), len(rows)), b"".join(rows)).convert("1")


def _written(runs: tuple[tuple[str, Style], ...], width: int, face: Face) -> Image.Image:
    """A line of text in cells, as a printer's own font stands; it goes on below where the paper ends."""
    cells: list[tuple[int, int, Image.Image]] = []
    x = top = 0
    below = ceil(LETTER * ROW)
    for text, style in runs:
        for letter in text:
            cell = _cell(letter, style, face)
            if x and x + cell.width > width:
                x, top, below = 0, top + below, ceil(LETTER * ROW)
            cells.append((x, top, cell))
            x, below = x + cell.width, max(below, cell.height)
    line = Image.new("1", (max(right + cell.width for right, _, cell in cells), top + below), _WHITE)
    for left, down, cell in cells:
        line.paste(cell, (left, down))
    return _aligned(line, runs[0][1].align, width)


def _cell(letter: str, style: Style, face: Face) -> Image.Image:
    kanji = ord(letter) > 0x7F  # noqa: PLR2004 - beyond ASCII
    wide, high = style.wide, style.high
    if kanji:
        wide, high = max(wide, style.kanji_wide), max(high, style.kanji_high)
    cell = Image.new("L", (LETTER if kanji else LETTER // 2, ceil(LETTER * ROW)), _WHITE)
    thick = 0.6 if style.bold else 0.0
    ImageDraw.Draw(cell).text((0, LETTER * BASELINE), letter, 0, face.at(LETTER), "ls", stroke_width=thick)
    size = (cell.width * wide, cell.height * high)
    return cell.point([0] * 144 + [_WHITE] * 112).resize(size, Image.Resampling.NEAREST).convert("1")
