"""Keeps a hall's processes running: the embedded Redis, web processes and workers, with back-off."""

import fcntl
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from queueing.forked import CAN_FORK, Forked
from queueing.start_errors import AlreadyRunning, DataFolderWrong

log = logging.getLogger(__name__)

#: A child that ends is started again after this long, doubled each time up to the longest; seconds.
BACK_OFF, LONGEST_BACK_OFF = 0.2, 10.0
#: A child that ran this long had recovered: the next back-off is short again; seconds.
RECOVERED_AFTER = 30.0
#: How long a child may take to end in order before it is killed; seconds.
ENDS_WITHIN = 10.0


class Lock:
    """One running hall for a data folder; the lock ends with its process, however it dies."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file: IO[str] = (folder / "lock").open("a+")
        except OSError as fault:
            raise DataFolderWrong(folder=folder) from fault
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            self._file.seek(0)
            raise AlreadyRunning(pid=self._file.read().strip() or "?") from fault
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()


@dataclass
class Child:
    """One kind of process the supervisor keeps running.

    command  what starts it as a program of its own
    here     the same for a copy of this process, which has imported what it needs: a second sooner there
    """

    name: str
    command: Sequence[str]
    here: Callable[[], object] | None = None
    process: subprocess.Popen[bytes] | Forked | None = None
    started: float = 0.0
    pause: float = BACK_OFF
    due: float = 0.0

    def start(self) -> None:
        """Start it, in a session of its own so that Ctrl-C reaches the supervisor only."""
        if self.here is not None and CAN_FORK:
            self.process = Forked(self.here)
        else:
            self.process = subprocess.Popen(self.command, start_new_session=True)
        self.started = time.monotonic()

    def look(self, let_go: Callable[[], object]) -> None:
        """Start it when it has ended and its back-off is over; `let_go` is called before."""
        if self.process is not None and self.process.poll() is None:
            return
        now = time.monotonic()
        if self.process is not None:
            recovered = now - self.started > RECOVERED_AFTER
            self.pause = BACK_OFF if recovered else min(self.pause * 2, LONGEST_BACK_OFF)
            log.warning("%s ended (%s); again in %.1f s", self.name, self.process.returncode, self.pause)
            self.process, self.due = None, now + self.pause
        if now >= self.due:
            let_go()
            self.start()

    def stop(self) -> None:
        """Ask it to end, wait, and kill it if it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            log.warning("%s did not end in order and is killed", self.name)
            self.process.kill()
            self.process.wait()


@dataclass
class Supervisor:
    """Starts children, restarts those that end, and stops all in order: the first first.

    let_go  closes what a copy of this process must not share: the database (queueing/forked.py)
    """

    children: list[Child]
    let_go: Callable[[], object]
    _stopping: bool = False

    def run(self, tick: Callable[[], None] = lambda: None) -> None:
        """Keep all children running until SIGINT, SIGTERM or SIGHUP; `tick` is called ten times a second."""
        for which in (signal.SIGINT, signal.SIGTERM):
            signal.signal(which, self._stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # started by nohup it lives on
            signal.signal(signal.SIGHUP, self._stop)
        while not (self._stopping or _asked_to_end.is_set()):
            for child in self.children:
                child.look(self.let_go)
            tick()
            time.sleep(0.1)
        for child in self.children:
            child.stop()

    def _stop(self, *_signal: object) -> None:
        self._stopping = True


#: Set by a Ctrl-C during the start. Its exception alone is not enough: Python drops one that is raised
#: while it imports a module or tidies up, and the hall would open all the same.
_asked_to_end = threading.Event()


def heed_ctrl_c() -> None:
    """From now on a Ctrl-C ends the start, at the latest when the supervisor takes over."""

    def end(*_signal: object) -> None:
        _asked_to_end.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, end)


def own_command(*words: str) -> list[str]:
    """A command of this same program."""
    return [sys.executable, str(Path(__file__).parent.parent / "app.py"), *words]


def end_orphans(folder: Path) -> None:
    """End children that a killed supervisor left behind, found by pid and start time, never by name."""
    # Redis last: what the others still finish is kept.
    for note in sorted(folder.glob("*.pid"), key=lambda note: note.stem == "redis"):
        pid, _, begun = note.read_text("utf-8").partition(" ")
        if pid.isdigit() and _begun(int(pid)) == begun:
            log.warning("ending process %s (%s), left over from a hall that was killed", pid, note.stem)
            _end(int(pid), begun)
        note.unlink(missing_ok=True)


def _end(pid: int, begun: str) -> None:
    for which in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, which)
        deadline = time.monotonic() + ENDS_WITHIN
        while time.monotonic() < deadline:
            if _begun(pid) != begun:
                return
            time.sleep(0.02)


def note_pid(folder: Path, name: str, pid: int) -> None:
    """Remember a child by pid and start time, so that a later start can tell it from another process."""
    (folder / f"{name}.pid").write_text(f"{pid} {_begun(pid)}", "utf-8")


def _begun(pid: int) -> str | None:
    """When a process began, as the system tells it; None when there is none of that pid."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except FileNotFoundError:
        return None if Path("/proc/self").exists() else _begun_by_ps(pid)
    state, *rest = told.rpartition(")")[2].split()
    return None if state in "ZX" else rest[18]


def _begun_by_ps(pid: int) -> str | None:
    """The same where there is no /proc."""
    found = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, begun = found.stdout.strip().partition(" ")
    return begun.strip() if begun and not state.startswith("Z") else None
