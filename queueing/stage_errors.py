"""Refusals about needs and about visits with several stops."""

from queueing.errors import HallError


class NeedNotServed(HallError):
    """No counter is set up for this need with this service; please ask the guide desk."""


class NoNextStage(HallError):
    """Nothing follows for number {number}; finish it, or transfer it to a line."""
