"""What a visitor reads on the ticket, on 58 mm and on 80 mm paper."""

from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from queueing.rules.plain_text import plain_text
from queueing.rules.plan import Lane
from ticket_printer.blocks import Code, Number, Shape, Size, Stamp, Words
from ticket_printer.font import FontError, default_face, find_face, fit
from ticket_printer.layout import Paper, counters_in_words, layout
from ticket_printer.raster import MARGIN, NARROW, WIDE, png, qr, render

URL = "http://192.168.1.20:8000/t/Zk3v9QmT1xYpL0aWbC7dEf"
LONG = {
    "zh": "城乡居民基本养老保险关系转移接续与企业职工基本医疗保险参保登记（跨省通办、一件事一次办）专区",
    "en": "Transfer of basic pension insurance between provinces and registration for basic medical care",
}
WORD = {"zh": "办" * 90, "en": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2}


def paper(**changes):
    """A ticket of Bincheng's hall, taken at 09:41 on a Monday."""
    told: dict[str, Any] = {
        "hall": {"zh": "滨城区政务服务中心", "en": "Bincheng District Government Service Center"},
        "zone": {"zh": "一楼综合区", "en": "Ground floor, Zone A"},
        "service": {"zh": "社会保险登记", "en": "Social insurance registration"},
        "number": "A001",
        "lane": Lane.ORDINARY,
        "ahead": 7,
        "counters": ["3", "5", "8"],
        "at": datetime(2026, 3, 2, 1, 41, tzinfo=UTC),
        "tz": ZoneInfo("Asia/Shanghai"),
        "url": URL,
    }
    return Paper(**(told | changes))


def all_words(blocks):
    """Every text on the ticket, words beside the code included."""
    flat = [
        [b] if isinstance(b, Words) else [b.caption, *b.beside] if isinstance(b, Code) else [] for b in blocks
    ]
    return [text for group in flat for words in group for text in (words.zh, words.en) if text]


def ink(image):
    """The box around everything black: left, top, right, bottom."""
    return image.convert("L").point([255] + [0] * 255).getbbox()


def sampled_code(image, url):
    """The modules of the url's QR code as they stand on the paper, and the dots of one; None if nowhere.

    Found by its upper finder's edge, seven modules of black; each module must be one colour throughout.
    """
    matrix = [list(row) for row in segno.make(url, micro=False, error="m").matrix]
    count, pixels = len(matrix), image.convert("L").load()
    for y in range(image.height):
        x = 0
        for colour, run in groupby(pixels[column, y] for column in range(image.width)):
            long = len(list(run))
            dots = long // 7
            if colour == 0 and long % 7 == 0 and dots and x + count * dots <= image.width:
                box = (x, y, x + count * dots, y + count * dots)
                modules = image.crop(box).convert("L").resize((count, count), Image.Resampling.BOX).load()
                colours = [[modules[column, row] for column in range(count)] for row in range(count)]
                if [[{0: 1, 255: 0}.get(c) for c in row] for row in colours] == matrix:
                    return dots, box
            x += long
    return None


def test_the_ticket_tells_all_and_in_this_order():
    words = all_words(layout(paper(lane=Lane.PRIORITY)))
    assert words == [
        "滨城区政务服务中心",
        "Bincheng District Government Service Center",
        "社会保险登记",
        "Social insurance registration",
        "一楼综合区",
        "Ground floor, Zone A",
        "优先",
        "Priority",
        "您前面还有 7 人",
        "7 people before you",
        "叫号窗口：3、5、8 号",
        "Counters: 3, 5, 8",
        "扫码看进度",
        "Scan to follow your place",
        "2026-03-02 09:41",
        "周一 Mon",
        "请在休息区等候，留意叫号和大屏",
        "Please wait nearby and watch the screens",
    ]
    assert [b.text for b in layout(paper()) if isinstance(b, Number)] == ["A001"]


