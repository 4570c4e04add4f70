"""Cards and codes read at kiosks: an older visitor gets priority, a ticket is found, no number is kept."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from queueing.agent import Agent
from queueing.byte_line import ByteLine
from queueing.folder import HallFolder
from queueing.readings import ALLOWED_FOR, WAITS_FOR
from queueing.rules.identity import check_sign
from queueing.secret_file import keep_secret
from tests.running import Answer, Api, RunningHall
from ticket_printer.reader_agent import Lines, from_line, work_reader
from ticket_printer.reader_simulator import ReaderSimulator


def card(age: int, order: int = 1) -> str:
    """The number of somebody of this age."""
    seventeen = f"341102{date.today().year - age}0101{order:03d}"  # noqa: DTZ011 - any day of this year
    return seventeen + check_sign(seventeen)


def device(hall: RunningHall, folder: HallFolder, kind: str, place: str) -> Api:
    """The API with the key of a device at a place."""
    code, secret = folder.devices.knock(kind, "")
    folder.staffing.let_in(folder.devices.wish(code).secret, kind, place, folder.clock.tick(), "test")
    return hall.api(secret)


@pytest.fixture
def reader(hall: RunningHall, folder: HallFolder) -> Api:
    """A reader beside kiosk k1."""
    folder.client.delete(folder.readings.keys.readings("k1"))
    return device(hall, folder, "reader", "k1")


@pytest.fixture(scope="module")
def page(key: Callable[..., Api]) -> Api:
    """The page of kiosk k1."""
    return key("kiosk", "k1")


def take(page: Api, desk: Any, **how: object) -> Answer:
    """A number taken at the kiosk."""
    return page.post("/tickets", {"service": desk.service, **how})


def test_an_older_visitors_card_opens_the_priority_lane_once(reader, page, desk, folder):
    assert reader.post("/readings", {"text": card(71)}).body == {"kind": "card"}
    reading = page.get("/readings/next").body
    assert set(reading) == {"id", "kind", "mask", "band", "priority"}
    assert (reading["band"], reading["priority"]) == ("60+", True)
    assert reading["mask"] == card(71)[:4] + "*" * 10 + card(71)[-4:]
    assert page.get("/readings/next").status == 204, "it was taken away"
    ticket = take(page, desk, reading=reading["id"])
    assert ticket.status == 201, ticket.body
    [found] = folder.steering.tickets([ticket.body["id"]])
    assert (found["lane"], found["priority_reason"]) == ("priority", "elderly")
    assert take(page, desk, reading=reading["id"]).status == 422, "one card, one number"


def test_a_repeat_of_the_same_request_gets_the_same_number(reader, page, desk):
    reader.post("/readings", {"text": card(80)})
    reading = page.get("/readings/next").body["id"]
    first, again = (
        page.post("/tickets", {"service": desk.service, "reading": reading}, Idempotency_Key="one-wish")
        for _ in range(2)
    )
    assert first.status == again.status == 201 and first.body["number"] == again.body["number"]


def test_a_younger_visitors_card_opens_no_lane(reader, page, desk, folder):
    reader.post("/readings", {"text": card(59)})
    reading = page.get("/readings/next").body
    assert (reading["band"], reading["priority"]) == ("-60", False)
    ticket = take(page, desk, reading=reading["id"])
    [found] = folder.steering.tickets([ticket.body["id"]])
    assert found["lane"] == "ordinary"
    assert take(page, desk, lane="priority").status == 403, "and the kiosk may not ask for it by itself"


def test_who_holds_a_number_of_a_service_gets_its_paper_instead_of_a_second_one(reader, page, desk, key):
    numbers = []
    for n in range(2):
        reader.post("/readings", {"text": card(44, 3 + n)})
        numbers.append(take(page, desk, reading=page.get("/readings/next").body["id"]).body["number"])
    other = key("kiosk", "k2")
    reading = other.post("/readings", {"text": card(44, 3)}).body["id"]
    refused = take(other, desk, reading=reading)

    assert (refused.status, refused.body["code"]) == (409, "already-has-number")
    mine, again = refused.body["ticket"], refused.body["reading"]
    assert (mine["number"], mine["state"]) == (numbers[0], "waiting")
    assert "token" not in mine
    assert other.post(f"/tickets/{mine['id']}/print", {"copy": True, "reading": again}).status in {202, 409}


def test_a_reading_is_of_use_at_its_own_kiosk_only(reader, key, page, desk):
    reader.post("/readings", {"text": card(66)})
    other = key("kiosk", "k2")
    assert other.get("/readings/next").status == 204
    reading = page.get("/readings/next").body["id"]
    assert take(other, desk, reading=reading).status == 422
    assert take(page, desk, reading=reading).status == 201


def test_an_invented_reading_opens_nothing(page, desk):
    assert take(page, desk, reading="invented").status == 422


def test_a_tickets_code_shows_it_and_lets_its_holder_print_it_again(reader, page, desk, folder):
    mine = desk.guide.post("/tickets", {"service": desk.service}).body
    assert page.post(f"/tickets/{mine['id']}/print", {"copy": True}).status == 403, (
        "it was given out elsewhere"
    )
    reader.post("/readings", {"text": f"http://192.168.1.20:8080/t/{mine['token']}"})
    reading = page.get("/readings/next").body
    assert (reading["ticket"]["number"], reading["ticket"]["state"]) == (mine["number"], "waiting")
    assert mine["token"] not in str(reading)
    other = desk.guide.post("/tickets", {"service": desk.service}).body
    assert page.post(f"/tickets/{other['id']}/print", {"reading": reading["id"]}).status == 403
    reader.post("/readings", {"text": f"http://192.168.1.20:8080/t/{mine['token']}"})
    again = page.get("/readings/next").body["id"]
    assert page.post(f"/tickets/{mine['id']}/print", {"copy": True, "reading": again}).status == 202


def test_a_page_that_scanned_by_itself_gets_the_reading_at_once(page, desk):
    assert page.post("/readings", {"text": card(75)}).body["priority"] is True
    mine = desk.take()
    scanned = desk.guide.post("/readings", {"text": f"https://hall.example/t/{mine['token']}"})
    assert scanned.body["ticket"]["number"] == mine["number"]


def test_a_guide_takes_the_readings_of_the_kiosk_beside_the_desk(reader, desk):
    mine = desk.take()
    reader.post("/readings", {"text": f"http://h/t/{mine['token']}"})
    assert desk.guide.get("/readings/next").status == 204
    assert desk.guide.get("/readings/next?kiosk=k1").body["ticket"]["id"] == mine["id"]


@pytest.mark.parametrize("text", ["A001", "34110219500302123", "http://h/t/", "javascript:alert(1)"])
def test_what_is_neither_card_nor_code_is_refused_without_being_repeated(reader, page, text):
    refused = reader.post("/readings", {"text": text})
    assert refused.status == 422 and text not in str(refused.body)
    assert reader.post("/readings", {"text": "http://h/t/" + "x" * 22}).status == 404
    assert page.get("/readings/next").status == 204


def test_only_readers_kiosks_and_guides_read(key, desk):
    for scope in ("screen", "device"):
        assert key(scope).post("/readings", {"text": card(70)}).status == 403
    assert desk.clerk.post("/readings", {"text": card(70)}).status == 403
    assert Api(desk.hall.url).post("/readings", {"text": card(70)}).status == 401


def test_nothing_waits_longer_than_half_a_minute(reader, folder):
    reader.post("/readings", {"text": card(70)})
    readings = folder.readings
    waits = folder.client.pttl(readings.keys.readings("k1"))
    assert 0 < waits <= WAITS_FOR
    late = HallFolder(folder.settings).readings
    real = late.clock
    late.clock = type("Late", (), {"now": real.now, "tick": lambda _: real.tick() + WAITS_FOR + 1})()
    assert late.next("k1") is None
    assert folder.client.llen(readings.keys.readings("k1")) == 0
    reader.post("/readings", {"text": card(70)})
    found = readings.next("k1")
    assert found and 0 < folder.client.pttl(readings.keys.allowed(found["id"])) <= ALLOWED_FOR


def test_of_many_cards_laid_on_while_nobody_looks_five_wait(reader, folder):
    for order in range(9):
        reader.post("/readings", {"text": card(70, order)})
    assert folder.client.llen(folder.readings.keys.readings("k1")) == 5


@pytest.fixture
def agent_at(hall: RunningHall, folder: HallFolder, tmp_path: Path) -> Iterator[ReaderSimulator]:
    """A simulated reader, worked by an agent, beside kiosk k1."""
    folder.client.delete(folder.readings.keys.readings("k1"))
    file = tmp_path / "reader.key"
    file.write_text(str(device(hall, folder, "reader", "k1").key), "utf-8")
    agent = Agent("reader", hall.url, file)
    with ReaderSimulator() as simulator:
        line = ByteLine(simulator.address)
        worker = threading.Thread(target=work_reader, args=(agent, from_line(line, agent)))
        worker.start()
        yield simulator
        agent.stop.set()
        worker.join(20)
        line.close()


def until_read(page: Api) -> dict[str, Any]:
    """The next reading at the page's kiosk."""
    wait = threading.Event()
    for _ in range(200):
        found = page.get("/readings/next")
        if found.status == 200:
            return dict(found.body)
        wait.wait(0.05)
    raise AssertionError("nothing was read")


