"""A strip as the hall's program works it: what it is told to show, and the board that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from displays.led.alpha import Alpha
from displays.led.matrix import Matrix, max7219
from displays.led.onbon import Onbon
from displays.led.strip import Face
from displays.led.template import Template, TemplateError
from displays.led.wire import Refuse, SerialWire, TcpWire, Whole, Wire, nothing_refused
from queueing.rules.strip_address import StripAddress, StripAddressError, parse


class Driver(Protocol):
    """One strip. Its width, its language, and what it hangs on: strips of one bus take turns."""

    width: int
    language: str
    bus: str

    def frame(self, face: Face, elapsed: int) -> bytes:
        """What is sent for a face as it stands so many ms after it was first shown. Raises StripFault."""

    def send(self, frame: bytes) -> None:
        """Make the strip show it; no longer than two seconds. Raises StripFault."""


class Codec(Protocol):
    """One board's protocol: the frame of a face, and what its answer means."""

    @property
    def is_whole(self) -> Whole | None:
        """Tells whether these bytes hold the board's whole answer; None for a board that gives none."""

    def frame(self, face: Face, elapsed: int) -> bytes:
        """As Driver.frame."""

    def check(self, answer: bytes) -> None:
        """Raises StripFault where the board refused."""


@dataclass
class Board:
    """A driver for a board with a protocol and a cable."""

    codec: Codec
    wire: Wire
    width: int
    bus: str
    language: str

    def frame(self, face: Face, elapsed: int) -> bytes:
        """As Driver.frame."""
        return self.codec.frame(face, elapsed)

    def send(self, frame: bytes) -> None:
        """As Driver.send."""
        self.codec.check(self.wire.exchange(frame, self.codec.is_whole))


@dataclass
class Dummy:
    """A driver without a strip; it keeps the last frame, which is the text."""

    width: int
    bus: str
    language: str
    kept: bytes = field(default=b"", init=False)

    def frame(self, face: Face, elapsed: int) -> bytes:  # noqa: ARG002 - it stands still
        """The text."""
        return face.text.encode()

    def send(self, frame: bytes) -> None:
        """Keep it."""
        self.kept = frame


def open_drivers(addresses: Mapping[str, str], refuse: Refuse = nothing_refused) -> dict[str, Driver]:
    """The drivers of all strips by counter; nothing is sent or opened yet.

    addresses  by counter, as rules/strip_address.py reads them; strips on one serial line share it
    refuse     why nothing is sent to an address of the network, None when a strip may be there
    Raises StripAddressError, which names the address.
    """
    wires: dict[str, Wire] = {}
    return {counter: open_driver(address, refuse, wires) for counter, address in addresses.items()}


def open_driver(
    address: str, refuse: Refuse = nothing_refused, wires: dict[str, Wire] | None = None
) -> Driver:
    """One strip's driver; `wires` by bus, those opened for other strips. Raises StripAddressError."""
    told = parse(address)
    if told.protocol == "dummy":
        return Dummy(told.width, address, told.language)
    if told.protocol == "luma":
        turned = int(told.words.get("orientation", "0"))
        opening = partial(max7219, told.width, told.words.get("spi", "0.0"), turned)
        return Matrix(opening, told.width, told.bus, told.language)
    shared = {} if wires is None else wires
    if told.bus not in shared:
        shared[told.bus] = (
            SerialWire(told.path, told.baud) if told.path else TcpWire(told.host, told.port, refuse)
        )
    return Board(_codec(address, told), shared[told.bus], told.width, told.bus, told.language)


def _codec(address: str, told: StripAddress) -> Codec:
    if told.protocol == "onbon":
        return Onbon(told.number, told.width)
    if told.protocol == "alpha":
        return Alpha(told.number, told.width)
    try:
        return Template(told.words.pop("frame"), told.number, told.width, **told.words)
    except TemplateError as fault:
        raise StripAddressError(f'"{address}": {fault}') from fault
