"""Reports for managers: a day, week, month or year, by service, counter, clerk or hour, in four formats."""

from collections.abc import Callable, Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, make_response, request

from counters.asked_day import asked_day
from queueing.access import Right, needs
from queueing.figures import KINDS, Period, Report
from queueing.report_errors import NoClerkFigures, NoSuchDay, NoSuchReport
from queueing.report_sheets import as_csv, as_pdf, as_xlsx
from queueing.rules.figures import FORMULAS
from queueing.words import LANGUAGES, Words

report_api = APIBlueprint("report", __name__, url_prefix="/api/v1/reports", tag="Reports")

#: Format -> its type, and what makes it of reports: the one asked for first.
FORMATS: dict[str, tuple[str, Callable[[Sequence[Report], Words], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", lambda reports, words: as_csv(reports[0], words)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "pdf": ("application/pdf", as_pdf),
}


@report_api.get("")
@needs(Right.MANAGE)
def kinds() -> dict[str, Any]:
    """What can be asked for: today's date, periods, dimensions, each figure with its unit and formula."""
    every = {language: Words(language) for language in LANGUAGES}
    figures = [
        {
            "figure": name,
            "unit": unit,
            "names": {language: words.say(f"report.figure.{name}") for language, words in every.items()},
            "formula": {language: words.say(f"report.formula.{name}") for language, words in every.items()},
        }
        for name, unit in FORMULAS.items()
    ]
    by = [each for each in g.figures.dimensions if each != "clerk" or g.principal.may(Right.CLERK_FIGURES)]
    return {"today": g.hall.day.isoformat(), "kinds": KINDS, "by": by, "figures": figures}


@report_api.get("/<kind>/<day>")
@needs(Right.MANAGE)
def report(kind: str, day: str) -> dict[str, Any]:
    """One report around a day (2026-03-02): ?by=service, ?compare=1 with the period before."""
    return _made(kind, day).as_data()


@report_api.get("/<kind>/<day>.<form>")
@needs(Right.MANAGE)
def sheet(kind: str, day: str, form: str) -> Response:
    """The same as a file: csv, xlsx or pdf; ?lang=zh or en."""
    if form not in FORMATS:
        raise NoSuchReport(what=form, known=", ".join(FORMATS))
    mime, make = FORMATS[form]
    made = _made(kind, day)
    words = Words("en" if request.args.get("lang") == "en" else "zh")
    answer = make_response(g.aside(lambda: make([made], words)))
    answer.headers["Content-Type"] = mime
    name = f"{g.hall.plan.id}-{made.period.name}-{made.dimension}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _made(kind: str, day: str) -> Report:
    try:
        period = Period.around(kind, asked_day(day))
    except ValueError:
        raise NoSuchDay(day=day) from None
    by, compare = request.args.get("by", "all"), request.args.get("compare") == "1"
    if by == "clerk" and not g.principal.may(Right.CLERK_FIGURES):
        raise NoClerkFigures
    made: Report = g.figures.report(period, by, compare=compare)
    return made
