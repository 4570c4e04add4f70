"""A hall reached over HTTP with a key: what agents at devices and the simulation ask it through."""

import http.client
import json
import secrets
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from queueing.clock import Clock
from queueing.start_errors import HallGone

#: An act is sent again, under the same request id, for this long before the hall counts as gone; seconds.
PATIENCE = 30.0
#: A single answer may take this long, seconds: longer than the hall waits for a job that may come.
ANSWER_WITHIN = 10.0
_SERVER_BUSY = 503


@dataclass(frozen=True)
class Reply:
    """What the hall answered; `code` names a refusal."""

    status: int
    body: Any

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.status < http.client.BAD_REQUEST

    @property
    def code(self) -> str:
        """The refusal's code, "" when it was done."""
        return "" if self.ok else str(self.body.get("code", self.status))


class RemoteHall:
    """The public API with one key, over one connection that is kept; for one thread.

    A lost reply or a busy server is asked again under the same request id, so nothing is done twice.

    ca  a certificate authority's file, for a hall whose certificate the machine does not know
    """

    def __init__(self, url: str, key: str, stop: threading.Event, ca: Path | None = None) -> None:
        self.url = url
        self._key = key
        self._stop = stop
        #: As PATIENCE; less for what is of no use later.
        self.patience = PATIENCE
        #: As ANSWER_WITHIN; the same.
        self.answer_within = ANSWER_WITHIN
        where = urlsplit(url)
        name, port = where.hostname or "", where.port
        if where.scheme == "https":
            trust = ssl.create_default_context(cafile=ca)
            self._line: http.client.HTTPConnection = http.client.HTTPSConnection(
                name, port, timeout=ANSWER_WITHIN, context=trust
            )
        else:
            self._line = http.client.HTTPConnection(name, port, timeout=ANSWER_WITHIN)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        """One act or question. Raises HallGone when no answer comes within its patience."""
        sent = self._named() | {"Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Idempotency-Key"] = secrets.token_hex(16)
        text = json.dumps(body if body is not None else {}) if method != "GET" else None
        clock = Clock()
        until, pause = clock.tick() + self.patience * 1000, 0.1
        while True:
            try:
                reply = self._once(method, path, text, sent)
                if reply.status != _SERVER_BUSY:
                    return reply
            except (OSError, http.client.HTTPException):
                self._line.close()
            if clock.tick() > until or self._stop.is_set():
                raise HallGone(url=self.url)
            self._stop.wait(pause)
            pause = min(pause * 2, 2.0)

    def fetch(self, path: str) -> bytes:
        """A file of the hall, e.g. the sound of a call. Raises HallGone where it can't be had now."""
        try:
            self._line.request("GET", path, headers=self._named())
            answer = self._line.getresponse()
            found = answer.read()
        except (OSError, http.client.HTTPException) as lost:
            self._line.close()
            raise HallGone(url=self.url) from lost
        if answer.status != http.client.OK:
            raise HallGone(url=self.url)
        return found

    def answers(self, page: str) -> bool:
        """Whether a page of the hall is there now; asked once."""
        try:
            self.fetch(page)
        except HallGone:
            return False
        return True

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _named(self) -> dict[str, str]:
        """The key as a header; a device that has still to be let in has none."""
        return {"Authorization": f"Bearer {self._key}"} if self._key else {}

    def _once(self, method: str, path: str, text: str | None, headers: Mapping[str, str]) -> Reply:
        self._line.timeout = self.answer_within
        if self._line.sock is not None:
            self._line.sock.settimeout(self.answer_within)
        self._line.request(method, f"/api/v1{path}", text, dict(headers))
        answer = self._line.getresponse()
        raw = answer.read()
        try:
            return Reply(answer.status, json.loads(raw) if raw else {})
        except ValueError as other:
            # A proxy's own page, while the hall behind it is away.
            raise http.client.HTTPException(f"HTTP {answer.status} without an answer of a hall") from other
