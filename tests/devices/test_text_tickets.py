"""Tickets in the printer's own letters: GB18030 in right sizes, and no byte of a name is a command."""

import random
from itertools import product

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.devices.ledger import PAPER, kiosk
from ticket_printer.blocks import Size, Stamp, Words
from ticket_printer.escpos_reader import read
from ticket_printer.escpos_sheet import Barcode, Said
from ticket_printer.escpos_text import CELL, text_of
from ticket_printer.paper import blocks_of, bytes_of, preview

LONG = {
    "zh": "城乡居民基本养老保险关系转移接续与企业职工基本医疗保险参保登记（跨省通办）专区",
    "en": "Transfer of basic pension insurance between provinces and registration for basic medical care",
}


def sheet_of(width=576, **changes):
    """A ticket's text as a printer prints it; there is nothing it does not understand."""
    reading = read(bytes_of(PAPER | changes, kiosk("text", width)))
    assert reading.unknown == () and len(reading.sheets) == 1
    return reading.sheets[0]


def cells(run):
    """How much of a row a run takes."""
    text, style = run
    return sum(style.wide if letter.isascii() else 2 * max(style.wide, style.kanji_wide) for letter in text)


@pytest.mark.parametrize("width", [384, 576])
def test_the_text_says_what_the_picture_says(width):
    sheet = sheet_of(
        width, blocks=["title", "service", "zone", "number", "lane", "ahead", "counters", "notice"]
    )
    told = "".join("".join(sheet.texts).split())
    for block in blocks_of(PAPER):
        if isinstance(block, Words):
            assert "".join(block.zh.split()) in told and "".join(block.en.split()) in told
    assert "A001" in sheet.texts


@pytest.mark.parametrize("width", [384, 576])
def test_large_chinese_is_large_by_both_commands_and_the_number_is_the_hero(width):
    said = [item.runs[0] for item in sheet_of(width).items if isinstance(item, Said)]
    (service,) = [style for text, style in said if text == "社会保险登记"]
    assert (service.wide, service.high, service.kanji_wide, service.kanji_high) == (2, 2, 2, 2)
    (number,) = [style for text, style in said if text == "A001"]
    assert number.high == number.wide == max(style.high for _, style in said) == width // 3 // 24
    plain = [style for text, style in said if text.startswith("Counters")]
    assert [(s.wide, s.high, s.kanji_wide, s.bold) for s in plain] == [(1, 1, 1, 0)]


@pytest.mark.parametrize(
    ("width", "names"), list(product([384, 576], [LONG, {"zh": "办" * 90, "en": "W" * 200}]))
)
def test_no_row_is_wider_than_the_paper_and_no_letter_is_lost(width, names):
    sheet = sheet_of(width, hall=names, service=names, zone=names, materials=[names], number="AB1234567")
    for item in sheet.items:
        if isinstance(item, Said):
            assert sum(map(cells, item.runs)) <= width // CELL, item.text
    told = "".join("".join(sheet.texts).replace("□", "").split())
    for text in names.values():
        assert told.count("".join(text.split())) == 4


def test_the_printers_own_code_is_the_tickets_page_and_fits_the_paper():
    (code,) = [item for item in sheet_of(384).items if isinstance(item, Barcode)]
    assert code.data.decode() == PAPER["url"]
    modules = segno.make(code.data, micro=False, error="m").symbol_size(border=4)[0]
    assert code.module >= 4 and code.align == 1 and modules * code.module <= 384
    assert not [i for i in sheet_of(384, url="http://h/" + "x" * 900).items if isinstance(i, Barcode)]


def test_a_copy_is_marked_white_on_black():
    stamp = sheet_of(copy=True).items[1]
    assert isinstance(stamp, Said) and "补打" in stamp.text and stamp.runs[0][1].reverse == 1
    assert not [i for i in sheet_of().items if isinstance(i, Said) and i.runs[0][1].reverse]


def test_a_text_ticket_is_small():
    text, picture = (bytes_of(PAPER, kiosk(mode, 576)) for mode in ("text", "raster"))
    assert len(text) < 1000 and len(picture) > 40_000


def test_a_preview_of_text_is_drawn_from_the_very_bytes():
    drawn = preview(PAPER, kiosk("text"))
    assert drawn.width == 384 and 800 < drawn.height < 1600
    assert drawn.tobytes() != preview(PAPER | {"number": "A002"}, kiosk("text")).tobytes()


#: What a printer would obey, were it to arrive: reset, cut, cash drawer, status, picture, code.
EVIL = [
    "\x1b@",
    "\x1dV\x00",
    "\x1bp\x00\x19\xfa",
    "\x10\x04\x01",
    "\x1dv0\x00",
    "\x1d(k",
    "\x1c.",
    "\n",
    "\x7f",
    "\x9b2J",
]
NAMES = st.text(max_size=30) | st.lists(st.sampled_from(EVIL) | st.text(max_size=4), max_size=8).map("".join)


def shape(job):
    """The commands of a job: all that is neither a letter nor a code's text, with how often each comes."""
    reading = read(job)
    assert reading.unknown == ()
    (sheet,) = reading.sheets
    assert sheet.cut
    return [type(item) for item in sheet.items]


@settings(max_examples=60)
@given(NAMES, NAMES, st.sampled_from([384, 576]))
def test_whatever_a_name_is_the_printer_is_told_nothing_by_it(zh, en, width):
    names = {"zh": zh, "en": en}
    job = bytes_of(
        PAPER
        | {
            "hall": names,
            "zone": names,
            "service": names,
            "notice": names,
            "materials": [names],
            "number": zh,
        },
        kiosk("text", width),
    )
    shape(job)


def fuzzed(count, seed):
    """Made-up names full of controls, rare characters, marks that turn text round, and halves of letters."""
    chance = random.Random(seed)
    ranges = [(0, 0x20), (0x20, 0x7F), (0x7F, 0x100), (0x2000, 0x2070), (0x4E00, 0x9FFF), (0xD800, 0xE000)]
    ranges += [(0xE000, 0xF900), (0xFE00, 0x10000), (0x1F000, 0x1FA00), (0x20000, 0x2A6DF)]
    for _ in range(count):
        yield "".join(
            chance.choice(EVIL) if chance.random() < 0.2 else chr(chance.randrange(*chance.choice(ranges)))
            for _ in range(chance.randrange(1, 14))
        )


def controls_in(names):
    """The names of which a control byte, or a command, would reach a printer."""
    clean = text_of([], 576)
    found = []
    for name in names:
        body = text_of([Words(name, name, Size.SMALL), Stamp(name, "")], 576).removeprefix(clean)
        for known in (
            b"\x1dB\x01",
            b"\x1dB\x00",
            b"\x1d!\x01\x1c!\x08\x1bE\x01",
            b"\x1d!\x00\x1c!\x00\x1bE\x00",
        ):
            body = body.replace(known, b"", 1)
        if any((byte < 0x20 and byte != 0x0A) or byte == 0x7F for byte in body):
            found.append(name)
    return found


def test_no_control_byte_of_5_000_fuzzed_names_reaches_a_printer():
    assert controls_in(fuzzed(5_000, seed=1)) == []


@pytest.mark.long
def test_no_control_byte_of_1_000_000_fuzzed_names_reaches_a_printer():
    assert controls_in(fuzzed(1_000_000, seed=2)) == []