@pytest.mark.parametrize(
    ("lane", "shape"),
    [
        (Lane.ORDINARY, Shape.DOT),
        (Lane.BOOKED, Shape.DIAMOND),
        (Lane.PRIORITY, Shape.HEART),
        (Lane.HELPER, Shape.SQUARE),
    ],
)
def test_every_lane_has_its_shape_beside_its_word(lane, shape):
    assert [b.shape for b in layout(paper(lane=lane)) if isinstance(b, Words) and b.shape] == [shape]


def test_only_a_ticket_printed_again_is_marked_copy():
    assert [b for b in layout(paper(copy=True)) if isinstance(b, Stamp)] == [Stamp("补打", "COPY")]
    assert not [b for b in layout(paper()) if isinstance(b, Stamp)]


def test_nobody_and_one_person_ahead_are_said_as_people_say_them():
    assert "您前面没有人" in all_words(layout(paper(ahead=0)))
    assert "1 person before you" in all_words(layout(paper(ahead=1)))
    assert not [text for text in all_words(layout(paper(ahead=None))) if "前面" in text]


def test_counters_in_a_row_are_drawn_together_and_named_ones_follow():
    assert counters_in_words(["8", "1", "2", "3", "10", "11"]) == (
        "叫号窗口：1–3、8、10、11 号",
        "Counters: 1–3, 8, 10, 11",
    )
    assert counters_in_words(["12"]) == ("叫号窗口：12 号", "Counter: 12")
    assert counters_in_words(["3", "无障碍窗口"]) == ("叫号窗口：3 号、无障碍窗口", "Counters: 3, 无障碍窗口")
    assert counters_in_words(["\x1b", ""]) == ("", "")


def test_a_name_in_one_language_stands_once():
    words = all_words(layout(paper(service={"en": "Passports"}, zone={"zh": "A", "en": "A"}, hall={})))
    assert words.count("Passports") == 1 and words.count("A") == 1


def test_the_time_is_the_halls_and_a_time_without_a_zone_is_refused():
    assert "2026-03-01 20:41" in all_words(layout(paper(tz=ZoneInfo("America/New_York"))))
    with pytest.raises(ValueError, match="time zone"):
        layout(paper(at=datetime(2026, 3, 2, 9, 41)))  # noqa: DTZ001 - the fault itself


def test_control_and_format_characters_never_pass():
    assert plain_text("Zhang\x1b@\x1dV\x00") == "Zhang@V"
    assert plain_text("张\x7f\x9b\u202e三\u200b\ufeff\ud800") == "张三"
    assert plain_text("  一楼\r\n\t二楼\u3000 三楼 ") == "一楼 二楼 三楼"


@given(st.text())
def test_whatever_is_typed_comes_out_clean_and_stays_so(text):
    clean = plain_text(text)
    assert plain_text(clean) == clean and clean.encode("utf-8").decode() == clean
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in clean)


def test_a_name_of_ten_thousand_letters_does_not_unroll_metres_of_paper():
    endless = {"zh": "长" * 10_000, "en": "long " * 10_000}
    assert render(layout(paper(hall=endless, service=endless, zone=endless)), NARROW).height < 6000


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("names", [LONG, WORD])
def test_text_wider_than_the_paper_is_not_clipped(names, width):
    blocks = layout(paper(hall=names, zone=names, service=names, counters=[str(n) for n in range(1, 90, 2)]))
    whole = render(blocks, width)
    left, top, right, bottom = ink(whole)
    assert whole.mode == "1" and whole.width == width
    assert left >= MARGIN and right <= width - MARGIN
    assert top >= MARGIN and bottom <= whole.height - MARGIN
    for words in (b for b in blocks if isinstance(b, Words)):
        # Alone on the paper, between white margins: a letter cut off would end in a straight edge there.
        left, _, right, _ = ink(render([words], width))
        assert left > MARGIN and right < width - MARGIN


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("size", list(Size))
def test_letters_keep_their_heads_and_tails(width, size):
    text, face = "ÅÉgjpqy国鑫（", default_face()
    drawn = ink(render([Words(text, "", size)], width))
    for dots in range(18, 50):
        box = face.at(dots).getbbox(text)
        if (
            abs(drawn[3] - drawn[1] - (box[3] - box[1])) <= 1
            and abs(drawn[2] - drawn[0] - (box[2] - box[0])) <= 2
        ):
            break
    else:
        pytest.fail("no whole size of letters is as high and wide as what was drawn")


