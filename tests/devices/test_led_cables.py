"""Strips on real cables, network and serial: texts arrive, and no fault is more than a sentence."""

import threading
import time
from contextlib import contextmanager
from functools import partial

import pytest
from click.testing import CliRunner
from PIL import Image

from displays.led import commands, keeper, wire
from displays.led.buses import Buses
from displays.led.driver import Board, open_driver, open_drivers
from displays.led.onbon import Onbon
from displays.led.readers import AlphaReader, OnbonReader, TemplateReader
from displays.led.simulator import Manner, StripSimulator
from displays.led.strip import Face, Style
from displays.led.wire import SerialWire, StripFault
from queueing.errors import HallError

FACE = Face("请A001号办理")
ANSWERED = "02{addr}{len}[{text}]{check}03"
PROTOCOLS = {
    "onbon": (OnbonReader, "onbon+CABLE?address=3", "请A001号办理"),
    "alpha": (AlphaReader, "alpha+CABLE?address=3", "?A001???"),
    "template": (
        partial(TemplateReader, ANSWERED, "sum8", answer="06"),
        f"template+CABLE?address=3&frame={ANSWERED}&checksum=sum8&answer=06",
        "请A001号办理",
    ),
}


@contextmanager
def simulated(reader=OnbonReader, **how):
    strip = StripSimulator(reader, **how)
    try:
        yield strip
    finally:
        strip.close()


def on_network(strip):
    return f"tcp://127.0.0.1:{strip.listen()}"


def on_line(strip):
    return f"serial://{strip.open_line()}"


def wait_for(fact, seconds=60.0):
    until = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.01)


def sent(driver, face=FACE):
    driver.send(driver.frame(face, 0))


