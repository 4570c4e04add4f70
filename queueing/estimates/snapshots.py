"""Snapshots of queues, as towns publish them: read, made into virtual tickets, and seen through features."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import numpy as np

from queueing.estimate_errors import LogWrong
from queueing.estimates.dice import Floats, Ints
from queueing.estimates.log import open_text

#: The columns of such a file; it may have more.
COLUMNS = ("office", "group_id", "date", "clock", "counters", "queue", "number", "posted_min")
#: How far back calls and arrivals are counted, minutes.
WINDOWS = (10, 20, 40, 80)
#: Nothing was called for so long: seen as no longer than this, minutes.
LONGEST = 240.0

Office: TypeAlias = str


@dataclass(frozen=True)
class Course:
    """One group of one office on one day: what its snapshots said, by time; minutes after midnight."""

    office: Office
    group: str
    day: str
    clock: Floats
    counters: Ints
    queue: Ints
    number: Ints
    posted: Floats

    @property
    def last(self) -> Ints:
        """The last number given out by then; it never falls."""
        return np.maximum.accumulate(self.number + self.queue)


@dataclass(frozen=True)
class Virtual:
    """Virtual tickets, one a snapshot with somebody waiting: the number after the last one given out.

    waited  minutes until that number or a higher one was shown
    seen    the features of the snapshot, one row a ticket
    """

    day: list[str]
    group: list[str]
    waited: Floats
    naive: Floats
    posted: Floats
    les: Floats
    ends: Floats
    clock: Floats
    seen: Floats


def read_snapshots(files: Iterable[Path]) -> list[Course]:
    """Every course of these files. Raises LogWrong with the first wrong line."""
    rows: dict[tuple[str, str, str], list[tuple[float, int, int, int, float]]] = defaultdict(list)
    for file in files:
        with open_text(file) as text:
            reader = csv.DictReader(line for line in text if not line.startswith("#"))
            if not set(COLUMNS) <= set(reader.fieldnames or ()):
                raise LogWrong(file=file, line=1)
            for number, row in enumerate(reader, start=2):
                try:
                    key = (row["office"], row["group_id"], row["date"])
                    rows[key].append(_row(row))
                except (ValueError, TypeError, AttributeError) as fault:
                    raise LogWrong(file=file, line=number) from fault
    return [_course(key, sorted(rows[key])) for key in sorted(rows, key=lambda key: (key[2], *key))]


def _row(row: dict[str, str]) -> tuple[float, int, int, int, float]:
    hour, minute = row["clock"].split(":")[:2]
    digits = "".join(letter for letter in row["number"] if letter.isdigit())
    posted = float(row["posted_min"] or 0)
    return int(hour) * 60 + float(minute), int(row["counters"]), int(row["queue"]), int(digits or 0), posted


def _course(key: tuple[str, str, str], rows: Sequence[tuple[float, int, int, int, float]]) -> Course:
    clock, counters, queue, number, posted = (np.array(column) for column in zip(*rows, strict=True))
    # A number called again, or out of turn, is no step back of the line.
    number = np.maximum.accumulate(number.astype(np.int64))
    return Course(*key, clock.astype(np.float64), counters, queue, number, posted.astype(np.float64))


def virtual_tickets(courses: Sequence[Course]) -> Virtual:
    """The virtual tickets of all courses, in order of day and group, with what could be seen then."""
    parts: list[list[Floats]] = [[] for _ in range(7)]
    days: list[str] = []
    groups: list[str] = []
    for _, together in groupby(courses, key=lambda course: (course.day, course.office)):
        office = list(together)
        around = _office(office)
        for course in office:
            waiting = (course.queue > 0) & (course.number > 0)
            ends = _ends(course)
            kept = waiting & np.isfinite(ends)
            if not kept.any():
                continue
            les, seen = _seen(course, around)
            counters = np.maximum(course.counters, 1)
            naive = (course.queue + 1) * course.posted / counters
            for part, column in zip(
                parts, (ends - course.clock, naive, course.posted, les, ends, course.clock, seen), strict=True
            ):
                part.append(column[kept])
            days += [course.day] * int(kept.sum())
            groups += [f"{course.office} {course.group}"] * int(kept.sum())
    stacked = [np.concatenate(part) if part else np.empty(0) for part in parts]
    return Virtual(days, groups, *stacked)


def _ends(course: Course) -> Floats:
    """When the number after the last one given out is shown; infinity: never that day."""
    shown = np.searchsorted(course.number, course.number + course.queue + 1, side="left")
    return np.append(course.clock, np.inf)[shown]


def _back(course: Course, values: Ints | Floats, minutes: float) -> Floats:
    """How much a running count grew in the last so many minutes."""
    then = np.searchsorted(course.clock, course.clock - minutes, side="left")
    grown: Floats = (values - values[then]).astype(np.float64)
    return grown


def _office(courses: Sequence[Course]) -> tuple[Floats, Floats]:
    """The whole office by the minute: how many wait, and how many were called since the morning."""
    minutes = np.arange(24 * 60, dtype=np.float64)
    waiting, called = np.zeros(len(minutes)), np.zeros(len(minutes))
    for course in courses:
        at = np.searchsorted(course.clock, minutes, side="right") - 1
        known = at >= 0
        waiting += np.where(known, course.queue[np.maximum(at, 0)], 0)
        called += np.where(known, course.number[np.maximum(at, 0)], 0)
    return waiting, called


def _seen(course: Course, around: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """LES and the features, row by row; nothing in a row is from a later snapshot."""
    clock, queue, number = course.clock, course.queue.astype(np.float64), course.number.astype(np.float64)
    last = course.last
    issued = clock[np.minimum(np.searchsorted(last, course.number, side="left"), len(clock) - 1)]
    changed = np.append(True, number[1:] != number[:-1])
    called_at = np.maximum.accumulate(np.where(changed & (number > 0), clock, 0.0))
    shown_since = np.maximum.accumulate(np.where(changed, np.arange(len(clock)), 0))
    les = np.maximum(clock[shown_since] - issued, 0.0)
    # The first waiting: since when that number is given out (HOL).
    first = clock[np.minimum(np.searchsorted(last, course.number + 1, side="left"), len(clock) - 1)]
    hol = np.clip(clock - first, 0.0, LONGEST)
    begun = clock[np.argmax(number > 0)] if (number > 0).any() else clock[0]
    open_for = np.maximum(clock - begun, 5.0)
    minute = clock.astype(np.int64)
    waiting, called = around
    columns = [
        clock, queue, course.counters, course.posted, number, last, les, hol,
        np.minimum(clock - called_at, LONGEST), queue / np.maximum(course.counters, 1),
        waiting[minute], waiting[minute] - queue,
        np.minimum((queue + 1) * open_for / np.maximum(number, 0.5), LONGEST * 2),
        _back(course, course.posted, 30), _back(course, course.counters, 30),
    ]  # fmt: skip
    for window in WINDOWS:
        calls, came = _back(course, course.number, window), _back(course, last, window)
        columns += [calls, came, np.minimum((queue + 1) * window / np.maximum(calls, 0.5), LONGEST * 2)]
        columns.append(called[minute] - called[np.maximum(minute - window, 0)])
    return les, np.column_stack(columns)


def are_snapshots(file: Path) -> bool:
    """Whether a file is such a table; a log in JSON lines begins with a brace."""
    with open_text(file) as text:
        return not next((line for line in text if line.strip()), "{").lstrip().startswith("{")
