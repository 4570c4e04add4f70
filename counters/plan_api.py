"""The set-up of the hall over HTTP: the plan and its versions, a new one saved, taken back, undone."""

import re
from collections import Counter
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response, g, make_response, request
from pydantic import BaseModel, ConfigDict, Field

from counters.asked_day import FIRST, LAST, asked_day
from queueing.access import Right, needs
from queueing.clock import to_datetime
from queueing.errors import BadInput
from queueing.mistakes_told import in_language, place_in
from queueing.plan_errors import UnknownVersion
from queueing.plan_told import day_told, in_words, row_told, year_told
from queueing.planning import read_hall, with_days
from queueing.rules.hall_text import rows_of
from queueing.rules.hall_usual import choices, usual
from queueing.rules.plan import Plan

plan_api = APIBlueprint("plan", __name__, url_prefix="/api/v1", tag="Set-up")


class Draft(BaseModel):
    """A hall file before it is saved: its rows as a form has them, or its text."""

    model_config = ConfigDict(extra="forbid")
    rows: dict[str, Any] | None = None
    toml: str | None = None


class DraftDay(Draft):
    """A draft, and a day to look at it."""

    date: str


class Days(BaseModel):
    """A list of days off as CSV, and `announced` of the draft it is taken into."""

    model_config = ConfigDict(extra="forbid")
    csv: Annotated[str, Field(max_length=100_000)]
    announced: Annotated[str, Field(max_length=1_000_000)] = ""


class DraftYear(Draft):
    """A draft, and a year to look at it."""

    year: Annotated[int, Field(ge=FIRST, le=LAST)]


class Undoing(BaseModel):
    """The version to go back to, and why."""

    model_config = ConfigDict(extra="forbid")
    version: Annotated[int, Field(ge=0, le=10**9)]
    why: Annotated[str, Field(max_length=200)] = ""


@plan_api.get("/plan")
@needs(Right.MANAGE)
def plan() -> Response:
    """The plan in force: {version, toml, rows, waiting, usual, choices}.

    waiting  the version that waits for its day, or null
    usual    what counts where the file says nothing; choices: the words a key may have

    Its ETag is the last version; a change names it in If-Match, so that no manager overwrites another.
    """
    saved, last = g.set_up.version(g.hall.plan.version), g.set_up.versions.last()
    waits = None if last.in_force else _version(last)
    rows = rows_of(saved.toml)
    told = {"version": saved.version, "toml": saved.toml, "rows": rows, "waiting": waits}
    answer = make_response(told | {"usual": usual(), "choices": choices()})
    answer.set_etag(str(last.version))
    return answer


@plan_api.put("/plan")
@needs(Right.MANAGE)
def save() -> Response:
    """Save the hall file in the body (application/toml) as a new version, made on the one If-Match names.

    ?why=; ?from= the business day it comes into force on, at once when left out; ?move=tax:general where
    those go on who wait in a line that is no longer there, once for each.
    Answers {version, from_day, in_force, moved}.
    """
    moves = dict(each.split(":", 1) for each in request.args.getlist("move") if ":" in each)
    from_day = request.args.get("from")
    saved = g.set_up.save(
        g.asked,
        _text(request.get_data()),
        after=_base(),
        why=request.args.get("why", ""),
        from_day=day_of(from_day) if from_day else None,
        moves=moves,
    )
    return make_response(saved)


@plan_api.post("/plan/check")
@plan_api.input(Draft, arg_name="body")
@needs(Right.MANAGE)
def check(body: Draft) -> Response:
    """What a draft would do: {toml, rows, mistakes, warnings, changes, gone, departments}.

    Nothing is saved.

    rows                of a draft that was given as text and has no mistakes
    mistakes, warnings  {path, place, where, text}; path leads through the rows of the file, where says so
                        as the forms do ("Counter 3 · lines"), place says the line of the file or the list
    changes             sentences, against the plan in force
    gone                lines it no longer has: {line, names, waiting}; `move` of PUT says where those go on
    departments         how many services each department has, by its Chinese name; null with mistakes
    """
    toml = draft_text(body)
    looked, given = g.set_up.look(toml), body.rows or {}
    told: dict[bool, list[Any]] = {False: [], True: []}
    for each in looked.told:
        place, text = place_in(each.place, g.words), in_language(each.text, g.words)
        row = row_told(given, each.path, g.words) if each.place.startswith("line ") else place
        told[each.warning].append({"path": each.path, "place": place, "where": row, "text": text})
    waiting = g.steering.snapshot()["counts"] if looked.gone else {}
    gone = [
        {
            "line": line,
            "names": g.hall.plan.line[line].names,
            "waiting": sum(n for name, n in waiting.items() if name.rpartition(":")[0] == line),
        }
        for line in looked.gone
    ]
    changes = [in_words(change, g.words) for change in looked.changes]
    told_all = {"mistakes": told[False], "warnings": told[True], "changes": changes, "gone": gone}
    rows = rows_of(toml) if body.rows is None and looked.plan else None
    departments = _departments(looked.plan) if looked.plan else None
    return make_response({"toml": toml, "rows": rows, "departments": departments} | told_all)


