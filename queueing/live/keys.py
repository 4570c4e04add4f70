"""Every key of the live hall, declared once: type, meaning, life. All carry the hall's hash tag."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from queueing.rules.plan import Lane


@dataclass(frozen=True)
class Keys:
    """The keys of one hall; the tag keeps them on one cluster node, so a script never spans two."""

    hall_id: str

    def _key(self, name: str) -> str:
        return f"{{{self.hall_id}}}:{name}"

    @property
    def hall(self) -> str:
        """HASH life, revision, now, tick, seq, plan, hours, stopped, behind, clock_held … Lives on."""
        return self._key("hall")

    @property
    def facts(self) -> str:
        """STREAM {revision}-0 -> fact as JSON. Trimmed only behind the archive."""
        return self._key("facts")

    @property
    def tickets(self) -> str:
        """HASH ticket id -> ticket as JSON. Ended tickets are swept two days after their day."""
        return self._key("tickets")

    @property
    def counters(self) -> str:
        """HASH counter id -> counter as JSON. Lives on."""
        return self._key("counters")

    def numbers(self, day: date) -> str:
        """HASH prefix -> last number of that day. The date in the name is the daily reset."""
        return self._key(f"numbers:{day.isoformat()}")

    def rolls(self, day: date) -> str:
        """HASH line -> the number of its paper roll that the next one follows; line:number -> ticket id."""
        return self._key(f"rolls:{day.isoformat()}")

    def admissions(self, day: date) -> str:
        """HASH quota -> numbers given for it on that day. Swept when older than three days."""
        return self._key(f"admissions:{day.isoformat()}")

    def persons(self, day: date) -> str:
        """HASH a person's keyed digest|service -> ticket id. Swept at the end of its day."""
        return self._key(f"persons:{day.isoformat()}")

    def today(self, day: date) -> str:
        """HASH act -> a change of that day's hours as JSON, an undone one too. Swept with its day."""
        return self._key(f"today:{day.isoformat()}")

    @property
    def tokens(self) -> str:
        """HASH token -> ticket id. Swept with its ticket."""
        return self._key("tokens")

    @property
    def sits(self) -> str:
        """HASH counter|principal -> epoch of its last sit. Lives on."""
        return self._key("sits")

    def requests(self, day: date) -> str:
        """HASH principal|request id -> digest and first answer. Swept when older than two days."""
        return self._key(f"requests:{day.isoformat()}")

    @property
    def calls(self) -> str:
        """HASH zone -> its last calls as JSON, newest first, at most 12. Lives on."""
        return self._key("calls")

    @property
    def speech(self) -> str:
        """HASH zone -> its speaker and what it has still to speak, as JSON. Lives on."""
        return self._key("speech")

    def prints(self, kiosk: str) -> str:
        """LIST of a kiosk's print jobs that wait, oldest last; at most 50. Lives on."""
        return self._key(f"prints:{kiosk}")

    def printing(self, kiosk: str) -> str:
        """LIST of a kiosk's print jobs handed to its worker and not heard of yet. Lives on."""
        return self._key(f"printing:{kiosk}")

    @property
    def printed(self) -> str:
        """HASH print job -> its paper, its state and text, as JSON. Swept at the end of the day."""
        return self._key("printed")

    @property
    def undecided(self) -> str:
        """ZSET print job of unknown outcome -> since when, ms. Swept at the end of the day."""
        return self._key("undecided")

    @property
    def printers(self) -> str:
        """HASH kiosk -> how its printer is and what is gone of its paper, as JSON. Lives on."""
        return self._key("printers")

    @property
    def alerts(self) -> str:
        """HASH alert -> what is wrong and who has taken it on, as JSON. Lives on until it is over."""
        return self._key("alerts")

    @property
    def devices(self) -> str:
        """HASH device -> how it is, as JSON. Lives on until the device is sent away."""
        return self._key("devices")

    @property
    def pairings(self) -> str:
        """HASH code -> the device that shows it, as JSON; at most 50, each good for 15 minutes."""
        return self._key("pairings")

    @property
    def estimates(self) -> str:
        """STRING the newest batch of waits, as JSON: by ticket, service and line. Good for 15 s."""
        return self._key("estimates")

    @property
    def advice(self) -> str:
        """STRING the newest advice to managers, as JSON. Good for 150 s."""
        return self._key("advice")

    def readings(self, kiosk: str) -> str:
        """LIST of what was read at a kiosk, as JSON without a card's number, oldest last. Expires in 30 s."""
        return self._key(f"readings:{kiosk}")

    def allowed(self, reading: str) -> str:
        """HASH place, at, who, priority, ticket, used: what a reading allows there. Expires in 120 s."""
        return self._key(f"allowed:{reading}")

    def waiting(self, line: str, lane: Lane) -> str:
        """ZSET ticket id -> place, ms since the epoch. One per line and lane."""
        return self._key(f"waiting:{line}:{lane}")

    def standing(self, day: date) -> list[str]:
        """KEYS[1..12] of every script, in the order of act.lua."""
        requests = [self.requests(day - timedelta(days=back)) for back in range(3)]
        named = [
            self.hall,
            self.facts,
            self.tickets,
            self.counters,
            self.numbers(day),
            self.tokens,
            self.sits,
        ]
        return [*named, *requests, self.calls, self.speech]

    def lanes(self, lines: Iterable[str], lanes: Iterable[Lane]) -> Iterator[tuple[str, str]]:
        """The waiting sets of these lines: ("line:lane", key)."""
        kept = tuple(lanes)
        return ((f"{line}:{lane}", self.waiting(line, lane)) for line in lines for lane in kept)
