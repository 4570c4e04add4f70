"""The door to alerts: what needs somebody now, who has taken it on, and the look that raises them."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

from queueing.alert_errors import AlertOver
from queueing.live.line import Answer, Asked, LiveHall
from queueing.live.server import reaching
from queueing.rules.alerts import Alert, AlertKind, Reading, turns

__all__ = ["AlertOver", "Alerts"]

WATCH = Asked("watch")


class Alerts(LiveHall):
    """The alerts of one hall."""

    @cached_property
    def _since(self) -> dict[str, int]:
        """When a value went to the other side: of the one process that looks."""
        return {}

    @reaching()
    def all(self) -> dict[str, dict[str, Any]]:
        """Every alert that isn't over, by id, as alert.lua keeps it."""
        kept = cast("dict[bytes, bytes]", self.client.hgetall(self.keys.alerts))
        return {alert.decode(): json.loads(row) for alert, row in kept.items()}

    def acknowledge(self, asked: Asked, alert: str) -> Answer:
        """Take an alert on: {alert, owner_name}; the first who does has it. Raises AlertOver."""
        return self._turn(asked, alert, "acknowledged", {"name": asked.name or asked.by})

    def look(self, readings: list[Reading]) -> list[tuple[str, dict[str, Any]]]:
        """Raise, pass on and end what these readings say; what happened: [("raised", alert), …].

        The figure of an alert that stays one is kept as it is now, which is no news.
        """
        kept = self.all()
        known = {
            id_: Alert(
                id_,
                AlertKind(row["kind"]),
                row["tick"],
                row.get("owner"),
                bool(row.get("escalated")),
                {key: row[key] for key in ("value", "names", "longest") if key in row},
            )
            for id_, row in kept.items()
        }
        told = []
        for turn in turns(known, readings, self._since, self.clock.tick()):
            said: dict[str, object] = {}
            if turn.reading is not None:
                said = {"kind": turn.reading.kind, "subject": turn.reading.subject} | turn.reading.told
            self._turn(WATCH, turn.id, turn.to, said)
            if turn.to != "changed":
                told.append((turn.to, {"id": turn.id} | kept.get(turn.id, {}) | said))
        return told

    def _turn(self, asked: Asked, alert: str, to: str, said: Mapping[str, object]) -> Answer:
        return self.run("alert", asked, {"alert": alert, "to": to, **said}, swept=[self.keys.alerts])
