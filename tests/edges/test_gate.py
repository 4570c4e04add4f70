"""Who gets in: every route declares its need, and every role is let in as its rights say, on every way in."""

from collections.abc import Iterator

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

import app as program
from counters.gate import DEVICE, SESSION
from counters.page_api import PAGES
from queueing.access import RIGHTS, Right
from queueing.folder import HallFolder
from queueing.records import tables
from queueing.settings import Settings
from queueing.staffing import Key
from tests.edges.conftest import GIVEN, Built

#: Ways in: role and channel.
WAYS_IN = [
    ("visitor", "nothing"),
    *((role, "key") for role in ("kiosk", "guide", "clerk", "screen", "device", "manager")),
    *((role, "session") for role in ("guide", "clerk", "manager")),
    *((role, "device") for role in ("kiosk", "screen")),
    *((role, "agent") for role in ("printer", "strip", "speaker", "keys", "reader")),
]


#: What anybody may do, and what anybody may who is known; whatever else there is needs a right of its own.
OPEN = {
    *(f"GET {page}" for page in PAGES),
    "GET /healthz", "GET /readyz", "GET /api/openapi.json", "GET /problems/<code>", "GET /api/v1/me",
    "POST /api/v1/session", "POST /api/v1/session/link", "GET /api/v1/tickets/<token>",
    "GET /api/v1/tickets/<token>/qr.svg", "POST /api/v1/tickets/<token>/leave",
    "POST /api/v1/tickets/<token>/come-back", "POST /api/v1/devices/pairing",
    "POST /api/v1/tickets/<token>/let-pass", "POST /api/v1/tickets/<token>/take-back",
    "POST /api/v1/tickets/<token>/late", "GET /api/v1/waits", "GET /api/v1/score",
    "GET /book", "POST /book", "GET /book/<code>", "GET /book/<code>/move", "POST /book/<code>/move",
    "POST /book/<code>/cancel", "POST /book/<code>/check-in", "GET /book/<code>/qr.svg",
    "GET /book/<code>/booking.ics",
}  # fmt: skip
FOR_THE_KNOWN = {
    "GET /api/v1/services", "GET /api/v1/counters", "GET /api/v1/lines", "GET /api/v1/board",
    "GET /api/v1/places", "GET /api/v1/strips", "POST /api/v1/readings", "DELETE /api/v1/session",
    "POST /api/v1/session/password", "GET /api/v1/services/search", "GET /api/v1/services/<service>",
    "GET /api/v1/services/<service>/list.png", "GET /api/v1/services/<service>/website.svg",
}  # fmt: skip


def routes(web: APIFlask) -> Iterator[tuple[str, str, Right | None]]:
    """Method, address and need of every route; places in addresses are filled with what isn't there."""
    adapter = web.url_map.bind("hall.test")
    for rule in web.url_map.iter_rules():
        if rule.endpoint != "static":
            need = getattr(web.view_functions[rule.endpoint], "needs", None)
            values = {name: 999_999 if name in {"person", "act"} else "none" for name in rule.arguments}
            address = adapter.build(rule.endpoint, values)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, address, need


def undeclared(web: APIFlask) -> list[str]:
    """Addresses of routes that name no need."""
    return [address for _, address, need in routes(web) if not isinstance(need, Right)]


def signs_out(route: tuple[str, str, Right | None]) -> bool:
    return route[:2] == ("DELETE", "/api/v1/session")


def enter(built: Built, role: str, channel: str) -> tuple[FlaskClient, dict[str, str]]:
    """A client that comes in this way, and the headers its page sends."""
    client = built.app.test_client()
    match channel:
        case "key":
            return client, {"Authorization": f"Bearer {built.key(role)}"}
        case "session":
            signed = built.session(role)
            client.set_cookie(SESSION, signed.token, domain="localhost")
            return client, {"X-CSRF-Token": signed.session.csrf}
        case "device":
            client.set_cookie(DEVICE, built.device(role), domain="localhost")
            return client, {"Acting-As": "device"}
        case "agent":
            return client, {"Authorization": f"Bearer {built.agent(role)}"}
    return client, {}


