"""Refusals of trials: a rehearsal of a change, a replay of past days; each in one sentence."""

from queueing.errors import HallError


class NoDayToPlay(HallError):
    """No past day with calls is recorded yet; from the day after the first one a change can be rehearsed."""


class NobodyCalled(HallError):
    """Nobody was called on {day}, so there is nothing to play; choose another day."""


class TrialRuns(HallError):
    """A rehearsal or replay is running already; wait until it is done, or look at its page."""


class UnknownTrial(HallError, status=404):
    """There is no such rehearsal or replay, or it is too long ago; start it anew."""


class TrialTooLong(HallError):
    """It was broken off after {seconds} s of work; choose a quieter day, or fewer days."""


class TrialFailed(HallError):
    """It ended before it was done; start it anew, and look into the log of the hall if it happens again."""


class TooFewToReplay(HallError):
    """There are {days} recorded days in this range: a replay learns from two and scores at least one more."""
