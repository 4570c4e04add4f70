"""The bytes a printer gets, and the reader that draws them again."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ticket_printer.escpos import BAND, CUTS, end, fill, picture_of, tear_off
from ticket_printer.escpos_preview import LETTER, draw
from ticket_printer.escpos_reader import Reader, read
from ticket_printer.escpos_sheet import Barcode, Feed, Picture, Said
from ticket_printer.status import ASK


def picture(width=576, height=300, seed=1):
    """Black and white noise: every bit counts."""
    noise = random.Random(seed).randbytes((width + 7) // 8 * height)
    return Image.frombytes("1", (width, height), noise)


def job(image):
    """A picture as a whole job."""
    return picture_of(image) + end()


def same(one, other):
    return one.size == other.size and one.tobytes() == other.tobytes()


@pytest.mark.parametrize(
    ("width", "height"), [(384, 1), (576, BAND), (576, BAND + 1), (576, 900), (384, 1151), (8, 3)]
)
def test_a_picture_comes_out_as_it_went_in(width, height):
    sent = picture(width, height)
    reading = read(job(sent))
    assert reading.unknown == () and len(reading.sheets) == 1
    (sheet,) = reading.sheets
    assert sheet.cut and len(sheet.pictures) == 1 and same(sheet.pictures[0], sent)
    assert sheet.items[1:] == (Feed(150),)


def test_a_width_that_is_no_multiple_of_eight_is_filled_with_white():
    (drawn,) = read(job(Image.new("1", (13, 2), 0))).sheets[0].pictures
    assert [drawn.getpixel((x, 1)) for x in range(16)] == [0] * 13 + [255] * 3


def test_a_job_is_reset_bands_feed_and_cut_and_nothing_else():
    sent = job(picture(576, 130))
    assert sent.startswith(b"\x1b@\x1dv0\x00\x48\x00\x40\x00") and sent.endswith(b"\x1bd\x05\x1dV\x01")
    assert len(sent) == 2 + 3 * 8 + 130 * 72 + 3 + 3


def test_grey_pictures_are_sent_in_black_and_white():
    assert same(read(job(Image.new("L", (16, 2), 40))).sheets[0].pictures[0], Image.new("1", (16, 2), 0))


def test_after_a_job_that_broke_off_the_next_ticket_comes_out_whole():
    first, second = picture(576, 400, seed=1), picture(576, 200, seed=2)
    cut_short = job(first)
    places = [*range(14), *random.Random(3).sample(range(len(cut_short)), 60), len(cut_short) - 1]
    for sent in places:
        sheets = read(cut_short[:sent] + fill(576) + tear_off() + job(second) + ASK).sheets
        assert [len(sheet.pictures) for sheet in sheets[-1:]] == [1]
        assert same(sheets[-1].pictures[0], second), f"cut after {sent} bytes"


def test_without_that_the_next_ticket_would_be_eaten():
    sheets = read(job(picture(576, 400))[:1000] + job(picture(576, 200, seed=2))).sheets
    assert not same(sheets[-1].pictures[-1], picture(576, 200, seed=2))


def test_chinese_text_with_its_sizes_is_read():
    sent = (
        b"\x1b@\x1c&\x1ba\x01\x1d!\x11\x1bE\x01" + "滨城区 A001".encode("gb18030") + b"\n"
        b"\x1d!\x00\x1bE\x00\x1c!\x0c\x1ba\x00"
        + "前面 7 人，㐂".encode("gb18030")
        + b"\r\n\n\x1bJ\x10\x1dVB\x00"
    )
    reading = read(sent)
    assert reading.unknown == () and reading.sheets[0].texts == ["滨城区 A001", "前面 7 人，㐂"]
    title, line = (item for item in reading.sheets[0].items if isinstance(item, Said))
    style = title.runs[0][1]
    assert (style.wide, style.high, style.bold, style.align) == (2, 2, 1, 1)
    assert (line.runs[0][1].kanji_wide, line.runs[0][1].kanji_high) == (2, 2)
    assert reading.sheets[0].items[2:] == (Feed(30), Feed(16))


def test_text_outside_kanji_mode_is_the_mojibake_it_would_be_on_paper():
    assert read(b"\x1c." + "号".encode("gb18030") + b"\n").sheets[0].texts == ["║┼"]


def test_a_printers_own_code_is_read_and_drawn():
    url = b"http://h/t/abc"
    store = b"\x1d(k" + (len(url) + 3).to_bytes(2, "little") + b"1P0" + url
    reading = read(
        b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x05\x1d(k\x03\x001E1" + store + b"\x1d(k\x03\x001Q0"
    )
    assert reading.unknown == () and reading.sheets[0].items == (Barcode(url, 5),)
    assert draw(reading.sheets[0], 384).height % 5 == 0


def test_unknown_commands_are_reported_with_their_place():
    assert read(b"A\x1bp\x1dg").unknown == ("ESC p at byte 1: unknown", "GS g at byte 3: unknown")
    assert read(b"\x1dV\x09").unknown == ("GS V 0x09 at byte 3: unknown",)
    assert read(b"\x07").unknown == ("0x07 at byte 0: unknown",)
    assert read(b"\x1d").unknown == ("GS at byte 0: unknown",)
    assert read(b"\x1d(E\x02\x00ab").unknown == ("GS ( E at byte 7: unknown",)


def test_a_raster_cut_short_keeps_the_rows_that_came():
    reading = read(b"\x1dv0\x00\x02\x00\x05\x00" + b"\xff" * 7)
    assert reading.unknown == ("GS v 0 at byte 8: cut short, 7 of 10 bytes",)
    assert reading.sheets[0].pictures[0].size == (16, 3) and not reading.sheets[0].cut


def test_double_width_and_height_are_drawn_so():
    assert read(b"\x1dv0\x03\x01\x00\x02\x00\xf0\x0f").sheets[0].pictures[0].size == (16, 4)


def test_a_preview_shows_text_picture_and_feed_one_below_the_other():
    dots = b"\x1dv0\x00\x01\x00\x08\x00" + b"\xff" * 8
    (sheet,) = read(b"\x1ba\x02" + dots + b"\x1ba\x00" + "你好".encode("gb18030") + b"\n\x1bJ\x64").sheets
    drawn = draw(sheet, 384)
    assert isinstance(sheet.items[0], Picture) and drawn.height > 8 + LETTER + 100
    assert drawn.crop((376, 0, 384, 8)).getextrema() == (0, 0)
    assert drawn.crop((0, 8, 2 * LETTER, 40)).getextrema() == (0, 255)
    assert drawn.crop((2 * LETTER, 8, 384, drawn.height)).getextrema() == (255, 255)


def test_text_longer_than_the_paper_goes_on_below_in_the_preview():
    short, long = (read(b"A" * n + b"\n").sheets[0] for n in (32, 33))
    assert draw(long, 384).height == 2 * draw(short, 384).height


def test_a_preview_of_garbage_ends_after_two_metres():
    assert draw(read(b"\x1bd\xff" * 50).sheets[0], 384).height == 16_000


@settings(max_examples=100)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(
                [
                    b"\x1b@",
                    b"\x1d!",
                    b"\x1c!",
                    b"\x1c.",
                    b"\x1dV",
                    b"\x1dv0",
                    b"\x1d(k",
                    b"1P0",
                    b"1Q0",
                    b"\x1bd\x02",
                ]
            ),
            st.text(max_size=8).map(lambda text: text.encode("gb18030", "replace")),
        ),
        max_size=12,
    ).map(b"".join)
)
def test_any_bytes_at_all_are_read_and_drawn(stream):
    for sheet in read(stream).sheets:
        assert draw(sheet, 384).width == 384


@pytest.mark.parametrize(("cut", "sheets"), [("partial", [True]), ("full", [True]), ("none", [False])])
def test_a_ticket_ends_in_the_cut_its_kiosk_has(cut, sheets):
    assert set(CUTS) == {"partial", "full", "none"}
    assert [sheet.cut for sheet in read(picture_of(picture()) + end(cut)).sheets] == sheets


def test_white_on_black_is_drawn_so_and_lines_stand_as_far_apart_as_was_said():
    (plain,), (turned,) = (read(start + b"A\n").sheets for start in (b"", b"\x1dB\x01"))
    black = [draw(sheet, 384).convert("L").histogram()[0] for sheet in (plain, turned)]
    assert black[0] < 12 * LETTER / 2 < black[1]
    (wide,) = read(b"\x1b3\x50A\nB\n\n").sheets
    assert draw(wide, 384).height == 3 * 0x50


@given(st.data())
def test_bytes_that_come_in_pieces_are_read_as_the_same_bytes_in_one(data):
    whole = (
        job(picture(64, 90))
        + "\x1c&滨城 A001".encode("gb18030")
        + b"\n\x1d(k\x07\x001P0abcd\x1d(k\x03\x001Q0\x1dV\x01"
    )
    cuts = sorted(data.draw(st.sets(st.integers(1, len(whole) - 1), max_size=9)))
    reader = Reader()
    for start, stop in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        reader.give(whole[start:stop])
        while reader.step():
            pass
    together = read(whole)
    assert len(reader.sheets) == 2 and tuple(reader.unknown) == together.unknown
    for piecemeal, at_once in zip(reader.sheets, together.sheets, strict=True):
        assert draw(piecemeal, 384).tobytes() == draw(at_once, 384).tobytes()
