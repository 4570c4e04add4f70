"""Ways to a printer: network, USB, serial line, device file; the only user of python-escpos.

Each is python-escpos's own transport, opened here with time limits on all it does: by itself it
waits a minute for a network and for ever for a blocked serial line.
"""

import os
import select
import shutil
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, Protocol

from queueing.rules.printer_address import Address, Allowed, File, Network, Serial, Usb
from ticket_printer.acknowledged import all_taken

#: Bits a serial line sends for a byte: start, eight, stop.
_BITS = 10
#: A printer's interface, of USB's classes, and which way an endpoint goes.
_PRINTER_CLASS, _TOWARDS_US = 7, 0x80


class AddressRefusedError(OSError):
    """Nothing may be sent to this address from this machine."""


class Wire(Protocol):
    """An open way to a printer. Every method raises OSError when the way is lost."""

    #: Whether sending all means that the printer took it: so for USB, not for a line nobody may listen to.
    sure: bool

    def send(self, job: bytes, within: float) -> None:
        """Send all bytes, in so many seconds at the most, plus what a slow line itself needs."""

    def hear(self, within: float) -> bytes | None:
        """The next bytes the printer says; b"" when it hung up, None when it says nothing in that time."""

    def hang_up(self) -> None:
        """Say that no more comes, where the way has such a word."""

    def took_all(self) -> bool:
        """After the printer hung up: whether it had taken every byte."""

    def close(self) -> None:
        """End it."""


def connect(address: Address, allowed: Allowed, timeout: float) -> Wire:
    """Open the way to a printer that is no dummy.

    Raises AddressRefusedError for one not allowed, as written or as it resolves; else OSError where
    nobody answers within `timeout` seconds.
    """
    if why := allowed.against(address):
        raise AddressRefusedError(why)
    match address:
        case Network(host, port):
            return _NetworkWire(address, _open_socket(host, port, allowed, timeout), timeout)
        case Usb(vendor, product):
            return _UsbWire(vendor, product)
        case Serial(path, baud):
            return _SerialWire(_device_file(path, allowed), baud, timeout)
        case File(path):
            return _FileWire(_device_file(path, allowed))
    raise AddressRefusedError("a dummy has no way to it")


def _open_socket(host: str, port: int, allowed: Allowed, timeout: float) -> socket.socket:
    """A connection to the very address that was checked: asked again, a name might point elsewhere."""
    refused, fault = "", OSError(f"{host} has no address")
    for family, kind, protocol, _, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if why := allowed.against_ip(ip_address(where[0])):
            refused = why
            continue
        device = socket.socket(family, kind, protocol)
        device.settimeout(timeout)
        try:
            device.connect(where)
        except OSError as lost:
            device.close()
            fault = lost
        else:
            return device
    raise AddressRefusedError(refused) if refused else fault


def _device_file(path: str, allowed: Allowed) -> str:
    real = os.path.realpath(path)
    if why := allowed.against_file(real):
        raise AddressRefusedError(why)
    return real


@lru_cache(maxsize=1)
def _escpos() -> Any:  # noqa: ANN401 - python-escpos ships no types
    """python-escpos's printers, for halls that print on one.

    Its import takes half a second and leaves a folder in the temporary folder, which goes at once.
    """
    from escpos import capabilities, printer  # noqa: PLC0415

    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return printer


def _opened(transport: Any, open_it: Callable[[], None]) -> Any:  # noqa: ANN401 - the same
    """The transport, open. python-escpos's own fault for an absent device is an ordinary exception."""
    from escpos.exceptions import Error  # noqa: PLC0415

    try:
        open_it()
    except (Error, ValueError) as fault:  # ValueError: there is no libusb on this machine
        raise OSError(" ".join(str(fault).split())) from fault
    return transport


class _NetworkWire:
    """A TCP connection; that it was taken whole is told by the connection's end."""

    sure = False

    def __init__(self, where: Network, device: socket.socket, timeout: float) -> None:
        # Opened by us and handed over: python-escpos leaves that of a refused connection unclosed.
        self._wire = _escpos().Network(where.host, where.port, timeout)
        self._wire.device = self._device = device

    def send(self, job: bytes, within: float) -> None:
        self._device.settimeout(within)
        self._wire._raw(job)  # noqa: SLF001 - its one way to send bytes as they are

    def hear(self, within: float) -> bytes | None:
        self._device.settimeout(max(0.001, within))
        try:
            return self._device.recv(64)
        except TimeoutError:
            return None

    def hang_up(self) -> None:
        self._device.shutdown(socket.SHUT_WR)

    def took_all(self) -> bool:
        return all_taken(self._device)

    def close(self) -> None:
        self._wire.close()


