"""The calling unit's frames and keys: whatever noise is between them, a wish is heard whole or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counters.key_unit import (
    CODES,
    HEAD,
    Act,
    Decoder,
    Frame,
    Key,
    Wish,
    buzz,
    encode,
    pressed,
    shown,
    wish_of,
)
from queueing.errors import by_code

FRAMES = st.builds(Frame, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=6))
#: Noise in which no frame begins, not even at its end.
NOISE = st.binary(max_size=20).map(lambda data: data.replace(HEAD[:1], b"\x00"))


def test_a_unit_that_asks_for_the_next_sends_ten_bytes():
    assert encode(pressed(1, "", Key.CALL)).hex(" ") == "ff 68 03 03 68 01 01 0c 0e 16"


def test_the_host_shows_three_digits_of_waiting_and_three_of_the_ticket():
    assert encode(shown(2, 17, 42)).hex(" ") == "ff 68 08 08 68 02 02 00 01 07 00 04 02 12 16"
    assert shown(1, 4321, 1042).data == bytes((9, 9, 9, 0, 4, 2)), "more than three digits"
    assert encode(buzz(3)).hex(" ") == "ff 68 02 02 68 03 03 06 16"


@given(st.lists(st.tuples(NOISE, FRAMES)), NOISE, st.data())
def test_frames_are_found_in_noise_however_they_are_cut_into_pieces(sent, end, data):
    stream = b"".join(noise + encode(frame) for noise, frame in sent) + end
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    decoder, heard = Decoder(), []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        heard += decoder.feed(stream[start:stop])
    assert heard == [frame for _, frame in sent]


@given(FRAMES, st.data(), FRAMES)
def test_a_cut_frame_costs_itself_and_never_the_one_after_a_silence(cut, data, whole):
    bytes_of = encode(cut)
    decoder = Decoder()
    kept = data.draw(st.integers(0, len(bytes_of) - 1))
    assert decoder.feed(bytes_of[:kept]) == []
    decoder.silence()
    assert decoder.feed(encode(whole)) == [whole]


@pytest.mark.parametrize("broken", range(10))
def test_a_frame_with_a_wrong_byte_is_no_wish(broken):
    right = bytearray(encode(pressed(1, "", Key.CALL)))
    right[broken] ^= 0x40
    decoder = Decoder()
    assert decoder.feed(bytes(right)) == []
    decoder.silence()
    assert decoder.feed(encode(pressed(1, "", Key.RECALL))) == [pressed(1, "", Key.RECALL)]


@given(st.binary(max_size=200))
def test_noise_alone_breaks_nothing(noise):
    decoder = Decoder()
    for frame in decoder.feed(noise):
        assert encode(frame) in noise
    assert len(decoder._rest) < 16, "what is kept of noise stays short"


@pytest.mark.parametrize(
    ("digits", "key", "wish"),
    [
        ("", Key.CALL, Wish(Act.CALL)),
        ("42", Key.CALL, Wish(Act.CALL, "42")),
        ("8", Key.CONFIRM, Wish(Act.BELOW)),
        ("", Key.RECALL, Wish(Act.RECALL)),
        ("2", Key.CONFIRM, Wish(Act.START)),
        ("", Key.FINISH, Wish(Act.FINISH)),
        ("6", Key.CONFIRM, Wish(Act.MISS)),
        ("0", Key.CONFIRM, Wish(Act.HOLD)),
        ("3", Key.CONFIRM, Wish(Act.RESUME)),
        ("3007", Key.CONFIRM, Wish(Act.RESUME, "007")),
        ("12", Key.TRANSFER, Wish(Act.TRANSFER, "12")),
        ("03", Key.TRANSFER, Wish(Act.TRANSFER, "03")),
        ("", Key.PAUSE, Wish(Act.PAUSE)),
        ("99", Key.CONFIRM, Wish(Act.TAKE_OVER)),
        ("77", Key.CONFIRM, Wish(Act.LEAVE)),
        ("", Key.TRANSFER, None),
        ("", Key.CONFIRM, None),
        ("4", Key.CONFIRM, None),
        ("5", Key.FINISH, None),
        ("", Key.CANCEL, None),
    ],
)
def test_the_keys_mean_what_the_card_on_the_unit_says(digits, key, wish):
    assert wish_of(pressed(1, digits, key).data) == wish


@given(st.binary(max_size=8))
def test_keys_that_mean_nothing_ask_for_nothing(keys):
    wish = wish_of(keys)
    assert wish is None or (wish.act in Act and (not wish.number or wish.number.isdigit()))


def test_every_code_on_a_unit_stands_for_a_refusal_of_the_hall_or_a_word_of_the_unit():
    own = {"empty", "no-such-keys", "no-answer"}
    assert set(CODES) - own <= set(by_code())
