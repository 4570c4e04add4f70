"""The hall's days and lives: begin, check against the archive, rebuild after a loss, close the day."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from queueing.errors import LiveStateLost
from queueing.live.line import Answer, Asked, LiveHall
from queueing.live.server import reaching

if TYPE_CHECKING:
    from queueing.records.archive import Archive, Head

#: A rebuilt hall's numbers, ids and revisions go on this far above the highest archived ones: what
#: was acknowledged but not yet archived when Redis was lost must never be given out again (I1).
MARGIN = 100
#: Live records of requests and ended tickets are kept this long.
KEPT_FOR = timedelta(days=3)

SCHEDULER = Asked("scheduler")


class Life(LiveHall):
    """What the supervisor, the scheduler and the doctor do with the live hall as a whole."""

    def check(self, archived: "Head | None") -> None:
        """Begin the first life of a new hall; stop a live hall that is behind its archive.

        archived  the archive's newest life and revision; None when it is empty
        Raises LiveStateLost when Redis is empty beside an archive that is not.
        """
        life, revision = self.client.hmget(self.keys.hall, ["life", "revision"])
        if life is None:
            if archived is not None:
                raise LiveStateLost
            self.begin(life=1, after=0, revision=0, seq=0)
        elif archived is not None and (int(life), int(revision or 0)) < tuple(archived):
            self.client.hset(self.keys.hall, "behind", "1")

    def begin(self, **args: object) -> Answer:
        """Start a life: begin_life.lua lists its arguments."""
        empty: dict[str, object] = {"tickets": [], "requests": [], "numbers": {}, "plan": self.plan.version}
        return self.run("begin_life", SCHEDULER, empty | args, self.plan.line)

    def rebuild(self, archive: "Archive") -> Answer:
        """Start the next life from the archive: open tickets, requests, numbers above the highest seen.

        Everything archived is restored; what was acknowledged in the last instants and never reached
        the archive is not, so numbers go on MARGIN above, and the fact says so.
        """
        head = archive.head()
        today = self.act(SCHEDULER).day
        kept = (today - KEPT_FOR).isoformat()
        numbers = archive.highest_numbers(today.isoformat())
        return self.begin(
            life=head.life + 1,
            after=head.revision,
            revision=head.revision + MARGIN,
            seq=archive.highest_seq() + MARGIN,
            tickets=archive.open_tickets(),
            requests=[{"key": 8, **request} for request in archive.requests_since(kept)],
            numbers={line.prefix: numbers.get(line.prefix, 0) + MARGIN for line in self.plan.lines},
        )

    def close_day(self, closing: date) -> Answer:
        """End a business day, once: {ended, already?}; every waiting, held and missed ticket gets its end."""
        forget = closing - KEPT_FOR
        prefixes = {i: self.plan.line[s.line].prefix for i, s in self.plan.service.items()}
        args = {
            "closing": closing.isoformat(),
            "carry": prefixes if self.plan.carry_over else None,
            "forget": forget.isoformat(),
        }
        swept = [self.keys.numbers(forget), self.keys.requests(forget)]
        return self.run("close_day", SCHEDULER, args, self.plan.line, swept)

    def close_days_past(self) -> list[date]:
        """Close the day before the present one, if that is not done: the scheduler's one errand."""
        closing = self.day - timedelta(days=1)
        if self.close_day(closing).get("already"):
            return []
        with reaching():
            self.client.delete(self.keys.printed)
        return [closing]

    def accept_clock(self) -> None:
        """The person in charge says the clock is right now, though it went back: places go on from it."""
        self.client.hset(self.keys.hall, mapping={"now": self.clock.now(), "tick": self.clock.tick()})
