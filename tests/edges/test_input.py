"""What comes in from outside: nonsense gets a sentence, nothing harmful is kept, and names stay within."""

import json
import logging

import pytest

import app as program
from counters.gate import LONGEST_TEXT
from queueing.access import Right, needs
from tests.edges.conftest import Built
from tests.edges.test_browser import knock, socket_to
from tests.running import Api

#: Bodies that are no body of ours.
NO_BODIES = [
    b"{bad", b"[]", b'"text"', b"7", b"true", b"\xff\xfe{", b"[" * 100_000, b'{"a":' * 50_000, b"NaN",
    b'{"service": 1}', b'{"service": null}', b'{"service": ["id-card"]}', b'{"service": {"zh": "x"}}',
    b'{"service": "id-card", "lane": "vip"}', b'{"service": "id-card", "slot": "soon"}',
    b'{"service": "id-card", "slot": "2026-03-02T09:00"}', b'{"service": "id-card", "entitled": "perhaps"}',
    b'{"service": "id-card", "slot": "9999-12-31T23:59:59+00:00"}',
    b'{"service": "id-card", "slot": ' + b"9" * 5_000 + b"}",
    b'{"service": "id-card", "slot": 1e400}',
]  # fmt: skip

#: What no text may hold: it resets and cuts printers, opens drawers, ends texts, turns lines round.
HARMFUL = ["\x00", "\x1b@", "\x1dV\x00", "\x1bp0", "\x7f", "\x85", "\u2028", "\u202e", "\ud800"]


def texts(text: str) -> list[tuple[str, str, dict]]:
    """Every act that keeps or says a text somebody typed: method, address, body."""
    both = {"zh": text, "en": text}
    return [
        ("POST", "/api/v1/counters/1/note", {"ticket": "none", "text": text}),
        ("POST", "/api/v1/counters/1/pause", {"reason": text}),
        ("POST", "/api/v1/counters/1/calls", {"ticket": "none", "reason": text}),
        ("POST", "/api/v1/counters/1/force-off", {"reason": text}),
        ("POST", "/api/v1/counters/1/close", {"reason": text}),
        ("POST", "/api/v1/tickets/none/cancel", {"reason": text}),
        ("POST", "/api/v1/tickets/none/move", {"line": "general", "reason": text}),
        ("POST", "/api/v1/hall/stop", {"text": both}),
        ("POST", "/api/v1/announcements", {"text": both}),
        ("POST", "/api/v1/staff", {"name": "new", "full_name": text}),
        ("POST", "/api/v1/staff", {"name": text}),
        ("PATCH", "/api/v1/staff/1", {"full_name": text}),
    ]


@pytest.fixture
def manager(built: Built):
    """Asks as a manager's key: method, address, body -> status, code, sentence."""
    client, headers = built.app.test_client(), {"Authorization": f"Bearer {built.key('manager')}"}

    def ask(method: str, address: str, body: object) -> tuple[int, str, str]:
        how = (
            {"data": body, "content_type": "application/json"} if isinstance(body, bytes) else {"json": body}
        )
        answer = client.open(address, method=method, headers=headers, **how)
        told = answer.get_json(silent=True)
        said = told if isinstance(told, dict) else {}
        return answer.status_code, said.get("code", ""), said.get("detail", "")

    return ask


@pytest.mark.parametrize("body", NO_BODIES, ids=lambda body: body[:40].decode("latin-1"))
def test_nonsense_gets_a_sentence(built, manager, body):
    before = built.folder.steering.snapshot()["revision"]
    status, code, sentence = manager("POST", "/api/v1/tickets", body)

    assert status in {400, 422} and code in {"bad-request", "bad-input"}
    assert len(sentence.split()) > 2 and sentence.endswith(".")
    assert built.folder.steering.snapshot()["revision"] == before


def test_no_value_of_any_field_of_any_route_is_a_fault(built, manager):
    described = built.app.test_client().get("/api/openapi.json").json
    schemas = described["components"]["schemas"]
    nasty = [None, True, -1, 10**30, "", "x" * 1_999, [], [None], {"zh": 7}, {"zh": ""}, "\n"]
    faults, tried = [], 0
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            fields = schemas[content["schema"]["$ref"].rpartition("/")[2]] if content else {}
            base = dict.fromkeys(fields.get("required", ()), "1")
            address = path.replace("{person}", "999999").replace("{", "").replace("}", "")
            for field in fields.get("properties", ()):
                for value in nasty:
                    tried += 1
                    status, *_ = manager(method.upper(), address, base | {field: value})
                    if status >= 500:
                        faults.append((method, path, field, value))

    assert faults == []
    assert tried > 500


def test_no_number_or_day_in_an_address_is_a_fault(built, manager):
    odd = ["²", "10" * 20, "0001-01-01", "9999-12-31", "2026-02-30", "a%0ab"]
    asked = [
        *("GET /dashboard/curves?day=", "GET /dashboard/counters?day=", "GET /overtime?format=csv&day="),
        *("GET /reports/week/", "GET /reports/month/", "GET /reports/year/"),
        *("GET /plan/versions/", "DELETE /plan/versions/", "DELETE /devices/device:"),
    ]
    answers = {(each, value): manager(*f"{each}{value}".replace(" /", " /api/v1/").split(), {})
               for each in asked for value in odd}  # fmt: skip

    assert {key: status for key, (status, *_) in answers.items() if status not in {404, 422}} == {}
    draft = {"toml": built.folder.set_up.version(1).toml, "date": "9999-12-31"}
    assert manager("POST", "/api/v1/plan/day", draft)[:2] == (422, "bad-input")


