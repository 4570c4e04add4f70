"""A strip of MAX7219 modules on a Raspberry Pi, through luma.led_matrix: its dots are drawn here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from PIL import Image

from displays.led.pixels import FontMissingError, draw
from displays.led.strip import HEIGHT, Face
from displays.led.wire import StripFault


class Device(Protocol):
    """What is used of a luma device."""

    def display(self, image: Image.Image) -> None:
        """Show an image of the device's own size."""


@dataclass
class Matrix:
    """A driver: its frame is the strip's dots, a bit each, row by row.

    open  opens the modules, at the first frame; it raises StripFault
    """

    open: Callable[[], Device]
    width: int
    bus: str
    language: str = "zh"
    _device: Device | None = field(default=None, init=False)

    def frame(self, face: Face, elapsed: int) -> bytes:
        """The dots of a face as it stands so many ms after it was first shown. Raises StripFault."""
        try:
            return draw(face, self.width, elapsed).tobytes()
        except FontMissingError as fault:
            raise StripFault(str(fault)) from fault

    def send(self, frame: bytes) -> None:
        """Light them. Raises StripFault; the modules are opened anew then."""
        self._device = self._device or self.open()
        try:
            self._device.display(Image.frombytes("1", (self.width, HEIGHT), frame))
        except OSError as fault:
            self._device = None
            raise StripFault(f"{self.bus} can't be used: {fault}.") from fault


def max7219(width: int, spi: str, orientation: int) -> Device:
    """The modules on an SPI port, written "port.device"; orientation: degrees each module is turned.

    Raises StripFault where this machine has no such port, or no `spidev`, which only a Raspberry Pi needs.
    """
    from luma.core.error import Error  # noqa: PLC0415 - only a hall with such a strip pays for it
    from luma.core.interface import serial  # noqa: PLC0415
    from luma.led_matrix import device  # noqa: PLC0415

    port, chip = map(int, spi.split("."))
    try:
        line = serial.spi(port=port, device=chip, gpio=serial.noop())
        opened: Device = device.max7219(line, width=width, height=HEIGHT, block_orientation=orientation)
    except (Error, ImportError, OSError) as fault:
        raise StripFault(f"There are no MAX7219 modules on SPI {spi}: {fault}.") from fault
    return opened
