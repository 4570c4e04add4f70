"""Changing today: longer, until a line is empty, opened or closed early, no more numbers; and back again."""

from typing import Annotated, Any, Literal, TypeAlias

from apiflask import APIBlueprint
from flask import Response, g, make_response, request
from pydantic import BaseModel, ConfigDict, Field

from counters.asked_day import asked_day
from queueing.access import Right, needs
from queueing.errors import BadInput
from queueing.hours_errors import MayNotChangeHours
from queueing.overtime import OvertimeRow, overtime
from queueing.report_errors import NoSuchDay
from queueing.report_sheets import sheet_csv

hours_api = APIBlueprint("hours", __name__, url_prefix="/api/v1", tag="Today's hours")


class Wish(BaseModel):
    """One of the three: extend today by so many minutes or until the line is empty, open, or close."""

    model_config = ConfigDict(extra="forbid")
    extend: Literal[15, 30, 60, "line-empty"] | None = None
    open: Literal[True] | None = None
    close: Literal[True] | None = None
    reason: str | None = Field(default=None, min_length=1, max_length=120)


Language: TypeAlias = Literal["zh", "en"]


class Stop(BaseModel):
    """No more numbers for a line, or for one service: one of the two.

    at      from when on, as the clock on the wall shows it; left out: from now on
    reason  as visitors read it, by language
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    line: str | None = None
    service: str | None = None
    at: str | None = Field(default=None, pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")
    reason: dict[Language, Annotated[str, Field(min_length=1, max_length=120)]] | None = None


class Stopped(BaseModel):
    """The stop as it is recorded; act: its number, by which it is taken back; since, until: ms."""

    act: int
    kind: Literal["line_stopped"]
    since: int
    until: int


class Changed(BaseModel):
    """The change as it is recorded; act: its number, by which it is taken back; until: ms."""

    act: int
    kind: Literal["hours_extended", "hours_opened", "hours_closed", "hours_undone"]
    until: int | None


@hours_api.post("/counters/<counter>/hours")
@hours_api.input(Wish, arg_name="body")
@hours_api.output(Changed, status_code=201)
@needs(Right.SERVE)
def counter_hours(counter: str, body: Wish) -> Response:
    """Change today's hours of a counter: a manager's, or its clerk's whose account allows it."""
    return make_response(_changed(_own(counter), body), 201)


@hours_api.post("/hall/hours")
@hours_api.input(Wish, arg_name="body")
@hours_api.output(Changed, status_code=201)
@needs(Right.MANAGE)
def hall_hours(body: Wish) -> Response:
    """Change today's hours of the hall; an extension reaches the counters that keep the hall's hours."""
    return make_response(_changed(None, body), 201)


@hours_api.post("/counters/<counter>/hours/<int(max=2147483647):act>/undo")
@hours_api.output(Changed, status_code=201)
@needs(Right.SERVE)
def undo_counter(counter: str, act: int) -> Response:
    """Take back a change of today's hours of a counter."""
    return make_response(g.hall.undo_hours(g.asked, _own(counter), act), 201)


@hours_api.post("/hall/hours/<int(max=2147483647):act>/undo")
@hours_api.output(Changed, status_code=201)
@needs(Right.MANAGE)
def undo_hall(act: int) -> Response:
    """Take back a change of today's hours of the hall."""
    return make_response(g.hall.undo_hours(g.asked, None, act), 201)


@hours_api.post("/hall/stopped-numbers")
@hours_api.input(Stop, arg_name="body")
@hours_api.output(Stopped, status_code=201)
@needs(Right.MANAGE)
def stop_numbers(body: Stop) -> Response:
    """No more numbers today for a line or a service; bookings are kept. Undone as the hall's hours are."""
    hour, _, minute = (body.at or "").partition(":")
    at = int(hour) * 60 + int(minute) if body.at else None
    # Whoever reads no English, or no Chinese, is told the one there is.
    reason = {"zh": next(iter(body.reason.values()))} | body.reason if body.reason else None
    stopped = g.hall.stop_numbers(g.asked, body.line, body.service, at=at, reason=reason)
    return make_response(stopped, 201)


@hours_api.get("/overtime")
@needs(Right.MANAGE)
def overtime_of_day() -> Response:
    """What was served beyond the written hours on ?day= (today), by counter and clerk; ?format=csv.

    Clerks are told apart only to those who may see figures of a single clerk.
    """
    asked = request.args.get("day")
    try:
        day = (asked_day(asked) if asked else g.hall.day).isoformat()
    except ValueError:
        raise NoSuchDay(day=asked) from None
    rows = overtime(g.hall, g.reports, day, clerks=g.principal.may(Right.CLERK_FIGURES))
    if request.args.get("format") != "csv":
        return make_response(rows)
    names = list(OvertimeRow.__annotations__)
    response = make_response(sheet_csv([names, *([dict(row)[name] for name in names] for row in rows)]))
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = f"attachment; filename=overtime-{day}.csv"
    return response


def _own(counter: str) -> str:
    if not g.principal.may_change_hours(counter):
        raise MayNotChangeHours
    return counter


def _changed(counter: str | None, wish: Wish) -> dict[str, Any]:
    if sum(said is not None for said in (wish.extend, wish.open, wish.close)) != 1:
        raise BadInput(word="input.hours")
    answer: dict[str, Any]
    if wish.extend is not None:
        minutes = wish.extend if isinstance(wish.extend, int) else None
        answer = g.hall.extend(g.asked, counter, minutes)
    elif wish.open:
        answer = g.hall.open_early(g.asked, counter)
    else:
        answer = g.hall.close_early(g.asked, counter, wish.reason)
    return answer
