"""A ticket's picture as ESC/POS bytes."""

from PIL import Image, ImageChops

#: Rows of dots sent as one `GS v 0`: small printers hold little more at once.
BAND = 64
RESET = b"\x1b@"
#: Past the blade, some 19 mm above the print head; then a partial cut: the ticket hangs and doesn't fall.
FEED, CUT = b"\x1bd\x05", b"\x1dV\x01"
#: Asks for the paper sensor; answered in its turn, when all before it has been printed.
ASK = b"\x1dr\x01"


def job(picture: Image.Image) -> bytes:
    """The bytes that print one picture: reset, the picture in bands, feed, cut. No text is ever in them."""
    black = ImageChops.invert(picture.convert("1", dither=Image.Dither.NONE))
    across = (black.width + 7) // 8
    rows, bands = black.tobytes(), []
    for top in range(0, black.height, BAND):
        high = min(BAND, black.height - top)
        header = b"\x1dv0\x00" + across.to_bytes(2, "little") + high.to_bytes(2, "little")
        bands.append(header + rows[top * across : (top + high) * across])
    return RESET + b"".join(bands) + FEED + CUT


def after_a_break(width: int) -> bytes:
    """What goes before a job when the one before it broke off: white dots to end its open band, and a cut.

    Without it a printer that still waits for the rest of a band would take the next ticket for it,
    and the half ticket would hang on to the next visitor's.
    """
    return bytes(BAND * ((width + 7) // 8) + 8) + RESET + FEED + CUT
