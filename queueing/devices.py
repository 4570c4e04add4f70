"""The door to the hall's devices as they are now: how each is, the tests asked of it, codes that pair one."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, cast

from queueing.errors import CodeUnknown
from queueing.live.line import Asked, LiveHall
from queueing.live.server import reaching
from queueing.records.keys import digest
from queueing.rules.devices import OWN, DeviceState, has_place
from queueing.settings import VERSION

#: A code shown by a device is good for so long, ms, and so many may be shown at once.
CODE_FOR = timedelta(minutes=15) // timedelta(milliseconds=1)
CODES_AT_MOST = 50

WATCH = Asked("watch")


@dataclass(frozen=True)
class Wish:
    """A device that asks to be let in: its kind, the digest of its key, its version."""

    kind: str
    secret: str
    version: str


@dataclass(frozen=True)
class Report:
    """How a device says it is; `device` is its id, `state` a DeviceState, `text` for its manager to read."""

    device: str
    kind: str
    place: str
    state: str = DeviceState.OK
    text: str = ""
    version: str = VERSION


class Devices(LiveHall):
    """What devices say of themselves. Who may be one is kept with the people (queueing/staffing.py)."""

    def beat(self, report: Report) -> bool:
        """Take down how a device is; whether it was asked to show that it works since it spoke last.

        A change of state becomes a fact, once.
        """
        return bool(self._device(Asked(report.device), asdict(report)).get("test"))

    def find_lost(self) -> int:
        """Those silent for too long are lost, each told once; how many were found now.

        One of the hall's own machine that the plan has no more is forgotten: nobody works it, and a plan that
        has it again brings it back with its first report.
        """
        for device, said in self.all().items():
            if device.startswith(OWN) and not has_place(self.plan, device, said["kind"], said["place"]):
                self.forget(device)
        return int(self._device(WATCH, {"sweep": True})["lost"])

    def ask_test(self, asked: Asked, device: str) -> None:
        """Have a device show that it works, at its next report. Raises DeviceSilent."""
        self._device(asked, {"device": device, "test": True})

    @reaching()
    def all(self) -> dict[str, dict[str, Any]]:
        """Every device heard of: kind, place, state, text, version and seen (tick, ms) by its id."""
        kept = cast("dict[bytes, bytes]", self.client.hgetall(self.keys.devices))
        return {device.decode(): json.loads(record) for device, record in kept.items()}

    @reaching()
    def forget(self, device: str) -> None:
        """It is no device of this hall any more."""
        self.client.hdel(self.keys.devices, device)

    @reaching()
    def knock(self, kind: str, version: str) -> tuple[str, str]:
        """A code of six digits for a device to show until a manager enters it at the desk, and its key.

        The key opens nothing before that; only its digest is kept.
        """
        now, key = self.clock.tick(), secrets.token_urlsafe(32)
        kept = cast("dict[bytes, bytes]", self.client.hgetall(self.keys.pairings))
        # The oldest give way: strangers who ask for codes must not fill the store.
        ages = sorted((json.loads(row)["at"], code) for code, row in kept.items())
        old = [code for at, code in ages[: max(0, len(ages) - CODES_AT_MOST + 1)]]
        old += [code for at, code in ages if now - at > CODE_FOR]
        if old:
            self.client.hdel(self.keys.pairings, *set(old))
        row = json.dumps(asdict(Wish(kind, digest(key), version)) | {"at": now})
        while not self.client.hsetnx(self.keys.pairings, code := f"{secrets.randbelow(1_000_000):06d}", row):
            pass
        return code, key

    @reaching()
    def wish(self, code: str) -> Wish:
        """Which device shows this code. Raises CodeUnknown."""
        row = cast("bytes | None", self.client.hget(self.keys.pairings, code))
        kept = json.loads(row) if row else None
        if kept is None or self.clock.tick() - kept.pop("at") > CODE_FOR:
            raise CodeUnknown
        return Wish(**kept)

    @reaching()
    def granted(self, code: str) -> None:
        """The code has done its work."""
        self.client.hdel(self.keys.pairings, code)

    def _device(self, asked: Asked, args: Mapping[str, object]) -> dict[str, Any]:
        return self.run("device", asked, args, swept=[self.keys.devices])