def test_every_route_declares_its_need(built):
    assert undeclared(built.app) == []
    assert len(list(routes(built.app))) > 60


def test_only_what_is_meant_to_be_open_is_open(built):
    given = {Right.PUBLIC: set(), Right.KNOWN: set()}
    for rule in built.app.url_map.iter_rules():
        need = getattr(built.app.view_functions[rule.endpoint], "needs", None)
        if need in given:
            given[need] |= {f"{method} {rule.rule}" for method in rule.methods - {"HEAD", "OPTIONS"}}

    assert given[Right.PUBLIC] == OPEN
    assert given[Right.KNOWN] == FOR_THE_KNOWN


def test_what_steers_the_hall_is_the_managers(built):
    managers = {address for _, address, need in routes(built.app) if need is Right.MANAGE}

    assert {
        f"/api/v1/{path}" for path in ("staff", "staff/csv", "hall/stop", "announcements", "log")
    } < managers


def test_a_route_without_a_need_is_found_and_lets_nobody_in(built):
    planted = program.build(built.folder, "threading")[0]
    planted.add_url_rule("/api/v1/planted", endpoint="planted", view_func=lambda: "in")
    manager = {"Authorization": f"Bearer {built.key('manager')}"}

    assert undeclared(planted) == ["/api/v1/planted"]
    assert planted.test_client().get("/api/v1/planted", headers=manager).status_code == 403


@pytest.mark.parametrize(("role", "channel"), WAYS_IN)
def test_a_role_is_let_in_where_its_rights_say_and_nowhere_else(built, role, channel):
    client, headers = enter(built, role, channel)
    differs = []
    # Signing out ends the session that the other routes are tried with, so it comes last.
    for method, address, need in sorted(routes(built.app), key=signs_out):
        body = None if method == "GET" else {}
        answer = client.open(address, method=method, headers=headers, json=body, buffered=True)
        code = answer.json.get("code") if isinstance(answer.json, dict) else None
        if need in RIGHTS[role]:
            right = code not in {"sign-in-needed", "not-allowed", "not-paired", "cross-site", "fault"}
        elif role == "visitor":
            right = (answer.status_code, code) == (401, "sign-in-needed")
        else:
            right = (answer.status_code, code) == (403, "not-allowed")
        if not right:
            differs.append((method, address, need, answer.status_code, code))

    assert differs == []


def test_the_matrix_tries_every_role_there_is():
    assert {role for role, _ in WAYS_IN} == set(RIGHTS)


def test_while_the_queue_server_is_away_every_route_says_not_now(built, tmp_path_factory):
    folder = HallFolder(
        Settings(data=built.folder.settings.data, redis_url=f"unix://{tmp_path_factory.mktemp('away')}/sock")
    )
    client, headers = program.build(folder, "threading")[0].test_client(), enter(built, "manager", "key")[1]
    bodies = ({}, {"reason": "x"}, {"service": "id-card"}, {"ticket": "1", "text": "x"})
    said: dict[int, set[tuple[str, str, str | None]]] = {}
    for method, address, _ in routes(built.app):
        for body in bodies if method != "GET" else (None,):
            there = address.replace("/none", "/1")
            answer = client.open(there, method=method, headers=headers, json=body, buffered=True)
            again = answer.headers.get("Retry-After")
            said.setdefault(answer.status_code, set()).add((method, address, again))

    assert said.get(500, set()) == set()
    assert len(said[503]) > 30 and {again for *_, again in said[503]} == {"1"}


@pytest.mark.parametrize("role", ["guide", "clerk", "manager"])
def test_who_was_given_a_password_may_do_nothing_before_choosing_one(built, role):
    client = built.app.test_client()
    signed = built.newcomer(role)
    client.set_cookie(SESSION, signed.token, domain="localhost")
    headers, let_in = {"X-CSRF-Token": signed.session.csrf}, []
    for method, address, need in sorted(routes(built.app), key=signs_out):
        if need is Right.PUBLIC or need not in RIGHTS[role]:
            continue
        answer = client.open(address, method=method, headers=headers, json=None if method == "GET" else {})
        if (answer.status_code, answer.json and answer.json["code"]) != (403, "password-must-change"):
            let_in.append((method, address))

    assert sorted(let_in) == [("DELETE", "/api/v1/session"), ("POST", "/api/v1/session/password")]


