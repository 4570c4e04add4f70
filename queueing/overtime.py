"""The door to overtime: minutes and visits of a day beyond the written hours, by counter and clerk."""

from typing import TypedDict

from queueing.hall import Hall
from queueing.reports import Reports
from queueing.rules.hall_day import hall_calendar
from queueing.rules.overtime import beyond
from queueing.rules.wall_clock import MINUTE


class OvertimeRow(TypedDict):
    """What one clerk served at one counter beyond the hours; minutes are rounded to one decimal.

    tickets, minutes                    outside the written hours
    extended_tickets, extended_minutes  in the bands by booking, apart
    """

    counter: str
    by: str
    by_name: str
    tickets: int
    minutes: float
    extended_tickets: int
    extended_minutes: float


def overtime(hall: Hall, reports: Reports, day: str, *, clerks: bool) -> list[OvertimeRow]:
    """The overtime of a business day, ISO, in the hall's own order of counters: nobody is ranked.

    clerks  whether clerks are told apart; else `by` is empty
    Counted from the facts: each visit that ended, from its call (or its start, without one) to its end; not
    those whose end was not pressed.
    """
    plan, calendar = hall.plan, hall_calendar(hall.plan, hall.announced)
    visits, names = reports.visits(day)
    rows: dict[tuple[str, str], OvertimeRow] = {}
    for fact in visits:
        ticket = fact["ticket"]
        begun, ended = ticket.get("called_at") or ticket.get("started_at"), ticket.get("ended_at")
        counter = plan.counter.get(fact.get("counter", ""))
        if counter is None or begun is None or ended is None or ticket.get("end_not_pressed"):
            continue
        spent = beyond(plan, calendar, counter, begun, ended)
        if not (spent.overtime or spent.extended):
            continue
        who = fact["by"] if clerks else ""
        row = rows.setdefault(
            (counter.id, who),
            {
                "counter": counter.id,
                "by": who,
                "by_name": names.get(who, ""),
                "tickets": 0,
                "minutes": 0.0,
                "extended_tickets": 0,
                "extended_minutes": 0.0,
            },
        )
        row["tickets"] += spent.overtime > 0
        row["minutes"] += spent.overtime / MINUTE
        row["extended_tickets"] += spent.extended > 0
        row["extended_minutes"] += spent.extended / MINUTE
    for row in rows.values():
        row["minutes"], row["extended_minutes"] = round(row["minutes"], 1), round(row["extended_minutes"], 1)
    order = list(plan.counter)
    return sorted(rows.values(), key=lambda row: (order.index(row["counter"]), row["by"]))
