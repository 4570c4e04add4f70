"""Hands one ticket's bytes to a printer and says what became of it and how the printer is."""

import threading
from dataclasses import dataclass
from enum import StrEnum

from queueing.rules.devices import DeviceState as State
from queueing.rules.printer_address import Allowed, Dummy, parse
from ticket_printer.escpos import fill, tear_off
from ticket_printer.status import ASK, PRINTS_NOTHING, SOON, after_a_job, answer_to_job, ask
from ticket_printer.transport import Wire, connect

#: Dots across the widest paper, where no job has told yet.
WIDEST = 576


class Outcome(StrEnum):
    """What became of a job."""

    #: The printer said so, or took every byte and ended the connection in order.
    PRINTED = "printed"
    #: Nothing was sent: refused, unreachable, without paper.
    FAILED = "failed"
    #: It may have been printed, wholly, in part or not at all.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    """What became of one job: the outcome, how the printer is now, a sentence for the log."""

    outcome: Outcome
    state: State
    why: str


class Printer:
    """One printer; one job at a time, whoever asks."""

    def __init__(
        self,
        address: str,
        allowed: Allowed | None = None,
        *,
        timeout: float = 5.0,
        answer_within: float = 1.0,
        broke_off: bool = False,
    ) -> None:
        """Take the address, as rules/printer_address.py reads it; a dummy keeps the last job in `kept`.

        allowed        where printers of this machine may be
        timeout        seconds for connecting, for sending, and for the end of the job, each
        answer_within  seconds in which a printer that answers at all does; a silent one is then hung up on
        broke_off      the job before this one may have ended in its midst
        Raises PrinterAddressError.
        """
        self.address = address
        self.timeout = timeout
        self.answer_within = min(answer_within, timeout)
        #: The last job given to a dummy.
        self.kept = b""
        self._where = parse(address)
        self._allowed = allowed or Allowed()
        self._broke_off = broke_off
        self._mute = False
        self._width = WIDEST
        self._one_at_a_time = threading.Lock()

    def print_ticket(self, job: bytes, width: int, cut: str = "partial") -> Result:
        """Print one job for paper of so many dots. Any fault of the printer is an outcome, no exception."""
        with self._one_at_a_time:
            if isinstance(self._where, Dummy):
                self.kept = job
                return Result(Outcome.PRINTED, State.OK, "Kept by the dummy.")
            try:
                wire = connect(self._where, self._allowed, self.timeout)
            except OSError as why:
                return Result(Outcome.FAILED, State.DOWN, f"{self.address} can't be reached: {why}")
            try:
                self._width = width
                return self._send(wire, job, tear_off(cut))
            finally:
                wire.close()

    def state(self) -> State:
        """How it is, asked now; a printer that says nothing is unknown, never well."""
        with self._one_at_a_time:
            if isinstance(self._where, Dummy):
                return State.OK
            try:
                wire = connect(self._where, self._allowed, self.timeout)
            except OSError:
                return State.DOWN
            try:
                self._mute = False
                state = self._ask(wire)
            except OSError:
                return State.UNKNOWN
            finally:
                wire.close()
            self._mute = state is State.UNKNOWN
            return state

    def _ask(self, wire: Wire) -> State:
        """How it is, once no command is open that would take the question for its own."""
        if self._broke_off:
            wire.send(fill(self._width), self.timeout)
        return State.UNKNOWN if self._mute else ask(wire, min(SOON, self.answer_within))

    def _send(self, wire: Wire, job: bytes, tear: bytes) -> Result:
        """Ask before, send, hear what became of it."""
        try:
            before = self._ask(wire)
        except OSError as why:
            return Result(Outcome.FAILED, State.UNKNOWN, f"{self.address} broke off before the job: {why}")
        if before in PRINTS_NOTHING:
            return Result(Outcome.FAILED, before, f"{self.address} {_IS[before]}")
        self._mute = before is State.UNKNOWN
        try:
            wire.send((tear if self._broke_off else b"") + job + ASK, self.timeout)
            self._broke_off = False
            return self._end(wire)
        except OSError as why:
            self._broke_off = True
            return Result(Outcome.UNKNOWN, State.UNKNOWN, f"{self.address} broke off: {why}")

    def _end(self, wire: Wire) -> Result:
        """Wait for the printer's word, or for its end of the connection after ours."""
        answer = answer_to_job(wire, self.answer_within)
        if answer is None:
            now = self._ask(wire)
            if now in PRINTS_NOTHING:
                return Result(Outcome.UNKNOWN, now, f"{self.address} {_IS[now]}")
            if self._mute and wire.sure:
                return Result(Outcome.PRINTED, State.UNKNOWN, f"{self.address} took the whole job.")
            wire.hang_up()
            answer = answer_to_job(wire, self.timeout)
        elif answer < 0 and not self._mute:
            raise ConnectionResetError("it hung up before it said what became of the job")
        if answer is None:
            return Result(Outcome.UNKNOWN, State.UNKNOWN, f"{self.address} took the job and says nothing.")
        if answer < 0:
            if not wire.took_all():
                raise ConnectionResetError("it hung up before the end of the job")
            return Result(Outcome.PRINTED, State.UNKNOWN, f"{self.address} took the whole job.")
        state = after_a_job(answer)
        if state is State.OUT:
            return Result(Outcome.UNKNOWN, state, f"{self.address} {_IS[state]}")
        return Result(Outcome.PRINTED, state, f"{self.address} printed it.")


#: How the sentence about a printer that can't print ends.
_IS = {
    State.OUT: "is out of paper.",
    State.COVER: "stands open.",
    State.DOWN: "says that it is broken.",
}
