"""The device desk: a device shows a code, a manager lets it in, its silence and its faults are told once."""

import http.cookiejar
import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from queueing.devices import Report
from queueing.folder import HallFolder
from queueing.rules.devices import KINDS, LOST_AFTER
from tests.running import Answer, Api, RunningHall


@pytest.fixture(scope="module")
def manager(key: Callable[..., Api]) -> Api:
    return key("manager")


def knock(hall: RunningHall, kind: str) -> tuple[str, Api]:
    """A device asks to be let in: the code it shows, and the API with its key."""
    asked = Api(hall.url).post("/devices/pairing", {"kind": kind, "version": "9.9"})
    assert asked.status == 201, asked.body
    return asked.body["code"], hall.api(asked.body["key"])


def let_in(manager: Api, code: str, place: str) -> Answer:
    return manager.post("/devices", {"code": code, "place": place})


def row(manager: Api, device: str) -> dict[str, Any]:
    """A device as the desk shows it."""
    return next(each for each in manager.get("/devices").body if each["id"] == device)


def told(folder: HallFolder, device: str) -> list[tuple[str, str]]:
    """The changes of a device that became facts: from, to."""
    facts = [fact for fact in folder.steering.whole()["facts"] if fact["kind"] == "device_changed"]
    return [(f["detail"]["from"], f["detail"]["to"]) for f in facts if f["detail"]["device"] == device]


@pytest.mark.parametrize(
    ("kind", "place"), [("printer", "k1"), ("speaker", "z1"), ("strip", "1"), ("keys", "1")]
)
def test_a_device_is_let_in_by_the_code_it_shows(hall, manager, kind: str, place: str):
    code, device = knock(hall, kind)
    assert device.post("/devices/beat", {}).status == 401, "a key nobody has granted opened something"
    shown = manager.get(f"/devices/codes/{code}").body
    assert shown["kind"] == kind and place in [spot["id"] for spot in shown["places"]]
    made = let_in(manager, code, place)
    assert made.status == 201, made.body
    assert device.post("/devices/beat", {"version": "9.9"}).status == 200
    kept = row(manager, made.body["id"])
    assert (kept["kind"], kept["place"], kept["state"], kept["version"]) == (kind, place, "ok", "9.9")


def test_a_code_works_once_and_a_wrong_one_never(hall, manager):
    code, _ = knock(hall, "strip")
    assert let_in(manager, code, "2").status == 201
    assert let_in(manager, code, "2").body["code"] == "code-unknown"
    assert let_in(manager, "000000", "2").body["code"] == "code-unknown"


def test_a_device_stands_only_where_the_hall_has_such_a_place(hall, manager):
    code, device = knock(hall, "printer")
    refused = let_in(manager, code, "z1")
    assert refused.status == 422 and "z1" in refused.body["detail"]
    assert device.post("/devices/beat", {}).status == 401
    assert let_in(manager, code, "k1").status == 201, "a mistaken place must not use the code up"


def test_only_a_manager_sees_and_lets_in_devices(hall, key):
    for scope in ("kiosk", "guide", "clerk", "screen", "device"):
        asker = key(scope)
        assert asker.get("/devices").status == 403
        assert asker.post("/devices", {"code": "123456", "place": "1"}).status == 403


def test_a_fault_is_told_once_and_its_end_once(hall, manager, folder):
    code, device = knock(hall, "printer")
    name = let_in(manager, code, "k1").body["id"]
    for state in ("ok", "out", "out", "out", "ok", "ok"):
        device.post("/devices/beat", {"state": state, "text": "no paper" if state == "out" else ""})
    assert told(folder, name) == [("ok", "out"), ("out", "ok")]


