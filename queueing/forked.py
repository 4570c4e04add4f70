"""A worker as a copy of the running program: what is imported already isn't imported again."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

log = logging.getLogger(__name__)

#: macOS's own libraries don't outlive a copy; there a worker starts as a new program.
CAN_FORK = sys.platform == "linux"


class Forked:
    """A copy of this process that does one thing and ends; asked and ended like a `subprocess.Popen`."""

    def __init__(self, work: Callable[[], object]) -> None:
        """Start it, in a session of its own; it shares no file or socket but the three of the console.

        No SQLite database may be open here: its locks are the process's, and the copy would hold none.
        """
        sys.stdout.flush()
        sys.stderr.flush()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            _do(work)

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float = float("inf")) -> int:
        """The same, waited for at most so many seconds. Raises subprocess.TimeoutExpired."""
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("a worker", timeout)
            time.sleep(0.01)
        return code

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, which: signal.Signals) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, which)


def _do(work: Callable[[], object]) -> None:
    """In the copy: work, then end at once; nothing of the process it was copied from is tidied up."""
    code = 1
    try:
        os.setsid()
        for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(which) is not signal.SIG_IGN:  # started by nohup it lives on
                signal.signal(which, signal.SIG_DFL)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        work()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        log.exception("a worker ended")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
