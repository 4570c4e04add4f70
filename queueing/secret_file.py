"""Secrets of the hall kept as files that only this program's account reads."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def keep_secret(file: Path) -> bytes:
    """The hall's secret in this file, made at its first use."""
    own = file.with_suffix(f".{os.getpid()}")
    if not file.exists():
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as made:
            made.write(secrets.token_bytes(32))
        with suppress(FileExistsError):  # another process was first
            file.hardlink_to(own)
        own.unlink()
    return file.read_bytes()


class YearlySecrets:
    """The hall's secrets for persons: one a year, so that who came long ago can't be told any more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, year: int) -> bytes:
        """The secret of a year, made at its first use; year 0 has the one for repeated requests."""
        return keep_secret(self._folder / f"identity-{year}.key")

    def drop_before(self, year: int) -> None:
        """Remove the secrets of the years before this one: nobody can be known by them again."""
        for file in self._folder.glob("identity-[1-9]*.key"):
            if int(file.stem.removeprefix("identity-")) < year:
                file.unlink(missing_ok=True)
