"""A counter without a PC: a clerk works the whole day by the nineteen keys of the calling unit."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from counters.key_agent import work_units
from counters.key_bus import Bus
from counters.key_counter import SAME_WISH
from counters.key_simulator import KeySimulator
from counters.key_unit import CODES, Key
from queueing.agent import Agent
from queueing.byte_line import ByteLine
from queueing.folder import HallFolder
from tests.edges.conftest import Desk


@dataclass
class Clerk:
    """Somebody at a desk who has nothing but the unit."""

    desk: Desk
    unit: KeySimulator
    address: int = 1
    last: tuple[object, float] = (None, 0.0)

    def press(self, digits: str, key: Key) -> None:
        """Press keys as slowly as a person: the same twice at once is one wish."""
        if (digits, key) == self.last[0]:
            time.sleep(max(0.0, self.last[1] + SAME_WISH / 1000 - time.monotonic()) + 0.05)
        self.last = (digits, key), time.monotonic()
        answered = self.unit.lcd(self.address).answered
        self.unit.press(digits, key, self.address)
        said = self.unit.shows(lambda lcd: lcd.answered > answered, self.address, within=60)
        assert said, "the host said nothing"

    def sees(self, ticket: dict[str, Any] | str, waiting: int | None = None) -> None:
        """Wait until the unit shows a ticket's digits, or three digits."""
        digits = ticket if isinstance(ticket, str) else ticket["number"][-3:]
        seen = self.unit.shows(
            lambda lcd: lcd.ticket == digits and waiting in {None, int(lcd.waiting or -1)},
            self.address, within=60,
        )  # fmt: skip
        assert seen, f"wanted {digits}, {waiting}: {self.unit.lcd(self.address)}"
        self.last = self.last[0], time.monotonic()  # a busy host may have read the key only now

    def refused(self, code: str) -> None:
        """Wait until the unit shows a refusal; it has buzzed."""
        self.sees(str(CODES[code]))
        assert self.unit.shows(lambda lcd: lcd.buzzed > 0, self.address)

    def leaves(self) -> None:
        """Wait until the seat is free: the unit shows 000 before and after."""
        deadline = time.monotonic() + 60
        while self.desk.holder() is not None:
            assert time.monotonic() < deadline, f"still at counter {self.desk.n}"
            time.sleep(0.05)

    def calls(self) -> dict[str, Any]:
        """A number is taken and called."""
        ticket = self.desk.take()
        self.press("", Key.CALL)
        self.sees(ticket)
        return ticket


@pytest.fixture
def at_work(desks, folder: HallFolder, tmp_path: Path) -> Iterator[Callable[..., list[Clerk]]]:
    """Units on one cable, let in at desks of their own, worked by an agent as `agent keys` does it."""
    stop, workers, cables = threading.Event(), [], []

    def begin(units: int = 1) -> list[Clerk]:
        cable = KeySimulator()
        cables.append(cable)
        places = {address: desks(None) for address in range(1, units + 1)}
        agents = {}
        for address, desk in places.items():
            code, secret = folder.devices.knock("keys", "")
            wish = folder.devices.wish(code)
            folder.staffing.let_in(wish.secret, "keys", str(desk.n), folder.clock.tick(), "test")
            file = tmp_path / f"{address}.key"
            file.write_text(secret, "utf-8")
            agents[address] = Agent("keys", desk.hall.url, file)
        wanted = {address: str(desk.n) for address, desk in places.items()}
        bus = Bus(ByteLine(cable.address), stop)
        worker = threading.Thread(target=work_units, args=(bus, agents, wanted, stop))
        worker.start()
        workers.append(worker)
        return [Clerk(desk, cable, address) for address, desk in places.items()]

    yield begin
    stop.set()
    for worker in workers:
        worker.join(30)
    for cable in cables:
        cable.__exit__(None, None, None)


@pytest.fixture
def clerk(at_work: Callable[..., list[Clerk]]) -> Clerk:
    """One clerk at one unit, with nobody waiting yet."""
    [one] = at_work()
    one.sees("000", waiting=0)
    return one


def test_a_clerk_sits_down_calls_and_finishes_by_keys_alone(clerk: Clerk):
    first, second = clerk.desk.take(), clerk.desk.take()
    clerk.sees("000", waiting=2)
    clerk.press("", Key.CALL)
    clerk.sees(first, waiting=1)
    clerk.press("2", Key.CONFIRM)
    clerk.press("", Key.FINISH)
    clerk.sees("000", waiting=1)
    assert (clerk.desk.state(first), clerk.desk.state(second)) == ("finished", "waiting")


def test_the_next_key_finishes_the_one_in_hand_and_says_when_nobody_waits(clerk: Clerk):
    first = clerk.calls()
    second = clerk.calls()
    assert clerk.desk.state(first) == "finished"
    clerk.press("", Key.CALL)
    clerk.refused("empty")
    assert clerk.desk.state(second) == "finished"


