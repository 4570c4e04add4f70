"""Refusals of reports."""

from queueing.errors import HallError


class NoSuchReport(HallError, status=422):
    """There is no report "{what}"; there are {known}."""


class NoSuchDay(HallError, status=422):
    """Write the day as 2026-03-02; "{day}" is none."""


class NoClerkFigures(HallError, status=403):
    """Figures of single clerks need a right of their own; a manager who has it gives it on the staff page."""
