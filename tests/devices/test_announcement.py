"""What a visitor hears and reads when called: numbers sign by sign, counters as cardinals, both languages."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from displays.announcement import (
    Call,
    CannotSpeakError,
    Wording,
    caption_for_call,
    clips_for_announcement,
    clips_for_call,
    spoken_text,
)
from displays.clips import CHIME, CLIPS, SILENCES
from queueing.rules.voice import SPOKEN, Spelling

NUMBERS = st.from_regex(r"[A-Z]{1,2}[0-9]{3,5}", fullmatch=True)
COUNTERS = st.one_of(st.integers(1, 999).map(str), st.from_regex(r"[A-Z]{1,2}[0-9]{0,2}", fullmatch=True))


def words(clips):
    """The clips as one reads them, e.g. 请 A 零 零 一 号到 三 号窗口."""
    return " ".join(CLIPS[clip].text for clip in clips)


def place(counter, language):
    """The clips of the counter alone."""
    clips = clips_for_call(Call("A001", counter), language)
    return words(clips[6:-1] if language == "zh" else clips[6:])


def test_a_chinese_call_spells_the_number_and_counts_the_counter():
    assert words(clips_for_call(Call("A001", "3"), "zh")) == "请 A 零 零 一 号到 三 号窗口"


def test_an_english_call_says_number_then_counter():
    assert (
        words(clips_for_call(Call("A001", "3"), "en")) == "number A zero zero one please go to counter three"
    )


def test_a_number_beyond_999_and_a_prefix_of_two_letters_are_spelled_too():
    assert words(clips_for_call(Call("BC1023", "1"), "zh")) == "请 B C 一 零 二 三 号到 一 号窗口"


@pytest.mark.parametrize(
    ("counter", "zh", "en"),
    [
        ("2", "二", "two"),
        ("03", "三", "three"),
        ("10", "十", "ten"),
        ("12", "十二", "twelve"),
        ("13", "十三", "thir-teen"),
        ("20", "二十", "twenty"),
        ("32", "三十 二", "thirty two"),
        ("99", "九十 九", "ninety nine"),
        ("100", "一百", "one hundred"),
        ("102", "一百 零 二", "one hundred two"),
        ("112", "一百 一 十二", "one hundred twelve"),
        ("220", "二百 二十", "two hundred twenty"),
        ("999", "九百 九十 九", "nine hundred ninety nine"),
        ("1000", "一 零 零 零", "one zero zero zero"),
        ("B2", "B 二", "B two"),
        ("vip-1", "V I P 一", "V I P one"),
    ],
)
def test_a_counter_is_read_as_people_say_it(counter, zh, en):
    assert (place(counter, "zh"), place(counter, "en")) == (zh, en)


def test_two_is_never_read_as_a_quantity():
    assert not [clip for clip in CLIPS.values() if "两" in clip.text]


def test_a_hall_may_leave_out_leading_zeros():
    short = Wording(spelling=Spelling(drop_leading_zeros=True))
    assert words(clips_for_call(Call("A001", "3"), "zh", short)) == "请 A 一 号到 三 号窗口"
    assert words(clips_for_call(Call("A010", "3"), "en", short)).startswith("number A one zero please")
    assert words(clips_for_call(Call("A000", "3"), "zh", short)).startswith("请 A 零 号")
    assert words(clips_for_call(Call("VIP", "3"), "zh", short)).startswith("请 V I P 号")


def test_a_hall_may_read_one_as_over_a_telephone_but_only_in_numbers_and_in_chinese():
    yao = Wording(spelling=Spelling(yao=True))
    assert words(clips_for_call(Call("A011", "1"), "zh", yao)) == "请 A 零 幺 幺 号到 一 号窗口"
    assert words(clips_for_call(Call("A011", "1"), "en", yao)) == words(
        clips_for_call(Call("A011", "1"), "en")
    )


def test_a_call_is_a_chime_then_each_language_and_all_of_it_again_after_a_pause():
    zh, en = clips_for_call(Call("A001", "3"), "zh"), clips_for_call(Call("A001", "3"), "en")
    once = (*zh, "breath", *en)
    assert clips_for_announcement(Call("A001", "3"), ("zh", "en"), 2) == (CHIME, *once, "pause", *once)
    assert clips_for_announcement(Call("A001", "3"), ("en", "zh"), 1) == (CHIME, *en, "breath", *zh)
    assert clips_for_announcement(Call("A001", "3"), ("zh",), 2) == (CHIME, *zh, "pause", *zh)


def test_a_visitor_without_a_number_is_never_announced():
    assert clips_for_announcement(Call("", "3")) == ()
    assert clips_for_call(Call("", "3"), "zh") == ()
    assert caption_for_call(Call("", "3")) == {}


@given(NUMBERS, COUNTERS, st.sampled_from([("zh",), ("en",), ("zh", "en")]), st.sampled_from([1, 2]))
def test_every_number_and_counter_has_its_clips(number, counter, languages, times):
    parts = clips_for_announcement(Call(number, counter), languages, times)
    assert set(parts) <= {*CLIPS, *SILENCES, CHIME}
    assert parts.count(CHIME) == 1 and parts.count("pause") == times - 1
    spelled = [
        CLIPS[part].text for part in parts if part.endswith(tuple(f"-{sign.lower()}" for sign in number))
    ]
    assert len(spelled) >= len(number) * len(languages) * times


@given(NUMBERS, COUNTERS)
def test_the_caption_shows_what_is_said_as_it_is_printed(number, counter):
    caption = caption_for_call(Call(number, counter))
    assert caption["zh"] == f"请 {number} 号到 {counter} 号窗口"
    assert caption["en"] == f"{number}, please go to counter {counter}"


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (("A001", "3", ("zh", "en"), 3), "once or twice"),
        (("A001", "3", ("zh", "en", "zh")), "one or two languages"),
        (("A001", "3", ()), "one or two languages"),
        (("A001", "3", ("fr",)), "zh and en and yue"),
        (("甲001", "3"), "the sign '甲'"),
        (("A001", "东"), "the sign '东'"),
        (("A001", "-"), "an empty name"),
    ],
)
def test_what_cannot_be_said_is_refused_with_the_reason(call, why):
    with pytest.raises(CannotSpeakError, match=why):
        clips_for_announcement(Call(*call[:2]), *call[2:])


def test_a_clip_name_is_a_safe_file_name_that_tells_its_language():
    for name in CLIPS:
        assert re.fullmatch(r"(zh|en)-[a-z0-9-]+", name)
    assert not {*CLIPS} & {*SILENCES, CHIME}


def test_only_letters_of_a_chinese_call_are_spoken_by_the_english_voice():
    english = {name for name, clip in CLIPS.items() if name.startswith("zh-") and clip.language == "en"}
    assert english == {f"zh-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"}


def test_printed_numbers_in_free_text_are_spelled():
    assert spoken_text("请A012号到3号窗口", "zh") == "请A零一二号到3号窗口"
    assert spoken_text("Number A012, counter 12", "en") == "Number A zero one two, counter 12"
    assert spoken_text("Form XYZ2024 and ISO9001", "en") == "Form XYZ2024 and ISO9001"


def test_printer_and_engine_commands_are_taken_out_of_free_text():
    assert spoken_text("请\x1b@\x1dV\x00到\u202e窗口\r\n三\ud800", "zh") == "请 @ V 到 窗口 三"


@given(st.text(), st.sampled_from(SPOKEN))
def test_no_control_sign_survives_and_cleaning_twice_changes_nothing(text, language):
    clean = spoken_text(text, language)
    assert not [sign for sign in clean if unicodedata.category(sign).startswith("C")]
    assert spoken_text(clean, language) == clean