def test_the_agent_brings_what_its_reader_reads(agent_at: ReaderSimulator, page, desk):
    agent_at.read_out(card(70))
    assert until_read(page)["band"] == "60+"
    agent_at.read_out("nonsense")
    agent_at.read_out(f"http://h/t/{desk.take()['token']}", end="\r")
    assert until_read(page)["kind"] == "ticket"


def test_a_reader_may_cut_and_end_its_lines_as_it_likes():
    lines = Lines()
    assert lines.feed(b"3411") == []
    assert lines.feed(b"02\r\n\x02code\x03\n\r\n") == ["341102", "code"]
    assert lines.feed(b"x" * 5000) == []
    assert lines.feed(b"\nright\r") == ["right"], "what is too long is no line"


def test_after_a_day_of_readings_no_number_of_a_card_is_anywhere(
    reader, page, desk, hall: RunningHall, folder: HallFolder, agent_at: ReaderSimulator, caplog
):
    cards = [card(age, order) for order, age in enumerate(range(18, 98))]
    for text in cards[:60]:
        reader.post("/readings", {"text": text})
        if reading := page.get("/readings/next").body:
            take(page, desk, reading=reading["id"])
    for text in cards[60:70]:
        agent_at.read_out(text)
        until_read(page)
    for text in cards[70:]:
        page.post("/readings", {"text": text}, Idempotency_Key=f"read-{text[-6:]}")
        page.post("/readings", {"text": text[:-1] + "?"})
        page.post("/readings", {"text": text, "more": 1})
        desk.guide.get(f"/tickets?number={text}")
    kept = {file: file.read_bytes() for file in hall.data.rglob("*") if file.is_file()}
    live = b"".join(folder.client.dump(key) or b"" for key in folder.client.keys("*"))
    assert any("appendonly" in str(file) for file in kept), "Redis's own log is looked at too"
    for text in cards:
        number = text.encode()
        assert number not in live
        assert [file for file, content in kept.items() if number in content] == []
        assert text not in caplog.text


def test_the_secret_is_made_once_and_is_nobody_elses(tmp_path: Path):
    made = keep_secret(tmp_path / "identity.key")
    assert len(made) == 32 and keep_secret(tmp_path / "identity.key") == made
    assert (tmp_path / "identity.key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["identity.key"]
