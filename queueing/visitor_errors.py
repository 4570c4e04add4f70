"""Refusals of what visitors wish for their own number."""

from queueing.errors import HallError


class NobodyBehind(HallError):
    """Nobody stands behind you in your line, so there is nobody to let pass."""


class PassedOften(HallError):
    """You have let others pass {times} times, more is not possible; please wait, or say you will be late."""


class NothingToTakeBack(HallError):
    """Letting others pass can be taken back for one minute, and that is over."""


class LateOften(HallError):
    """You have said {times} times that you will be late, more is not possible; please ask the guide desk."""
