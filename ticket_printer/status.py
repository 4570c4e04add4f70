"""How a printer says it is: paper, cover, faults; silence is never taken for well."""

import time
from collections.abc import Iterator

from queueing.rules.devices import DeviceState as State
from ticket_printer.transport import Wire

#: Asks for the paper sensors in its turn: answered when all before it has been printed (`GS r 1`).
ASK = b"\x1dr\x01"
#: Asked ahead of all it has in hand (`DLE EOT n`): the printer, why it is offline, its faults, its paper.
PRINTER_NOW, OFFLINE_NOW, FAULT_NOW, PAPER_NOW = (b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4))
#: Bits of their answers.
_COVER_OPEN, _PAPER_STOPPED, _FAULT = 0x04, 0x20, 0x40
_CUTTER_STUCK, _BROKEN, _TOO_HOT = 0x08, 0x20, 0x40
_NEAR_END, _ENDED = 0x0C, 0x60
#: The same of the answer to `GS r 1`.
_NEAR_END_THEN, _ENDED_THEN = 0x03, 0x0C

#: Seconds in which a printer that is asked ahead of all answers, if it ever does.
SOON = 0.4


#: A ticket sent to such a printer would come out later, with all the others, when somebody mends it.
PRINTS_NOTHING = frozenset({State.OUT, State.COVER, State.DOWN})


def ask(wire: Wire, within: float) -> State:
    """How the printer says it is now, whatever it is doing; unknown where it leaves a question open.

    Raises OSError when the way to it is lost.
    """
    paper = _realtime(wire, PAPER_NOW, within)
    if paper is None:
        return State.UNKNOWN  # it answers none of the others either; each would cost the same wait
    offline, fault = _realtime(wire, OFFLINE_NOW, within), _realtime(wire, FAULT_NOW, within)
    if (offline or 0) & _COVER_OPEN:
        return State.COVER
    if paper & _ENDED or (offline or 0) & _PAPER_STOPPED:
        return State.OUT
    if (offline or 0) & _FAULT or (fault or 0) & (_CUTTER_STUCK | _BROKEN | _TOO_HOT):
        return State.DOWN
    if offline is None or _realtime(wire, PRINTER_NOW, within) is None:
        return State.UNKNOWN
    return State.LOW if paper & _NEAR_END else State.OK


def after_a_job(answer: int) -> State:
    """What the answer to `ASK` says; it comes when the job before it was done with."""
    if answer & _ENDED_THEN:
        return State.OUT
    return State.LOW if answer & _NEAR_END_THEN else State.OK


def answer_to_job(wire: Wire, seconds: float) -> int | None:
    """The byte that answers `ASK`; -1 when the printer hung up, None when it says nothing in that time.

    What a printer says of its own accord is passed over: flow control, and automatic status, four
    bytes long. Fixed bits tell them apart.
    """
    passed_over = 0
    for said in _said(wire, seconds):
        if passed_over:
            passed_over -= 1
        elif said & 0x93 == 0x10:  # noqa: PLR2004 - how automatic status begins
            passed_over = 3
        elif said < 0 or not said & 0x90:
            return said
    return None


def _realtime(wire: Wire, question: bytes, within: float) -> int | None:
    """The byte that answers a question asked ahead of all; None for silence, a hang-up, anything else."""
    wire.send(question, within)
    for said in _said(wire, within):
        if said < 0:
            return None
        if said & 0x93 == 0x12:  # noqa: PLR2004 - bits every such answer has
            return said
    return None


def _said(wire: Wire, seconds: float) -> Iterator[int]:
    """Each byte the printer says in that time; -1 when it hangs up."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        heard = wire.hear(left)
        if heard is None:
            return
        yield from heard or (-1,)
        if not heard:
            return
