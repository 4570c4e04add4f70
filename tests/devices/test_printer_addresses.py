"""A printer's address is checked as it is written, as it resolves, and where a link leads."""

import ipaddress
import os
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.planning import check
from queueing.rules.printer_address import (
    Allowed,
    Dummy,
    File,
    Network,
    PrinterAddressError,
    Serial,
    Usb,
    parse,
    ports_in_words,
    read_ports,
)
from tests.devices.ledger import ANYWHERE, job, printer_at
from tests.rules.test_hall_file import SMALL
from ticket_printer.printer import Outcome, Printer
from ticket_printer.simulator import SimulatedPrinter


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("dummy", Dummy()),
        ("tcp://192.168.1.50:9100", Network("192.168.1.50", 9100)),
        ("tcp://printer-2.hall.local:9101", Network("printer-2.hall.local", 9101)),
        ("usb://04b8:0E15", Usb(0x04B8, 0x0E15)),
        ("serial:///dev/ttyUSB0?baud=9600", Serial("/dev/ttyUSB0", 9600)),
        (
            "serial:///dev/serial/by-id/usb-Gprinter_58-if00",
            Serial("/dev/serial/by-id/usb-Gprinter_58-if00", 19200),
        ),
        ("file:///dev/usb/lp0", File("/dev/usb/lp0")),
    ],
)
def test_every_spelling_is_read(text, address):
    assert parse(text) == address
    assert Printer(text).address == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("192.168.1.50", '— did you mean "tcp://192.168.1.50:9100"?'),
        ("192.168.1.50:9101", '— did you mean "tcp://192.168.1.50:9101"?'),
        ("http://192.168.1.50:9100/", '— did you mean "tcp://192.168.1.50:9100"?'),
        ("/dev/usb/lp0", '— did you mean "file:///dev/usb/lp0"?'),
        ("serial:/dev/ttyUSB0", '— did you mean "serial:///dev/ttyUSB0"?'),
        ("04b8:0e15", '— did you mean "usb://04b8:0e15"?'),
        ("", 'a printer is "dummy", "tcp://'),
        ("usb", '"usb://04b8:0e15"'),
        ("tcp://h:0", "a printer is"),
        ("tcp://h:65536", "a printer is"),
        ("tcp://a b:9100", "a printer is"),
        ("tcp://h:9100/x", "a printer is"),
        ("tcp://user@h:9100", "a printer is"),
        ("file:///etc/passwd", "a printer is"),
        ("file:///dev/../etc/passwd", "a printer is"),
        ("serial:///dev/ttyS0?baud=x", "a printer is"),
    ],
)
def test_a_wrong_spelling_is_refused_with_the_right_one(text, meant):
    with pytest.raises(PrinterAddressError) as refusal:
        Printer(text)
    assert meant in str(refusal.value)


def test_a_hall_file_warns_of_an_address_that_is_refused_when_printing(tmp_path):
    file = tmp_path / "town.toml"
    file.write_text(SMALL.replace('printer = "dummy"', 'printer = "tcp://169.254.169.254:80"'), "utf-8")
    (warning,) = check(file)
    assert warning.startswith(
        "warning, line 24: kiosk k1: port 80 is none of the printers' ports, 9100–9109; "
    )


NOWHERE = [
    *("127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "0.1.2.3", "::", "169.254.169.254", "169.254.0.23"),  # noqa: S104 - never bound
    *("fe80::1", "fd00:ec2::254", "100.100.100.200", "192.0.0.192", "224.0.0.1", "ff02::1"),
    *("255.255.255.255", "::ffff:127.0.0.1", "::ffff:169.254.169.254"),
]


@pytest.mark.parametrize("ip", NOWHERE)
def test_no_printer_is_at_an_address_of_this_machine_of_a_cloud_or_of_many(ip):
    assert Allowed().against_ip(ipaddress.ip_address(ip))


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="192.168.0.0/16"))
def test_every_address_of_a_halls_own_network_may_have_a_printer(ip):
    assert Allowed().against_ip(ip) is None


@given(st.ip_addresses(v=4, network="127.0.0.0/8") | st.ip_addresses(v=4, network="169.254.0.0/16"))
def test_none_of_these_is_reached_in_whatever_dress(ip):
    mapped = ipaddress.IPv6Address(f"::ffff:{ip}")
    assert Allowed().against_ip(ip) and Allowed().against_ip(mapped)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0"])
def test_this_machine_is_refused_under_every_name_before_a_connection_is_made(host):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        result = Printer(f"tcp://{host}:{port}", Allowed(frozenset({port}))).print_ticket(job("A001"), 384)
        assert result.outcome is Outcome.FAILED
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_name_that_turns_elsewhere_after_the_check_is_not_followed(monkeypatch):
    """Between a check and a second look-up a name may change: there is no second look-up."""
    asked = []

    def resolve(host, port, **_):
        asked.append(host)
        first = len(asked) == 1
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if first else "169.254.169.254", port))
        ]

    with SimulatedPrinter() as simulated:
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        port = parse(simulated.address).port
        assert printer_at(f"tcp://printer:{port}").print_ticket(job("A001"), 384).outcome is Outcome.PRINTED
        assert asked == ["printer"]


def test_a_port_of_another_service_is_refused_though_the_machine_is_a_printers():
    result = Printer("tcp://192.168.1.50:22").print_ticket(job("A001"), 384)
    assert result.outcome is Outcome.FAILED
    assert result.why.endswith("port 22 is none of the printers' ports, 9100–9109")


def test_a_link_in_dev_does_not_lead_to_another_file(tmp_path):
    (tmp_path / "secret").write_text("")
    assert Allowed().against_file(os.path.realpath(tmp_path / "secret"))
    for real in ("/dev/usb/lp0", "/dev/lp1", "/dev/ttyUSB0", "/dev/ttyACM3", "/dev/ttyS0"):
        assert Allowed().against_file(real) is None
    for real in ("/dev/sda", "/dev/mem", "/dev/pts/3", "/dev/tty", "/dev/null"):
        assert Allowed().against_file(real)
    assert ANYWHERE.against_file("/dev/null") is None


def test_ports_are_listed_as_people_list_them():
    assert read_ports("9100-9109, 6101") == frozenset({*range(9100, 9110), 6101})
    assert ports_in_words(read_ports("9100-9109, 6101")) == "6101, 9100–9109"
    for wrong in ("", "x", "0", "70000", "9109-9100"):
        with pytest.raises(ValueError, match=r"ports|invalid"):
            read_ports(wrong)
