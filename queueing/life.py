"""The hall's days and lives: begin, check against the archive, rebuild after a loss, close the day."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from queueing.errors import LiveStateLost, NothingToRebuild
from queueing.live.line import Answer, Asked, LiveHall
from queueing.live.server import reaching
from queueing.rules.counted import counting
from queueing.rules.facts import CHANGES_HOURS, Fact, TicketRecord, canonical, number_parts, read_fact
from queueing.rules.invariants import ROLL
from queueing.rules.plan import Lane
from queueing.rules.timetable import AtClosing

if TYPE_CHECKING:
    from queueing.records.archive import Archive

#: A rebuilt hall's numbers, ids and revisions go on this far above the highest archived ones: what
#: was acknowledged but not yet archived when Redis was lost must never be given out again (I1).
MARGIN = 100
#: Live records of requests and ended tickets are kept this long.
KEPT_FOR = timedelta(days=3)
#: A hall that was off for longer leaves the records of its last days behind: a few small keys.
OFF_AT_MOST = timedelta(days=366)

SCHEDULER = Asked("scheduler")


class Life(LiveHall):
    """What the supervisor, the scheduler and the doctor do with the live hall as a whole."""

    def check(self, archived: Fact | None) -> None:
        """Begin the first life of a new hall; stop a live hall that does not go on from its archive.

        archived  the archive's newest fact; None when it is empty
        Raises LiveStateLost when Redis is empty beside an archive that is not.
        """
        if self.client.hexists(self.keys.hall, "life"):
            if not self.follows(archived):
                self.mark_behind()
        elif archived is not None:
            raise LiveStateLost
        else:
            self.begin(life=1, after=0, revision=0, seq=0)

    def follows(self, archived: Fact | None) -> bool:
        """Whether the live hall goes on from where its archive ends; an empty one does not.

        archived  the archive's newest fact; None when it is empty
        A restored backup is older than the archive, or has gone on by itself since: then it holds
        another fact where the archive ends. After a rebuild, or far behind, it holds none there.
        """
        with reaching():
            life, revision = self.client.hmget(self.keys.hall, ["life", "revision"])
            if life is None or archived is None:
                return life is not None
            if (int(life), int(revision or 0)) < (archived["life"], archived["revision"]):
                return False
            end = f"{archived['revision']}-0"
            held = cast("list[Any]", self.client.xrange(self.keys.facts, end, end))
        return all(canonical(read_fact(row[b"fact"])) == canonical(archived) for _, row in held)

    def mark_behind(self) -> None:
        """Stop every act until `rebuild`: the live hall is not the one that is archived."""
        with reaching():
            if self.client.hexists(self.keys.hall, "life"):
                self.client.hset(self.keys.hall, "behind", "1")

    def begin(self, **args: object) -> Answer:
        """Start a life: begin_life.lua lists its arguments."""
        empty: dict[str, object] = {
            "tickets": [],
            "requests": [],
            "numbers": {},
            "closed": {},
            "rolls": {},
            "admissions": {},
            "hours": 0,
            "today": [],
        }
        return self.run(
            "begin_life",
            SCHEDULER,
            empty | {"plan": self.plan.version} | args,
            self.plan.line,
            [
                self.keys.today(self.day),
                self.keys.rolls(self.day),
                self.keys.admissions(self.day),
                self.keys.persons(self.day),
            ],
        )

    def rebuild(self, archive: "Archive") -> Answer:
        """Start the next life from the archive, numbers above the highest seen.

        Everything archived is restored: tickets, requests, a stop of the hall, closed counters. What was
        acknowledged in the last instants and never reached the archive is not, so numbers go on MARGIN
        above, and the fact says so.
        Raises NothingToRebuild for a live hall in order: a new life would drop what is not archived yet.
        """
        life, revision, seq, behind = self.client.hmget(self.keys.hall, ["life", "revision", "seq", "behind"])
        if behind is None and self.follows(archive.newest()):
            raise NothingToRebuild
        head, kept = archive.head(), (self.day - KEPT_FOR).isoformat()
        # A backup that has gone on by itself gave numbers too: they hang on paper, whatever the archive says.
        numbers = archive.highest_numbers(self.day.isoformat())
        given = cast("dict[bytes, bytes]", self.client.hgetall(self.keys.numbers(self.day)))
        for prefix, n in given.items():
            numbers[prefix.decode()] = max(int(n), numbers.get(prefix.decode(), 0))
        tickets = archive.tickets_since(kept)
        return self.begin(
            life=max(head.life, int(life or 0)) + 1,
            after=head.revision,
            revision=max(head.revision, int(revision or 0)) + MARGIN,
            seq=max(archive.highest_seq(), int(seq or 0)) + MARGIN,
            tickets=tickets,
            requests=[{"key": 8, **request} for request in archive.requests_since(kept)],
            numbers={
                line.prefix: numbers.get(line.prefix, 0) + MARGIN
                for line in self.plan.lines
                if line.prefix and not line.roll
            },
            rolls=self._rolls(tickets),
            admissions=self._admissions(tickets),
            **self._hours(archive),
            **self._orders(archive),
        )

    def _rolls(self, tickets: Iterable[TicketRecord]) -> dict[str, object]:
        """Today's paper rolls, as roll.lua keeps them: what was called, and that the next comes after it."""
        rolls: dict[str, object] = {}
        for ticket in tickets:
            if ticket.get("origin") == ROLL and ticket["day"] == self.day.isoformat():
                line, number = ticket["line"], number_parts(ticket["number"])[1]
                rolls |= {f"{line}:{number}": ticket["id"], line: number}
        return rolls

    def _admissions(self, tickets: Iterable[TicketRecord]) -> dict[str, int]:
        """How many of today's numbers count for each quota; whose card was read isn't archived."""
        counted: Counter[str] = Counter()
        for ticket in tickets:
            service = self.plan.service.get(ticket["service"])
            if service and ticket["day"] == self.day.isoformat() and ticket["lane"] != Lane.BOOKED:
                counted.update(quota.name for quota in counting(self.plan, service, ticket["arrived"]))
        return dict(counted)

    def _hours(self, archive: "Archive") -> dict[str, object]:
        """Today's changes of hours as they were kept, and their count, which goes on above all of them."""
        newest = archive.newest_of(*CHANGES_HOURS)
        today = [dict(fact["detail"]) for fact in archive.of_day(self.day.isoformat(), *CHANGES_HOURS)]
        undone = {change["undoes"] for change in today if "undoes" in change}
        count = max((int(str(fact["detail"]["act"])) for fact in newest), default=0)
        return {
            "hours": count + MARGIN if count else 0,
            "today": [c | ({"undone": True} if c["act"] in undone else {}) for c in today],
        }

    def _orders(self, archive: "Archive") -> dict[str, object]:
        """What managers have ordered and is still in force, and the last day that is closed."""
        stops = archive.newest_of("hall_stopped", "hall_resumed")
        shut = archive.newest_of("counter_closed", "counter_opened")
        days = archive.newest_of("day_closed")
        return {
            "stopped": next((f["detail"]["text"] for f in stops if f["kind"] == "hall_stopped"), None),
            "closed": {f["counter"]: f["detail"]["reason"] for f in shut if f["kind"] == "counter_closed"},
            "closed_day": next((f["detail"]["closed"] for f in days), None),
        }

    def close_day(self, closing: date) -> Answer:
        """End a business day, once: {ended, already?}; every waiting, held and missed ticket gets its end."""
        lines = {i: self.plan.line[s.line] for i, s in self.plan.service.items()}
        # A number of a paper roll is not carried: tomorrow's roll has it too.
        prefixes = {service: line.prefix for service, line in lines.items() if not line.roll}
        swept = list(self._swept(closing))
        args = {
            "closing": closing.isoformat(),
            "rests": {line.id: True for line in self.plan.lines if line.stage},
            "carry": prefixes if self._carries else None,
            "forget": (closing - KEPT_FOR).isoformat(),
            "swept": len(swept),
        }
        return self.run("close_day", SCHEDULER, args, self.plan.line, swept)

    @property
    def _carries(self) -> bool:
        hours = self.plan.hours
        return self.plan.carry_over or (hours is not None and hours.at_closing is AtClosing.CARRY)

    def _swept(self, closing: date) -> Iterator[str]:
        """The keys of the days no longer kept, of each day since the last that was closed.

        The hall may have been off for days; and whatever day is closed by hand, the present ones are kept.
        """
        with reaching():
            told = cast("bytes | None", self.client.hget(self.keys.hall, "closed_day"))
        last = min(closing, self.day) - KEPT_FOR
        first = last - OFF_AT_MOST
        if told is not None:
            first = max(first, date.fromisoformat(told.decode()) - KEPT_FOR)
        for back in range((last - first).days):
            day = last - timedelta(days=back)
            yield from (self.keys.numbers(day), self.keys.requests(day), self.keys.rolls(day))
            yield from (self.keys.admissions(day), self.keys.today(day))
        if closing < self.day:
            yield self.keys.persons(closing)  # no digest of a card outlives its day

    def close_days_past(self) -> list[date]:
        """Close the day before the present one, if that is not done: the scheduler's one errand."""
        closing = self.day - timedelta(days=1)
        if self.close_day(closing).get("already"):
            return []
        with reaching():
            self.client.delete(self.keys.printed, self.keys.undecided)
        return [closing]

    def accept_clock(self) -> None:
        """The person in charge says the clock is right now, though it went back: places go on from it."""
        self.client.hset(self.keys.hall, mapping={"now": self.clock.now(), "tick": self.clock.tick()})
