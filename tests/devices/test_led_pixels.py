"""The dots of a strip are those of its letters, and the picture shows them as lamps."""

import io

import pytest
from PIL import Image

from displays.led import pixels
from displays.led.pixels import LAMPS, draw, picture, png
from displays.led.strip import BLANK, Face, Style, round_of, width_of

#: GNU Unifont's own matrices of these signs, a row of dots in hexadecimal each.
LETTERS = {
    "A": "0000000018242442427E424242420000",
    "中": "01000100010001003FF8210821082108210821083FF821080100010001000100",
}


def rows(image):
    return ["".join("#" if image.getpixel((x, y)) else "." for x in range(image.width)) for y in range(16)]


def matrix(sign):
    digits = len(LETTERS[sign]) // 16
    return [
        f"{int(LETTERS[sign][row * digits : row * digits + digits], 16):0{digits * 4}b}".replace(
            "0", "."
        ).replace("1", "#")
        for row in range(16)
    ]


@pytest.mark.parametrize("sign", LETTERS)
def test_a_letter_is_unifont_dot_for_dot(sign):
    assert rows(draw(Face(sign), width_of(sign), 0)) == matrix(sign)


def test_a_strip_is_one_bit_and_its_text_stands_in_the_middle():
    dots = draw(Face("A"), 128, 0)
    assert (dots.mode, dots.size) == ("1", (128, 16))
    left, _, right, _ = dots.getbbox() or (0, 0, 0, 0)
    assert (left > 59, right < 69) == (True, True)
    assert draw(Face("A"), 128, 0, centred=False).getbbox()[0] < 8


def test_a_narrow_sign_stands_in_the_middle_of_the_16_dots_a_board_gives_it():
    left, _, right, _ = draw(Face("→"), 16, 0).getbbox() or (0, 0, 0, 0)
    assert left + right in {15, 16, 17}


def test_a_dark_strip_has_no_dot_lit():
    assert draw(BLANK, 128, 0).getbbox() is None
    assert draw(Face("A001", Style.FLASH), 128, 600).getbbox() is None
    assert draw(Face("A001", Style.FLASH), 128, 400).getbbox() is not None


def test_every_sign_of_gb2312_has_dots_within_its_own_cell():
    empty = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            sign = bytes([high, low]).decode("gb2312", "ignore")
            if sign and draw(Face(sign), 16, 0).getbbox() is None:
                empty.append(sign)
    assert empty == []


def test_a_text_too_wide_moves_dot_by_dot_and_comes_round_as_it_was():
    text = "请带齐材料到二楼综合窗口"
    at = [draw(Face(text), 128, 1000 + 25 * moved) for moved in (0, 1, round_of(text))]
    assert rows(at[0])[5][1:] == rows(at[1])[5][:-1]
    assert rows(at[0]) == rows(at[2])


def test_the_picture_is_lit_where_the_dots_are():
    dots = draw(Face("请A001号办理"), 128, 0)
    lamps = picture(dots, "amber")
    lit, unlit, _ = LAMPS["amber"]
    for x in range(128):
        for y in range(16):
            middle = lamps.getpixel((16 + x * 8 + 4, 16 + y * 8 + 4))
            assert middle == lit if dots.getpixel((x, y)) else middle != lit
    assert lamps.getpixel((20, 20)) == unlit
    assert Image.open(io.BytesIO(png(lamps))).size == (128 * 8 + 32, 16 * 8 + 32)


def test_without_its_font_a_strip_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr(pixels, "FONT", tmp_path / "none.woff2")
    pixels._font.cache_clear()
    with pytest.raises(pixels.FontMissingError, match=r"\./hall run"):
        draw(Face("A"), 8, 0)
    pixels._font.cache_clear()
