"""The door to estimates: how long somebody waits, as the estimator last told; never worked out on request."""

import json
from collections.abc import Mapping
from typing import Any, cast

from queueing.clock import to_datetime
from queueing.live.line import LiveHall
from queueing.live.server import reaching
from queueing.rules.plan import Lane
from queueing.rules.promise import Promise, rounded, safe_until

#: An estimate older than this is none, ms of real time.
FRESH_FOR = 15_000


class Waits(LiveHall):
    """One hall's estimates."""

    #: The newest batch as it was read, and what it says: many phones ask for the same one.
    _read: tuple[bytes, dict[str, Any]] = (b"", {})

    def now(self) -> Mapping[str, Any] | None:
        """The newest batch; None: no estimate yet, or the estimator has fallen silent."""
        with reaching():
            kept = cast("bytes | None", self.client.get(self.keys.estimates))
        if kept is None:
            return None
        if kept != self._read[0]:
            self._read = (kept, json.loads(kept))
        batch = self._read[1]
        return batch if 0 <= self.clock.tick() - batch["tick"] <= FRESH_FOR else None

    def tell(self, batch: Mapping[str, Any]) -> None:
        """Keep a new batch, in place of the one before."""
        with reaching():
            self.client.set(self.keys.estimates, json.dumps(batch))

    def lately(self) -> Mapping[str, int]:
        """Of the newest waits that were told a range: {told, otherwise}; nothing while nobody tells any."""
        return (self.now() or {}).get("lately") or {"told": 0, "otherwise": 0}

    def of_ticket(self, ticket: str) -> dict[str, Any] | None:
        """The wait that a ticket still has; None: it doesn't wait, or nobody knows."""
        batch = self.now()
        told = batch and batch["tickets"].get(ticket)
        return self._shown(batch["made_at"], told) if batch and told else None

    def of_paper(self, ticket: Mapping[str, Any]) -> tuple[int, int] | None:
        """About and at most so many minutes, for a ticket's paper; None: it doesn't wait, or nobody knows.

        One just taken is in no batch yet: in the ordinary lane it waits as long as whoever comes now.
        """
        if ticket["state"] != "waiting":
            return None
        told = self.of_ticket(ticket["id"])
        if told is None and ticket["lane"] == Lane.ORDINARY:
            told = self.of_lines().get(ticket["line"])
        return None if told is None else (told["about"], told["at_most"])

    def of_services(self) -> dict[str, dict[str, Any]]:
        """The wait of somebody who takes a number now, by service; those nobody knows are left out."""
        return self._by("services")

    def of_lines(self) -> dict[str, dict[str, Any]]:
        """The same by line."""
        return self._by("lines")

    def _by(self, kind: str) -> dict[str, dict[str, Any]]:
        batch = self.now()
        if batch is None:
            return {}
        return {name: self._shown(batch["made_at"], told) for name, told in batch[kind].items()}

    def _shown(self, made_at: int, told: Mapping[str, Any]) -> dict[str, Any]:
        """Whole minutes, minutes as people say them (0: soon), and until when one may be away."""
        promise = Promise(made_at, told["p10"], told["p50"], told["p90"], 0)
        safe = safe_until(promise)
        return {
            "p50": round(told["p50"]),
            "p90": round(told["p90"]),
            "about": rounded(told["p50"]),
            "at_most": rounded(told["p90"]),
            "safe_until": safe and to_datetime(safe, self.plan.tz).isoformat(timespec="minutes"),
            "reason": told.get("reason"),
        }
