"""Certificates for https in the hall: a local authority that phones are told to trust, and the server's."""

import socket
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import click
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from queueing.clock import Clock, to_datetime
from queueing.errors import BadInput
from queueing.settings import data_folder
from queueing.start_errors import DataFolderWrong, TlsWrong

#: Phones refuse a server's certificate that is good for longer than 825 days.
SERVER_FOR, AUTHORITY_FOR = timedelta(days=820), timedelta(days=3650)
#: A phone whose clock is a little behind still takes a new certificate.
SINCE = timedelta(days=1)

Address = IPv4Address | IPv6Address


@click.command()
@click.option("--data", help="Data folder (or HALL_DATA); ./data by default.")
@click.option("--name", "names", multiple=True, help="A name the hall is reached by, e.g. hall.local.")
@click.option("--ip", "ips", multiple=True, help="An address of this machine; found by itself if not given.")
def tls(data: str | None, names: tuple[str, ...], ips: tuple[str, ...]) -> None:
    """Make a certificate for https, so that phones in the hall open it safely."""
    addresses = [_address(ip) for ip in ips] or own_addresses()
    folder = data_folder(data) / "tls"
    made = make(folder, names, addresses, to_datetime(Clock().tick()))
    reached = names[0] if names else str(addresses[-1])
    host = f"[{reached}]" if ":" in reached else reached
    click.echo(f"Made for: {', '.join(made)}.")
    click.echo(f"Phones and browsers must trust this file, once: {folder / 'authority.crt'}")
    click.echo("Start the hall with it:")
    click.echo(
        f"  ./hall run --host 0.0.0.0 --public-url https://{host}:8080"
        f" --tls-cert {folder / 'server.crt'} --tls-key {folder / 'server.key'}"
    )
    click.echo(f"Keep {folder / 'authority.key'} to yourself: whoever has it can pass for any site.")


def _address(ip: str) -> Address:
    try:
        return ip_address(ip)
    except ValueError as wrong:
        raise BadInput(what=f"--ip {ip} is no address; write it as 192.168.1.20.") from wrong


def own_addresses() -> list[Address]:
    """This machine's address in the hall's network, as it would send from; empty without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address of nobody; nothing is sent
        except OSError:
            return [ip_address("127.0.0.1")]
        return [ip_address(probe.getsockname()[0])]


def make(folder: Path, names: Sequence[str], addresses: Sequence[Address], now: datetime) -> list[str]:
    """Make the server's certificate, and the authority when there is none; what it is good for.

    A new certificate comes from the old authority, so that phones need not be told again.
    Raises DataFolderWrong, BadInput for a name that no certificate can hold.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        authority, signing = _authority(folder, now)
    except OSError as fault:
        raise DataFolderWrong(folder=folder) from fault
    wanted = list(dict.fromkeys([*names, "localhost"]))
    local = [ip_address("127.0.0.1"), ip_address("::1")]
    at = list(dict.fromkeys([*addresses, *local]))
    try:
        alternatives = [*map(x509.DNSName, wanted), *map(x509.IPAddress, at)]
    except ValueError as wrong:
        raise BadInput(
            what=f"{', '.join(names)}: a name is letters a–z, digits, hyphens and dots, as in hall.local."
        ) from wrong
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    certificate = (
        _begun("Hall", authority.subject, key.public_key(), (now, SERVER_FOR))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(usage, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .sign(signing, hashes.SHA256())
    )
    _keep(folder / "server.key", _private(key))
    _keep(folder / "server.crt", _pem(certificate) + _pem(authority))
    return [*wanted, *map(str, at)]


def _authority(folder: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    crt, key_file = folder / "authority.crt", folder / "authority.key"
    if crt.exists() and key_file.exists():
        kept = x509.load_pem_x509_certificate(crt.read_bytes())
        signing = serialization.load_pem_private_key(key_file.read_bytes(), None)
        if isinstance(signing, ec.EllipticCurvePrivateKey) and kept.not_valid_after_utc > now + SERVER_FOR:
            return kept, signing
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key()
    # Each hall's authority has a name of its own, so that a phone that knows two can tell them apart.
    title = f"Hall authority {x509.SubjectKeyIdentifier.from_public_key(public).digest.hex()[:8]}"
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        _begun(title, _name(title), public, (now, AUTHORITY_FOR))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    _keep(key_file, _private(key))
    _keep(crt, _pem(certificate))
    return certificate, key


def _begun(
    title: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey, good: tuple[datetime, timedelta]
) -> x509.CertificateBuilder:
    now, long = good
    return (
        x509.CertificateBuilder()
        .subject_name(_name(title))
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SINCE)
        .not_valid_after(now + long)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(title: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


def _keep(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read, from its first byte on."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(content)
    if file.suffix == ".crt":
        file.chmod(0o644)


def check_pair(cert: Path | None, key: Path | None) -> None:
    """Refuse, with TlsWrong, a certificate and key that no server could answer with."""
    if cert is None and key is None:
        return
    if cert is None or key is None:
        raise TlsWrong(cert=cert or "–", key=key or "–", why="give both --tls-cert and --tls-key")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key)
    except ssl.SSLError as fault:
        raise TlsWrong(cert=cert, key=key, why="they are no PEM files that belong together") from fault
    except OSError as fault:
        raise TlsWrong(cert=cert, key=key, why=fault.strerror) from fault
