"""How a printer's address is written, and which addresses are no printer's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeAlias

#: Every spelling, as the end of a sentence.
SPELLINGS = (
    'a printer is "dummy", "tcp://192.168.1.50:9100", "usb://04b8:0e15", '
    '"serial:///dev/ttyUSB0?baud=19200" or "file:///dev/usb/lp0"'
)
#: Where printers on a network listen: raw printing, one port for each printer of a print server.
PORTS = frozenset(range(9100, 9110))
#: Pace of a serial line where the address doesn't say, bits a second.
BAUD = 19_200

#: A host name or IPv4 address; nothing else reaches the resolver.
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{1,63})*"
_TCP = re.compile(rf"tcp://({_HOST}):(\d{{1,5}})")
_USB = re.compile(r"usb://([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})")
_SERIAL = re.compile(r"serial://(/dev/[\w.:/-]+)(?:\?baud=(\d{3,7}))?")
_FILE = re.compile(r"file://(/dev/[\w.:/-]+)")

#: What a spelling that is nearly right was meant to be: a bare host, a device's bare path.
_MEANT = (
    (re.compile(rf"(?:(?:tcp|https?):/*)?({_HOST}\.{_HOST}):(\d{{1,5}})/?"), r"tcp://\1:\2"),
    (re.compile(rf"(?:(?:tcp|https?):/*)?({_HOST}\.{_HOST})/?"), r"tcp://\1:9100"),
    (re.compile(r"(?:serial:/*|file:/*)?(/?dev/(?:tty|cu\.)[\w.:/-]+)"), r"serial:///\1"),
    (re.compile(r"(?:file:/*)?(/?dev/[\w.:/-]+)"), r"file:///\1"),
    (re.compile(r"(?:usb:/*)?(?:0x)?([0-9A-Fa-f]{4})[:/ ](?:0x)?([0-9A-Fa-f]{4})"), r"usb://\1:\2"),
)

#: Clouds tell their machines' secrets here: addresses outside the ranges refused anyway.
_METADATA = frozenset(map(ip_address, ("100.100.100.200", "192.0.0.192", "fd00:ec2::254")))
_THIS_NETWORK = ip_network("0.0.0.0/8")
#: Device files of printers and of serial lines; a hall file must not make the printer write anywhere else.
_DEVICE_FILE = re.compile(
    r"/dev/(?:(?:usb/)?(?:lp|usblp|ulpt)\d+|tty(?:USB|ACM|AMA|S|XRUSB|mxc)\d+|cu\.[\w.-]+)"
)


class PrinterAddressError(ValueError):
    """A printer's address that can't be one; the sentence says how it is written."""


@dataclass(frozen=True)
class Dummy:
    """Keeps the last job and prints nothing."""


@dataclass(frozen=True)
class Network:
    """A printer that listens on a port."""

    host: str
    port: int


@dataclass(frozen=True)
class Usb:
    """A printer by its maker's and its own number, as `lsusb` shows them."""

    vendor: int
    product: int


@dataclass(frozen=True)
class Serial:
    """A printer on a serial line; baud: bits a second."""

    path: str
    baud: int


@dataclass(frozen=True)
class File:
    """A printer behind a device file that takes bytes and answers nothing."""

    path: str


Address: TypeAlias = Dummy | Network | Usb | Serial | File


def parse(text: str) -> Address:
    """The address a hall file names. Raises PrinterAddressError with the right spelling."""
    if text == "dummy":
        return Dummy()
    if (tcp := _TCP.fullmatch(text)) and 0 < int(tcp[2]) < 1 << 16:
        return Network(tcp[1], int(tcp[2]))
    if usb := _USB.fullmatch(text):
        return Usb(int(usb[1], 16), int(usb[2], 16))
    if (serial := _SERIAL.fullmatch(text)) and ".." not in text:
        return Serial(serial[1], int(serial[2] or BAUD))
    if (file := _FILE.fullmatch(text)) and ".." not in text:
        return File(file[1])
    raise PrinterAddressError(f'"{text}" is no printer{_meant(text)}')


def _meant(text: str) -> str:
    for pattern, spelling in _MEANT:
        if (found := pattern.fullmatch(text)) and ".." not in text:
            return f' — did you mean "{found.expand(spelling).replace(":////", ":///")}"?'
    return f"; {SPELLINGS}"


@dataclass(frozen=True)
class Allowed:
    """Where printers of this machine may be: a hall file comes from far away and must not choose freely.

    ports  on which one may listen
    local  also this machine itself and any file: for the simulator and for tests
    """

    ports: frozenset[int] = PORTS
    local: bool = False

    def against(self, address: Address) -> str | None:
        """Why this address is refused as it is written, None when it isn't.

        What a name or a link stands for is known when it is used: `against_ip`, `against_file`.
        """
        if not isinstance(address, Network):
            return None
        if address.port not in self.ports:
            return f"port {address.port} is none of the printers' ports, {ports_in_words(self.ports)}"
        try:
            ip = ip_address(address.host)
        except ValueError:
            return None
        return self.against_ip(ip)

    def against_file(self, real: str) -> str | None:
        """Why nothing is written to this file, links followed; None for a printer's or a serial line's."""
        return None if self.local or _DEVICE_FILE.fullmatch(real) else f"{real} is no printer's device file"

    def against_ip(self, ip: IPv4Address | IPv6Address) -> str | None:
        """Why nothing is sent to this address of the network, None when a printer may be there."""
        real = getattr(ip, "ipv4_mapped", None) or ip
        if self.local and real.is_loopback:
            return None
        for wrong, what in (
            (real.is_loopback, "this machine itself"),
            (real.is_unspecified or (real.version == _V4 and real in _THIS_NETWORK), "no address"),
            (real.is_link_local or real in _METADATA, "a link's or a cloud's own address"),
            (real.is_multicast or real == _BROADCAST, "many machines at once"),
        ):
            if wrong:
                return f"{ip} is {what}"
        return None


_V4 = 4
_BROADCAST = ip_address("255.255.255.255")


def read_ports(text: str) -> frozenset[int]:
    """Ports as people list them: "9100-9109, 6101". Raises ValueError."""
    ports: set[int] = set()
    for part in filter(None, re.split(r"[,\s]+", text)):
        first, _, last = part.partition("-")
        ports |= set(range(int(first), int(last or first) + 1))
    if not ports or not all(0 < port < 1 << 16 for port in ports):
        raise ValueError(f'"{text}" lists no ports; write them like 9100-9109,6101')
    return frozenset(ports)


def ports_in_words(ports: Iterable[int]) -> str:
    """Ports with neighbours drawn together: "9100–9109, 6101"."""
    runs: list[list[int]] = []
    for port in sorted(ports):
        if runs and port == runs[-1][-1] + 1:
            runs[-1].append(port)
        else:
            runs.append([port])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