def _departments(plan: Plan) -> dict[str, int]:
    leaves = (each for top in plan.services for each in top.walk() if not each.children)
    return Counter(each.about.department["zh"] for each in leaves if each.about.department)


@plan_api.post("/plan/day")
@plan_api.input(DraftDay, arg_name="body")
@needs(Right.MANAGE)
def day(body: DraftDay) -> Response:
    """What a day is like under a draft, as plan_told.day_told has it."""
    plan = _read(draft_text(body), g.hall.plan.version)
    return make_response(day_told(plan, g.hall.announced, day_of(body.date)))


@plan_api.post("/plan/year")
@plan_api.input(DraftYear, arg_name="body")
@needs(Right.MANAGE)
def year(body: DraftYear) -> Response:
    """Every day of a year under a draft: a bare array of {date, kind, open, changed?, names?}."""
    plan = _read(draft_text(body), g.hall.plan.version)
    return make_response(year_told(plan, g.hall.announced, body.year))


@plan_api.post("/plan/days")
@plan_api.input(Days, arg_name="body")
@needs(Right.MANAGE)
def days(body: Days) -> Response:
    """Take the days off and make-up days of a notice into a draft: {announced, years}; nothing is saved.

    announced  for the draft; years: those of the list
    422 with `rows`, each {row, zh, en}, where anything is wrong.
    """
    announced, given = with_days(body.announced, body.csv)
    return make_response({"announced": announced, "years": sorted(given.years)})


@plan_api.get("/plan/versions")
@needs(Right.MANAGE)
def versions() -> Response:
    """Every version, the newest first: {version, saved_at, saved_by, why, from_day, in_force}."""
    return make_response([_version(saved) for saved in g.set_up.versions.all()])


@plan_api.get("/plan/versions/<version>")
@needs(Right.MANAGE)
def one(version: str) -> Response:
    """One version as the text of its hall file, to keep or to start another hall with."""
    saved = g.set_up.version(_number(version))
    answer = make_response(saved.toml)
    answer.mimetype = "application/toml"
    answer.headers["Content-Disposition"] = f'attachment; filename="{g.hall.plan.id}-{saved.version}.toml"'
    return answer


@plan_api.post("/plan/undo")
@plan_api.input(Undoing, arg_name="body")
@needs(Right.MANAGE)
def undo(body: Undoing) -> Response:
    """Save an older version as the newest one."""
    return make_response(g.set_up.undo(g.asked, body.version, after=_base(), why=body.why))


@plan_api.delete("/plan/versions/<version>")
@needs(Right.MANAGE)
def withdraw(version: str) -> Response:
    """Take back a version that waits for its day."""
    g.set_up.withdraw(_number(version))
    return make_response("", 204)


#: A version's number in an address or a tag.
_NUMBER = re.compile(r"[0-9]{1,9}")

#: Day after day of one draft is looked at, and a list of thousands takes a third of a second to read.
_read = lru_cache(maxsize=2)(read_hall)


def draft_text(body: Draft) -> str:
    """The hall file that a draft makes. Raises BadInput."""
    try:
        return body.toml or "" if body.rows is None else str(g.set_up.with_rows(body.rows))
    except (RecursionError, TypeError):
        raise BadInput(word="input.body") from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(word="input.body") from None


def _base() -> int:
    tag = next(iter(request.if_match.as_set()), "")
    if not _NUMBER.fullmatch(tag):
        raise BadInput(word="input.if_match")
    return int(tag)


def _number(version: str) -> int:
    if not _NUMBER.fullmatch(version):
        raise UnknownVersion(version=version)
    return int(version)


def day_of(text: str) -> date:
    """The day that somebody wrote. Raises BadInput."""
    try:
        return asked_day(text)
    except ValueError:
        raise BadInput(word="input.day") from None


def _version(saved: Any) -> dict[str, Any]:  # noqa: ANN401 - as the door gave it
    at = {what: getattr(saved, what) for what in ("saved_at", "in_force")}
    return {
        **{what: getattr(saved, what) for what in ("version", "saved_by", "why", "from_day")},
        **{
            what: ms and to_datetime(ms, g.hall.plan.tz).isoformat(timespec="seconds")
            for what, ms in at.items()
        },
    }
