"""What every answer of the API keeps to: refusals as problems, request ids, rates, its own description."""

import re
import threading

import pytest

from queueing.errors import by_code
from tests.running import Api

#: The contract's routes, as the issue writes them, with what their bodies may hold.
CONTRACT = {
    "get /services": (),
    "get /counters": (),
    "post /tickets": ("service", "lane"),
    "get /tickets/{token}": (),
    "post /tickets/{ticket}/return": (),
    "post /tickets/{ticket}/cancel": (),
    "post /counters/{counter}/sit": ("takeover",),
    "post /counters/{counter}/leave": (),
    "post /counters/{counter}/pause": ("reason",),
    "post /counters/{counter}/reopen": (),
    "post /counters/{counter}/seen": (),
    "post /counters/{counter}/calls": ("current", "finish_current", "below_threshold", "ticket", "reason"),
    "post /counters/{counter}/recall": (),
    "post /counters/{counter}/start": (),
    "post /counters/{counter}/finish": ("outcome", "items"),
    "post /counters/{counter}/miss": (),
    "post /counters/{counter}/hold": (),
    "post /counters/{counter}/resume": ("ticket",),
    "post /counters/{counter}/transfer": ("line", "counter", "place"),
    "post /counters/{counter}/undo": (),
    "post /counters/{counter}/walk-ins": ("service",),
    "get /board": (),
}