def test_a_visitor_who_does_not_come_is_called_again_and_then_missed(clerk: Clerk):
    ticket = clerk.calls()
    clerk.press("", Key.RECALL)
    clerk.refused("recall-too-soon")
    clerk.press("6", Key.CONFIRM)
    clerk.sees("000")
    assert clerk.desk.state(ticket) == "missed"


def test_a_ticket_is_held_and_taken_up_again_by_its_last_digits(clerk: Clerk):
    first, second = clerk.calls(), None
    clerk.press("0", Key.CONFIRM)
    clerk.sees("000")
    assert clerk.desk.state(first) == "held"
    second = clerk.calls()
    clerk.press("0", Key.CONFIRM)
    clerk.sees("000")
    clerk.press(f"3{second['number'][-3:]}", Key.CONFIRM)
    clerk.sees(second)
    clerk.press("", Key.FINISH)
    clerk.sees("000")
    clerk.press("3", Key.CONFIRM)
    clerk.sees(first)
    assert (clerk.desk.state(first), clerk.desk.state(second)) == ("serving", "finished")


def test_a_ticket_goes_to_another_counter_or_to_a_line_by_its_number(clerk: Clerk, folder: HallFolder):
    first = clerk.calls()
    clerk.press("89", Key.TRANSFER)
    clerk.sees("000")
    second = clerk.calls()
    clerk.press("088", Key.TRANSFER)
    clerk.sees("000")
    found = folder.steering.tickets([first["id"], second["id"]])
    assert [(t["state"], t["line"]) for t in found] == [("waiting", "@89"), ("waiting", "l88")]


def test_a_transfer_to_nowhere_is_refused_and_the_ticket_stays(clerk: Clerk):
    ticket = clerk.calls()
    clerk.press("99999", Key.TRANSFER)
    clerk.refused("unknown-counter")
    clerk.press("", Key.TRANSFER)
    clerk.refused("no-such-keys")
    clerk.sees(ticket)


def test_the_counter_pauses_and_goes_on(clerk: Clerk):
    clerk.press("", Key.PAUSE)
    clerk.press("", Key.RECALL)
    clerk.refused("no-ticket")
    desk = clerk.desk
    state = desk.manager.get("/hall-state").body["counters"]
    assert next(c["state"] for c in state if c["id"] == str(desk.n)) == "paused"
    clerk.press("", Key.PAUSE)
    clerk.calls()


def test_a_key_pressed_twice_at_once_is_one_wish(clerk: Clerk):
    first, second = clerk.desk.take(), clerk.desk.take()
    clerk.sees("000", waiting=2)
    clerk.unit.press("", Key.CALL)
    clerk.unit.press("", Key.CALL)
    clerk.sees(first, waiting=1)
    assert clerk.desk.state(second) == "waiting"


def test_noise_and_cut_frames_on_the_cable_do_nothing(clerk: Clerk):
    ticket = clerk.desk.take()
    clerk.sees("000", waiting=1)
    clerk.unit.send(b"\x00\xffh\x03\x03h\x01\x01\x0c\x0f\x16\xff\xff\x68\x09")  # a wrong sum, half a head
    clerk.unit.send(b"\xff\x68\x03\x03\x68\x01")  # cut
    clerk.press("", Key.CALL)
    clerk.sees(ticket, waiting=0)


def test_a_cable_that_was_pulled_out_works_again(clerk: Clerk):
    clerk.unit.pull_out()
    clerk.calls()


def test_a_seat_somebody_has_is_taken_over_only_by_its_own_keys(clerk: Clerk):
    ticket = clerk.desk.take()
    clerk.desk.sit()
    clerk.press("", Key.CALL)
    clerk.refused("seated")
    assert clerk.desk.state(ticket) == "waiting"
    clerk.press("99", Key.CONFIRM)
    clerk.sees("000")
    clerk.press("", Key.CALL)
    clerk.sees(ticket)
    assert clerk.desk.act("finish").body["code"] == "seat-lost"


def test_the_seat_is_left_by_its_own_keys_when_nothing_is_in_hand(clerk: Clerk):
    clerk.calls()
    clerk.press("77", Key.CONFIRM)
    clerk.refused("busy")
    clerk.press("", Key.FINISH)
    clerk.sees("000")
    clerk.press("77", Key.CONFIRM)
    clerk.leaves()
    assert clerk.desk.sit() > 1


def test_two_units_on_one_cable_serve_two_counters(at_work):
    one, two = at_work(2)
    first, second = one.desk.take(), two.desk.take()
    two.press("", Key.CALL)
    two.sees(second)
    assert one.desk.state(first) == "waiting"
    one.press("", Key.CALL)
    one.sees(first)


def test_what_was_pressed_while_the_hall_was_away_calls_one_visitor_and_finishes_nobody(clerk: Clerk):
    first, second = clerk.desk.take(), clerk.desk.take()
    clerk.sees("000", waiting=2)
    clerk.desk.hall.kill("web-0")
    clerk.press("", Key.CALL)
    clerk.press("", Key.FINISH)  # meant for what the unit showed: nothing
    clerk.sees(first, waiting=1)
    assert (clerk.desk.state(first), clerk.desk.state(second)) == ("called", "waiting")
