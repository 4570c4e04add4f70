"""A day of a hall, lived through by made-up visitors and clerks on the real scripts, minute by minute."""

import heapq
import random
from collections import Counter
from datetime import datetime
from pathlib import Path

import redis

from queueing.clock import to_ms
from queueing.errors import HallError
from queueing.hall import Asked
from queueing.planning import whole_text
from queueing.rules.hours import Open
from tests.live.room import MINUTE, Hands, Room
from tests.rules.open_halls import ANNOUNCED

HALLS = Path(__file__).parents[2] / "halls"
#: A clerk who may not call any more goes home.
OVER = {"outside-hours", "counter-closed"}


class Day:
    """One day of one ready-made hall."""

    def __init__(self, client: redis.Redis, hall: str, day: str, visitors: int) -> None:
        """Everybody still at home, at eight in the morning."""
        start = to_ms(datetime.fromisoformat(f"{day}T08:00+08:00"))
        self.room = Room(client, whole_text(HALLS / f"{hall}.toml"), Hands(start))
        self.room.hall.announced = ANNOUNCED
        self.dice, self.visitors = random.Random(7), visitors
        self.refused: Counter[str] = Counter()
        self.waiting: Counter[str] = Counter()
        self.free_at: dict[str, int] = {}
        self.gone: set[str] = set()
        self.in_hand: dict[str, str] = {}
        tops = self.room.plan.services
        self.leaves = [leaf for top in tops for leaf in top.walk() if not leaf.children]

    def live(self, hours: float = 11) -> "Day":
        """The whole day, until everybody has gone and the day is closed."""
        begin = self.room.time.ms
        arrivals = sorted(self.dice.randrange(int(hours * 60) - 60) for _ in range(self.visitors))
        heapq.heapify(arrivals)
        for minute in range(int(hours * 60)):
            self.room.time.ms = begin + minute * MINUTE
            while arrivals and arrivals[0] <= minute:
                heapq.heappop(arrivals)
                self._comes()
            for desk in self.room.plan.counters:
                if desk.queue:
                    self._works(desk.id)
        for counter, seat in self.room.seats.items():
            if counter in self.in_hand:
                self._ends(counter)
            self.room.hall.leave(seat, counter)
        day = self.room.hall.day
        self.room.time.on(hours=15)
        self.room.life.close_day(day)
        return self

    def _comes(self) -> None:
        """A visitor takes a number; one in eight comes for something else besides."""
        leaf = self.dice.choice(self.leaves)
        also = [self.dice.choice(self.leaves).id] if self.dice.random() < 1 / 8 else []
        need = (
            "barrier-free" if leaf.line in self.room.plan.need_lines and self.dice.random() < 1 / 8 else None
        )
        try:
            taken = self.room.hall.take(Asked("key:1"), leaf.id, need=need, also=[] if need else also)
        except HallError as refused:
            self.refused[refused.code] += 1
            return
        self.waiting[self.room.ticket(taken["id"])["line"]] += 1

    def _works(self, counter: str) -> None:
        """A clerk sits down at opening, serves one after another, and goes when nobody may be called."""
        room, now = self.room, self.room.time.ms
        if self.free_at.get(counter, 0) > now or counter in self.gone:
            return
        if counter not in room.seats:
            if not isinstance(room.hall.opening.at(now, counter), Open):
                return
            room.sit(counter)
        mine = [pull.line for pull in room.hall.opening.pulls(counter, now)]
        busy = counter in self.free_at
        if not busy and not any(self.waiting[line] for line in mine):
            return
        self.free_at.pop(counter, None)
        if busy:
            self._ends(counter)
        try:
            called = room.hall.call_next(room.seats[counter], counter)
        except HallError as refused:
            self.refused[refused.code] += 1
            if refused.code in OVER and not isinstance(room.hall.opening.at(now, counter), Open):
                self.gone |= {counter} if now % (24 * 60 * MINUTE) > 9 * 60 * MINUTE else set()
            return
        if ticket := called.get("ticket"):
            self.waiting[room.ticket(ticket)["line"]] -= 1
            room.do("start", counter)
            self.in_hand[counter] = ticket
            self.free_at[counter] = now + self.dice.randrange(4, 14) * MINUTE

    def _ends(self, counter: str) -> None:
        """A visit ends here: handed on where a stage follows, else finished or on to its next stop."""
        ticket = self.room.ticket(self.in_hand.pop(counter))
        stops, at = ticket.get("stops") or [], ticket.get("stop", 0)
        staged = at < len(stops) and stops[at].get("after") == at
        went = self.room.do("finish", counter, outcome="受理" if staged else "办结", onward=staged)
        if line := went.get("line"):
            self.waiting[line] += 1
