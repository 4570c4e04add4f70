"""Posts a message to an address on the network, resolved once and checked: no redirects, 5 seconds."""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

#: A receiver that takes longer hasn't taken it, seconds.
WITHIN = 5.0
#: So much of an answer is read, bytes.
ANSWER = 4096

_PORTS = {"http": 80, "https": 443}
_NAT64 = IPv6Network("64:ff9b::/96")


class NotPostedError(Exception):
    """The message wasn't taken, and why; it may be taken another time."""


class NotAllowedError(NotPostedError):
    """The message may not go to this address."""


def post(url: str, body: str, headers: Mapping[str, str], *, local: bool) -> bytes:
    """Post a JSON text; the beginning of the answer.

    local  also to this machine and to addresses of the own network, which are refused otherwise
    Raises NotPostedError for anything but an answer 2xx, NotAllowedError.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotAllowedError("only http and https are allowed")
    port = parts.port or _PORTS[parts.scheme]
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, port)
    try:
        plain = socket.create_connection((_address(parts.hostname, port, local=local), port), WITHIN)
        # Who sends a byte now and then would hold a timeout by operation for ever.
        watch = threading.Timer(WITHIN, _cut, [plain])
        watch.start()
        try:
            secure = isinstance(connection, http.client.HTTPSConnection)
            # Already connected, so nothing resolves the name again.
            connection.sock = _secured(plain, parts.hostname) if secure else plain
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            told = {"Content-Type": "application/json; charset=utf-8", **headers}
            connection.request("POST", target, body.encode(), told)
            response = connection.getresponse()
            answer = response.read(ANSWER)
        finally:
            watch.cancel()
            plain.close()
    except (OSError, ValueError, http.client.HTTPException) as fault:
        raise NotPostedError(str(fault) or type(fault).__name__) from fault
    finally:
        connection.close()
    if not http.HTTPStatus.OK <= response.status < http.HTTPStatus.MULTIPLE_CHOICES:
        raise NotPostedError(f"it answered {response.status}")
    return answer


def public(address: str) -> bool:
    """Whether an address is of the internet: not of this machine, the own network, or a cloud's own data."""
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inside = IPv4Address(int(ip) & 0xFFFF_FFFF) if ip in _NAT64 else None
        ip = ip.ipv4_mapped or ip.sixtofour or inside or ip
    return ip.is_global and not ip.is_multicast


def _address(host: str, port: int, *, local: bool) -> str:
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not local and not all(map(public, found)):
        raise NotAllowedError(f"{host} is an address of this machine or of the own network")
    return found[0]


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _cut(plain: socket.socket) -> None:
    with suppress(OSError):
        plain.shutdown(socket.SHUT_RDWR)
