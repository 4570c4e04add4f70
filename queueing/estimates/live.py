"""The estimator of a running hall: learns each night, follows the facts, tells waits every few seconds."""

import json
import logging
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from queueing.errors import HallError
from queueing.estimates.adviser import Adviser
from queueing.estimates.facts_told import header, lines_of
from queueing.estimates.hours_ahead import hours_ahead
from queueing.estimates.lessons import Rates, learn, lessons_of
from queueing.estimates.log import Event, HallShape, event_of, shape_of
from queueing.estimates.state import HallNow
from queueing.estimates.stretch import Range, Stretch
from queueing.folder import HallFolder
from queueing.rules.facts import CHANGES_HOURS, Fact
from queueing.rules.hours import Open
from queueing.rules.promise import Promise, kept
from queueing.rules.wall_clock import instant_of

if TYPE_CHECKING:
    from queueing.estimates.forecast import Forecaster
    from queueing.estimates.ledger import Ledger

log = logging.getLogger(__name__)

#: Before so many finished services nobody can say how long a wait is.
ENOUGH = 200
#: Days learned from, the newest.
LEARNED = 15
#: A batch is told at most so often, and, with nothing happening, at least so often; seconds.
AT_MOST, AT_LEAST = 3.0, 8.0
#: Nothing is told of a wait that may be longer, minutes: the plays end soon after.
FORESEEN = 350.0
#: How the ranges are stretched is kept in the data folder at most so often, seconds.
KEPT_EVERY = 60.0
#: A pause explains longer waits while it lasts, at most so long, ms: a batch may feel it only later.
EXPLAINS_FOR = 1_800_000
#: A hall that knows too little is asked again so often, seconds.
LOOK_AGAIN = 300.0
#: What fails again within so many seconds is the same outage, which is logged once.
NEXT_OUTAGE = 60.0


def estimate_for_ever(folder: HallFolder) -> None:
    """Day after day; what Redis or the archive refuse is waited out."""
    lost_at = float("-inf")
    while True:
        try:
            Today(folder).follow()
        except HallError as lost:
            if time.monotonic() - lost_at > NEXT_OUTAGE:
                log.warning("the estimator waits: %s", lost.sentence)
            lost_at = time.monotonic()
            time.sleep(2.0)


