"""Draws a face as the dots of a strip, and those dots as a picture of lamps."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from displays.led.strip import HEIGHT, Face, cell, is_dark, round_of, scrolled, width_of

#: GNU Unifont, fetched at set-up with the browser libraries: its letters are drawn on a grid of 16 dots.
FONT = Path(__file__).parents[2] / "static/vendor/fonts/unifont/files/unifont-latin-400-normal.woff2"

#: Colours of lamps: lit, unlit, and the light around a lit one.
LAMPS = {
    "red": ((255, 62, 44), (44, 14, 12), (150, 16, 8)),
    "amber": ((255, 186, 40), (44, 32, 10), (150, 88, 6)),
    "green": ((70, 255, 110), (10, 38, 18), (8, 130, 40)),
}
_PANEL = (14, 13, 14)
#: Pixels of a lamp's square, and how many times larger its disc is drawn before it is made smooth.
_LAMP, _FINER = 8, 4


class FontMissingError(Exception):
    """The font of the strips is not there; start `./hall run` once with the network, which fetches it."""


def draw(face: Face, width: int, elapsed: int, *, centred: bool = True) -> Image.Image:
    """The strip's dots so many ms after the face was first shown: 1-bit, `width` × 16, white is lit.

    centred  a text that fits stands in the middle; a board with letters of its own begins at its left edge
    """
    # In shades of grey, of which only black and white come out: FreeType's own 1-bit drawing loses dots.
    dots = Image.new("L", (width, HEIGHT))
    if is_dark(face, elapsed):
        return dots.convert("1")
    free = width - width_of(face.text)
    left = max(0, free // 2) if centred else 0
    left -= scrolled(face.text, width, elapsed)
    _write(dots, face.text, left)
    if free < 0:
        _write(dots, face.text, left + round_of(face.text))
    return dots.convert("1", dither=Image.Dither.NONE)


def picture(dots: Image.Image, colour: str = "red") -> Image.Image:
    """The dots as round lamps on a dark panel, as one sees them from the bench."""
    lit, unlit, glow = LAMPS[colour]
    size = (dots.width * _LAMP, dots.height * _LAMP)
    discs = Image.new("L", size)
    for left in range(0, size[0], _LAMP):
        discs.paste(_disc(), (left, 0))
    for top in range(_LAMP, size[1], _LAMP):
        discs.paste(discs.crop((0, 0, size[0], _LAMP)), (0, top))
    squares = dots.convert("L").resize(size, Image.Resampling.NEAREST)
    panel = Image.new("RGB", size, _PANEL)
    panel.paste(unlit, mask=discs)
    panel.paste(
        glow, mask=squares.filter(ImageFilter.GaussianBlur(_LAMP * 0.7)).point(lambda light: light * 0.5)
    )
    panel.paste(lit, mask=ImageChops.multiply(discs, squares))
    framed = Image.new("RGB", (size[0] + 4 * _LAMP, size[1] + 4 * _LAMP), _PANEL)
    framed.paste(panel, (2 * _LAMP, 2 * _LAMP))
    return framed


def png(image: Image.Image) -> bytes:
    """The image as the bytes of a PNG file."""
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _write(dots: Image.Image, text: str, left: int) -> None:
    """Draw each sign in the middle of its own cell, so that a row is as wide as `width_of` says."""
    pen = ImageDraw.Draw(dots)
    for sign in text:
        room = cell(sign)
        if -room < left < dots.width:
            pen.text((left + (room - round(_font().getlength(sign))) // 2, 0), sign, fill=255, font=_font())
        left += room


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(FONT, HEIGHT)
    except OSError as fault:
        raise FontMissingError(FontMissingError.__doc__) from fault


@lru_cache(maxsize=1)
def _disc() -> Image.Image:
    """One lamp, a little smaller than its square, with a smooth edge."""
    size, edge = _LAMP * _FINER, _FINER // 2
    large = Image.new("L", (size, size))
    ImageDraw.Draw(large).ellipse((edge, edge, size - 1 - edge, size - 1 - edge), fill=255)
    return large.resize((_LAMP, _LAMP), Image.Resampling.LANCZOS)