def test_a_password_of_one_s_own_opens_everything_at_once(built):
    client = built.app.test_client()
    signed = built.newcomer("manager")
    client.set_cookie(SESSION, signed.token, domain="localhost")
    headers = {"X-CSRF-Token": signed.session.csrf}
    before, me = client.get("/api/v1/staff"), client.get("/api/v1/me").json
    # From an address of its own: the matrix above has tried passwords as often as one address may.
    chosen = client.post(
        "/api/v1/session/password",
        json={"old": GIVEN, "new": "four calling birds"},
        headers=headers,
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )

    assert (before.status_code, me["must_change_password"]) == (403, True)
    assert before.json["detail"].startswith("Please choose a password")
    assert chosen.status_code == 204 and client.get("/api/v1/staff").status_code == 200
    assert client.get("/api/v1/me").json["must_change_password"] is False


def test_a_kiosk_s_browser_works_whoever_is_signed_in_there(built):
    client, headers = enter(built, "kiosk", "device")
    client.set_cookie(SESSION, built.newcomer("manager").token, domain="localhost")

    assert client.get("/api/v1/services", headers=headers).status_code == 200
    assert client.get("/api/v1/services").status_code == 403


def test_nothing_changes_by_looking(built):
    client, headers = enter(built, "manager", "key")
    before = everything_of(built)
    for method, address, _ in routes(built.app):
        if method == "GET":
            client.get(address, headers=headers, buffered=True)
            client.head(address, headers=headers, buffered=True)

    assert everything_of(built) == before


def everything_of(built: Built) -> list[object]:
    """The live hall's facts, and how many people, sessions, links, keys and devices there are."""
    kept = (tables.accounts, tables.sessions, tables.links, tables.keys, tables.devices)
    with built.folder.records.connect() as connection:
        rows = [len(connection.execute(table.select()).all()) for table in kept]
    return [built.folder.steering.whole()["facts"], rows]


@pytest.mark.parametrize("wrong", ["Bearer hk_nobody", "Bearer ", "Bearer", "Bearer \x7f", "Basic aGFsbA=="])
def test_a_wrong_key_opens_nothing(built, wrong):
    client = built.app.test_client()
    looked = client.get("/api/v1/services", headers={"Authorization": wrong})
    acted = client.post("/api/v1/tickets", json={"service": "id-card"}, headers={"Authorization": wrong})

    assert (looked.status_code, acted.status_code) == (401, 401)
    assert looked.json["code"] == "sign-in-needed"


def test_a_revoked_key_opens_nothing(built):
    key_id, key = built.folder.staffing.make_key(Key(scope="kiosk"), built.folder.clock.tick(), "test")
    client, headers = built.app.test_client(), {"Authorization": f"Bearer {key}"}
    before = client.get("/api/v1/services", headers=headers).status_code
    built.folder.staffing.revoke_key(key_id, built.folder.clock.tick())

    assert (before, client.get("/api/v1/services", headers=headers).status_code) == (200, 401)


def test_keys_sessions_links_and_devices_are_kept_as_hashes_only(built):
    secrets = [built.key("manager"), built.session().token, built.device("kiosk")]
    secrets.append(built.folder.staffing.make_link(built.folder.clock.tick(), "test"))
    files = [file for file in built.folder.settings.data.glob("hall.db*") if file.is_file()]
    kept = b"".join(file.read_bytes() for file in files)

    assert len(kept) > 10_000
    assert [secret for secret in secrets if secret.encode() in kept] == []


def test_a_kiosk_sees_only_the_tickets_it_gave(built):
    mine, my_headers = enter(built, "kiosk", "key")
    other, other_headers = enter(built, "kiosk", "key")
    ticket = mine.post("/api/v1/tickets", json={"service": "id-card"}, headers=my_headers).json
    picture = f"/api/v1/tickets/{ticket['id']}/image.png"

    assert mine.get(picture, headers=my_headers).mimetype == "image/png"
    assert other.get(picture, headers=other_headers).status_code == 403
