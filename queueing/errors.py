"""Refusals: each is a class whose docstring is the sentence its reader sees (`{name}` takes a parameter)."""

import re
from collections.abc import Mapping


class HallError(Exception):
    """Something was refused."""

    code = "refused"
    status = 409

    def __init_subclass__(cls, code: str | None = None, status: int = 409) -> None:
        # The code is the class name in kebab-case, unless the contract knows it by another word.
        cls.code = code or re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
        cls.status = status

    def __init__(self, **params: object) -> None:
        self.params: Mapping[str, object] = params
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The refusal in English, with its parameters filled in; the word files hold the Chinese."""
        text = " ".join((type(self).__doc__ or "").split())
        return re.sub(r"\{(\w+)\}", lambda name: str(self.params.get(name[1], "…")), text)


def by_code() -> dict[str, type[HallError]]:
    """Every refusal by its code; a script names a refusal by code."""
    found: dict[str, type[HallError]] = {}
    kinds = [HallError]
    for kind in kinds:  # it grows while it is walked
        found[kind.code] = kind
        kinds += kind.__subclasses__()
    return found


class UnknownTicket(HallError, status=404):
    """This number is not known here; please take a new one."""


class UnknownService(HallError, status=404):
    """The service {service} is not in this hall's list."""


class UnknownCounter(HallError, status=404):
    """There is no counter {counter} in this hall."""


class UnknownLine(HallError, status=404):
    """There is no line {line} in this hall."""


class UnknownZone(HallError, status=404):
    """There is no zone {zone} in this hall."""


class UnknownKiosk(HallError, status=404):
    """There is no kiosk {kiosk} in this hall."""


class NotFound(HallError, status=404):
    """Nothing is found at this address."""


class LaneNotAllowed(HallError, status=403):
    """A kiosk gives ordinary numbers only; the guide desk gives the others."""


class LaneWithoutPromise(HallError, status=422):
    """The lane {lane} has no promised wait in this hall's file, so nobody can stand in it."""


class ServiceClosed(HallError):
    """No open counter serves this now; please ask the guide desk."""


class NotYourCounter(HallError, status=403):
    """You are not set down for counter {counter}; ask the manager."""


class Seated(HallError):
    """{holder} sits at counter {counter}; take it over if that is agreed."""


class NotSeated(HallError):
    """You do not sit at counter {counter}; please sit down first."""


class SeatLost(HallError):
    """{holder} now sits at counter {counter}; your seat there has ended."""


class Stale(HallError):
    """The counter has already moved on; the screen now shows the present ticket."""


class CounterBusy(HallError, code="busy"):
    """This counter still holds a ticket; finish or hold it first."""


class NoTicket(HallError):
    """No ticket is in hand at this counter; call the next one first."""


class WrongState(HallError):
    """Number {number} is {state} now, so this cannot be done."""


class BelowThreshold(HallError):
    """{held_back} wait below this counter's threshold; call them with the button if you wish."""


class ReasonNeeded(HallError, status=422):
    """Calling a chosen number needs a reason; please give one."""


class NotPulled(HallError):
    """Number {number} stands in a line that this counter does not pull."""


class NotWaiting(HallError):
    """Number {number} is not waiting; it is {state}."""


class RecallTooSoon(HallError):
    """Number {number} was called just now; call again in {seconds} seconds."""


class RecallLimit(HallError):
    """Number {number} was called {calls} times; please mark it as missed."""


class TooManyHeld(HallError):
    """This counter already holds {held} tickets; resume one first."""


class NotHeldHere(HallError):
    """This ticket is not held at counter {counter}."""


class NothingToUndo(HallError):
    """There is no newest call to take back at this counter."""


class UndoTooLate(HallError):
    """A call can be taken back for {seconds} seconds only; hold or finish it instead."""


class RollCalledBefore(HallError):
    """Number {number} was called today already; call it once more only if that is meant."""


class HallStopped(HallError):
    """The hall is stopped by its manager; please wait for the announcement."""


class CounterClosed(HallError):
    """Counter {counter} is closed by the manager."""


class RequestDiffers(HallError, status=422):
    """This request id was used for something else; send a new one."""


class PlanOutdated(HallError):
    """The hall's set-up has changed; please load the page again."""


class ClockBack(HallError, status=503):
    """The clock went back by {minutes} minutes; set it right, or run doctor --accept-clock."""


class LiveStateLost(HallError, status=503):
    """The live queues are empty beside an archive that is not; no number is given until `rebuild` has run."""


class LiveStateBehind(HallError, status=503):
    """The live queues are older than the archive; no number is given until `rebuild` has run."""


class NothingToRebuild(HallError):
    """The live queues are in order and nothing is lost, so there is nothing to rebuild."""


class LiveUnreachable(HallError, status=503):
    """The queue server does not answer; please wait a moment, the same request is repeated."""


class BadInput(HallError, status=422):
    """{what}"""  # noqa: D400 - the sentence comes whole


class SignInNeeded(HallError, status=401):
    """Please sign in first."""


class NotAllowed(HallError, status=403):
    """Your role does not allow this; ask the manager."""


class PasswordMustChange(HallError, status=403):
    """Please choose a password of your own first; until then nothing else can be done."""


class CrossSite(HallError, status=403):
    """This request did not come from the hall's own page; load the page again."""


class TooManyRequests(HallError, status=429):
    """Too many requests from this device; please wait {seconds} seconds."""


class NotPaired(HallError, status=401):
    """This browser is not set up as a device; a manager does it from the landing page."""


class NoDevice(HallError):
    """This key belongs to no device that does this; let the device in at the device desk."""


class CodeUnknown(HallError, status=404):
    """No device shows this code now; read it from the device again."""


class DeviceSilent(HallError, status=409):
    """This device has not been heard of since the hall opened; look whether it is switched on."""


class PrintUnknown(HallError, status=404):
    """This print job is not known."""


class PrintDecided(HallError, status=409):
    """There is nothing to decide about this paper any more."""


class VoiceFailed(HallError, status=503):
    """The announcement could not be spoken; try again, or announce it yourself."""


class FactGap(HallError, status=500):
    """The archive expects fact {expected} and was given {given}; nothing was written."""


class FactDiffers(HallError, status=500):
    """Fact {revision} stands in the archive with other words; nothing was written."""


class ArchiverDeposed(HallError):
    """Another archiver has taken over; this one may not write any more."""


class NumberDoubled(HallError, status=500):
    """Number {number} of {day} is on two tickets, {ticket} and {other}; the archive refuses it."""


class WrongNameOrPassword(HallError, status=401):
    """The name or the password is wrong."""


class SignInBusy(HallError, status=503):
    """Many people sign in at this moment; try again in a few seconds."""


class LinkUsed(HallError, status=410):
    """This sign-in link was used already; ask for a new one."""


class LinkExpired(HallError, status=410):
    """This sign-in link is too old or not one of this hall; ask for a new one."""


class PasswordTooShort(HallError, status=422):
    """A password has {least} to {most} characters."""


class PasswordTooCommon(HallError, status=422):
    """This password is easy to guess; choose another one."""


class NameTaken(HallError):
    """There is an account named {name} already."""


class NameWrong(HallError, status=422):
    """A name has 1 to {most} characters, and a sign-in name has no spaces; {name} does not fit."""


class UnknownRole(HallError, status=422):
    """There is no {role} here; these exist: {known}."""


class LastManager(HallError):
    """This is the last manager who can sign in; make another one first."""


class StaffListWrong(HallError, status=422):
    """The list has {count} mistakes, so nobody was added; put them right and send it again."""
