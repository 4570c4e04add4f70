"""Which changes are worth playing: few, for the lines where people lose most time, and never a wild guess."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from queueing.estimates.state import HallNow, Seat
from queueing.rules.advice import HORIZON, THERE_AFTER, Change, ChangeKind
from queueing.rules.lunch import says_lunch
from queueing.rules.plan import Pull

if TYPE_CHECKING:
    from queueing.estimates.what_if import WhatIf

#: Lines that are looked at, the most time lost first, and changes played for each.
LINES, EACH = 3, 2
#: A line is in trouble from this mean wait on; a counter has time to spare below this one; minutes.
TROUBLE, SPARE = 8.0, 4.0
#: A pause is called back from only after so long, ms.
PAUSED_FOR = 600_000
#: What one press adds to today, ms.
LONGER = 1_800_000


@dataclass(frozen=True)
class Candidate:
    """Changes to play; the lines they are meant to help, and those they take a clerk from."""

    changes: tuple[Change, ...]
    lines: tuple[str, ...]
    loses: tuple[str, ...] = ()


class Candidates:
    """What could be changed now.

    zones  of each counter: a clerk is asked for another line only where that line is served already
    until  when counters are known to close, ms after midnight
    """

    def __init__(
        self, asked: "WhatIf", hall: HallNow, zones: Mapping[str, str], until: Mapping[str, int]
    ) -> None:
        self._hall, self._zones, self._until = hall, zones, until
        self._pulls = hall.shape.pulls
        self._waits = {line: wait for line, wait in asked.mean_waits().items() if line[0] != "@"}
        self._there = {id_ for id_, seat in hall.seats.items() if _is_there(hall, seat)}

    def all(self) -> Iterator[Candidate]:
        """For each line in trouble what may help; where there is none, a counter that could close."""
        lost = {line: wait * people for line, (wait, people) in self._waits.items() if wait >= TROUBLE}
        seen: set[tuple[Change, ...]] = set()
        for line in sorted(lost, key=lambda line: -lost[line])[:LINES]:
            for candidate in self._for(line):
                if candidate.changes not in seen:
                    seen.add(candidate.changes)
                    yield candidate
        if not lost:
            yield from self._spare()

    def empty(self, line: str) -> Iterator[Candidate]:
        """Counters that pull a line and call nobody, those that pull most of the trouble first."""
        pulling = [id_ for id_ in self._pulling(line) if _may_open(self._hall, self._hall.seats[id_])]
        for id_ in sorted(pulling, key=lambda id_: (-self._load(id_), id_))[:EACH]:
            change = Change(ChangeKind.OPEN, self._hall.now + THERE_AFTER, id_, self._longer(id_))
            yield Candidate((change,), self._shared(id_))

    def longer(self, line: str, count: int, within: int) -> Iterator[Candidate]:
        """The counters of a line that close within so long, longer by half an hour, at most so many."""
        ends = self._hall.now + within
        closing = [id_ for id_ in self._pulling(line) if self._until.get(id_, ends) < ends]
        those = [id_ for id_ in closing if id_ in self._there][:count]
        if those:
            changes = [
                Change(ChangeKind.EXTEND, self._hall.now, id_, self._until[id_] + LONGER) for id_ in those
            ]
            yield Candidate(tuple(changes), (line,))

    def _for(self, line: str) -> Iterator[Candidate]:
        yield from self.empty(line)
        yield from self.longer(line, 1, HORIZON)
        helpers = [id_ for id_ in self._near(line) if self._load(id_) < SPARE]
        usual = max(self._pulling(line), key=lambda id_: len(self._pulls[id_]), default=None)
        for id_ in sorted(helpers, key=lambda id_: (self._load(id_), id_))[:EACH]:
            pulls = (*self._pulls[id_], Pull(line))
            yield self._turn(id_, pulls, self._hall.now, (line,), self._shared(id_))
            if usual is not None and self._replaceable(id_):
                own = tuple(pull for pull in self._pulls[id_] if pull.line[0] == "@")
                there = (*own, *(p for p in self._pulls[usual] if p.line[0] != "@"))
                comes = self._hall.now + THERE_AFTER
                yield self._turn(id_, there, comes, self._shared(usual), self._shared(id_))

    def _turn(
        self, id_: str, pulls: tuple[Pull, ...], at: int, gains: tuple[str, ...], loses: tuple[str, ...]
    ) -> Candidate:
        lost = tuple(line for line in loses if line not in gains)
        return Candidate((Change(ChangeKind.LINES, at, id_, pulls=pulls),), gains, lost)

    def _spare(self) -> Iterator[Candidate]:
        """The counter whose visitors would wait least for its absence."""
        spare = [id_ for id_ in self._there if self._shared(id_) and self._replaceable(id_)]
        for id_ in sorted(spare, key=lambda id_: (self._load(id_), id_))[:1]:
            yield Candidate((Change(ChangeKind.CLOSE, self._hall.now, id_),), self._shared(id_))

    def _pulling(self, line: str) -> list[str]:
        return [id_ for id_, pulls in self._pulls.items() if any(p.line == line for p in pulls)]

    def _near(self, line: str) -> list[str]:
        """Counters that serve beside those of a line and don't pull it."""
        pulling = set(self._pulling(line))
        zones = {self._zones.get(id_) for id_ in pulling}
        return [id_ for id_ in sorted(self._there - pulling) if self._zones.get(id_) in zones]

    def _shared(self, id_: str) -> tuple[str, ...]:
        """The lines it pulls that others may pull too, the most time lost first."""
        lines = [pull.line for pull in self._pulls[id_] if pull.line in self._waits]
        return tuple(sorted(lines, key=lambda line: -self._waits[line][0] * self._waits[line][1]))

    def _load(self, id_: str) -> float:
        """The longest mean wait in the lines of a counter, minutes."""
        return max((self._waits[line][0] for line in self._shared(id_)), default=0.0)

    def _replaceable(self, id_: str) -> bool:
        """Whether every line of a counter has two others that call."""
        return all(len((self._there & {*self._pulling(line)}) - {id_}) > 1 for line in self._shared(id_))

    def _longer(self, id_: str) -> int | None:
        until = self._until.get(id_)
        return None if until is None or until > self._hall.now else self._hall.now + HORIZON


def _is_there(hall: HallNow, seat: Seat) -> bool:
    return seat.open and seat.paused is None and hall.away_since(seat) is None


def _may_open(hall: HallNow, seat: Seat) -> bool:
    """Nobody is at the counter, or has paused for long; lunch is lunch, and a manager's closing stands."""
    if seat.id in hall.closed:
        return False
    if not seat.open:
        return True
    rested = hall.now - seat.paused_at
    return seat.paused is not None and not says_lunch(seat.paused) and rested >= PAUSED_FOR
