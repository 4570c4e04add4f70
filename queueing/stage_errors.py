"""Refusals about where somebody is served: needs, visits with several stops, counters without numbers."""

from queueing.errors import HallError


class NeedNotServed(HallError):
    """No counter is set up for this need with this service; please ask the guide desk."""


class NoNextStage(HallError):
    """Nothing follows for number {number}; finish it, or transfer it to a line."""


class NoNumbersHere(HallError):
    """No numbers are called to counter {counter}, so nobody signs in there; choose another counter."""
