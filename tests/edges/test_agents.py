"""Devices on other machines: their agents print, light and speak over HTTP, whatever happens on the way."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from displays import sound
from displays.led.agent import light_there
from displays.led.readers import OnbonReader
from displays.led.simulator import Manner, StripSimulator
from displays.speaker_agent import _ask, speak
from queueing.agent import Agent
from queueing.remote import RemoteHall
from tests.edges.conftest import Desk
from tests.edges.test_devices import knock, let_in, row
from tests.running import Api
from ticket_printer.agent import work_printer
from ticket_printer.simulator import SimulatedPrinter

#: Longer than anything here takes, seconds.
PATIENCE = 60


def until(seen: Callable[[], object]) -> None:
    """Wait for a fact."""
    deadline = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def agent_at(hall, key, tmp_path: Path) -> Iterator[Callable[..., tuple[Agent, str]]]:
    """Puts an agent of a kind to work, let in at a place: itself, and its id at the device desk."""
    at_work: list[tuple[Agent, threading.Thread]] = []

    def begin(kind: str, place: str, work: Callable[[Agent], None]) -> tuple[Agent, str]:
        code, device = knock(hall, kind)
        made = let_in(key("manager"), code, place)
        assert made.status == 201, made.body
        file = tmp_path / f"{kind}-{place}.key"
        file.write_text(str(device.key), "utf-8")
        agent = Agent(kind, hall.url, file)
        thread = threading.Thread(target=work, args=(agent,))
        thread.start()
        at_work.append((agent, thread))
        return agent, str(made.body["id"])

    yield begin
    for agent, _ in at_work:
        agent.stop.set()
    for _, thread in at_work:
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.fixture
def manager(key: Callable[..., Api]) -> Api:
    return key("manager")


def ask_for_paper(desk: Desk, kiosk: Api) -> tuple[dict[str, object], str]:
    """A number taken at a kiosk, and the job that prints it."""
    ticket = kiosk.post("/tickets", {"service": desk.service}).body
    asked = kiosk.post(f"/tickets/{ticket['id']}/print")
    assert asked.status == 202, asked.body
    return ticket, asked.body["job"]


def test_a_device_nobody_let_in_in_time_shows_another_code_and_that_one_works(
    hall, manager, tmp_path: Path, monkeypatch
):
    shown: list[str] = []
    monkeypatch.setattr("queueing.agent.CODE_FOR", 0.1)  # seconds; the hall's own 15 minutes are long
    agent = Agent("strip", hall.url, tmp_path / "strip.key", say=shown.append)
    entering = threading.Thread(target=lambda: agent.enter().close())
    entering.start()
    until(lambda: len(shown) > 1)
    monkeypatch.setattr("queueing.agent.CODE_FOR", PATIENCE)
    before = len(shown)
    until(lambda: len(shown) > before)
    code = "".join(sign for sign in shown[-1].partition(":")[0] if sign.isdigit())
    assert let_in(manager, code, "1").status == 201
    entering.join(PATIENCE)
    assert not entering.is_alive() and shown[-1] == "This device is let in."


def test_a_proxys_own_page_counts_as_no_answer_and_the_hall_behind_it_is_asked_again():
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def answer() -> None:
            for said in (
                b"502 x\r\nContent-Length: 9\r\n\r\n<h1>x</h>",
                b"200 OK\r\nContent-Length: 2\r\n\r\n{}",
            ):
                line, _ = proxy.accept()
                with line:
                    came = b""
                    while not came.endswith(b"{}"):
                        came += line.recv(4096)
                    line.sendall(b"HTTP/1.1 " + said)

        threading.Thread(target=answer).start()
        hall = RemoteHall(f"http://127.0.0.1:{proxy.getsockname()[1]}", "key", threading.Event())
        assert hall.ask("POST", "/devices/beat").ok
        hall.close()


def test_a_loudspeaker_that_plays_asks_a_hall_that_says_nothing_once_for_another_may_speak_soon():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        hall = RemoteHall(f"http://127.0.0.1:{mute.getsockname()[1]}", "key", threading.Event())
        with pytest.raises(OSError, match="does not answer"):
            _ask(hall, "/zones/1/voice", {"claim": False})
        mute.setblocking(False)
        mute.accept()[0].close()
        with pytest.raises(BlockingIOError):
            mute.accept()


def test_a_ticket_asked_for_at_a_kiosk_comes_out_on_its_machine(desk, key, agent_at, manager):
    kiosk = key("kiosk", "k3")
    with SimulatedPrinter() as printer:
        _, device = agent_at("printer", "k3", lambda agent: work_printer(agent, printer.address))
        _ticket, job = ask_for_paper(desk, kiosk)
        until(lambda: kiosk.get(f"/prints/{job}").body["state"] == "printed")
        assert len(printer.mechanism.sheets) == 1
        until(lambda: row(manager, device)["state"] == "ok")


def test_a_printer_without_paper_is_told_to_the_manager_and_costs_no_number(desk, key, agent_at, manager):
    kiosk = key("kiosk", "k3")
    with SimulatedPrinter(paper=0) as printer:
        _, device = agent_at("printer", "k3", lambda agent: work_printer(agent, printer.address))
        ticket, job = ask_for_paper(desk, kiosk)
        until(lambda: kiosk.get(f"/prints/{job}").body["state"] == "failed")
        until(lambda: row(manager, device)["state"] == "out")
        assert desk.state(ticket) == "waiting"


def test_a_printer_that_is_tested_prints_a_sheet_that_is_no_ticket(key, agent_at, manager):
    with SimulatedPrinter() as printer:
        _, device = agent_at("printer", "k3", lambda agent: work_printer(agent, printer.address))
        until(lambda: row(manager, device)["seen"])
        assert manager.post(f"/devices/{device}/test").status == 202
        until(lambda: printer.mechanism.sheets)


def test_a_call_lights_the_strip_of_its_counter_and_its_end_is_seen_too(desk, agent_at):
    board = StripSimulator(OnbonReader)
    port = board.listen()
    try:
        agent_at("strip", str(desk.n), lambda agent: light_there(agent, [f"onbon+tcp://127.0.0.1:{port}"]))
        desk.sit()
        until(lambda: board.text() == "热情为您服务")
        ticket = desk.take()
        desk.call()
        until(lambda: ticket["number"] in (board.text() or ""))
        desk.act("finish", {})
        until(lambda: board.text() == "热情为您服务")
        desk.act("pause", {"reason": "用餐"})
        until(lambda: board.text() == "暂停服务")
    finally:
        board.close()


def test_a_strip_that_refuses_is_down_at_the_device_desk_and_fine_when_it_is_mended(desk, agent_at, manager):
    board = StripSimulator(OnbonReader, manner=Manner.NAK)
    port = board.listen()
    try:
        _, device = agent_at(
            "strip", str(desk.n), lambda agent: light_there(agent, [f"onbon+tcp://127.0.0.1:{port}"])
        )
        until(lambda: row(manager, device)["state"] == "down")
        board.manner = Manner.WELL
        until(lambda: row(manager, device)["state"] == "ok")
    finally:
        board.close()


def test_a_loudspeaker_elsewhere_speaks_its_zones_calls(desk, agent_at, folder, tmp_path: Path):
    timeline = tmp_path / "timeline.wav"
    agent_at("speaker", desk.zone, lambda agent: speak(agent, timeline))
    desk.sit()
    desk.take()
    called = desk.call()
    until(
        lambda: [
            fact
            for fact in folder.steering.whole()["facts"]
            if fact["kind"] == "spoken" and fact["zone"] == desk.zone
        ]
    )
    assert called["number"]
    heard = sound.samples_of(timeline.read_bytes())
    assert max(map(abs, heard)) > 5_000, "the timeline is silent"