def refusal(answer) -> tuple[int, str]:
    """Status and code of a refusal."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.body
    return answer.status, answer.body["code"]


# Refusals


@pytest.mark.parametrize(
    ("ask", "status", "code"),
    [
        (("GET", "/api/v1/nowhere"), 404, "not-found"),
        (("GET", "/nowhere"), 404, "not-found"),
        (("DELETE", "/api/v1/tickets"), 405, "method-not-allowed"),
        (("POST", "/kiosk", {}), 405, "method-not-allowed"),
        (("POST", "/api/v1/tickets", {"service": "none"}), 404, "unknown-service"),
        (("POST", "/api/v1/tickets", {"service": "s1", "lain": "ordinary"}), 422, "bad-input"),
        (("POST", "/api/v1/counters/99/sit"), 403, "not-allowed"),
        (("POST", "/api/v1/tickets", {"service": "x" * 8_000_000}), 413, "too-large"),
    ],
)
def test_a_refusal_is_a_problem_with_a_stable_type_and_a_sentence_in_both_languages(desk, ask, status, code):
    english = desk.kiosk.ask(*ask, headers={"Accept-Language": "en-GB,en;q=0.9"})
    chinese = desk.kiosk.ask(*ask, headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"})

    assert refusal(english) == refusal(chinese) == (status, code)
    assert english.body["type"] == chinese.body["type"] == f"/problems/{code}"
    assert english.body["status"] == status and english.body["title"]
    assert re.fullmatch(r"[A-Z].*[a-z].*\.", english.body["detail"])
    assert re.search(r"[一-鿿]", chinese.body["detail"])
    assert "Traceback" not in str(english.body) and "File " not in str(english.body)


def test_a_method_that_does_not_fit_is_told_which_do(desk):
    refused = desk.kiosk.ask("DELETE", "/api/v1/services")

    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_the_type_of_every_problem_tells_what_it_means(hall):
    anybody = Api(hall.url)
    told = {code: anybody.ask("GET", f"/problems/{code}") for code in (*by_code(), "fault", "bad-request")}

    assert {code for code, answer in told.items() if answer.status != 200} == set()
    details = [answer.body["detail"] for answer in told.values()]
    assert all(re.search(r"[一-鿿…]", detail["zh"]) and "{" not in detail["en"] for detail in details)


def test_people_who_open_the_type_of_a_problem_see_a_page(hall):
    anybody = Api(hall.url)
    page = anybody.ask("GET", "/problems/stale", headers={"Accept": "text/html,*/*;q=0.8"})

    assert page.headers["Content-Type"].startswith("text/html")
    assert "already moved on" in page.body.decode() and "窗口" in page.body.decode()
    assert refusal(anybody.ask("GET", "/problems/<b>nothing</b>"))[0] == 404


# Request ids


def test_a_repeat_gets_the_first_answer_whatever_happened_since(desk):
    take = {"service": desk.service}
    first = desk.kiosk.post("/tickets", take, Idempotency_Key=f"take-{desk.n}")
    desk.sit()
    called = desk.act("calls", Idempotency_Key="next")
    nobody = desk.act("calls", Idempotency_Key="nobody")
    desk.take()
    desk.call()

    repeats = (
        desk.kiosk.post("/tickets", take, Idempotency_Key=f"take-{desk.n}"),
        desk.act("calls", Idempotency_Key="next"),
        desk.act("calls", Idempotency_Key="nobody"),
    )
    assert [(a.status, a.body) for a in repeats] == [(a.status, a.body) for a in (first, called, nobody)]
    assert [a.status for a in repeats] == [201, 201, 204]


def test_many_repeats_at_once_give_one_number(desk):
    answers = []

    def take() -> None:
        answers.append(
            desk.kiosk.post("/tickets", {"service": desk.service}, Idempotency_Key=f"at-once-{desk.n}")
        )

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer.body["id"] for answer in answers}) == 1
    assert desk.kiosk.get(f"/board?zone={desk.zone}").body["waiting"] == {desk.line: 1}


def test_a_request_id_stands_for_one_request_of_one_key(desk, desks, key):
    other, name = desks(None), f"mine-{desk.n}"
    mine = desk.kiosk.post("/tickets", {"service": desk.service}, Idempotency_Key=name)
    differs = desk.kiosk.post("/tickets", {"service": other.service}, Idempotency_Key=name)
    elsewhere = desk.kiosk.post(f"/tickets/{mine.body['id']}/print", {"kiosk": "k1"}, Idempotency_Key=name)
    theirs = key("kiosk").post("/tickets", {"service": desk.service}, Idempotency_Key=name)

    assert refusal(differs) == (422, "request-differs")
    assert elsewhere.status == 202
    assert theirs.status == 201 and theirs.body["id"] != mine.body["id"]
    assert refusal(desk.kiosk.post("/tickets", {}, Idempotency_Key="x" * 201)) == (422, "bad-input")


def test_a_repeated_print_is_one_job(desk):
    ticket = desk.take()
    path, body = f"/tickets/{ticket['id']}/print", {"kiosk": "k1"}
    first = desk.kiosk.post(path, body, Idempotency_Key=f"paper-{desk.n}")
    again = desk.kiosk.post(path, body, Idempotency_Key=f"paper-{desk.n}")

    assert first.body == again.body
    assert desk.kiosk.post(path, body).body != first.body


# Rates


def test_a_key_with_a_rate_is_told_when_to_come_again(hall, desk):
    made = hall.command("key", "create", "--scope", "kiosk", "--rate", "3")
    hasty = hall.api(made)
    answers = [hasty.post("/tickets", {"service": desk.service}) for _ in range(4)]

    assert [answer.status for answer in answers] == [201, 201, 201, 429]
    assert refusal(answers[3]) == (429, "too-many-requests")
    assert 0 < int(answers[3].headers["Retry-After"]) <= 61
    assert answers[3].body["seconds"] == int(answers[3].headers["Retry-After"])
    assert hasty.get("/services").status == 200
    assert desk.kiosk.post("/tickets", {"service": desk.service}).status == 201


# Its own description


@pytest.fixture(scope="session")
def described(hall) -> dict:
    answer = Api(hall.url).ask("GET", "/api/openapi.json")
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/json"
    return dict(answer.body)


def test_the_api_describes_itself_as_openapi_3_1_with_its_key(described):
    assert described["openapi"].startswith("3.1.")
    assert described["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


@pytest.mark.parametrize("route", CONTRACT)
def test_every_route_of_the_contract_is_described(described, route):
    method, _, path = route.partition(" ")
    operation = described["paths"][f"/api/v1{path}"][method]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    fields = described["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], {})

    assert set(CONTRACT[route]) <= set(fields.get("properties", {}))
    assert operation["security"] == ([] if route == "get /tickets/{token}" else [{"key": []}])
    assert operation["responses"]["default"]["content"]["application/problem+json"]
    headers = {parameter["name"] for parameter in operation["parameters"]}
    assert method == "get" or "Idempotency-Key" in headers
    assert ("Seat-Epoch" in headers) == ("/counters/{counter}/" in route and not route.endswith("/sit"))


def test_the_description_points_to_nothing_that_is_missing(described):
    named = set(re.findall(r"#/components/schemas/([\w.]+)", str(described)))

    assert named <= set(described["components"]["schemas"])
