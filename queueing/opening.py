"""Which counters are open at an instant, for which lines, and when next; answers are kept while they hold."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TypeAlias

from queueing.rules.bands import DAY, Kind
from queueing.rules.calendar import Calendar
from queueing.rules.extended import Staffed
from queueing.rules.hall_day import hall_calendar, hall_day, weekday_of
from queueing.rules.hour_acts import EXTENSIONS, extension
from queueing.rules.hours import AHEAD, Closed, Desk, Open, Override, end_of_day
from queueing.rules.noon import NoonShortage, needed_at_noon, noon_shortage
from queueing.rules.overrun import Overrun, overrun
from queueing.rules.plan import Counter, Plan, Pull
from queueing.rules.todays_lines import AS_USUAL, Stopped, TodaysLines
from queueing.rules.wall_clock import MINUTE, clock_change, instants, wall

_DAY_MS = DAY * MINUTE

#: An answer that holds from the first instant to just before the second, ms.
_Kept: TypeAlias = tuple[int, int, Open | Closed]
_KeptNext: TypeAlias = tuple[int, int, int | None]


class Opening:
    """The written hours of one plan under the announced calendar, with today's changes; made anew for others.

    Instants are ms since the epoch. A hall without written hours is open at every one.
    """

    def __init__(
        self,
        plan: Plan,
        announced: Calendar,
        overrides: Sequence[Override] = (),
        staffed: Staffed | None = None,
        lines: TodaysLines = AS_USUAL,
    ) -> None:
        """`overrides`, `lines`: today's changes that stand, the oldest first; `staffed`: as Desk has it."""
        self.plan = plan
        self.staffed = staffed
        self.announced = announced
        self.calendar = hall_calendar(plan, announced)
        self._overrides, self._lines = tuple(overrides), lines
        places: tuple[Counter | None, ...] = (None, *plan.counters)
        self._desks = {
            place and place.id: Desk(plan, self.calendar, place, self._overrides, staffed) for place in places
        }
        self._for_newcomers = {id_: desk.for_newcomers() for id_, desk in self._desks.items()}
        self._answers: dict[tuple[str | None, bool], _Kept] = {}
        self._longer: dict[str | None, tuple[int, int, bool]] = {}
        self._next: dict[str, _KeptNext] = {}
        self._pulling: dict[str, list[Counter]] = {}
        self._spans: dict[str, tuple[int, int, list[tuple[int, int]] | None]] = {}

    def desk(self, counter: str | None) -> Desk:
        """A counter with its hours and today's changes; the hall itself when None."""
        return self._desks[counter]

    def at(self, now: int, counter: str | None = None, *, waiting: bool = False) -> Open | Closed:
        """Whether a counter is open, and for what; the hall itself when None.

        waiting  somebody waits for it: an extension until its line is empty holds
        """
        kept = self._answers.get((counter, waiting))
        if kept is None or not kept[0] <= now < kept[1]:
            desk = (self._desks if waiting else self._for_newcomers)[counter]
            answer = desk.at(now)
            if isinstance(answer, Open) and counter is not None:
                answer = replace(answer, pulls=self._lines.pulls(counter, answer.pulls, now))
            kept = (now, self._changes(desk.counter, now), answer)
            self._answers[counter, waiting] = kept
        return kept[2]

    def may_be_longer(self, now: int, counter: str | None) -> bool:
        """Whether today's hours of a counter, or of the hall, can be made longer; pages ask at every look."""
        kept = self._longer.get(counter)
        if kept is None or not kept[0] <= now < kept[1]:
            desk = self._desks[counter]
            until = min(self._changes(desk.counter, now), end_of_day(self.plan, now))
            kept = self._longer[counter] = (now, until, extension(desk, now, EXTENSIONS[0]) is not None)
        return kept[2]

    def holds_until(self, counter: str, now: int) -> int:
        """When (ms) anything about a counter's hours can change next: what is decided by them is old then."""
        self.at(now, counter)
        return self._answers[counter, False][1]

    def is_there(self, counter: str, now: int) -> bool:
        """Whether a counter is there at all on this day: not a seasonal one outside its period."""
        valid = self.plan.counter[counter].valid
        return valid is None or wall(now, self.plan.tz)[0] in valid

    def calling(self, line: str, now: int) -> list[Counter]:
        """The counters that call from this line now; when all are closed, the usual ones."""
        usual = self.plan.pulled_by[line]
        now_open = [
            c
            for c in self.plan.counters
            if isinstance(answer := self.at(now, c.id, waiting=True), Open)
            and any(pull.line == line for pull in answer.pulls)
        ]
        return now_open or list(usual)

    def noon_shortage(self, now: int, serving: Collection[str], leaving: str = "") -> NoonShortage | None:
        """What is wrong at midday when `leaving` pauses too; None when nothing is, or it isn't midday.

        serving  the counters that are open with a clerk who isn't on a pause
        """
        return noon_shortage(self.plan, self.needed_at_noon(now), serving, leaving)

    def needed_at_noon(self, now: int) -> int:
        """How many counters must be open at this instant (ms); 0 outside the hall's midday."""
        return needed_at_noon(self.plan, self.calendar, now, self.staffed)

    def pulls(self, counter: str, now: int) -> tuple[Pull, ...]:
        """What a counter pulls, its own line first; outside its hours too, for a service may overrun."""
        answer = self.at(now, counter)
        if isinstance(answer, Open):
            return answer.pulls
        return self._role(self.plan.counter[counter], now)

    def overrun(self, counter: str, now: int) -> Overrun | None:
        """Whom it may call outside its hours; None: they include this instant."""
        return None if isinstance(self.at(now, counter), Open) else overrun(self._desks[counter], now)

    def pulling(self, line: str, now: int, service: str, *, booked: bool = False) -> list[Counter]:
        """The counters that are open and pull this line: somebody may take a number for it.

        None while its numbers, or this service's, are stopped today.
        booked  with a booking: the bands by booking count too, those for listed services if it is one
        """
        if not booked and self.stop(line, service, now):
            return []
        known = self._ever_pulling(line)
        return [c for c in known if self._takes(self.at(now, c.id), line, service, booked=booked)]

    def spans_today(self, counter: str, now: int) -> list[tuple[int, int]] | None:
        """When (ms) a counter is open for anybody before the business day turns; None: without an end."""
        kept = self._spans.get(counter)
        if kept is None or not kept[0] <= now < kept[1]:
            ends = end_of_day(self.plan, now)
            kept = self._spans[counter] = (now, ends, self._spans_from(counter, now, ends))
        spans = kept[2]
        return spans and [(max(begins, now), closes) for begins, closes in spans if closes > now]

    def _spans_from(self, counter: str, now: int, ends: int) -> list[tuple[int, int]] | None:
        desk = self._for_newcomers[counter]
        found: list[tuple[int, int]] = []
        at = desk.next_opening(now, walk_in=True)
        while at is not None and at < ends:
            closes = desk.closes(at)
            if closes is None:
                return None
            found.append((at, min(closes, ends)))
            at = desk.next_opening(closes, walk_in=True)
        return found

    def stop(self, line: str, service: str, now: int) -> Stopped | None:
        """The act that has no number given now for a service in this line; None: there is none.

        service  "": for the line as a whole
        """
        return self._lines.stop(self._with_usual(line), service, now)

    def stopped_since(self, line: str, service: str, now: int) -> int | None:
        """From when on (ms) no numbers are given for it today, already or soon; None: they are."""
        return self._lines.stopped_since(self._with_usual(line), service, now)

    def _with_usual(self, line: str) -> tuple[str, ...]:
        """This line and, where its visitors have a need, the one they would else wait in."""
        known = self.plan.line.get(line)
        return (line, known.of) if known and known.of else (line,)

    def is_over(self, line: str, now: int) -> bool:
        """Whether today no counter calls from this line any more, those who wait there included."""
        return not any(self._calls_today(counter, line, now) for counter in self._ever_pulling(line))

    def _ever_pulling(self, line: str) -> list[Counter]:
        """The counters that pull this line at some hour of today; of a hundred it is a few."""
        kept = self._pulling.get(line)
        if kept is None:
            kept = self._pulling[line] = [
                c
                for c in self.plan.counters
                if line == c.own_line or line in c.ever_pulled or self._lines.ever_pulls(c.id, line)
            ]
        return kept

    def opens(self, line: str, now: int, service: str = "") -> int | None:
        """When anybody may take a number for this line, from `now` on; None when not within a year."""
        if stop := self.stop(line, service, now):
            now = stop.until
        kept = self._next.get(line)
        if kept is None or not kept[0] <= now < kept[1]:
            found = [self._opens(counter, line, now) for counter in self._ever_pulling(line)]
            first = min((instant for instant in found if instant is not None), default=None)
            kept = self._next[line] = (now, now + _DAY_MS if first is None else first, first)
        return kept[2]

    def opens_booked(self, line: str, opens: int, now: int) -> int | None:
        """From when on (ms) who books is served before anybody is, on the day it `opens`; None: not at all.

        Bands that nobody can book any more aren't told of: who has booked knows the time.
        """
        day, _ = wall(opens, self.plan.tz)
        if self.staffed is None or self.staffed.decides(day):
            return None
        begins = max(now, instants(day, 0, self.plan.tz)[0])
        found = (self._opens_booked(counter, line, begins) for counter in self._ever_pulling(line))
        return min((instant for instant in found if instant is not None and instant < opens), default=None)

    def _opens_booked(self, counter: Counter, line: str, begins: int) -> int | None:
        desk = self._for_newcomers[counter.id]
        instant = desk.next_opening(begins)
        if instant is None or desk.kind_at(instant) is not Kind.BOOKED:
            return None
        return instant if any(pull.line == line for pull in self._role(counter, instant)) else None

    def _calls_today(self, counter: Counter, line: str, now: int) -> bool:
        if self._desks[counter.id].serves_out(now):
            return True
        desk, ends = self._for_newcomers[counter.id], end_of_day(self.plan, now)
        instant = desk.next_opening(now)
        while instant is not None and instant < ends:
            if line == counter.own_line or any(pull.line == line for pull in self._role(counter, instant)):
                return True
            instant = desk.next_opening(self._changes(counter, instant))
        return False

    def _takes(self, answer: Open | Closed, line: str, service: str, *, booked: bool) -> bool:
        if not isinstance(answer, Open) or not any(pull.line == line for pull in answer.pulls):
            return False
        listed = self.plan.hours.listed_services if self.plan.hours else ()
        with_booking = booked and (answer.kind is Kind.BOOKED or service in listed)
        return answer.admits and (answer.kind is Kind.OPEN or with_booking)

    def _opens(self, counter: Counter, line: str, now: int) -> int | None:
        desk, last = self._for_newcomers[counter.id], now + AHEAD * _DAY_MS
        instant = desk.next_opening(now, walk_in=True)
        while instant is not None and instant < last:
            if any(pull.line == line for pull in self._role(counter, instant)):
                return instant
            instant = desk.next_opening(self._changes(counter, instant), walk_in=True)
        return None

    def _role(self, counter: Counter, now: int) -> tuple[Pull, ...]:
        day, minute = wall(now, self.plan.tz)
        usual = counter.pulls_at(weekday_of(self.plan, self.calendar, counter, day), minute)
        return self._lines.pulls(counter.id, usual, now)

    def _changes(self, counter: Counter | None, now: int) -> int:
        """When anything about a counter, or the hall, can change next: at midnight at the latest."""
        today, _ = wall(now, self.plan.tz)
        day = hall_day(self.plan, self.calendar, counter, today)
        bands = [timed.band for timed in day.bands]
        bands += [band for closure in day.closures for band in closure.at]
        bands += [role.at for role in (counter.roles if counter else ())]
        minutes = {DAY} | {minute for band in bands for minute in (band.start, band.end)}
        edges = {instant for minute in minutes for instant in instants(today, minute, self.plan.tz)}
        # A changed clock skips to the middle of a band, or back before it.
        begin = instants(today, 0, self.plan.tz)[0]
        if change := clock_change(begin, begin + 2 * _DAY_MS, self.plan.tz):
            edges.add(change)
        edges.update(instant for act in self._overrides for instant in (act.since, act.until))
        edges.update(self._lines.edges)
        return min(edge for edge in edges if edge > now)
