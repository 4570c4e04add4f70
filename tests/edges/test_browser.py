"""What a browser's pages may do: cookies, tokens, origins, sockets, and what the pages may load."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import simple_websocket
from flask.testing import FlaskClient

from counters.gate import DEVICE, GUESSES, SESSION
from counters.page_api import PAGES, STATIC, made_from
from queueing.folder import HallFolder
from queueing.rules.people import Person
from tests.edges.conftest import GIVEN, Built
from tests.running import RunningHall

OURS, FOREIGN = (
    "http://localhost",
    ("http://evil.example", "null", "https://localhost", "http://localhost:81"),
)


def signed_in(built: Built, role: str = "manager") -> tuple[FlaskClient, str]:
    """A browser with a session's cookie, and the token its pages send with acts."""
    signed = built.session(role)
    client = built.app.test_client()
    client.set_cookie(SESSION, signed.token, domain="localhost")
    return client, signed.session.csrf


def take(client: FlaskClient, **headers: str) -> tuple[int, str]:
    """Status, and code where it is refused, of taking a number."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.post("/api/v1/tickets", json={"service": "id-card"}, headers=named)
    return answer.status_code, answer.json.get("code", "taken")


# Tokens and origins


def test_an_act_by_cookie_needs_the_pages_token(built):
    client, token = signed_in(built)
    _, other = signed_in(built)

    assert take(client) == take(client, X_CSRF_Token=other) == (403, "cross-site")
    assert take(client, X_CSRF_Token=token, Authorization="Basic aGFsbA==")[0] == 201
    assert take(client, Authorization="Basic aGFsbA==") == (403, "cross-site")
    assert take(client, X_CSRF_Token=token) == take(client, X_CSRF_Token=token, Origin=OURS) == (201, "taken")


@pytest.mark.parametrize("origin", FOREIGN)
def test_an_act_from_another_sites_page_is_refused(built, origin):
    client, token = signed_in(built)
    forged = {
        "X_Forwarded_Host": origin.partition("//")[2],
        "X_Forwarded_Proto": "https",
        "Forwarded": "host=x",
    }
    kiosk = built.app.test_client()
    kiosk.set_cookie(DEVICE, built.device("kiosk"), domain="localhost")

    assert take(client, X_CSRF_Token=token, Origin=origin) == (403, "cross-site")
    assert take(client, X_CSRF_Token=token, Origin=origin, **forged) == (403, "cross-site")
    assert take(kiosk, Acting_As="device", Origin=origin) == (403, "cross-site")
    assert take(kiosk, Acting_As="device", Origin=OURS) == (201, "taken")


def test_nobody_is_signed_in_from_another_sites_page(built):
    link = {"token": built.folder.staffing.make_link(built.folder.clock.tick(), "test")}
    client = built.app.test_client()
    foreign = client.post("/api/v1/session/link", json=link, headers={"Origin": FOREIGN[0]})

    assert (foreign.status_code, foreign.json["code"]) == (403, "cross-site")
    assert client.post("/api/v1/session/link", json=link, headers={"Origin": OURS}).status_code == 200


def test_a_device_page_counts_only_as_its_device(built):
    client, token = signed_in(built)

    assert take(client, X_CSRF_Token=token, Acting_As="device") == (401, "not-paired")


def test_a_visitors_own_acts_need_no_token_whoever_is_signed_in_beside(built):
    client, token = signed_in(built)
    made = client.post("/api/v1/tickets", json={"service": "id-card"}, headers={"X-CSRF-Token": token}).json
    left = client.post(f"/api/v1/tickets/{made['token']}/leave")

    assert left.status_code == 200


def test_no_other_site_is_ever_given_leave(built):
    client = built.app.test_client()
    asked = client.options(
        "/api/v1/me", headers={"Origin": FOREIGN[0], "Access-Control-Request-Method": "POST"}
    )

    assert [name for name, _ in asked.headers if name.startswith("Access-Control")] == []


# Sessions


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(built):
    client = built.app.test_client()
    link = built.folder.staffing.make_link(built.folder.clock.tick(), "test")
    signed = client.post("/api/v1/session/link", json={"token": link})
    token = {"X-CSRF-Token": signed.json["csrf"]}
    paired = client.post("/api/v1/device", json={"kind": "screen", "zone": "1"}, headers=token)

    for answer, name in ((signed, SESSION), (paired, DEVICE)):
        [cookie] = [value for value in answer.headers.getlist("Set-Cookie") if value.startswith(name)]
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert "Secure" not in cookie and "Domain" not in cookie
    assert client.delete("/api/v1/session", headers=token).status_code == 204
    assert client.get("/api/v1/me").json["principal"] is None


def test_a_session_begins_anew_at_each_sign_in_and_the_one_before_ends(built):
    client, _ = signed_in(built)
    before = client.get_cookie(SESSION).value
    link = built.folder.staffing.make_link(built.folder.clock.tick(), "test")
    client.post("/api/v1/session/link", json={"token": link})
    stranger = built.app.test_client()
    stranger.set_cookie(SESSION, before, domain="localhost")

    assert client.get_cookie(SESSION).value != before
    assert stranger.get("/api/v1/me").json["principal"] is None


def test_a_sign_in_link_is_good_once(built):
    link = {"token": built.folder.staffing.make_link(built.folder.clock.tick(), "test")}
    answers = [built.app.test_client().post("/api/v1/session/link", json=link) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 410]
    assert answers[1].json["code"] == "link-used"


def test_passwords_cannot_be_tried_without_end(built):
    client = built.app.test_client(use_cookies=False)
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    tries = [client.post("/api/v1/session/link", json={"token": "guess"}) for _ in range(GUESSES + 1)]
    elsewhere = built.app.test_client().post("/api/v1/session/link", json={"token": "guess"})

    assert [answer.status_code for answer in tries] == [410] * GUESSES + [429]
    assert 0 < int(tries[-1].headers["Retry-After"]) <= 61
    assert elsewhere.status_code == 410


# Pages


@pytest.mark.parametrize("address", [*PAGES, "/api/v1/me", "/nowhere", "/static/index.js", "/problems/stale"])
def test_every_answer_carries_the_strict_headers(built, address):
    headers = built.app.test_client().get(address, buffered=True).headers
    policy = dict(rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";"))

    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in str(policy) and "*" not in str(policy) and "data:" not in policy["script-src"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Strict-Transport-Security" not in headers
    # Files are kept for minutes (renewal.js asks for them anew); pages and answers never.
    kept = {"public, max-age=300"} if address.startswith("/static/") else set()
    assert headers["Cache-Control"] in {"no-store", "no-cache", "no-cache, max-age=0"} | kept
    assert headers["Hall-Program"] == made_from(STATIC)


def test_the_program_is_another_as_soon_as_a_file_of_its_pages_or_a_library_is(tmp_path):
    here = tmp_path / "vendor"  # wherever the program lies
    for name in ("static/page.html", "static/parts/part.js", "static/vendor/lit.js", "package-lock.json"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text("one", "utf-8")
    static, seen = here / "static", set()
    for name in ("static/parts/part.js", "static/vendor/lit.js", "static/page.html", "package-lock.json"):
        seen.add(made_from(static))
        (here / name).write_text("two", "utf-8")
    assert len(seen | {made_from(static)}) == 4, "installed libraries count by their list"


@pytest.mark.parametrize("page", sorted(STATIC.glob("*.html")), ids=lambda page: page.name)
def test_no_page_has_inline_style_or_script_or_comes_from_elsewhere(built, page):
    text = page.read_text("utf-8")
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"importmap\")[^>]*>", text)
    handlers = re.findall(r"<[^>]*\s(?:on\w+|style)\s*=", text)
    elsewhere = re.findall(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//[^\"']*", text)

    assert (inline, handlers, elsewhere, re.findall(r"<style|<base|javascript:", text)) == ([], [], [], [])


# Sockets


@contextmanager
def socket_to(hall: RunningHall, **headers: str) -> Iterator[tuple[str, simple_websocket.Client]]:
    """What the hall says to a socket, "in" or the code it is refused with, and the socket."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    address = f"{hall.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
    socket = simple_websocket.Client(address, headers=named)
    try:
        socket.send("40")
        assert str(socket.receive(timeout=30)).startswith("0{")
        said = str(socket.receive(timeout=30))
        yield "in" if said.startswith("40") else json.loads(said[2:])["message"], socket
    finally:
        socket.close()


def knock(hall: RunningHall, **headers: str) -> str:
    """What the hall says to a socket."""
    with socket_to(hall, **headers) as (said, _):
        return said


def test_a_socket_is_opened_to_the_known_only(hall, key, folder: HallFolder):
    now = folder.clock.tick()
    session = folder.staffing.sign_in_by_link(folder.staffing.make_link(now, "test"), now).token
    screen = folder.staffing.pair("screen", "z1", now, "test")[1]
    bearer = {"Authorization": f"Bearer {key('screen').key}"}

    assert knock(hall, **bearer) == knock(hall, **bearer, Origin=hall.url) == "in"
    assert knock(hall, Cookie=f"{SESSION}={session}", Origin=hall.url) == "in"
    assert knock(hall, Cookie=f"{DEVICE}={screen}", Origin=hall.url) == "in"
    assert knock(hall, Origin=hall.url) == "sign-in-needed"
    assert knock(hall, Cookie=f"{SESSION}=guess", Origin=hall.url) == "sign-in-needed"
    assert knock(hall, Authorization="Bearer guess") == "sign-in-needed"


def test_no_socket_is_opened_before_a_given_password_is_changed(hall, folder: HallFolder):
    staffing, now = folder.staffing, folder.clock.tick()
    staffing.add(Person("wang", "王伟", "clerk", None, GIVEN), now, "test")
    token = staffing.sign_in("wang", GIVEN, now).token
    cookie = {"Cookie": f"{SESSION}={token}", "Origin": hall.url}

    assert knock(hall, **cookie) == "password-must-change"
    staffing.change_password(token, GIVEN, "four calling birds", now)
    other = staffing.sign_in("wang", "four calling birds", now).token
    assert knock(hall, Cookie=f"{SESSION}={other}", Origin=hall.url) == "in"


def test_a_socket_of_another_sites_page_is_refused(hall, folder: HallFolder):
    now = folder.clock.tick()
    cookie = f"{DEVICE}={folder.staffing.pair('screen', 'z1', now, 'test')[1]}"
    forged = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "http"}

    for origin in FOREIGN:
        assert knock(hall, Cookie=cookie, Origin=origin) == "cross-site"
    assert knock(hall, Cookie=cookie, Origin="http://evil.example", **forged) == "cross-site"
    assert knock(hall, Cookie=cookie) == "cross-site"


def test_nonsense_on_a_socket_hurts_nobody(hall, key):
    bearer = f"Bearer {key('screen').key}"
    with socket_to(hall, Authorization=bearer) as (said, socket):
        assert said == "in"
        for sent in (
            '["watch"]',
            '["watch",7]',
            '["watch",{"zones":[[],{},7,null,"none"]}]',
            '["nonsense",{}]',
        ):
            socket.send(f"42{sent}")
        socket.send('42["watch",{"zones":["z1"]}]')
        while str(heard := socket.receive(timeout=60)).startswith('42["heartbeat"'):
            pass
        assert str(heard).startswith('42["board"')
    assert "Traceback" not in (hall.data / "up.log").read_text("utf-8")
