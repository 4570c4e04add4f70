"""Every frame of a strip is read back to its text by another's eyes, and no name is a command in it."""

import binascii
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from displays.led.alpha import Alpha
from displays.led.checksums import CHECKSUMS, crc16
from displays.led.driver import Codec
from displays.led.letters import in_letters_of
from displays.led.onbon import Onbon, escaped, framed, unescaped
from displays.led.readers import AlphaReader, OnbonReader, Reader, TemplateReader, checked
from displays.led.strip import BLANK, Desk, Face, State, Style, face_of
from displays.led.template import Template, TemplateError
from displays.led.wire import StripFault

#: A frame as one deployed maker has it: FF 68 n n 68 address 05 text sum 16.
FIELD = "FF68{len+2}{len+2}68[{addr}05{text}]{check}16"
PROTOCOLS: dict[str, tuple[Codec, Callable[[], Reader], str]] = {
    "onbon": (Onbon(1, 128), OnbonReader, "gb2312"),
    "alpha": (Alpha(1, 128), AlphaReader, "ascii"),
    "template": (Template(FIELD, 1, 1024, "sum8"), partial(TemplateReader, FIELD, "sum8"), "gb2312"),
}
#: The one command each protocol puts before a text, its colour.
OWN_COMMANDS = {"onbon": ("C1",), "alpha": ("1c31",), "template": ()}

NUMBERS = st.from_regex(r"[A-Z]{1,2}[0-9]{3,4}", fullmatch=True)
NAMES = st.text("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗办理综合业务，。·—！", max_size=8)
#: Names by somebody who knows the boards: their escapes, controls, ends of frames.
HOSTILE = st.lists(
    st.sampled_from(
        [*"\\C2\x1b\x04\x03\x02\x00\xa5\x5a\xa6\x5b\x1c\x1a\u202e\u200b\ud800", "\\FO001", "\\n", "张"]
    )
).map("".join)


@pytest.mark.parametrize(
    ("data", "frame"),
    [
        ("a200010000", "01000080000000000000fe020500a20001000068f8"),
        ("a310010000", "01000080000000000000fe020500a31001000051f8"),
    ],
    ids=["ping", "clear"],
)
def test_the_two_frames_known_from_boards_come_out_byte_for_byte(data, frame):
    assert framed(bytes.fromhex(data), 1) == bytes.fromhex("a5" * 8 + frame + "5a")


@given(st.binary())
def test_an_escaped_body_holds_neither_head_nor_tail_and_comes_back(body):
    sent = escaped(body)
    assert not set(sent) & {0xA5, 0x5A}
    assert unescaped(sent) == body


@pytest.mark.parametrize("broken", ["a6", "a603", "5b00", "01a6"])
def test_half_an_escape_is_no_body(broken):
    with pytest.raises(ValueError, match="stands for nothing"):
        unescaped(bytes.fromhex(broken))


@given(st.binary(min_size=2))
def test_each_checksum_agrees_with_another_way_to_work_it_out(data):
    for name in ("sum8", "xor8", "crc16", "modbus"):
        assert CHECKSUMS[name](data) == checked(name, data)


def test_the_checksums_know_the_catalogues_check_values():
    assert CHECKSUMS["crc16"](b"123456789") == bytes.fromhex("3dbb")  # CRC-16/ARC is BB3D
    assert CHECKSUMS["modbus"](b"123456789") == bytes.fromhex("374b")  # CRC-16/MODBUS is 4B37
    assert crc16(b"") == b"\0\0" and binascii.crc_hqx(b"123456789", 0) == 0x31C3  # which is another one


@pytest.mark.parametrize("protocol", PROTOCOLS)
@given(st.one_of(NUMBERS, NAMES, HOSTILE, st.text(max_size=60)), st.sampled_from([*State]))
@example("A001", State.CALLED)
@example("\\C2\x1b@", State.CALLED)
def test_every_frame_is_read_back_to_its_text_and_holds_no_command(protocol, name, state):
    codec, reader, encoding = PROTOCOLS[protocol]
    face = face_of(Desk("3", state, name), 0, language="en" if protocol == "alpha" else "zh")
    assume(protocol == "onbon" or len(face.text) < 64)  # as much as a template's window shows
    (heard,) = reader().feed(codec.frame(face, 0))
    assert heard.text == in_letters_of(face.text, encoding).strip()
    assert heard.commands == OWN_COMMANDS[protocol]
    assert heard.number == 1


