"""What one running hall is told from outside: folders, addresses, clock; read once, passed on."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

#: What devices and their agents tell the device desk they run.
VERSION = "0.3.0"


@dataclass(frozen=True)
class Settings:
    """Where this hall's data lie and where it listens.

    redis_url    None: the built-in server's unix socket in the data folder
    database     SQLAlchemy URL; None: SQLite in the data folder
    public_url   what goes into QR codes and links; None: http://host:port
    clock        None: the real clock; else as clock.parse_clock takes it
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8080
    redis_url: str | None = None
    database: str | None = None
    public_url: str | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    clock: str | None = None
    webs: int = 1

    @property
    def address(self) -> str:
        """The address this hall is reached at, for people."""
        scheme = "https" if self.tls_cert else "http"
        shown = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        return (self.public_url or f"{scheme}://{shown}:{self.port}").rstrip("/")

    @property
    def database_url(self) -> str:
        """Where the archive and the accounts are."""
        return self.database or f"sqlite:///{self.data / 'hall.db'}"

    @property
    def reachable_by_phone(self) -> bool:
        """Whether a phone in the hall can open the links on a ticket."""
        return self.public_url is not None or self.host not in {"127.0.0.1", "localhost", "::1"}


def local_devices_allowed() -> bool:
    """Whether this machine lets printers and strips be on itself, as the simulators are."""
    return os.environ.get("HALL_ALLOW_LOCAL_DEVICES", "0") not in {"", "0"}


def data_folder(given: str | None) -> Path:
    """The data folder: as given, else HALL_DATA, else ./data."""
    return Path(given or os.environ.get("HALL_DATA") or "data").expanduser().resolve()


def without_password(url: str) -> str:
    """A database's or Redis's address as it may be shown: the password left out."""
    return re.sub(r"//[^/@]*@", "//…@", url)


def stored_clock(data: Path) -> str | None:
    """The word for the set clock a folder was started with, so that every process goes on with it."""
    return "stored" if (data / "clock.json").exists() else None