def names():
    """The cables that are at work."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("strips ")]


def fails(driver):
    try:
        sent(driver)
    except StripFault:
        return True
    return False


@pytest.mark.parametrize("hang", [on_network, on_line], ids=["network", "serial line"])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_text_arrives_on_its_strip(protocol, hang):
    reader, address, text = PROTOCOLS[protocol]
    with simulated(reader) as strip:
        driver = open_driver(address.replace("CABLE", hang(strip)))
        for _ in range(3):
            sent(driver)
        wait_for(lambda: strip.text(3) == text)
        sent(driver, Face(""))
        wait_for(lambda: strip.text(3) == "")


def test_strips_on_one_line_take_only_their_own_texts():
    with simulated() as strip:
        line = on_line(strip)
        drivers = open_drivers({n: f"onbon+{line}?address={n}" for n in "123"})
        for number, driver in drivers.items():
            sent(driver, Face(f"A00{number}"))
        assert [strip.text(n) for n in (1, 2, 3)] == ["A001", "A002", "A003"]


@pytest.mark.parametrize("hang", [on_network, on_line], ids=["network", "serial line"])
def test_a_silent_board_is_a_fault_and_heard_again_once_it_answers(hang):
    with simulated(manner=Manner.SILENT) as strip:
        driver = open_driver(f"onbon+{hang(strip)}")
        with pytest.raises(StripFault, match="does not answer"):
            sent(driver)
        strip.manner = Manner.WELL
        sent(driver)


@pytest.mark.parametrize("hang", [on_network, on_line], ids=["network", "serial line"])
def test_a_board_that_refuses_says_why(hang):
    with simulated(manner=Manner.NAK) as strip:
        with pytest.raises(StripFault, match="Board 1 refused: the checksum is wrong"):
            sent(open_driver(f"onbon+{hang(strip)}"))
        assert strip.text() is None


def test_a_board_cut_off_at_any_byte_is_a_fault_and_shows_nothing_by_half():
    frame = len(open_driver("onbon+tcp://127.0.0.1:1").frame(FACE, 0))
    with simulated() as strip:
        driver = open_driver(f"onbon+{on_network(strip)}")
        for byte in range(1, frame):
            strip.cut = byte
            with pytest.raises(StripFault, match=r"hung up|can't be reached"):
                sent(driver)
        assert strip.text() is None
        strip.cut = None
        sent(driver)
        assert strip.text() == FACE.text


def test_a_board_that_is_off_is_a_fault_at_once():
    with simulated() as strip:
        driver = open_driver(f"onbon+{on_network(strip)}")
        sent(driver)
        strip.close()
        with pytest.raises(StripFault, match="can't be reached"):
            sent(driver)


def test_a_serial_line_that_is_pulled_out_and_put_back_is_opened_anew():
    line = SerialWire("/dev/ttyUSB99", 57_600)
    driver = Board(Onbon(1, 128), line, 128, "a line", "zh")
    with pytest.raises(StripFault, match="/dev/ttyUSB99 can't be used"):
        sent(driver)
    for _ in range(2):
        with simulated() as strip:
            line.where = strip.open_line()
            sent(driver)
            assert strip.text() == FACE.text
        wait_for(partial(fails, driver))


def test_a_board_that_talks_without_end_is_not_listened_to_for_ever():
    class Chatter:
        def feed(self, _data):
            return [type("Word", (), {"number": 1, "text": "", "for_seconds": None, "ack": b"?" * 9000})]

    with simulated(Chatter) as strip, pytest.raises(StripFault):
        sent(open_driver(f"onbon+{on_network(strip)}"))


def test_nothing_is_sent_where_it_is_refused():
    with simulated() as strip:
        driver = open_driver(f"onbon+{on_network(strip)}", refuse=lambda ip: f"{ip} is this machine itself")
        with pytest.raises(
            StripFault, match=r"Nothing is sent to 127\.0\.0\.1: 127\.0\.0\.1 is this machine"
        ):
            sent(driver)
        assert strip.text() is None


def test_a_hall_with_one_dead_cable_shows_the_rest_at_once_and_says_so_once(monkeypatch):
    monkeypatch.setattr(keeper, "RESEND", 0.5)
    monkeypatch.setattr(wire, "ANSWER_WITHIN", 0.3)
    told = []
    with simulated() as well, simulated(manner=Manner.SILENT) as dead:
        cables = {"1": on_network(well), "2": on_network(dead), "3": on_line(well)}
        addresses = {n: f"onbon+{cable}?address={n}" for n, cable in cables.items()}
        buses = Buses(open_drivers(addresses), lambda *word: told.append(word))
        buses.start()
        try:
            at_work = sorted(f"strips {cable}" for cable in cables.values())
            wait_for(lambda: sorted(names()) == at_work)  # those of other tests end by themselves
            for counter in addresses:
                buses.show(counter, Face(f"A00{counter}", Style.FLASH))
            wait_for(lambda: (well.text(1), well.text(3)) == ("A001", "A003"), 1.0)

            def news():
                for counter in addresses:
                    buses.show(counter, Face(f"A00{counter}"))
                return len(told)

            wait_for(lambda: news() == 1)
            assert [(counter, gone) for counter, gone, _ in told] == [("2", True)]
            assert "does not answer" in told[0][2]
            assert buses.down() == ["2"]
            dead.manner = Manner.WELL
            wait_for(lambda: news() == 2)
            assert told[1:] == [("2", False, "")]
            wait_for(lambda: news() and dead.text(2) == "A002")
        finally:
            buses.stop()
    assert names() == []


def test_the_board_itself_forgets_a_call_when_its_cable_is_cut(monkeypatch):
    with simulated() as strip:
        sent(open_driver(f"onbon+{on_network(strip)}"))
        now = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: now + 14)
        assert strip.text() == FACE.text
        monkeypatch.setattr(time, "monotonic", lambda: now + 16)
        assert strip.text() == ""


def test_the_simulator_draws_each_new_text_once(tmp_path):
    drawn = ["0001-strip-2.png", "0002-strip-2.png"]
    with simulated(pictures=tmp_path) as strip:
        driver = open_driver(f"onbon+{on_network(strip)}?address=2")
        for count, text in ((1, "A001"), (1, "A001"), (2, "B002")):
            sent(driver, Face(text))
            wait_for(lambda count=count: sorted(file.name for file in tmp_path.iterdir()) == drawn[:count])
    with Image.open(tmp_path / drawn[0]) as picture:
        assert picture.size == (128 * 8 + 32, 16 * 8 + 32)


def test_the_command_is_a_strip_on_the_network_and_says_what_it_shows(tmp_path, monkeypatch):
    ends = threading.Event()
    monkeypatch.setattr(commands, "Event", lambda: ends)
    said = []
    monkeypatch.setattr("click.echo", said.append)
    running = threading.Thread(
        target=partial(
            CliRunner().invoke, commands.simulate_strip, ["--port", "0", "--pictures", str(tmp_path / "new")]
        )
    )
    running.start()
    try:
        wait_for(lambda: said)
        port = said[0].split("port ")[1].split(";")[0]
        sent(open_driver(f"onbon+tcp://127.0.0.1:{port}"))
        wait_for(lambda: len(said) > 1)
        assert said[1] == f"1: {FACE.text}"
        wait_for(lambda: [*(tmp_path / "new").iterdir()])
    finally:
        ends.set()
        running.join()


def test_a_taken_port_is_refused_in_a_sentence():
    with simulated() as strip:
        port = str(strip.listen())
        refused = CliRunner().invoke(commands.simulate_strip, ["--port", port]).exception
        assert isinstance(refused, HallError)
        assert f"port {port}" in refused.sentence
