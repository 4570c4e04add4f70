"""The door to trials: a rehearsal or a replay runs in a process of its own, one at a time, with progress.

What it is asked and how far it is stands in a file of the data folder, so that every web process can tell.
"""

import fcntl
import json
import logging
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any

from queueing.errors import HallError
from queueing.trial_errors import TrialFailed, TrialRuns, TrialTooLong, UnknownTrial

log = logging.getLogger(__name__)

#: So many trials are kept, the newest.
KEPT = 20
#: Progress is written down at most so often, seconds.
_TOLD_EVERY = 0.3
#: One that does not run so long after it was asked for has failed, ms.
_BEGUN_WITHIN = 30_000


class Trials:
    """The trials of one data folder; `command` is the program's own that runs one, up to its id."""

    def __init__(self, data: Path, command: Sequence[str] = ()) -> None:
        self._folder = data / "trials"
        self._command = command

    def start(self, kind: str, asked: Mapping[str, object], tick: int, request: str | None = None) -> str:
        """Begin one; its id. A repeat of a request gets the one it began. Raises TrialRuns.

        tick  elapsed real time, ms
        """
        self._folder.mkdir(exist_ok=True)
        id_ = sha256(request.encode()).hexdigest()[:16] if request else token_hex(8)
        file = self._folder / f"{id_}.json"
        if file.exists():
            return id_
        if _is_held(self._folder / "lock"):
            raise TrialRuns
        for old in sorted(self._folder.glob("*.json"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
        _write(file, {"kind": kind, "asked": asked, "state": "running", "done": 0.0, "tick": tick})
        # Whoever runs it outlives this call, and this process if need be; its file tells what becomes of it.
        subprocess.Popen(
            [*self._command, id_], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )
        return id_

    def state(self, id_: str, tick: int) -> dict[str, Any]:
        """{kind, state: running, done or failed, done: 0 to 1, result?, problem?}. Raises UnknownTrial."""
        held, told = _is_held(self._folder / "lock"), self._read(id_)
        if told["state"] == "running" and not held and tick - told["tick"] > _BEGUN_WITHIN:
            told |= {"state": "failed", "problem": {"code": TrialFailed.code}}
        return {name: value for name, value in told.items() if name not in {"asked", "tick"}}

    def newest(self, kind: str) -> str | None:
        """The id of the last one of this kind."""
        files = sorted(self._folder.glob("*.json"), key=lambda one: one.stat().st_mtime, reverse=True)
        return next((file.stem for file in files if self._read(file.stem)["kind"] == kind), None)

    def run(self, id_: str, do: Callable[[str, Mapping[str, Any], "Progress"], object]) -> None:
        """In the process of its own: do it, and tell how far it is and what came of it."""
        file, asked = self._folder / f"{id_}.json", self._read(id_)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            progress = Progress(file, asked)
            try:
                result = do(asked["kind"], asked["asked"], progress)
            except HallError as refused:
                problem = {"code": refused.code, "params": refused.params}
                _write(file, asked | {"state": "failed", "problem": problem})
            except Exception:
                log.exception("a trial failed")
                _write(file, asked | {"state": "failed", "problem": {"code": TrialFailed.code}})
            else:
                _write(file, asked | {"state": "done", "done": 1.0, "result": result})

    def _read(self, id_: str) -> dict[str, Any]:
        if not id_.isalnum():
            raise UnknownTrial
        try:
            told: dict[str, Any] = json.loads((self._folder / f"{id_}.json").read_text("utf-8"))
        except (OSError, ValueError):
            raise UnknownTrial from None
        return told


class Progress:
    """How far a trial is, written down now and then. Raises TrialTooLong beyond its processor time."""

    def __init__(self, file: Path, asked: Mapping[str, Any]) -> None:
        self._file, self._asked = file, asked
        self._told = 0.0
        self._begun = time.process_time()
        #: Processor time it may take, seconds.
        self.within = 120.0

    def __call__(self, done: float) -> None:
        """So much is done, 0 to 1."""
        if time.process_time() - self._begun > self.within:
            raise TrialTooLong(seconds=round(self.within))
        if time.monotonic() - self._told > _TOLD_EVERY:
            self._told = time.monotonic()
            _write(self._file, {**self._asked, "done": round(min(done, 1.0), 3)})


def _is_held(lock: Path) -> bool:
    """Whether a trial runs: whoever ended, however, holds no lock; who looks shares it with others who do."""
    with suppress(FileNotFoundError), lock.open("r") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _write(file: Path, told: Mapping[str, Any]) -> None:
    part = file.with_suffix(".part")
    part.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    part.replace(file)
