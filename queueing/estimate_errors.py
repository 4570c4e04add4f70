"""Why an estimate, its log or its replay is refused; each docstring is the sentence a person reads."""

from queueing.errors import HallError


class LogWrong(HallError):
    """Line {line} of {file} can't be read as log or snapshots; docs/waits.md says how they are written."""

    code = "log-wrong"


class TooFewDays(HallError):
    """There are {days} days and {train} to learn from: a replay needs at least two, and one more to score."""

    code = "too-few-days"
