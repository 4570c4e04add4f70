"""The hall with extended service in this process, at an address for browsers, its clock in hand."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from playwright.sync_api import BrowserContext
from werkzeug.serving import make_server

from tests.edges.booking_day import Day, open_day
from tests.running import Api


class ServedDay:
    """The day and its address."""

    def __init__(self, day: Day, url: str) -> None:
        self.day = day
        self.url = url

    def manager_session(self, context: BrowserContext) -> None:
        """Sign a browser in as manager, by a one-time link as people do."""
        link = self.day.folder.staffing.make_link(self.day.time(), "console")
        answer = context.request.post(f"{self.url}/api/v1/session/link", data={"token": link})
        assert answer.ok, answer.text()

    def api(self, scope: str) -> Api:
        """Its API with the key of some scope."""
        return Api(self.url, self.day.keys[scope])


@contextmanager
def served_day(client: redis.Redis, data: Path) -> Iterator[ServedDay]:
    """Serve the hall on a Redis and a new data folder, until it is left."""
    day = open_day(client, data)
    server = make_server("127.0.0.1", 0, day.client.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield ServedDay(day, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()
