"""Refusals of alerts."""

from queueing.errors import HallError


class AlertOver(HallError, status=404):
    """This alert is over; nothing is left to do."""
