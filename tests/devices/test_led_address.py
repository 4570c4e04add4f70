"""How a strip is written in the hall file, and what it says when it is written wrong."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from displays.led.driver import Board, Dummy, open_driver, open_drivers
from displays.led.matrix import Matrix
from displays.led.onbon import Onbon
from displays.led.template import Template
from queueing.rules.strip_address import StripAddress, StripAddressError, parse


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dummy", StripAddress("dummy", "dummy", "", 0, "", 0, 0, 128, "zh", {})),
        (
            "onbon+tcp://192.168.0.199:5005",
            StripAddress("onbon", "tcp://192.168.0.199:5005", "192.168.0.199", 5005, "", 0, 1, 128, "zh", {}),
        ),
        (
            "onbon+serial:///dev/ttyUSB0?baud=9600&address=7&width=96",
            StripAddress("onbon", "serial:///dev/ttyUSB0", "", 0, "/dev/ttyUSB0", 9600, 7, 96, "zh", {}),
        ),
        (
            "alpha+serial:///dev/serial/by-id/usb-FTDI_0-if00",
            StripAddress(
                "alpha",
                "serial:///dev/serial/by-id/usb-FTDI_0-if00",
                "",
                0,
                "/dev/serial/by-id/usb-FTDI_0-if00",
                9600,
                1,
                128,
                "en",
                {},
            ),
        ),
        (
            "template+tcp://strip-3:7000?frame=02{len+2}[{addr}{text}]{check}03&checksum=sum8",
            StripAddress(
                "template",
                "tcp://strip-3:7000",
                "strip-3",
                7000,
                "",
                0,
                1,
                128,
                "zh",
                {"frame": "02{len+2}[{addr}{text}]{check}03", "checksum": "sum8"},
            ),
        ),
        (
            "luma://max7219?orientation=-90&spi=0.1&language=en",
            StripAddress(
                "luma",
                "luma://max7219 0.1",
                "",
                0,
                "",
                0,
                0,
                128,
                "en",
                {"orientation": "-90", "spi": "0.1"},
            ),
        ),
    ],
)
def test_a_strip_is_where_the_hall_file_says(text, told):
    assert parse(text) == told


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", 'a strip is "dummy", "onbon'),
        ("192.168.0.199", "is no strip"),
        ("onbon+udp://1.2.3.4:5005", "is no strip"),
        ("onbon+tcp://1.2.3.4", "is no strip"),
        ("onbon+tcp://1.2.3.4:0", "port is a number from 1 to 65535"),
        ("onbon+tcp://1.2.3.4:70000", "port is a number"),
        ("onbon+tcp://user@1.2.3.4:5005", "is no strip"),
        ("onbon+serial:///etc/passwd", "is no strip"),
        ("onbon+serial:///dev/../etc/passwd", "is no strip"),
        ("onbon+tcp://1.2.3.4:5005?width=100", "width is a number from 8 to 1024 in steps of 8"),
        ("onbon+tcp://1.2.3.4:5005?address=0", "address is a number from 1 to 254"),
        ("onbon+tcp://1.2.3.4:5005?baud=9600", "knows address, language and width"),
        ("onbon+tcp://1.2.3.4:5005?colour=red", "says colour"),
        ("onbon+tcp://1.2.3.4:5005?width=96&width=128", "one thing twice"),
        ("onbon+tcp://1.2.3.4:5005?language=fr", "speaks fr"),
        ("onbon+serial:///dev/ttyUSB0?baud=fast", "baud is a number"),
        ("template+tcp://1.2.3.4:5005", "has no frame"),
        ("luma://ws2812", "is no strip"),
        ("luma://max7219?spi=one", "spi is written spi=0.0"),
        ("luma://max7219?orientation=45", "orientation is written"),
        ("dummy?address=3", "says address"),
    ],
)
def test_a_strip_written_wrong_is_refused_in_a_sentence(text, why):
    with pytest.raises(StripAddressError, match=why) as refused:
        parse(text)
    assert f'"{text}"' in str(refused.value)


@given(st.one_of(st.text(), st.text().map(lambda rest: f"onbon+tcp://1.2.3.4:5005?{rest}")))
def test_no_spelling_raises_anything_else(text):
    with suppress(StripAddressError):
        assert parse(text).width in range(8, 1025, 8)


def test_every_kind_of_strip_opens_its_driver():
    assert isinstance(open_driver("dummy?width=96"), Dummy)
    assert isinstance(open_driver("luma://max7219"), Matrix)
    board = open_driver("onbon+tcp://192.168.0.199:5005?address=3&width=96")
    assert isinstance(board, Board) and board.codec == Onbon(3, 96)
    assert (board.width, board.language) == (96, "zh")
    assert open_driver("alpha+tcp://192.168.0.199:5005").language == "en"
    told = open_driver("template+tcp://h:1?frame=02{text}{check}&checksum=crc16&encoding=gbk&answer=06")
    assert isinstance(told, Board)
    assert told.codec == Template("02{text}{check}", 1, 128, "crc16", "gbk", "06")


def test_a_frame_that_cannot_be_filled_in_is_refused_with_its_address():
    with pytest.raises(StripAddressError, match=r'^"template\+tcp://h:1\?frame=02": the frame "02" needs'):
        open_driver("template+tcp://h:1?frame=02")


def test_strips_on_one_cable_share_it():
    drivers = open_drivers(
        {
            "1": "onbon+serial:///dev/ttyUSB0?address=1",
            "2": "onbon+serial:///dev/ttyUSB0?address=2",
            "3": "onbon+serial:///dev/ttyUSB1",
        }
    )
    wires = [driver.wire for driver in drivers.values() if isinstance(driver, Board)]
    assert wires[0] is wires[1] is not wires[2]
    assert drivers["1"].bus == drivers["2"].bus != drivers["3"].bus
