"""A ticket's picture as ESC/POS bytes, and what begins and ends every ticket."""

from PIL import Image, ImageChops

#: Rows of dots sent as one `GS v 0`: small printers hold little more at once.
BAND = 64
RESET = b"\x1b@"
#: Past the blade, some 19 mm above the print head.
FEED = b"\x1bd\x05"
#: How a ticket ends: it hangs and doesn't fall, falls, or is torn off by hand.
CUTS = {"partial": b"\x1dV\x01", "full": b"\x1dV\x00", "none": b""}


def picture_of(picture: Image.Image) -> bytes:
    """The bytes that print one picture, in bands, without feed and cut. No text is ever in them."""
    black = ImageChops.invert(picture.convert("1", dither=Image.Dither.NONE))
    across = (black.width + 7) // 8
    rows, bands = black.tobytes(), []
    for top in range(0, black.height, BAND):
        high = min(BAND, black.height - top)
        header = b"\x1dv0\x00" + across.to_bytes(2, "little") + high.to_bytes(2, "little")
        bands.append(header + rows[top * across : (top + high) * across])
    return RESET + b"".join(bands)


def end(cut: str = "partial") -> bytes:
    """What ends a ticket: feed, and the cut, a word of CUTS."""
    return FEED + CUTS[cut]


def fill(width: int) -> bytes:
    """White dots that end whatever command a broken job left open: a band of a picture, a code's text.

    First of all that follows a break: a printer that waits for the rest of a band's header would take
    a question for its size, and then all tickets of the day for its dots.
    """
    return bytes(BAND * ((width + 7) // 8) + 8)


def tear_off(cut: str = "partial") -> bytes:
    """Ends the half ticket of a broken job, that it may not hang on to the next visitor's."""
    return RESET + end(cut)