@pytest.mark.parametrize("protocol", PROTOCOLS)
@given(st.one_of(HOSTILE, st.text(max_size=40)))
def test_even_a_face_that_nobody_cleaned_brings_no_command(protocol, text):
    codec, reader, _ = PROTOCOLS[protocol]
    for heard in reader().feed(codec.frame(Face(text), 0)):
        assert heard.commands == OWN_COMMANDS[protocol]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@given(NAMES, st.data())
def test_a_frame_with_one_byte_changed_is_passed_over(protocol, name, data):
    codec, reader, _ = PROTOCOLS[protocol]
    frame = codec.frame(Face(f"请{name}A001"), 0)
    at = data.draw(st.integers(8 if protocol == "onbon" else 5, len(frame) - 1))
    changed = data.draw(st.integers(0, 255).filter(lambda byte: byte != frame[at]))
    for heard in reader().feed(frame[:at] + bytes([changed]) + frame[at + 1 :]):
        # Sums don't cover a frame's first bytes, the number of an Alpha board among them.
        assert protocol == "template" or (protocol == "alpha" and at in {6, 7, 8}), heard


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_frames_are_found_among_noise_and_in_pieces(protocol):
    codec, reader, _ = PROTOCOLS[protocol]
    stream = b"\x17\x99noise" + codec.frame(Face("A001"), 0) + b"\x5a\x04\x16" + codec.frame(Face("B002"), 0)
    board = reader()
    texts = [heard.text for byte in stream for heard in board.feed(bytes([byte]))]
    assert texts == ["A001", "B002"]


def test_a_dark_strip_is_sent_a_space():
    for codec, reader, _ in PROTOCOLS.values():
        assert [heard.text for heard in reader().feed(codec.frame(BLANK, 0))] == [""]


def test_a_board_that_cannot_flash_is_sent_light_and_dark_in_turn():
    for protocol in ("onbon", "template"):
        codec, reader, _ = PROTOCOLS[protocol]
        face = Face("A001", Style.FLASH)
        texts = [reader().feed(codec.frame(face, at))[0].text for at in (0, 499, 500, 999, 1000)]
        assert texts == ["A001", "A001", "", "", "A001"]


def test_an_alpha_board_flashes_and_scrolls_by_itself():
    flashing, long = (
        AlphaReader().feed(Alpha(1, 128).frame(face, 700))[0]
        for face in (Face("A001", Style.FLASH), Face("Please bring all your papers"))
    )
    assert (flashing.text, flashing.style) == ("A001", Style.FLASH)
    assert long.scrolls


def test_an_onbon_board_scrolls_by_itself_and_forgets_what_is_not_renewed():
    short, long = (
        OnbonReader().feed(Onbon(1, 128).frame(Face(text), 0))[0]
        for text in ("A001", "请带齐材料到二楼综合窗口")
    )
    assert (short.scrolls, long.scrolls) == (False, True)
    assert (short.for_seconds, long.for_seconds) == (15, 21)


def test_a_strip_on_a_shared_cable_is_named_by_its_number():
    assert OnbonReader().feed(Onbon(7, 128).frame(Face("A001"), 0))[0].number == 7
    assert AlphaReader().feed(Alpha(31, 128).frame(Face("A001"), 0))[0].number == 31
    frame = Template(FIELD, 200, 128, "sum8").frame(Face("A001"), 0)
    assert TemplateReader(FIELD, "sum8").feed(frame)[0].number == 200


def test_an_onbon_boards_word_is_understood():
    board = Onbon(1, 128)
    heard = OnbonReader().feed(board.frame(Face("A001"), 0))[0]
    board.check(heard.ack)
    with pytest.raises(StripFault, match="Board 1 refused: the checksum is wrong"):
        board.check(heard.nak)
    echo = board.frame(Face("A001"), 0)
    assert not board.is_whole(echo) and board.is_whole(echo + heard.ack)


