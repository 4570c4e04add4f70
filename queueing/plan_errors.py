"""Refusals of who changes the hall's set-up, each in one sentence."""

from queueing.errors import HallError


class PlanMoved(HallError):
    """Somebody else has saved version {newest} meanwhile; look at it, then change what is still left."""


class PlanUnchanged(HallError):
    """This is the set-up that is in force already; there is nothing to save."""


class PlanWaits(HallError):
    """Version {version} waits for {day}; withdraw it first, then save this one."""


class PlanFixed(HallError, status=422):
    """The {what} of a running hall cannot be changed; stop it and start it with a new hall file."""


class FileNotTaken(HallError, status=500):
    """This hall file is not taken over: {why}. Start without --hall and change the set-up on its page."""


class UnknownVersion(HallError, status=404):
    """There is no version {version} of this hall's set-up."""


class DayOver(HallError, status=422):
    """The set-up cannot come into force on {day}, which is over; give today or a later day."""


class MoveWrong(HallError, status=422):
    """Those who wait in line {line} cannot go on in line {to}, which the new set-up does not have."""


class CounterInUse(HallError):
    """{holder} still works at counter {counter}, which is gone; save the set-up from tomorrow on."""


class LineInUse(HallError):
    """{n} visitors hold numbers of line {line}, which is gone; move them, or save it from tomorrow on."""


class LaneInUse(HallError):
    """{n} visitors stand in the lane {lane}, which is gone; save the set-up from tomorrow on."""


class ServiceInUse(HallError):
    """{n} visitors hold numbers for {service}, which is gone; save the set-up from tomorrow on."""
