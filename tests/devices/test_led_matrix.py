"""A strip of MAX7219 modules shows the dots that were drawn, register by register."""

from functools import partial

import pytest
from luma.core.device import dummy
from luma.led_matrix.device import max7219

from displays.led import matrix
from displays.led.matrix import Matrix
from displays.led.pixels import draw
from displays.led.strip import Face, Style
from displays.led.wire import StripFault

# luma.led_matrix 1.9.0 reads a picture by a method that Pillow 13 will lose in its next version.
pytestmark = pytest.mark.filterwarnings("ignore:Image.Image.getdata:DeprecationWarning")
FACE = Face("请A001号办理")


class Chips:
    """The far end of the SPI line: 32 chips in a row, each with eight registers of eight dots."""

    def __init__(self):
        self.rows = [[0] * 8 for _ in range(32)]
        self.command = self.cleanup = lambda *_: None

    def data(self, sent):
        assert len(sent) == 64
        for chip, (register, value) in enumerate(zip(sent[::2], sent[1::2], strict=True)):
            if 1 <= register <= 8:
                self.rows[chip][register - 1] = value

    def lit(self):
        """The lit dots of a 128 × 16 strip; the first chip is the last module, each register a column."""
        dots = set()
        for chip, registers in enumerate(self.rows):
            module = 31 - chip
            left, top = module % 16 * 8, module // 16 * 8
            dots |= {
                (left + column, top + row)
                for column, value in enumerate(registers)
                for row in range(8)
                if value >> row & 1
            }
        return dots


def lit(picture):
    return {(x, y) for x in range(picture.width) for y in range(16) if picture.getpixel((x, y))}


def test_the_modules_show_the_dots_of_the_face():
    chips = Chips()
    strip = Matrix(lambda: max7219(chips, width=128, height=16), 128, "luma")
    strip.send(strip.frame(FACE, 0))
    assert chips.lit() == lit(draw(FACE, 128, 0)) != set()
    strip.send(strip.frame(Face("A001", Style.FLASH), 600))
    assert chips.lit() == set()


def test_a_scrolling_text_is_another_frame_for_each_dot():
    strip = Matrix(partial(dummy, 128, 16, mode="1"), 128, "luma")
    long = Face("请带齐材料到二楼综合窗口")
    assert strip.frame(long, 1000) != strip.frame(long, 1025) == strip.frame(long, 1049)


def test_a_device_of_luma_takes_the_frame_as_it_is():
    device = dummy(128, 16, mode="1")
    strip = Matrix(lambda: device, 128, "luma")
    strip.send(strip.frame(FACE, 0))
    assert lit(device.image) == lit(draw(FACE, 128, 0))


def test_a_machine_without_spi_says_so_in_a_sentence():
    strip = Matrix(partial(matrix.max7219, 128, "0.0", 0), 128, "luma://max7219 0.0")
    with pytest.raises(StripFault, match=r"no MAX7219 modules on SPI 0\.0"):
        strip.send(strip.frame(FACE, 0))


def test_modules_that_were_pulled_out_are_opened_anew():
    opened = []

    class Broken:
        def __init__(self):
            opened.append(self)

        def display(self, _image):
            raise OSError("Bus error")

    strip = Matrix(Broken, 128, "luma://max7219 0.0")
    for _ in range(2):
        with pytest.raises(StripFault, match="can't be used: Bus error"):
            strip.send(strip.frame(FACE, 0))
    assert len(opened) == 2