@given(st.binary(max_size=60), st.integers(0, 200))
def test_no_answer_however_broken_is_an_exception_of_another_kind(noise, cut):
    board = Onbon(1, 128)
    ack = OnbonReader().feed(board.frame(Face("A001"), 0))[0].ack
    for answer in (noise, b"\xa5" * 8 + noise + b"\x5a", ack[:cut]):
        board.is_whole(answer)
        try:
            board.check(answer)
        except StripFault:
            continue
        assert answer == ack


def test_our_alpha_frame_is_that_of_alphasignpy_without_its_timing_mark():
    theirs = b"\0\0\0\0\0\x01Z01\x02\xffA0\x1b b\x1c1A001, please\x0304F8\x04"  # its 0.1.1, to_bytes()
    assert Alpha(1, 128).frame(Face("A001, please"), 0) == theirs.replace(b"\xff", b"")
    assert AlphaReader().feed(theirs) == []


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("\\C2绿", "gb2312", "＼C2绿"),
        ("a\\b", "ascii", "a/b"),
        ("张·三—㛃", "gb2312", "张・三―□"),
        ("㛃", "gb18030", "㛃"),
        ("张A", "ascii", "?A"),
        ("A\x1b\u202e001", "gb2312", "A001"),
    ],
)
def test_a_sign_the_board_lacks_is_a_box_and_a_backslash_is_no_command(text, encoding, shown):
    assert in_letters_of(text, encoding) == shown


@pytest.mark.parametrize(
    ("pattern", "checksum", "frame"),
    [
        ("02{addr}{text}03", "none", "02 01 41 03"),
        ("{text}{check}", "xor8", "41 41"),
        ("01[02{text}]03{check}", "xor8", "01 02 41 03 43"),
        ("{len16+3}{len16be+3}{text}{check}", "crc16", "04 00 00 04 41 33 30"),
        (FIELD, "sum8", "FF 68 03 03 68 01 05 41 47 16"),
    ],
)
def test_a_pattern_is_filled_in(pattern, checksum, frame):
    assert Template(pattern, 1, 128, checksum).frame(Face("A"), 0) == bytes.fromhex(frame)


@pytest.mark.parametrize(
    ("pattern", "told", "why"),
    [
        ("02{text", {}, r'not understood from "{text" on'),
        ("0{text}", {}, "not understood"),
        ("02{name}", {}, "not understood"),
        ("0203", {}, "needs one {text}"),
        ("{text}{text}", {}, "needs one {text}"),
        ("{text}{check}", {}, "don't go together"),
        ("{text}", {"checksum": "sum8"}, "don't go together"),
        ("{text}{check}", {"checksum": "md5"}, '"md5" is none of none, sum8, xor8, crc16, modbus'),
        ("{check}[{text}]", {"checksum": "sum8"}, "behind one"),
        ("]{text}[{check}", {"checksum": "sum8"}, "behind one"),
        ("{text}", {"encoding": "utf-16"}, '"utf-16" is none of'),
        ("{text}", {"answer": "6"}, "not hexadecimal"),
    ],
)
def test_a_pattern_that_cannot_be_filled_in_is_refused_in_a_sentence(pattern, told, why):
    with pytest.raises(TemplateError, match=why.replace("{", r"\{")):
        Template(pattern, 1, 128, **told)


def test_a_text_longer_than_its_length_byte_is_a_fault_not_a_wrong_frame():
    with pytest.raises(StripFault, match="too long"):
        Template("{len+250}{text}", 1, 128).frame(Face("A001ABCD"), 0)


def test_a_board_that_cannot_scroll_is_sent_what_stands_on_it():
    board = Template("02{text}03", 1, 64)
    texts = [
        TemplateReader("02{text}03").feed(board.frame(Face("请带齐材料"), at))[0].text for at in (0, 1500)
    ]
    assert texts == ["请带齐材", "齐材料"]