@settings(max_examples=60)
@given(st.text("办A i（，。、）nm理。", max_size=80).map(plain_text).filter(bool), st.integers(120, 560))
def test_wrapped_text_keeps_every_letter_and_fits_its_room(text, room):
    face = default_face()
    size, rows = fit(face, text, range(20, 41), room)
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert all(face.width(row, size) <= room for row in rows)
    assert len(rows) == 1 or size == 20


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("number", ["A001", "A1234", "ZB999", "综001", "AB12345678"])
def test_the_number_is_the_hero(width, number):
    left, top, right, bottom = ink(render([Number(number)], width))
    assert left >= MARGIN and right <= width - MARGIN
    if len(number) <= 5:
        assert bottom - top == pytest.approx(width / 3, abs=3)
    if len(number) > 4:
        assert right - left > width * 0.8


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_code_on_the_paper_reads_as_the_tickets_page(width):
    whole = render(layout(paper()), width)
    found = sampled_code(whole, URL)
    assert found is not None
    dots, (left, top, right, bottom) = found
    assert dots >= 4
    quiet = 4 * dots
    around = whole.crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
    assert left >= quiet and ink(around) == (quiet, quiet, quiet + right - left, quiet + bottom - top)
    assert sampled_code(whole, URL[:-1] + "x") is None


def test_a_code_that_cannot_be_printed_whole_is_left_out():
    assert qr("http://h/" + "x" * 900, NARROW) is None
    assert qr("http://h/" + "x" * 5000, WIDE) is None
    without, never = (render(layout(paper(url=url)), WIDE) for url in ("http://h/" + "x" * 5000, ""))
    assert abs(without.height - never.height) < 20
    assert not [b for b in layout(paper(url="")) if isinstance(b, Code)]


def test_a_wide_code_stands_above_its_words():
    url = "http://h/" + "x" * 300
    assert sampled_code(render(layout(paper(url=url)), NARROW), url)


def test_a_preview_is_the_picture_itself(tmp_path):
    whole = render(layout(paper()), WIDE)
    (tmp_path / "ticket.png").write_bytes(png(whole))
    with Image.open(tmp_path / "ticket.png") as seen:
        assert seen.size == whole.size and seen.convert("1").tobytes() == whole.tobytes()


def test_a_configured_font_must_hold_chinese(tmp_path):
    assert find_face(default_face().path) == default_face()
    (tmp_path / "no.ttf").write_bytes(b"no font")
    for wrong in (tmp_path / "no.ttf", tmp_path / "absent.ttf"):
        with pytest.raises(FontError, match=r"no.ttf|absent.ttf"):
            find_face(wrong)


def test_without_the_packaged_font_fontconfig_is_asked(monkeypatch):
    packaged = find_face()
    monkeypatch.setattr("ticket_printer.font._packaged", lambda: None)
    monkeypatch.setattr("ticket_printer.font._fontconfig", lambda: packaged.path)
    assert find_face() == packaged
    monkeypatch.setattr("ticket_printer.font._fontconfig", lambda: None)
    with pytest.raises(FontError, match="name one in the settings"):
        find_face()


def test_a_need_stands_beside_the_lane():
    assert "无障碍窗口" not in all_words(layout(paper()))
    assert "无障碍窗口" in all_words(layout(paper(need="barrier-free")))
    assert "手语服务" in all_words(layout(paper(need="sign")))
