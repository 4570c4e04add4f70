"""A hall on https with certificates of its own: what phones trust, cookies that never travel in the clear."""

import re
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509

from counters.gate import SESSION
from queueing import certificates
from queueing.certificates import SERVER_FOR, tls
from queueing.clock import Clock
from queueing.folder import HallFolder
from queueing.settings import Settings
from tests.running import ROOT, Api, RunningHall

PUBLIC = "https://hall.example"


class SecureHall(RunningHall):
    """A running hall that is asked by https; the machine's trust is what SSL_CERT_FILE says."""

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"https://localhost:{self.port}"


@pytest.fixture(scope="module", autouse=True)
def _no_look_at_the_network() -> Iterator[None]:
    """Tests stay on loopback; asking the system for its own address would name another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificates, "own_addresses", lambda: [ip_address("127.0.0.1")])
        yield


def make_certificates(data: Path, *words: str) -> str:
    """What `tls` prints."""
    done = CliRunner().invoke(tls, ["--data", str(data), *words])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def data(furnish) -> Path:
    """A data folder with certificates."""
    folder: Path = furnish("secure")
    make_certificates(folder, "--name", "hall.example", "--ip", "192.0.2.20")
    return folder


@pytest.fixture(scope="module")
def secure(data: Path) -> Iterator[RunningHall]:
    """A hall on https, its authority trusted by this machine."""
    kept = data / "tls"
    with pytest.MonkeyPatch.context() as trust:
        trust.setenv("SSL_CERT_FILE", str(kept / "authority.crt"))
        options = ("--tls-cert", str(kept / "server.crt"), "--tls-key", str(kept / "server.key"))
        hall = SecureHall(data, ROOT / "halls" / "village.toml", (*options, "--public-url", f"{PUBLIC}/"))
        yield hall.start()
        hall.stop()


def test_a_browser_that_trusts_the_authority_gets_in_and_stays_on_https(secure):
    answer = Api(secure.url).ask("GET", "/readyz")

    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_who_does_not_trust_it_hangs_up_and_harms_nobody(secure):
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"{secure.url}/healthz", context=stranger, timeout=5)  # noqa: S310
    with pytest.raises(OSError, match=r"."):
        urllib.request.urlopen(f"http://localhost:{secure.port}/healthz", timeout=5)
    assert Api(secure.url).ask("GET", "/healthz").status == 200
    assert "Traceback" not in (secure.data / "up.log").read_text("utf-8")


def test_cookies_are_secure_and_links_and_codes_say_the_public_https_address(secure):
    link = secure.command("staff", "link")
    signed = Api(secure.url).post("/session/link", {"token": link.partition("#")[2]})
    cookie = signed.headers["Set-Cookie"]
    me = Api(secure.url).ask("GET", "/api/v1/me", headers={"Cookie": cookie.partition(";")[0]}).body

    assert link.startswith(f"{PUBLIC}/sign-in#")
    assert cookie.startswith(SESSION) and {"Secure", "HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
    assert me["hall"]["public_url"] == PUBLIC and me["hall"]["lan_reachable"] is True


def test_acts_are_taken_from_the_halls_own_https_pages_only(secure):
    staffing, now = HallFolder(Settings(data=secure.data)).staffing, Clock().tick()
    link = {"token": staffing.make_link(now, "test")}
    anybody = Api(secure.url)
    refused = [
        anybody.post("/session/link", link, Origin=origin)
        for origin in (f"http://localhost:{secure.port}", "https://evil.example")
    ]

    assert [answer.body["code"] for answer in refused] == ["cross-site", "cross-site"]
    assert anybody.post("/session/link", link, Origin=PUBLIC).status == 200


def test_a_certificate_says_what_phones_check(data):
    chain = x509.load_pem_x509_certificates((data / "tls" / "server.crt").read_bytes())
    server, authority = chain
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    server.verify_directly_issued_by(authority)
    assert names.get_values_for_type(x509.DNSName) == ["hall.example", "localhost"]
    assert [str(ip) for ip in names.get_values_for_type(x509.IPAddress)] == ["192.0.2.20", "127.0.0.1", "::1"]
    assert server.not_valid_after_utc - server.not_valid_before_utc >= SERVER_FOR
    assert (server.not_valid_after_utc - server.not_valid_before_utc).days <= 825
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert (data / "tls" / "server.key").stat().st_mode & 0o077 == 0
    assert (data / "tls" / "authority.key").stat().st_mode & 0o077 == 0


def test_a_new_certificate_comes_from_the_authority_phones_trust_already(tmp_path):
    first = make_certificates(tmp_path, "--name", "hall.local", "--ip", "192.0.2.20")
    authority = (tmp_path / "tls" / "authority.crt").read_bytes()
    server = (tmp_path / "tls" / "server.crt").read_bytes()
    make_certificates(tmp_path, "--name", "new.local", "--ip", "192.0.2.21")

    assert f"must trust this file, once: {tmp_path / 'tls' / 'authority.crt'}\n" in first
    assert re.search(r"--public-url https://hall\.local:8080 --tls-cert \S+ --tls-key \S+\n", first)
    assert (tmp_path / "tls" / "authority.crt").read_bytes() == authority
    assert (tmp_path / "tls" / "server.crt").read_bytes() != server