class Today:
    """One business day of a running hall, as the estimator goes through it. Times in ms after midnight."""

    def __init__(self, folder: HallFolder) -> None:
        self.folder, self.plan = folder, folder.plan
        self.day = folder.hall.day
        self.midnight = instant_of(self.day, 0, self.plan.tz)
        self.shape: HallShape = shape_of(header(self.plan))
        self.rates = self._learn()
        self.hall = HallNow(self.shape, day=self.day.isoformat())
        self.stretch = _kept_stretch(folder.settings.data)
        self.forecaster = _forecaster(self.shape, self.rates, folder.settings.data)
        self.adviser = Adviser(self.midnight, {c.id: c.zone for c in self.plan.counters})
        self.promises: dict[str, Promise] = {}
        self.ledger = _ledger(self.rates, self.stretch)
        self._why: dict[str, tuple[str, str]] = {}  # line: what makes it longer
        self._revision = 0

    def _learn(self) -> Rates:
        archive = self.folder.archive
        today = self.day.isoformat()
        past = [day for day in archive.days(LEARNED + 1) if day < today] or [today]
        events = ([*self._events(archive.facts_of(day))] for day in past)
        return learn([lessons_of(self.shape, day) for day in events if day])

    def _events(self, facts: Iterable[Fact]) -> Iterable[Event]:
        return (event_of(line) for line in lines_of(facts, self.plan))

    def follow(self) -> None:
        """Fold today's facts as they come and tell batches, until the day turns or the plan changes.

        A hall that knows too little yet is looked at anew after a while.
        """
        ledger, self.ledger = self.ledger, None  # what was told before this start is not known
        self._fold(self.folder.archive.facts_of(self.day.isoformat()))
        self.ledger = ledger
        told, saved, fresh = 0.0, time.monotonic(), True
        while self.folder.hall.day == self.day and self.folder.plan is self.plan:
            advises = self.forecaster is not None and self.adviser.works
            came = self.catch_up(wait=0 if advises else 1_000)
            fresh = came or fresh
            waited = time.monotonic() - told
            if self.forecaster is not None and waited >= (AT_MOST if fresh else AT_LEAST):
                self.folder.waits.tell(self.batch())
                told, fresh = time.monotonic(), False
            elif self.forecaster is not None:
                self.advise(AT_MOST - waited)
            if self.forecaster is None and time.monotonic() - saved > LOOK_AGAIN:
                return
            if self.forecaster is not None and time.monotonic() - saved > KEPT_EVERY:
                self.keep()
                saved = time.monotonic()
            time.sleep(0.2 if came or advises else 0.0)
        self.keep()

    def keep(self) -> None:
        """Keep what was learned of the ranges, and what came of those that were told."""
        _keep_stretch(self.folder.settings.data, self.stretch)
        if self.ledger is not None:
            self.folder.told.add(self.day.isoformat(), self.rates.method, self.ledger.unsaved())

    def catch_up(self, wait: int = 0) -> bool:
        """Fold the facts that came since, waiting up to `wait` ms for one; whether any is about waits."""
        return self._fold(self.folder.stream.after(self._revision, wait=wait))

    def _fold(self, facts: Iterable[Fact]) -> bool:
        some = False
        for fact in facts:
            self._revision = max(self._revision, fact["revision"])
            if fact["kind"] == "plan_changed":
                self.folder.in_force.renew(fact["plan"])
            if fact["day"] != self.day.isoformat():
                continue
            if fact["kind"] in CHANGES_HOURS:
                self.folder.hall.know(int(str(fact["detail"]["act"])))
            if fact["kind"] in CHANGES_HOURS or fact["kind"] == "advice_checked":
                self.adviser.watch(fact, self.hall)
            for event in self._events([fact]):
                self._take(event)
                some = True
        return some

    def _take(self, event: Event) -> None:
        self.hall.take(event)
        self.adviser.take(event, self.hall)
        if event.kind in {"pause", "close"} and event.counter in self.hall.seats:
            for line in self.hall.seats[event.counter].lines:
                self._why[line] = ("paused" if event.kind == "pause" else "closed", event.counter)
        if event.kind == "transfer":
            self.promises.pop(event.ticket, None)  # it stands elsewhere, often by its visitor's wish
        if self.ledger is not None:
            self.ledger.take(event, self.hall)

    def batch(self) -> dict[str, Any]:
        """The waits of now, as the door tells them."""
        if self.forecaster is None:
            return {}
        clock, hall, now = self.folder.clock, self.hall, self._turn_to_now()
        until, hall.shut, hall.again = hours_ahead(self.folder.hall.opening, now, self.midnight)
        played = self.forecaster.batch(hall, guests=True, until=until)
        tickets = {ticket: self._ticket(ticket, raw, now) for ticket, raw in _seen(played.tickets)}
        self.promises = {ticket: self.promises[ticket] for ticket in tickets}
        self._why = {line: why for line, why in self._why.items() if self._rests(why[1])}
        lines = {line: _told(self.stretch.stretched("ordinary", raw)) for line, raw in _seen(played.guests)}
        services = {
            service.id: lines[service.line]
            for service in self.plan.service.values()
            if not service.children and service.line in lines
        }
        return {
            "made_at": now, "tick": clock.tick(), "day": self.day.isoformat(),
            "method": self.rates.method, "finished": self.rates.finished,
            "tickets": tickets, "services": services, "lines": lines,
            "lately": self.ledger.lately(hall.now) if self.ledger else None,
        }  # fmt: skip

    def advise(self, left: float) -> None:
        """One step of advice, where so many seconds allow it; tell what came of advice that was followed."""

        def begin() -> tuple["Forecaster", HallNow, dict[str, int]]:
            now = self._turn_to_now()
            assert self.forecaster is not None  # noqa: S101 - asked for by whoever has one
            counters = self.folder.steering.snapshot()["counters"]
            self.hall.closed = frozenset(id_ for id_, live in counters.items() if live.get("closed"))
            return self.forecaster, self.hall, self._closings(now)

        told = self.adviser.step(left, begin)
        if told is not None:
            self.folder.hall.tell_advice(told | {"tick": self.folder.clock.tick()})
        self.hall.now = self.folder.clock.now() - self.midnight
        for advice, record, happened, true in self.adviser.checked(self.hall):
            self.folder.hall.check_advice(advice, record, round(happened, 1), true=true)

    def _turn_to_now(self) -> int:
        """The hall comes to the present, with the lines that each counter pulls now; ms since the epoch."""
        now, opening = self.folder.clock.now(), self.folder.hall.opening
        self.hall.now = now - self.midnight
        leaves = (service for service in self.plan.service.values() if not service.children)
        stops = {each.id: opening.stopped_since(each.line, each.id, now) for each in leaves}
        self.hall.stopped = {service: at - self.midnight for service, at in stops.items() if at is not None}
        pulls = {c.id: opening.pulls(c.id, now) for c in self.plan.counters}
        if pulls != dict(self.shape.pulls) and self.forecaster is not None:
            self.shape = replace(self.shape, pulls=pulls)
            self.hall.turn_to(self.shape)
            self.forecaster = _forecaster(self.shape, self.rates, self.folder.settings.data)
        return now

    def _ticket(self, ticket: str, raw: Range, now: int) -> dict[str, Any]:
        waits = self.hall.tickets[ticket]
        lane = waits.lane.value
        told = self.stretch.stretched(lane, raw)
        if self.ledger is not None and waits.stages == 1:
            self.ledger.told(ticket, lane, told, self.hall.now)
        fresh = Promise(now, told.low, told.middle, told.high, now + round(told.high * 60_000))
        promise = kept(self.promises.get(ticket), fresh, self._why.get(waits.line))
        self.promises[ticket] = promise
        reason = promise.reason and {"why": promise.reason[0], "counter": promise.reason[1]}
        return _told(told) | {"reason": reason}

    def _rests(self, counter: str) -> bool:
        """Whether a counter calls nobody now, since not too long ago."""
        seat = self.hall.seats[counter]
        return not (seat.open and seat.paused is None) and self.hall.now - seat.since <= EXPLAINS_FOR

    def _closings(self, now: int) -> dict[str, int]:
        """When each counter stops calling today by its hours, ms after midnight: a lunch break is no end."""
        opening, until = self.folder.hall.opening, {}
        for counter in self.plan.counters:
            ends = [end for _, end in opening.spans_today(counter.id, now) or ()]
            answer = opening.at(now, counter.id)
            if isinstance(answer, Open) and answer.until is not None:
                ends.append(answer.until)
            if ends:
                until[counter.id] = max(ends) - self.midnight
        return until


