"""Refusals about needs and about visits with several stops."""

from queueing.errors import HallError


class NeedNotServed(HallError):
    """No counter is set up for this need with this service; please ask the guide desk."""
