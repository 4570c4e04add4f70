"""What a strip over a counter says: words that fit it, flashing for a call, nothing a board could obey."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from displays.led.strip import (
    FLASH_FOR,
    LONGEST,
    Desk,
    Face,
    State,
    Style,
    desk_of,
    face_of,
    is_dark,
    round_of,
    scrolled,
    time_for_round,
    width_of,
    window_of,
)

TICK = 1_772_413_200_000
NUMBERS = st.from_regex(r"[A-Z]{1,2}[0-9]{3,4}", fullmatch=True)
SLOGAN = "请带齐材料到二楼综合窗口领取结果"


def desk(state, number="A001", counter="3", called_at=None):
    return Desk(counter, State(state), number, called_at)


def snapshot(state=None, **live):
    """The live hall with one counter, 3, and in its hands ticket t1 in that state."""
    ticket = {"id": "t1", "number": "A001", "state": state, "called_tick": TICK}
    held = {"ticket": "t1"} if state else {}
    return {"counters": {"3": {"id": "3", "holder": "staff:1", **held, **live}}, "tickets": {"t1": ticket}}


@pytest.mark.parametrize(
    ("state", "zh", "en"),
    [
        ("called", "请A001号办理", "A001, please"),
        ("serving", "A001号办理中", "Serving A001"),
        ("paused", "暂停服务", "Paused"),
        ("closed", "窗口已关闭", "Closed"),
        ("idle", "热情为您服务", "Welcome"),
    ],
)
def test_a_strip_says_what_its_counter_does(state, zh, en):
    assert face_of(desk(state), TICK) == Face(zh)
    assert face_of(desk(state), TICK, language="en") == Face(en)


def test_eight_hanzi_fit_a_strip_of_128_dots_and_the_call_with_its_counter_does_not():
    assert width_of("请A001号到3号窗口") == 136
    assert width_of("请A001号办理") == 96
    assert width_of("热情为您服务") == 96


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (192, "请A001号到3号窗口"),
        (136, "请A001号到3号窗口"),
        (128, "请A001号办理"),
        (88, "A001"),
        (16, "A001"),
    ],
)
def test_a_call_is_shortened_to_the_longest_words_that_fit(width, text):
    assert face_of(desk("called"), TICK, width).text == text


@given(NUMBERS, st.sampled_from([*State]), st.sampled_from(["zh", "en"]), st.sampled_from([128, 160, 192]))
def test_no_number_of_a_hall_scrolls_on_a_usual_strip(number, state, language, width):
    assert width_of(face_of(desk(state, number), TICK, width, language).text) <= width


def test_a_call_flashes_for_three_seconds_and_then_stands():
    called = desk("called", called_at=TICK)
    styles = [face_of(called, TICK + passed).style for passed in (0, FLASH_FOR - 1, FLASH_FOR, 60_000)]
    assert styles == [Style.FLASH, Style.FLASH, Style.STEADY, Style.STEADY]


def test_a_recall_flashes_again():
    recalled = desk("called", called_at=TICK + 20_000)
    assert face_of(recalled, TICK + 21_000).style is Style.FLASH


def test_flashing_is_half_a_second_light_and_half_a_second_dark_never_faster_than_2_hz():
    face = Face("A001", Style.FLASH)
    changes = [at for at in range(1, FLASH_FOR + 1) if is_dark(face, at) != is_dark(face, at - 1)]
    assert changes == [500, 1000, 1500, 2000, 2500, 3000]
    assert not any(is_dark(Face("A001"), at) for at in range(FLASH_FOR))


def test_a_visitor_without_a_number_is_served_without_one():
    assert face_of(desk("serving", number=""), TICK) == Face("正在办理")


@pytest.mark.parametrize(
    ("snap", "state"),
    [
        (snapshot("called"), State.CALLED),
        (snapshot("serving"), State.SERVING),
        (snapshot(), State.IDLE),
        (snapshot(paused="lunch"), State.PAUSED),
        (snapshot("serving", paused="lunch"), State.SERVING),
        (snapshot(holder=None), State.PAUSED),
        (snapshot(closed=True), State.CLOSED),
        ({"counters": {}, "tickets": {}}, State.PAUSED),
    ],
)
def test_a_counter_in_the_live_hall_is_what_its_strip_tells(snap, state):
    assert desk_of("3", snap).state is state


def test_only_a_call_that_stands_can_flash():
    assert desk_of("3", snapshot("called")).called_at == TICK
    assert desk_of("3", snapshot("serving")).called_at is None


@given(st.text(max_size=300), st.text(max_size=40), st.sampled_from([*State]), st.sampled_from([8, 128, 512]))
def test_no_name_brings_a_control_sign_or_an_endless_text_to_a_strip(number, counter, state, width):
    text = face_of(desk(state, number, counter), TICK, width).text
    assert not [sign for sign in text if unicodedata.category(sign) in {"Cc", "Cf", "Cs"}]
    assert len(text) <= LONGEST
    assert text == text.strip(" ")


def test_a_halls_own_words_come_first_and_the_usual_ones_where_they_are_too_long():
    own = {State.IDLE: ("欢迎光临！",), State.CALLED: ("请{number}号到{counter}号窗口办理业务",)}
    assert face_of(desk("idle"), TICK, wording=own).text == "欢迎光临！"
    assert face_of(desk("called"), TICK, 256, wording=own).text == "请A001号到3号窗口办理业务"
    assert face_of(desk("called"), TICK, wording=own).text == "请A001号办理"
    assert face_of(desk("paused"), TICK, wording=own).text == "暂停服务"


def test_a_name_with_braces_is_no_field():
    wording = {State.CALLED: ("{number}到{counter}",)}
    assert face_of(desk("called", "{counter}"), TICK, wording=wording).text == "{counter}到3"


def test_a_text_too_wide_stands_then_scrolls_round_without_a_jump():
    assert [scrolled(SLOGAN, 128, at) for at in (0, 1000, 1024, 1025, 1050)] == [0, 0, 0, 1, 2]
    whole_round = 1000 + round_of(SLOGAN) * 25
    assert scrolled(SLOGAN, 128, whole_round - 1) == round_of(SLOGAN) - 1
    assert scrolled(SLOGAN, 128, whole_round) == 0
    assert time_for_round(SLOGAN, 128) == whole_round / 1000
    assert scrolled("热情为您服务", 128, 99_999) == 0


@given(
    st.text("请带齐A1材料 ", min_size=1, max_size=60), st.sampled_from([16, 64, 128]), st.integers(0, 99_999)
)
def test_a_scrolling_text_moves_by_at_most_one_dot_and_its_window_never_overflows(text, width, elapsed):
    step = scrolled(text, width, elapsed + 1) - scrolled(text, width, elapsed)
    assert step in {0, 1, 1 - round_of(text)}
    assert width_of(window_of(text, width, elapsed)) <= width


def test_every_sign_of_a_scrolling_text_comes_by():
    seen = "".join(window_of(SLOGAN, 64, at) for at in range(0, 12_000, 100))
    assert set(SLOGAN) <= set(seen)
