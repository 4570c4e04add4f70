"""An identity card: its number is checked, its holder's age is known to the day, its mask tells nobody."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from queueing.rules.identity import NoCard, band, check_sign, read_card

DAY = date(2026, 3, 2)
PLACES = st.integers(110000, 659999).map(str)
BIRTHS = st.dates(date(1900, 1, 1), DAY)


def number(place: str = "341102", born: date = date(1950, 3, 2), order: str = "123") -> str:
    """A right number."""
    seventeen = f"{place}{born:%Y%m%d}{order}"
    return seventeen + check_sign(seventeen)


@pytest.mark.parametrize("text", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_standard_are_right(text):
    assert check_sign(text[:17]) == text[17], "GB 11643-1999, annex"


@given(PLACES, BIRTHS, st.integers(0, 999).map("{:03d}".format))
def test_every_right_number_is_read_and_its_mask_hides_birth_and_order(place, born, order):
    text = number(place, born, order)
    card = read_card(f" {text.lower()} ", DAY)
    assert card.born == born and card.age_on(DAY) >= 0
    assert card.mask == f"{text[:4]}**********{text[-4:]}" and len(card.mask) == len(text)
    assert text not in repr(card)


@given(PLACES, BIRTHS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_figure_is_always_noticed(place, born, at, by):
    right = number(place, born)
    wrong = right[:at] + str((int(right[at]) + by) % 10) + right[at + 1 :]
    assume(wrong != right)
    with pytest.raises(NoCard):
        read_card(wrong, DAY)


@given(PLACES, BIRTHS, st.integers(0, 15))
def test_two_neighbours_exchanged_are_always_noticed(place, born, at):
    right = number(place, born)
    assume(right[at] != right[at + 1])
    with pytest.raises(NoCard):
        read_card(right[:at] + right[at + 1] + right[at] + right[at + 2 :], DAY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A001",
        "34110219500302123",
        "0" * 18,
        "３４１１０２１９５００３０２１２３X",
        number(born=date(2027, 1, 1)),
    ],
)
def test_what_is_no_card_is_none_and_is_not_repeated(text):
    with pytest.raises(NoCard) as told:
        read_card(text, DAY)
    assert not text or text not in str(told.value)


def test_a_birthday_counts_from_its_day_on_and_one_of_29_february_from_1_march():
    card = read_card(number(born=date(1966, 3, 2)), DAY)
    assert (card.age_on(date(2026, 3, 1)), card.age_on(DAY)) == (59, 60)
    leap = read_card(number(born=date(1964, 2, 29)), DAY)
    assert (leap.age_on(date(2025, 2, 28)), leap.age_on(date(2025, 3, 1))) == (60, 61)


def test_the_band_says_no_more_than_whether_the_priority_age_is_reached():
    assert band(read_card(number(born=date(1966, 3, 2)), DAY), DAY, 60) == "60+"
    assert band(read_card(number(born=date(1966, 3, 3)), DAY), DAY, 60) == "-60"


@given(BIRTHS, st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_the_same_card_is_the_same_word_with_one_secret_only(born, secret, other):
    assume(secret != other)
    card = read_card(number(born=born), DAY)
    assert card.who(secret) == read_card(number(born=born), DAY).who(secret) != card.who(other)
    assert len(card.who(secret)) == 64 and card.number not in card.who(secret)