def _ledger(rates: Rates, stretch: Stretch) -> "Ledger | None":
    """The books of the day; None where too little is known to tell anybody anything."""
    if rates.finished < ENOUGH:
        return None
    from queueing.estimates.ledger import Ledger  # noqa: PLC0415 - as below

    return Ledger(rates, stretch)


def _forecaster(shape: HallShape, rates: Rates, data: Path) -> "Forecaster | None":
    """Whoever plays the hall forward; None where too little is known."""
    if rates.finished < ENOUGH:
        return None
    # What was compiled is kept beside the program, for every hall; where that can't be, with this one's data.
    if not os.access(Path(__file__).parent, os.W_OK):
        os.environ.setdefault("NUMBA_CACHE_DIR", str(data / "compiled"))
    # numba, numpy and scipy: a hall that knows too little doesn't pay for them.
    from queueing.estimates.forecast import Forecaster  # noqa: PLC0415

    return Forecaster(shape, rates)


def _seen(played: Mapping[str, Range]) -> Iterator[tuple[str, Range]]:
    """Those whose call the plays have seen: of a wait beyond them, as over a closing, nobody knows."""
    return ((name, raw) for name, raw in played.items() if raw.high < FORESEEN)


def _told(told: Range) -> dict[str, Any]:
    return {"p10": round(told.low, 2), "p50": round(told.middle, 2), "p90": round(told.high, 2)}


def _kept_stretch(data: Path) -> Stretch:
    """The stretching as it was learned so far; from the beginning where nothing readable is kept."""
    try:
        rows = json.loads((data / "stretch.json").read_text("utf-8"))
        return Stretch(**{end: {(lane, band): k for lane, band, k in of} for end, of in rows.items()})
    except (OSError, ValueError, TypeError):
        return Stretch()


def _keep_stretch(data: Path, stretch: Stretch) -> None:
    ends: Mapping[str, Mapping[tuple[str, str], float]] = {"down": stretch.down, "up": stretch.up}
    rows = {end: [[*kind, k] for kind, k in of.items()] for end, of in ends.items()}
    part = data / "stretch.json.part"
    part.write_text(json.dumps(rows), "utf-8")
    part.replace(data / "stretch.json")