def test_a_silent_device_is_lost_once_and_back_once(hall, manager, folder):
    code, device = knock(hall, "speaker")
    name = let_in(manager, code, "z3").body["id"]
    watch = HallFolder(folder.settings).devices
    real = watch.clock
    late = type(
        "Late",
        (),
        {"now": real.now, "tick": lambda _self: real.tick() + LOST_AFTER.total_seconds() * 1000 + 1},
    )
    watch.clock = late()
    watch.find_lost()
    watch.find_lost()
    assert row(manager, name)["state"] == "lost"
    assert told(folder, name) == [("ok", "lost")]
    device.post("/devices/beat", {})
    assert told(folder, name) == [("ok", "lost"), ("lost", "ok")]


def test_a_device_whose_place_is_gone_says_so_at_the_desk_and_needs_nobody(manager, folder):
    for device, place in (("test:here", "5"), ("test:gone", "no-more")):
        folder.devices.beat(Report(device, "strip", place, "down"))
    assert [row(manager, device)["gone"] for device in ("test:here", "test:gone")] == [False, True]
    in_need = [each["id"] for each in manager.get("/hall-state").body["devices"]]
    assert "test:here" in in_need and "test:gone" not in in_need
    assert manager.ask("DELETE", "/api/v1/devices/test:gone").status == 204
    assert "test:gone" not in folder.devices.all()
    folder.devices.forget("test:here")


def test_a_device_is_asked_to_show_that_it_works_once(hall, manager):
    code, device = knock(hall, "strip")
    name = let_in(manager, code, "3").body["id"]
    assert manager.post(f"/devices/{name}/test").status == 202
    assert device.post("/devices/beat", {}).body["test"] is True
    assert device.post("/devices/beat", {}).body["test"] is False


def test_a_loudspeaker_is_tested_by_a_sentence_in_its_zone(hall, manager, key):
    code, _ = knock(hall, "speaker")
    name = let_in(manager, code, "z4").body["id"]
    assert manager.post(f"/devices/{name}/test").status == 202
    said = key("screen").get("/board?zone=z4").body["message"]
    assert said["text"]["zh"] and said["zones"] == ["z4"]


def test_a_device_sent_away_opens_nothing_and_is_forgotten(hall, manager):
    code, _ = knock(hall, "keys")
    name = let_in(manager, code, "4").body["id"]
    assert manager.ask("DELETE", f"/api/v1/devices/{name}").status == 204
    assert name not in [each["id"] for each in manager.get("/devices").body]


def test_the_desk_names_what_the_hall_file_speaks_of_and_nobody_heard(manager):
    never = [(each["kind"], each["place"]) for each in manager.get("/devices").body if each["state"] is None]
    assert ("kiosk", "k1") in never
    assert ("screen", "z50") in never


def test_a_key_unit_serves_its_own_counter_and_no_other(hall, manager):
    code, unit = knock(hall, "keys")
    let_in(manager, code, "88")
    assert unit.post("/counters/88/sit").status == 201
    assert unit.post("/counters/89/sit").status == 403


def test_a_browser_gets_its_key_as_a_cookie_and_never_sees_it(hall, manager):
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    ask = urllib.request.Request(  # noqa: S310 - our own server
        f"{hall.url}/api/v1/devices/pairing",
        json.dumps({"kind": "kiosk"}).encode(),
        {"Content-Type": "application/json"},
    )
    shown = json.loads(browser.open(ask).read())
    assert set(shown) == {"code"}
    (cookie,) = jar
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert let_in(manager, shown["code"], "k2").status == 201
    me = json.loads(browser.open(f"{hall.url}/api/v1/me").read())
    assert me["device"]["kind"] == "kiosk" and me["device"]["kiosk"] == "k2"


def test_strangers_who_ask_for_codes_leave_at_most_fifty(folder):
    for _ in range(60):
        folder.devices.knock("strip", "")
    assert folder.client.hlen(folder.devices.keys.pairings) <= 50


def test_every_kind_has_a_place_and_a_role_of_its_own(folder):
    for kind in KINDS:
        folder.devices.beat(Report(f"test:{kind}", kind, "1"))
    assert {f"test:{kind}" for kind in KINDS} <= set(folder.devices.all())
