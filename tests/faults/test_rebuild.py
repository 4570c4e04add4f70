"""Redis lost or older than its archive: no number is given until `rebuild`, and then none twice (I1)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.test_kills import archived
from tests.running import ROOT, Answer, Api, RunningHall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    """The village hall, with three people waiting and one of them called."""
    running = RunningHall(tmp_path / "data", ROOT / "halls" / "village.toml").start()
    yield running
    running.stop()


def kiosk_and_clerk(hall: RunningHall) -> tuple[Api, Api]:
    return hall.api(hall.key("kiosk")), hall.api(hall.key("clerk", "1"))


def take(kiosk: Api, request: str) -> Answer:
    service = kiosk.get("/services").body[0]
    while "children" in service:
        service = service["children"][0]
    return kiosk.post("/tickets", {"service": service["id"]}, Idempotency_Key=request)


def test_an_empty_redis_beside_an_archive_gives_no_number_until_rebuild(hall: RunningHall):
    kiosk, clerk = kiosk_and_clerk(hall)
    first = [take(kiosk, f"request-{n}").body for n in range(3)]
    clerk.post("/counters/1/sit")
    called = clerk.post("/counters/1/calls").body["number"]
    archived(hall)
    hall.stop()
    shutil.rmtree(hall.data / "redis")

    hall.start_unready()
    refused = take(kiosk, "request-9")
    assert refused.status == 503 and refused.body["code"] == "live-state-lost"
    assert "rebuild" in refused.body["detail"]

    hall.command("rebuild")
    assert take(kiosk, "request-1").body["number"] == first[1]["number"], "the request id was forgotten"
    fresh = take(kiosk, "request-10").body["number"]
    assert int(fresh[1:]) > int(first[-1]["number"][1:]) + 100
    clerk.post("/counters/1/sit")
    assert called == first[0]["number"]
    assert clerk.post("/counters/1/calls").body["number"] == first[1]["number"]
    archived(hall)
    assert "nothing wrong" in hall.command("doctor")


def test_a_redis_older_than_its_archive_gives_no_number_until_rebuild(hall: RunningHall):
    kiosk, _ = kiosk_and_clerk(hall)
    take(kiosk, "request-1")
    archived(hall)
    hall.stop()
    backup = hall.data.parent / "backup"
    shutil.copytree(hall.data / "redis", backup)
    hall.start()
    last = take(kiosk, "request-2").body["number"]
    archived(hall)
    hall.stop()
    shutil.rmtree(hall.data / "redis")
    shutil.copytree(backup, hall.data / "redis")

    hall.start_unready()
    refused = take(kiosk, "request-3")
    assert refused.status == 503 and refused.body["code"] == "live-state-behind"
    hall.command("rebuild")
    assert int(take(kiosk, "request-4").body["number"][1:]) > int(last[1:]) + 100
