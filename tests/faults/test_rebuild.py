"""Redis lost or older than its archive: no number is given until `rebuild`, and then none twice (I1)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from queueing.folder import HallFolder
from queueing.hall import Asked
from queueing.settings import Settings
from queueing.workers import archive_once
from tests.faults.test_kills import archived
from tests.running import ROOT, Answer, Api, RunningHall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    """The village hall, running."""
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


def take_alone(hall: RunningHall, numbers: int, *, archive: bool = False) -> list[str]:
    """Numbers taken while only Redis runs; before anybody has looked at the archive, or into it."""
    folder = HallFolder(Settings(data=hall.data))
    alone = folder.start_redis()
    service = next(top.id for s in folder.plan.services for top in s.walk() if not top.children)
    given = [str(folder.hall.take(Asked("key:1"), service)["number"]) for _ in range(numbers)]
    if archive:
        assert archive_once(folder, folder.archive.open("archiver")) >= numbers
    folder.client.connection_pool.disconnect()
    folder.records.dispose()
    alone.stop()
    return given


def test_an_empty_redis_beside_an_archive_gives_no_number_until_rebuild(hall: RunningHall):
    kiosk, clerk = kiosk_and_clerk(hall)
    manager = hall.api(hall.key("manager"))
    first = [take(kiosk, f"request-{n}").body for n in range(4)]
    clerk.post("/counters/1/sit")
    clerk.post("/counters/1/calls")
    called = clerk.post("/counters/1/calls").body["number"]
    manager.post("/hall/stop", {"text": {"zh": "请稍候", "en": "Please wait"}})
    with pytest.raises(AssertionError, match="nothing to rebuild"):
        hall.command("rebuild")
    archived(hall)
    hall.stop()
    shutil.rmtree(hall.data / "redis")

    hall.start_unready()
    refused = take(kiosk, "request-9")
    assert refused.status == 503 and refused.body["code"] == "live-state-lost"
    assert "rebuild" in refused.body["detail"]

    hall.command("rebuild")
    assert take(kiosk, "request-1").body["number"] == first[1]["number"], "the request id was forgotten"
    assert take(kiosk, "request-11").body["code"] == "hall-stopped"
    pages = [Api(hall.url).get(f"/tickets/{ticket['token']}").body["state"] for ticket in first]
    assert pages == ["finished", "called", "waiting", "waiting"]
    manager.post("/hall/resume")
    fresh = take(kiosk, "request-10").body["number"]
    assert int(fresh[1:]) > int(first[-1]["number"][1:]) + 100
    clerk.post("/counters/1/sit")
    assert called == first[1]["number"]
    assert clerk.post("/counters/1/calls").body["number"] == first[2]["number"]
    archived(hall)
    assert "nothing wrong" in hall.command("doctor")


@pytest.mark.parametrize(
    "unseen",
    [pytest.param(0, marks=pytest.mark.long), 6],
    ids=["still behind", "gone on unseen beyond its archive"],
)
def test_a_redis_older_than_its_archive_gives_no_number_until_rebuild(hall: RunningHall, unseen: int):
    kiosk, _ = kiosk_and_clerk(hall)
    take(kiosk, "request-1")
    archived(hall)
    hall.stop()
    backup = hall.data.parent / "backup"
    shutil.copytree(hall.data / "redis", backup)
    (last,) = take_alone(hall, 1, archive=True)
    shutil.rmtree(hall.data / "redis")
    shutil.copytree(backup, hall.data / "redis")
    given = take_alone(hall, unseen)

    hall.start_unready()
    refused = take(kiosk, "request-3")
    assert refused.status == 503 and refused.body["code"] == "live-state-behind"
    hall.command("rebuild")
    fresh = int(take(kiosk, "request-4").body["number"][1:])
    assert fresh > max(int(number[1:]) for number in (last, *given)) + 100
    archived(hall)
    assert "nothing wrong" in hall.command("doctor")
