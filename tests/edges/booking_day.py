"""The hall with extended service, at any hour: its API with keys, its clock in hand, people who book."""

from datetime import datetime
from pathlib import Path
from typing import Any

import redis

import app
from queueing.clock import Clock, to_ms
from queueing.folder import HallFolder
from queueing.rules.identity import check_sign
from queueing.settings import Settings
from queueing.staffing import Key
from tests.live.room import Hands
from tests.running import ROOT

WEDNESDAY, SATURDAY = "2026-03-04T08:30", "2026-03-07T09:00"


def card(n: int) -> str:
    """The number of a card of somebody who doesn't exist."""
    first = f"11011719800101{n:03}"
    return first + check_sign(first)


class Day:
    """The hall with extended service, at any hour."""

    def __init__(self, folder: HallFolder, time: Hands) -> None:
        self.client = app.build(folder, "threading")[0].test_client()
        self.folder = folder
        self.time = time
        self.people = iter(range(2, 999))
        self.keys = {
            scope: folder.staffing.make_key(Key(scope, place, None, scope), time(), "test")[1]
            for scope, place in (("kiosk", "gate"), ("guide", None), ("clerk", "1"), ("manager", None))
        }

    def go(self, moment: str) -> "Day":
        self.time.ms = to_ms(datetime.fromisoformat(f"{moment}+08:00"))
        self.folder.life.check(None)
        return self

    def ask(self, path: str, body: object = None, scope: str = "guide", **headers: str) -> Any:
        method = "GET" if body is None else "POST"
        told = {"Authorization": f"Bearer {self.keys[scope]}"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        return self.client.open(f"/api/v1{path}", method=method, headers=told, json=body)

    def book(self, start: str, service: str = "card", identity: str | None = None, **headers: str) -> Any:
        identity = identity or card(next(self.people))
        body = {"service": service, "start": f"{start}+08:00", "identity": identity, "channel": "phone"}
        return self.ask("/bookings", body, **headers)

    def check_in(self, code: str, scope: str = "kiosk") -> Any:
        return self.ask(f"/bookings/{code}/check-in", {}, scope)

    def state(self, code: str) -> str:
        return str(self.ask(f"/bookings/{code}").json["state"])


def open_day(client: redis.Redis, data: Path) -> Day:
    """The hall on a Redis and a new data folder."""
    at = client.connection_pool.connection_kwargs["path"]
    time = Hands(to_ms(datetime.fromisoformat("2026-03-02T10:00+08:00")))
    folder = HallFolder(Settings(data=data, redis_url=f"unix://{at}"))
    folder.__dict__["clock"] = Clock(real=time)
    folder.load_plan(ROOT / "tests" / "booking_hall.toml")
    return Day(folder, time)
