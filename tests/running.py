"""A whole hall for tests: `app.py up` on a folder and port of its own, and a small client of its API."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

from displays.commands import voice_set
from displays.voice import prepare
from queueing.clock import Clock
from queueing.folder import HallFolder
from queueing.records.migrations import MIGRATIONS, upgrade
from queueing.records.tables import open_records
from queueing.settings import Settings
from queueing.staffing import Key, Staffing

ROOT = Path(__file__).parent.parent


def give_voice(data: Path) -> None:
    """Put the voice clips into a data folder; they are made once for all test runs, which takes 5 s."""
    made = ROOT / ".pytest_cache" / "voice"
    made.mkdir(parents=True, exist_ok=True)
    with (made / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the workers of one run start at once
        prepare(made / "clips")
    shutil.copytree(made / "clips", voice_set(data).clips, dirs_exist_ok=True)


def give_records(data: Path) -> None:
    """Put empty records into a data folder; their tables are made once for all test runs."""
    steps = sha256(b"".join(step.read_bytes() for step in sorted((MIGRATIONS / "versions").glob("*.py"))))
    made = ROOT / ".pytest_cache" / "records" / f"{steps.hexdigest()}.db"
    made.parent.mkdir(parents=True, exist_ok=True)
    with (made.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half_made = made.with_suffix(".half")
            half_made.unlink(missing_ok=True)
            engine = open_records(f"sqlite:///{half_made}")
            upgrade(engine)
            engine.dispose()
            half_made.rename(made)
    shutil.copy(made, data / "hall.db")


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    """What the API said."""

    status: int
    body: Any
    headers: dict[str, str]

    def json(self) -> Any:
        """The body, decoded."""
        return self.body


@dataclass
class Api:
    """The hall's API with one key."""

    url: str
    key: str | None = None

    def ask(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request, sent once."""
        request = urllib.request.Request(f"{self.url}{path}", method=method)  # noqa: S310 - our own server
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        if self.key:
            request.add_header("Authorization", f"Bearer {self.key}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310
                return _answer(reply.status, reply.read(), dict(reply.headers))
        except urllib.error.HTTPError as refused:
            with refused:
                return _answer(refused.code, refused.read(), dict(refused.headers))

    def get(self, path: str, **headers: str) -> Answer:
        """GET /api/v1 + path."""
        return self.ask("GET", f"/api/v1{path}", headers=_named(headers))

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        """POST /api/v1 + path."""
        return self.ask("POST", f"/api/v1{path}", body, _named(headers))


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _answer(status: int, raw: bytes, headers: dict[str, str]) -> Answer:
    said = headers.get("Content-Type", "")
    return Answer(status, json.loads(raw) if raw and "json" in said else raw, headers)


@dataclass
class RunningHall:
    """One hall in a process of its own, stopped and started again at will."""

    data: Path
    hall_file: Path
    options: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    _folder: HallFolder | None = None
    _let_in: deque[float] = field(default_factory=lambda: deque(maxlen=20))

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "RunningHall":
        """Start it and wait until it may be written to."""
        self.start_unready("/readyz")
        return self

    def start_unready(self, answers: str = "/healthz") -> None:
        """Start it and wait until it answers, though it may refuse every act."""
        give_voice(self.data)
        if not (self.data / "hall.db").exists():
            give_records(self.data)
        words = ("up", "--port", str(self.port), "--hall", str(self.hall_file), *self.options)
        with (self.data / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "app.py"), *words, "--data", str(self.data)],
                stdout=log,
                stderr=log,
            )
        self.wait_ready(answers)

    def wait_ready(self, answers: str = "/readyz", within: float = 120) -> None:
        """Return when it says well at this address."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError((self.data / "up.log").read_text("utf-8"))
            try:
                if Api(self.url).ask("GET", answers).status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError((self.data / "up.log").read_text("utf-8"))

    def stop(self) -> None:
        """Ctrl-C."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=60)

    def empty(self) -> None:
        """Send every clerk away and give up every number that waits: as if it had just opened."""
        manager, guide = self.api(self.key("manager")), self.api(self.key("guide"))
        for counter in manager.get("/hall-state").body["counters"]:
            if counter["holder_name"]:
                manager.post(f"/counters/{counter['id']}/force-off", {"reason": "the next tests begin"})
        for ticket in guide.get("/waiting").body:
            guide.post(f"/tickets/{ticket['id']}/cancel", {})

    def pid_of(self, name: str) -> int:
        """The pid of one of its children, e.g. "web-0", "archiver" or "redis"."""
        return int((self.data / f"{name}.pid").read_text("utf-8").split()[0])

    def kill(self, name: str) -> None:
        """End one of its children as a power cut would, kill -9; one that is starting again is waited for."""
        deadline = time.monotonic() + 30
        while True:
            try:
                return os.kill(self.pid_of(name), signal.SIGKILL)
            except (ProcessLookupError, FileNotFoundError):
                assert time.monotonic() < deadline, f"{name} does not run"
                time.sleep(0.02)

    def command(self, *words: str) -> str:
        """A command of app.py on this hall; what it printed."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "app.py"), *words, "--data", str(self.data)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def key(self, scope: str, counter: str | None = None, label: str | None = None) -> str:
        """A bearer key, made as `key create` makes it."""
        with self.staffing() as staffing:
            return staffing.make_key(Key(scope, counter, None, label or scope), _now(), "console")[1]

    @contextmanager
    def staffing(self) -> Iterator[Staffing]:
        """The door to people and keys, opened here once: a command would cost each test a second."""
        self._folder = self._folder or HallFolder(Settings(data=self.data))
        yield self._folder.staffing
        self._folder.records.dispose()

    def api(self, key: str | None = None) -> Api:
        """Its API, with a key."""
        return Api(self.url, key)

    def link(self) -> str:
        """A one-time link, as `staff link` makes it."""
        with self.staffing() as staffing:
            return staffing.make_link(_now(), "console")

    def manager_session(self, context: Any) -> None:
        """Sign a Playwright browser context in as manager, by a one-time link as people do.

        Of those that the hall lets in each minute a third is left to tests that sign in by hand.
        """
        if len(self._let_in) == self._let_in.maxlen:
            time.sleep(max(0.0, self._let_in[0] + 60 - time.monotonic()))
        self._let_in.append(time.monotonic())
        link = self.link()
        while True:
            answer = context.request.post(f"{self.url}/api/v1/session/link", data={"token": link})
            if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                break
            time.sleep(answer.json()["seconds"])  # tests sign in more often than people do
        assert answer.ok, answer.text()

    def pair(self, context: Any, kind: str, place: str) -> None:
        """Make a browser context a kiosk or a screen."""
        csrf = context.request.get(f"{self.url}/api/v1/me").json()["csrf"]
        if csrf is None:
            self.manager_session(context)
            csrf = context.request.get(f"{self.url}/api/v1/me").json()["csrf"]
        body = {"kind": kind, "kiosk" if kind == "kiosk" else "zone": place}
        answer = context.request.post(f"{self.url}/api/v1/device", data=body, headers={"X-CSRF-Token": csrf})
        assert answer.ok, answer.text()


def _now() -> int:
    return Clock().tick()


def chromium() -> str:
    """The browser of this machine."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("HALL_BROWSER") or next(filter(None, map(shutil.which, names)), None)
    assert found, "No browser found; `./hall test` installs one."
    return found


#: A browser for tests: no sandbox as root, no calls home.
BROWSER_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip
