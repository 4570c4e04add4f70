"""Refusals about advice."""

from queueing.errors import HallError


class AdviceGone(HallError):
    """This advice is no longer up to date; look at the newest, which is shown now."""


class LineLeftAlone(HallError):
    """No other open counter calls from {name}, so its visitors would wait for nobody; nothing was changed."""
