"""Draws what a printer would make of ESC/POS bytes, its own letters and codes included."""

from math import ceil

import segno
from PIL import Image, ImageDraw

from ticket_printer.escpos_sheet import Barcode, Feed, Item, Picture, Said, Sheet, Style
from ticket_printer.font import Face, default_face

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
        case Said():
            return _written(item, width, face)
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


def _written(said: Said, width: int, face: Face) -> Image.Image:
    """A line of text in cells, as a printer's own font stands; it goes on below where the paper ends."""
    rows: list[list[Image.Image]] = [[]]
    for text, style in said.runs:
        for letter in text:
            cell = _cell(letter, style, face)
            if rows[-1] and sum(each.width for each in rows[-1]) + cell.width > width:
                rows.append([])
            rows[-1].append(cell)
    strips = [_row(row, said.pitch) for row in rows]
    paper = Image.new("1", (max(row.width for row in strips), sum(row.height for row in strips)), _WHITE)
    top = 0
    for row in strips:
        paper.paste(row, (0, top))
        top += row.height
    return _aligned(paper, said.runs[0][1].align, width)


def _row(cells: list[Image.Image], pitch: int) -> Image.Image:
    """Letters on one line; a line of larger ones takes the room they need."""
    high = max(cell.height for cell in cells)
    row = Image.new("1", (sum(cell.width for cell in cells), max(pitch, high)), _WHITE)
    left = 0
    for cell in cells:
        row.paste(cell, (left, high - cell.height))
        left += cell.width
    return row


def _cell(letter: str, style: Style, face: Face) -> Image.Image:
    """A letter in its cell: a square, half of one for Latin ones, which are squeezed where they are wider."""
    kanji = ord(letter) > 0x7F  # noqa: PLR2004 - beyond ASCII
    wide, high = style.wide, style.high
    if kanji:
        wide, high = max(wide, style.kanji_wide), max(high, style.kanji_high)
    font = face.at(LETTER - 2)
    room = LETTER if kanji else LETTER // 2
    drawn = Image.new("L", (max(room, ceil(font.getlength(letter))), LETTER), _WHITE)
    thick = 0.6 if style.bold else 0.0
    ImageDraw.Draw(drawn).text((drawn.width / 2, LETTER * 0.84), letter, 0, font, "ms", stroke_width=thick)
    dark, light = (_WHITE, 0) if style.reverse else (0, _WHITE)
    cell = drawn.resize((room, LETTER)).point([dark] * 144 + [light] * 112)
    return cell.resize((room * wide, LETTER * high), Image.Resampling.NEAREST).convert("1")
