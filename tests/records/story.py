"""A made-up day of a hall as facts, told the way the scripts tell it; any list of numbers is a day."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import partial
from typing import Any

from queueing.rules.facts import Fact, TicketRecord

#: 2026-03-02 09:00 in Shanghai.
NINE = 1_772_413_200_000
MINUTE = 60_000
DAY = "2026-03-02"
HALL = "bincheng"
COUNTERS = ("1", "2")


class Story:
    """What happened so far; every method makes it go on by a few facts."""

    def __init__(self, life: int = 1, revision: int = 0) -> None:
        self.facts: list[Fact] = []
        self.tickets: dict[str, dict[str, Any]] = {}
        self.in_hand: dict[str, str] = {}
        self.numbers: dict[str, int] = {}
        self.life, self.revision, self.seq = life, revision, 0
        self.now, self.day = NINE, DAY

    def tell(
        self,
        kind: str,
        ticket: str | None = None,
        counter: str | None = None,
        by: str = "staff:1",
        **detail: Any,
    ) -> Fact:
        self.revision += 1
        self.now += 1_000
        fact: Any = {
            "revision": self.revision, "life": self.life, "kind": kind, "at": self.now, "tick": self.now,
            "day": self.day, "plan": 1, "by": by, "detail": detail,
        }  # fmt: skip
        if ticket is not None:
            fact["ticket"] = deepcopy(self.tickets[ticket])
        if counter is not None:
            fact |= {"counter": counter, "zone": "1"}
        if by.startswith("staff"):
            fact["request"] = {"id": f"{by}|r{self.revision}", "digest": "d", "answer": {"n": self.revision}}
        self.facts.append(fact)
        return self.facts[-1]

    def issue(self, line: str = "A", lane: str = "ordinary", **more: Any) -> str:
        self.seq += 1
        self.numbers[line] = self.numbers.get(line, 0) + 1
        key = f"{self.seq:012d}"
        self.tickets[key] = {
            "id": key, "number": f"{line}{self.numbers[line]:03d}", "token": f"t{key}", "day": self.day,
            "line": line, "lane": lane, "service": f"{line}1", "state": "waiting", "place": self.now,
            "arrived": self.now, "calls": 0, "missed": 0, "transfers": 0, **more,
        }  # fmt: skip
        self.tell("issued", key, by="key:1")
        return key

    def walk_in(self, counter: str) -> str:
        self.seq += 1
        key = f"{self.seq:012d}"
        at = dict.fromkeys(("place", "arrived", "called_at", "first_called", "started_at"), self.now)
        self.tickets[key] = {
            "id": key, "number": "", "day": self.day, "line": "A", "lane": "ordinary", "service": "A1",
            "state": "serving", "counter": counter, "calls": 0, "missed": 0, "transfers": 0, **at,
        }  # fmt: skip
        self.in_hand[counter] = key
        self.tell("walked_in", key, counter)
        return key

    def call(self, counter: str, ticket: str, rule: str = "share", text: str | None = None) -> None:
        if counter in self.in_hand:
            self.finish(counter)
        record = self.tickets[ticket]
        record |= {"state": "called", "counter": counter, "called_at": self.now, "calls": 1}
        record |= {"first_called": record.get("first_called", self.now), "waited": self.now - record["place"]}
        record.pop("started_at", None)
        self.in_hand[counter] = ticket
        reason = {"rule": rule, "share": 0.92, **({"text": text} if text else {})}
        self.tell("called", ticket, counter, call=f"{self.life}-{self.revision + 1}", reason=reason)

    def recall(self, counter: str) -> None:
        record = self.tickets[self.in_hand[counter]]
        record |= {"calls": record["calls"] + 1, "called_at": self.now}
        call = f"{self.life}-{self.revision + 1}"
        self.tell("recalled", record["id"], counter, times=record["calls"], call=call)

    def start(self, counter: str) -> None:
        self.tickets[self.in_hand[counter]] |= {"state": "serving", "started_at": self.now}
        self.tell("started", self.in_hand[counter], counter)

    def finish(self, counter: str, outcome: str = "办结") -> None:
        record = self.tickets[self.in_hand.pop(counter)]
        if record["state"] == "called":
            record["start_not_pressed"] = True
        record |= {"state": "finished", "ended_at": self.now, "outcome": outcome, "items": 2}
        self.tell("finished", record["id"], counter)

    def miss(self, counter: str) -> None:
        record = self.tickets[self.in_hand.pop(counter)]
        record["missed"] += 1
        kind, state = ("voided", "void") if record["missed"] > 1 else ("missed", "missed")
        record["state"] = state
        self.tell(kind, record["id"], counter)

    def give_back(self, counter: str) -> None:
        ticket = self.in_hand.pop(counter)
        self._wait_again(ticket)
        self.tell("returned", ticket, counter, because="forced")
        self.tell("forced", None, counter, by="staff:2", holder="staff:1", reason="ill")

    def come_back(self, ticket: str) -> None:
        self._wait_again(ticket)
        self.tell("returned", ticket, by="visitor", because="came back")

    def undo(self, counter: str) -> None:
        ticket = self.in_hand.pop(counter)
        record = self.tickets[ticket]
        if record["first_called"] == record["called_at"]:
            del record["first_called"]
        self._wait_again(ticket)
        self.tell("undone", ticket, counter, call=f"{self.life}-{self.revision}")

    def cancel(self, ticket: str) -> None:
        self.tickets[ticket] |= {"state": "cancelled", "ended_at": self.now}
        self.tell("cancelled", ticket, by="staff:2", reason="went home")

    def move(self, ticket: str, line: str) -> None:
        came_from = self.tickets[ticket]["line"]
        self.tickets[ticket] |= {"line": line, "transfers": 1}
        move = {"from": came_from, "to": line, "reason": "wrong line"}
        self.tell("transferred", ticket, by="staff:2", **move)

    def new_life(self, margin: int = 100) -> None:
        """Redis was lost and rebuilt: revisions, ids and numbers go on above a margin."""
        after = self.revision
        self.life, self.revision, self.seq = self.life + 1, self.revision + margin, self.seq + margin
        self.numbers = {line: last + margin for line, last in self.numbers.items()}
        self.tell("life_started", by="scheduler", life=self.life, after=after)

    def go_on(self, choices: Sequence[int]) -> "Story":
        """Do one of the things that can be done now, for each number."""
        for choice in choices:
            can = list(self._can())
            act: Callable[..., object] = can[choice % len(can)]
            act()
        return self

    def open(self) -> list[TicketRecord]:
        ended = {"finished", "void", "cancelled", "expired", "carried"}
        kept: Any = [t for t in self.tickets.values() if t["state"] not in ended]
        return sorted(kept, key=lambda t: t["id"])

    def _wait_again(self, ticket: str) -> None:
        record = self.tickets[ticket]
        record["state"] = "waiting"
        for key in ("counter", "called_at"):
            record.pop(key, None)

    def _can(self) -> Iterator[Callable[[], Any]]:
        yield self.issue
        yield partial(self.issue, "B", "priority")
        yield partial(self.tell, "announced", text={"zh": "安静", "en": "Quiet"})
        waiting = [key for key, t in self.tickets.items() if t["state"] == "waiting"]
        missed = [key for key, t in self.tickets.items() if t["state"] == "missed"]
        for counter in COUNTERS:
            if waiting:
                yield partial(self.call, counter, waiting[0])
            if counter not in self.in_hand:
                yield partial(self.walk_in, counter)
            elif self.tickets[self.in_hand[counter]]["state"] == "called":
                for act in (self.recall, self.start, self.miss, self.undo, self.finish):
                    yield partial(act, counter)
            else:
                yield partial(self.finish, counter)
                yield partial(self.give_back, counter)
        if waiting:
            yield partial(self.cancel, waiting[-1])
            yield partial(self.move, waiting[-1], "B")
        if missed:
            yield partial(self.come_back, missed[0])
        yield self.new_life
