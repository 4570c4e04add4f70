"""The bookings of a hall file: what it may say, and each mistake as a sentence with its line."""

import pytest

from queueing.planning import HallFileError, read_hall
from queueing.rules.booking_rules import BookingRules, Channel, Reading
from queueing.rules.hall_file import read
from tests.rules.open_halls import PINGGU, XINING, hall, text

BOOKED = PINGGU + "[bookings]\n"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (
            BOOKED + 'reeding = "day-before"',
            'line 24: the hall has an unknown key "reeding" — did you mean "reading"?',
        ),
        (
            BOOKED + 'reading = "day-befor"',
            'bookings.reading cannot be "day-befor" — did you mean "day-before"?',
        ),
        (
            BOOKED + 'cut_off = "14:60"',
            'bookings.cut_off cannot be "14:60": a time of day is written "14:00"',
        ),
        (BOOKED + "ahead = 8", "bookings.ahead must be at most 7"),
        (BOOKED + "lines = { genral = 2 }", 'bookings.lines has "genral" — did you mean "general"?'),
        (BOOKED + "services = { crd = 2 }", 'bookings.services has "crd" — did you mean "card"?'),
        (BOOKED + 'channels = ["fax"]', 'bookings.channels cannot be "fax"; known are: desk, online, phone'),
        (BOOKED + 'hook = "example.cn"', 'an address is written "https://example.gov.cn/hook"'),
        ("[bookings]\nwalk_in = true", "walk_in slots need [hours]"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_right_spelling(file, sentence):
    with pytest.raises(HallFileError) as refusal:
        read_hall(text(file), version=1)

    assert sentence in "; ".join(refusal.value.problems)


def test_what_the_file_says_is_what_holds():
    told = 'cut_off = "16:00"\nreading = "day-before"\nahead = 2\nchannels = ["phone"]\nlines = { tax = 3 }'
    rules = hall(BOOKED + told).bookings

    assert rules == BookingRules(
        cut_off=16 * 60, reading=Reading.DAY_BEFORE, ahead=2, channels=(Channel.PHONE,), lines={"tax": 3}
    )
    assert (rules.places("tax"), rules.places("general")) == (3, 1)


def test_a_hall_with_bands_by_booking_takes_bookings_and_another_one_does_not():
    assert hall(PINGGU).bookings == BookingRules()
    assert hall(XINING).bookings is None
    assert "nothing can be booked" in read(text(XINING + "[bookings]\ncapacity = 2")).warnings[0]