class _UsbWire:
    """A USB printer; each transfer is acknowledged by the printer itself."""

    sure = True

    def __init__(self, vendor: int, product: int) -> None:
        wire = _escpos().Usb(vendor, product)
        self._wire = _opened(wire, wire.open)
        self._speaks = False
        for endpoint in _endpoints(self._wire.device):
            if endpoint.bEndpointAddress & _TOWARDS_US:
                self._wire.in_ep, self._speaks = endpoint.bEndpointAddress, True
            else:
                self._wire.out_ep = endpoint.bEndpointAddress

    def send(self, job: bytes, within: float) -> None:
        self._wire.timeout = int(within * 1000)
        self._wire._raw(job)  # noqa: SLF001 - the same

    def hear(self, within: float) -> bytes | None:
        from usb.core import USBTimeoutError  # noqa: PLC0415 - comes with the transport

        if not self._speaks:
            return None
        try:
            return bytes(self._wire.device.read(self._wire.in_ep, 64, max(1, int(within * 1000)))) or None
        except USBTimeoutError:
            return None

    def hang_up(self) -> None:
        """A cable has no such word."""

    def took_all(self) -> bool:
        return False

    def close(self) -> None:
        self._wire.close()


def _endpoints(device: Any) -> list[Any]:  # noqa: ANN401 - pyusb ships no types
    """The endpoints of the printer's interface; python-escpos guesses their numbers, and makers differ."""
    return [
        endpoint
        for interface in device.get_active_configuration()
        if interface.bInterfaceClass == _PRINTER_CLASS
        for endpoint in interface
    ]


class _SerialWire:
    """A serial line; it takes every byte whether or not anybody listens, so only an answer is sure."""

    sure = False

    def __init__(self, path: str, baud: int, timeout: float) -> None:
        # Flow control by DSR and DTR, python-escpos's default, stalls on three-wire cables.
        wire = _escpos().Serial(path, baudrate=baud, timeout=timeout, dsrdtr=False)
        self._wire = _opened(wire, wire.open)
        self._line = self._wire.device
        self._pace = baud / _BITS

    def send(self, job: bytes, within: float) -> None:
        self._line.write_timeout = within + len(job) / self._pace
        self._wire._raw(job)  # noqa: SLF001 - the same
        until = time.monotonic() + within + len(job) / self._pace
        while self._line.out_waiting:
            if time.monotonic() > until:
                raise TimeoutError("the line is blocked")
            time.sleep(0.02)

    def hear(self, within: float) -> bytes | None:
        self._line.timeout = within
        return self._line.read(1) or None

    def hang_up(self) -> None:
        """A line has no such word."""

    def took_all(self) -> bool:
        return False

    def close(self) -> None:
        with suppress(OSError):
            self._line.reset_output_buffer()  # closing would wait for a printer that takes nothing more
        self._line.close()


class _FileWire:
    """A device file, as the kernel gives USB and parallel printers; it is written to and never answers."""

    sure = True

    def __init__(self, path: str) -> None:
        self._wire = _escpos().File(path, auto_flush=False)
        try:
            # Handed over like a socket: python-escpos's own would block for ever on a printer that is off.
            self._file = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        except FileNotFoundError as absent:
            raise OSError(f"there is no {path}") from absent
        self._wire.device = self

    def send(self, job: bytes, within: float) -> None:
        self._left = time.monotonic() + within
        self._wire._raw(job)  # noqa: SLF001 - the same

    def write(self, job: bytes) -> None:
        """What python-escpos calls: write all bytes, waiting for the device but not for ever."""
        rest = memoryview(job)
        while rest:
            if not select.select([], [self._file], [], max(0.0, self._left - time.monotonic()))[1]:
                raise TimeoutError("the printer takes no more")
            rest = rest[os.write(self._file, rest) :]

    def hear(self, within: float) -> bytes | None:  # noqa: ARG002 - it never says anything
        return None

    def hang_up(self) -> None:
        """A file has no such word."""

    def took_all(self) -> bool:
        return False

    def close(self) -> None:
        self._wire.device = None  # python-escpos would end it once more, and as its own kind of file
        os.close(self._file)
