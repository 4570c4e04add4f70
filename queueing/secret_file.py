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
