"""Refusals about hours: outside them, and changes of today's hours that can't be made."""

from queueing.errors import HallError


class DaysWrong(HallError, status=422):
    """The list of days off has {count} mistakes, so nothing is taken in; put them right and take it again."""


class OutsideHours(HallError):
    """Counter {counter} is outside its hours and calls nobody new; end a visit in hand with Finish."""


class HoursChanged(HallError):
    """Today's hours have just changed; please press again."""


class ChangeGone(HallError):
    """This change of today's hours was taken back already, or is of another counter or day."""


class OpenAlready(HallError):
    """It is open already; there is nothing to open."""


class NothingToExtend(HallError):
    """Today has no closing that could be put off any further."""


class NumbersStopped(HallError):
    """No number can be taken for {name} now; please ask the guide desk."""


class StoppedAlready(HallError):
    """Numbers for {name} are stopped from {time} on already; take that stop back first to change it."""


class StopPassed(HallError):
    """{time} is over today; leave the time out to stop numbers from now on, or give a later one."""


class MayNotChangeHours(HallError, status=403):
    """Only a manager, or a clerk whose account allows it, changes today's hours; ask a manager."""