@pytest.mark.parametrize("harm", HARMFUL, ids=ascii)
def test_control_characters_are_refused_wherever_a_text_is_typed(built, manager, harm):
    before = built.folder.steering.snapshot()["revision"]
    answers = [manager(*act) for act in texts(f"张{harm}三")]

    assert {(status, code) for status, code, _ in answers} == {(422, "bad-input")}
    assert {sentence for _, _, sentence in answers} == {"A text cannot have control characters."}
    assert built.folder.steering.snapshot()["revision"] == before


def test_a_text_without_end_is_refused_wherever_one_is_typed(manager):
    answers = [manager(*act) for act in texts("长" * (LONGEST_TEXT + 1))]

    assert {(status, code) for status, code, _ in answers} == {(422, "bad-input")}


def test_harmful_addresses_are_refused_too(manager):
    assert manager("GET", "/api/v1/board?zone=%00", None)[:2] == (422, "bad-input")
    assert manager("GET", "/api/v1/log?day=%1b", None)[:2] == (422, "bad-input")
    assert manager("POST", "/api/v1/counters/%00/sit", {})[:2] == (422, "bad-input")
    assert manager("POST", f"/api/v1/staff/{10**30}/reset", {})[:2] == (404, "not-found")


def test_a_fault_is_recorded_and_told_without_its_traceback(built, caplog):
    planted = program.build(built.folder, "threading")[0]

    @planted.get("/api/v1/broken")
    @needs(Right.PUBLIC)
    def broken():
        raise RuntimeError("the secret of the house")

    with caplog.at_level(logging.ERROR):
        answer = planted.test_client().get("/api/v1/broken", headers={"Accept-Language": "zh-CN"})

    assert (answer.status_code, answer.json["code"]) == (500, "fault")
    assert (
        "secret" not in answer.text
        and "Traceback" not in answer.text
        and "找工作人员" in answer.json["detail"]
    )
    assert "the secret of the house" in caplog.text


def test_a_hall_whose_voice_fails_is_stopped_all_the_same(built, manager):
    said = {"text": {"zh": "请离开大厅"}}

    assert manager("POST", "/api/v1/announcements", said)[:2] == (503, "voice-failed")
    assert manager("POST", "/api/v1/hall/stop", said)[0] == 200
    assert built.folder.steering.snapshot()["stopped"] == said["text"]
    assert manager("POST", "/api/v1/hall/resume", {})[0] == 200


def test_a_refused_number_of_the_records_shows_no_name_in_a_log(built):
    with pytest.raises(Exception, match="canary_table") as told, built.folder.records.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM canary_table WHERE name = ?", ("金丝雀",))

    assert "金丝雀" not in str(told.value)


# Names and secrets in a running hall


@pytest.fixture(scope="module")
def canary(hall, desks) -> dict[str, object]:
    """A clerk with a name to be found anywhere it gets to, who has signed in, sat down and called."""
    desk, anybody = desks(None), Api(hall.url)
    desk.take()
    ticket = desk.take()
    person = {"name": "canary-login", "full_name": "金丝雀张三", "role": "clerk"}
    made = desk.manager.post("/staff", person)
    signed = anybody.post("/session", {"name": "canary-login", "password": made.body["password"]})
    cookie = signed.headers["Set-Cookie"].partition(";")[0]
    own = {"Cookie": cookie, "X_CSRF_Token": signed.body["csrf"]}
    chosen = {"old": made.body["password"], "new": "canary sings at dawn"}
    assert anybody.post("/session/password", chosen, **own).status == 204
    epoch = str(desk.act("sit", by=anybody, **own).body["epoch"])
    for _ in range(2):
        assert desk.act("calls", by=anybody, Seat_Epoch=epoch, **own).status == 201
    assert desk.state(ticket) == "called"
    secrets = [
        *chosen.values(),
        cookie.partition("=")[2],
        signed.body["csrf"],
        ticket["token"],
        desk.kiosk.key,
    ]
    return {"desk": desk, "ticket": ticket, "secrets": secrets}


def test_a_clerks_name_is_on_no_screen_and_no_phone(hall, key, canary):
    desk, screen = canary["desk"], key("screen")
    token = canary["ticket"]["token"]
    speaker = {"speaker": "page", "ready": True, "claim": True}
    shown = [
        Api(hall.url).get(f"/tickets/{token}"),
        desk.kiosk.get("/board"),
        desk.kiosk.get(f"/board?zone={desk.zone}"),
        desk.kiosk.get("/kiosk"),
        desk.kiosk.get("/counters"),
        screen.post(f"/zones/{desk.zone}/voice", speaker),
        *(
            Api(hall.url).ask("GET", page)
            for page in ("/", "/kiosk", f"/screen?zone={desk.zone}", f"/t/{token}")
        ),
    ]
    told = "".join(map(str, (answer.body for answer in shown))) + "".join(board_pushed(hall, key, desk.zone))

    assert canary["ticket"]["number"] in told and "金丝雀张三" in str(desk.manager.get("/hall-state").body)
    assert [
        name for name in ("金丝雀", "张三", "canary-login") if name in told or ascii(name)[1:-1] in told
    ] == []


def board_pushed(hall, key, zone: str) -> list[str]:
    """What a socket is sent that watches a zone."""
    with socket_to(hall, Authorization=f"Bearer {key('screen').key}") as (said, socket):
        assert said == "in"
        socket.send("42" + json.dumps(["watch", {"zones": [zone], "desk": True}]))
        return [str(socket.receive(timeout=30)) for _ in range(2)]


def test_no_log_holds_a_name_or_a_secret(hall, canary):
    logs = "".join(file.read_text("utf-8", "replace") for file in hall.data.glob("*.log"))

    assert logs
    assert [secret for secret in (*canary["secrets"], "金丝雀", "canary-login") if secret in logs] == []
    assert knock(hall, Origin=hall.url) == "sign-in-needed"
