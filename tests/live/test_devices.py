"""Devices of the hall's own machine go with the plan that lacks them, and come back by themselves."""

from queueing.devices import Devices, Report
from queueing.planning import read_hall
from queueing.rules.devices import own
from tests.live.room import TOWN, Room

EAST, PRINTER = own("strip", "1"), own("printer", "gate")
STRIP = "onbon+tcp://192.168.0.199:5005"
LIT = TOWN.replace('id = "1", zone', f'id = "1", strip = "{STRIP}", zone').replace(
    "counters = [",
    'kiosks = [{ id = "gate", zone = "1", printer = "tcp://192.168.1.50:9100" }]\ncounters = [',
)


def devices(room: Room, text: str) -> Devices:
    return Devices(read_hall(text, room.plan.version), room.redis, room.hall.clock)


def test_one_that_the_plan_has_no_more_is_forgotten_before_it_is_lost(room: Room):
    before, elsewhere = devices(room, LIT), Report("device:7", "strip", "1")
    for report in (Report(EAST, "strip", "1"), Report(PRINTER, "printer", "gate"), elsewhere):
        before.beat(report)
    before.find_lost()
    assert set(before.all()) == {EAST, PRINTER, "device:7"}

    room.time.on(minutes=1)
    after = devices(room, LIT.replace(STRIP, "agent"))
    assert after.find_lost() == 2
    assert set(after.all()) == {PRINTER, "device:7"}
    assert {fact["detail"]["device"] for fact in room.facts("device_changed")} == {PRINTER, "device:7"}

    before.beat(Report(EAST, "strip", "1"))
    before.find_lost()
    assert before.all()[EAST]["state"] == "ok"
