"""A program beside a device: let in by a code, it says how the device is and works until it is stopped."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from queueing.remote import RemoteHall
from queueing.rules.devices import BEATS_EVERY, DeviceState
from queueing.settings import VERSION
from queueing.start_errors import AgentRefused, HallGone

log = logging.getLogger(__name__)

#: How often a device that shows its code asks whether it has been let in, seconds.
ASK_AGAIN = 2.0
#: A code is shown for so long, then a new one, seconds: the hall forgets a code after 15 minutes.
CODE_FOR = 14 * 60.0
_UNKNOWN_KEY = 401


@dataclass
class Agent:
    """One device's program.

    kind      a word of rules/devices.KINDS
    url       the hall's address
    key_file  where the device's key is kept; it is made when the device is let in
    ca        as RemoteHall
    say       tells the person at the device, e.g. its code
    """

    kind: str
    url: str
    key_file: Path
    ca: Path | None = None
    say: Callable[[str], None] = click.echo
    stop: threading.Event = field(default_factory=threading.Event)
    state: str = DeviceState.OK
    text: str = ""

    def run(self, work: Callable[[RemoteHall], object], test: Callable[[], object] = lambda: None) -> None:
        """Work again and again until stopped; beat beside it; `test` shows that the device works.

        What a device can't do is its `state` and `text`, which the next beat tells; a hall that is away is
        logged once when lost and once when back.
        """
        self._until_asked_to_end()
        hall = self.enter()
        beating = threading.Thread(target=self._beat, args=(test,), daemon=True)
        beating.start()
        try:
            self._again(lambda: work(hall))
        finally:
            self.stop.set()
            hall.close()
            beating.join(timeout=2)

    def enter(self) -> RemoteHall:
        """The hall, with this device's key: the kept one, else one that a manager lets in by its code."""
        if self.key_file.exists():
            return self._hall(self.key_file.read_text("utf-8").strip())
        while not self.stop.is_set():
            key = self._show_code()
            hall, until = self._hall(key), time.monotonic() + CODE_FOR
            while time.monotonic() < until and not self.stop.is_set():
                if hall.ask("POST", "/devices/beat", {"version": VERSION}).ok:
                    self._keep(key)
                    self.say("This device is let in.")
                    return hall
                self.stop.wait(ASK_AGAIN)
            hall.close()
        raise HallGone(url=self.url)

    def _show_code(self) -> str:
        """Show a code to be entered at the device desk; the key that it will let in."""
        stranger = self._hall("")
        shown = stranger.ask("POST", "/devices/pairing", {"kind": self.kind, "version": VERSION})
        stranger.close()
        if not shown.ok:
            raise AgentRefused(url=self.url, why=shown.body.get("detail", shown.code))
        code = shown.body["code"]
        self.say(f"Pairing code {code[:3]} {code[3:]}: enter it on the hall's page {self.url}/devices")
        return str(shown.body["key"])

    def _hall(self, key: str) -> RemoteHall:
        return RemoteHall(self.url, key, self.stop, self.ca)

    def _keep(self, key: str) -> None:
        self.key_file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(self.key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(key)

    def _beat(self, test: Callable[[], object]) -> None:
        hall = self._hall(self.key_file.read_text("utf-8").strip())

        def once() -> None:
            said: dict[str, Any] = {"state": self.state, "text": self.text, "version": VERSION}
            answer = hall.ask("POST", "/devices/beat", said)
            if answer.status == _UNKNOWN_KEY:
                log.error("This device was sent away; delete %s to pair it again.", self.key_file)
                self.stop.set()
            elif answer.ok and answer.body["test"]:
                test()
            self.stop.wait(BEATS_EVERY.total_seconds())

        self._again(once)
        hall.close()

    def _again(self, work: Callable[[], object]) -> None:
        lost = False
        while not self.stop.is_set():
            try:
                work()
            except (HallGone, AgentRefused) as gone:
                if not lost and not self.stop.is_set():
                    log.warning("%s", gone.sentence)
                lost = True
                self.stop.wait(1.0)
            else:
                if lost:
                    log.warning("The hall at %s is back.", self.url)
                lost = False

    def _until_asked_to_end(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for sign in (signal.SIGINT, signal.SIGTERM):
                signal.signal(sign, lambda *_: self.stop.set())


def agent_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options every agent has: where the hall is, and where this device's key is kept."""
    options = (
        click.option("--url", required=True, help="The hall's address, e.g. http://192.168.1.20:8080."),
        click.option(
            "--key-file",
            type=click.Path(path_type=Path),
            help="Where this device's key is kept; agent-KIND.key by default.",
        ),
        click.option("--ca", type=click.Path(path_type=Path), help="Authority of the hall's certificate."),
    )
    for option in reversed(options):
        command = option(command)
    return command
