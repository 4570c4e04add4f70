"""Pushes boards to screens and hints to consoles over Socket.IO; the only user of flask_socketio."""

import logging
from collections.abc import Callable
from typing import Any

from flask_socketio import SocketIO, emit, join_room
from socketio.exceptions import ConnectionRefusedError as Refused

from displays.announcement import captioned
from displays.board import Boards, board, counters_concerned
from displays.closed import by_the_hours, closed_here, no_numbers
from displays.follower import Follower
from queueing.access import Principal
from queueing.errors import HallError
from queueing.hall import Hall
from queueing.rules.facts import CHANGES_HOURS, Fact

log = logging.getLogger(__name__)

#: Counts are pushed at most this often, calls at once; seconds.
COUNTS_EVERY = 0.5
HEARTBEAT_EVERY = 2.0

#: Facts a screen must show the moment they happen.
AT_ONCE = frozenset({"called", "recalled", "undone", "hall_stopped", "hall_resumed", "announced"})


class Hub:
    """One web process's sockets. It folds the stream itself, so no message ever crosses processes."""

    def __init__(
        self, hall: Hall, admit: Callable[[], Principal], tick: Callable[[], int], mode: str
    ) -> None:
        self._hall = hall
        self._shut: dict[str, object] = {}
        self._admit = admit
        self._tick = tick
        self._boards: Boards | None = None
        self._dirty: set[str] = set()
        self._desks: set[str] = set()
        self.follower: Follower | None = None
        self.socketio = SocketIO(
            async_mode=mode,
            # The gate admits in _connect, by its own Origin rule; this list would trust forwarded headers.
            cors_allowed_origins="*",
            transports=["websocket"],
            max_http_buffer_size=8_192,
            ping_interval=10,
            ping_timeout=10,
        )
        self.socketio.on_event("connect", self._connect)
        self.socketio.on_event("watch", self._watch)

    def start(self, follower: Follower) -> None:
        """Follow the stream, beat and flush, each in a task of its own."""
        self.follower = follower
        self.socketio.start_background_task(follower.run, self.socketio.sleep)
        self.socketio.start_background_task(self._every, COUNTS_EVERY, self._flush)
        self.socketio.start_background_task(self._every, HEARTBEAT_EVERY, self._beat)
        self.socketio.start_background_task(self._every, HEARTBEAT_EVERY, self._hours)

    def tell(self, boards: Boards, fact: Fact | None) -> None:
        """Boards have moved on by this fact; None: they were read anew."""
        before = self._boards.changed if self._boards else {}
        changed = {zone for zone, revision in boards.changed.items() if revision > before.get(zone, 0)}
        self._boards = boards
        self._dirty |= changed
        self._desks |= counters_concerned(self._hall.plan, fact) if fact else set(self._hall.plan.counter)
        if fact is not None and fact["kind"] in CHANGES_HOURS:
            self._hall.know(int(str(fact["detail"]["act"])))
            self._dirty |= set(self._hall.plan.zone)
        if fact is None or fact["kind"] in AT_ONCE:
            self._flush()

    def _connect(self, auth: Any = None) -> None:  # noqa: ANN401, ARG002 - Socket.IO hands over what was sent
        try:
            self._admit()
        except HallError as refused:
            raise Refused(refused.code) from refused

    def _watch(self, wanted: object = None) -> None:
        """Watch some zones' boards, and the consoles' hints: {"zones": [id], "desk": bool}."""
        asked = wanted if isinstance(wanted, dict) else {}
        zones = asked.get("zones")
        known = self._hall.plan.zone
        for zone in zones if isinstance(zones, list) else []:
            if isinstance(zone, str) and zone in known:
                join_room(f"zone:{zone}")
                if self._boards is not None:
                    emit("board", self._shown(self._boards, zone))
        if asked.get("desk"):
            join_room("desk")

    def _flush(self) -> None:
        boards = self._boards
        if boards is None:
            return
        zones, self._dirty = self._dirty, set()
        for zone in zones & self._hall.plan.zone.keys():  # a newer plan may lack one that has just changed
            self.socketio.emit("board", self._shown(boards, zone), to=f"zone:{zone}")
        if self._desks:
            # Each console refetches only for its own counter: in a hall of 500 clerks the difference between
            # a few requests a second and hundreds.
            desks, self._desks = sorted(self._desks), set()
            self.socketio.emit("desk", {"revision": boards.revision, "counters": desks}, to="desk")

    def _shown(self, boards: Boards, zone: str) -> dict[str, Any]:
        plan = self._hall.plan
        shown = captioned(board(boards, plan, zone), plan)
        shown = by_the_hours(shown, self._hall, zone, boards.waiting, self._hall.clock.now())
        self._shut[zone] = shown["closed"], shown["no_numbers"]
        return shown

    def _hours(self) -> None:
        """Send the boards whose counters, or numbers, have been closed or opened by time alone."""
        boards, now = self._boards, self._hall.clock.now()
        if boards is None:
            return
        stopped = no_numbers(self._hall, now)
        for zone in self._hall.plan.zone:
            if self._shut.get(zone) != (closed_here(self._hall, zone, boards.waiting, now), stopped):
                self._dirty.add(zone)
                self._desks |= set(self._hall.plan.counters_of(zone))

    def _beat(self) -> None:
        # No beat while the live hall is out of reach: a screen that hears none turns grey (I13).
        if self._boards is not None and self.follower is not None and self.follower.fresh:
            zones = dict(self._boards.changed)
            beat = {"revision": self._boards.revision, "zones": zones, "at": self._tick()}
            self.socketio.emit("heartbeat", beat)

    def _every(self, seconds: float, work: Callable[[], None]) -> None:
        """Work again and again; a fault is logged when it begins: without this task screens stand still."""
        failed = False
        while True:
            self.socketio.sleep(seconds)
            try:
                work()
            except Exception:
                if not failed:
                    log.exception("the screens lack something")
                failed = True
            else:
                failed = False
