"""Refusals of reports."""

from queueing.errors import HallError


class NoSuchReport(HallError, status=422):
    """There is no report "{what}"; there are {known}."""


class NoSuchDay(HallError, status=422):
    """Write the day as 2026-03-02; "{day}" is none."""
