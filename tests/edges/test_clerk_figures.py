"""Figures of a single clerk are seen by managers who were given the right, in no format by any other."""

import pytest

from queueing.hall import Asked
from queueing.rules.plan import Lane
from queueing.staffing import SignedIn
from queueing.workers import archive_once
from tests.edges.conftest import Built


class Browser:
    """A signed-in manager's browser."""

    def __init__(self, built: Built, signed: SignedIn) -> None:
        self.client = built.app.test_client()
        self.client.set_cookie("hall_session", signed.token)
        self.csrf = signed.session.csrf
        self.id = signed.session.account.id

    def get(self, path: str):
        return self.client.get(f"/api/v1{path}")

    def change(self, person: int, **changed: object) -> int:
        headers = {"X-CSRF-Token": self.csrf}
        return self.client.patch(f"/api/v1/staff/{person}", json=changed, headers=headers).status_code

    def reset(self, person: int) -> int:
        headers = {"X-CSRF-Token": self.csrf}
        return self.client.post(f"/api/v1/staff/{person}/reset", headers=headers).status_code


@pytest.fixture
def managers(built: Built) -> tuple[Browser, Browser]:
    """One manager who has the right, and one who hasn't."""
    entitled, other = built.session(), built.session()
    built.folder.staffing.change(entitled.session.account.id, {"sees_clerks": True})
    return Browser(built, entitled), Browser(built, other)


def test_a_manager_without_the_right_sees_no_clerk_in_any_format(built, managers):
    hall, day = built.folder.hall, built.folder.hall.day.isoformat()
    clerk = Asked("staff:77", "Li", epoch=hall.sit(Asked("staff:77", "Li"), "1")["epoch"])
    hall.take(Asked("key:1"), "social-enrol", Lane.ORDINARY)
    assert hall.call_next(clerk, "1")["number"]
    hall.finish(clerk, "1")
    archive_once(built.folder, built.folder.archive.open("archiver"))
    built.folder.figures.count()
    entitled, other = managers

    assert "clerk" in entitled.get("/reports").json["by"]
    assert "clerk" not in other.get("/reports").json["by"]
    for form in ("", ".csv", ".xlsx", ".pdf"):
        path = f"/reports/day/{day}{form}?by=clerk"
        assert entitled.get(path).status_code == 200
        refused = other.get(path)
        assert (refused.status_code, refused.json["code"]) == (403, "no-clerk-figures")
    assert [row["key"] for row in entitled.get(f"/reports/day/{day}?by=clerk").json["rows"]] == ["staff:77"]
    for by in other.get("/reports").json["by"]:
        assert b"staff:77" not in other.get(f"/reports/day/{day}?by={by}").data
    assert {row["by"] for row in other.get("/overtime").json} <= {""}


def test_only_who_has_the_right_gives_it_and_nobody_takes_it_by_a_password(managers):
    entitled, other = managers
    assert other.change(other.id, sees_clerks=True) == 403
    assert other.reset(entitled.id) == 403
    assert entitled.change(other.id, sees_clerks=True) == 200
    assert "clerk" in other.get("/reports").json["by"]
    assert other.change(other.id, role="guide", sees_clerks=True) == 200
    assert other.get("/reports").status_code == 403, "the right goes with a manager's work"
