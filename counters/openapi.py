"""What the OpenAPI text says of every route beyond its own body: keys, request ids, seats, refusals."""

import re
from typing import Any

from apiflask import APIFlask

from queueing.access import Right

#: How a program shows who it is; browsers come with a session or device cookie of the hall's own pages.
SECURITY = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "What `./hall key create --scope SCOPE` prints; the scope says what it may do",
    }
}

PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457); some carry further members, such as held_back or seconds.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "description": "/problems/CODE, which tells what it means"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence in the language of Accept-Language"},
        "sentences": {"type": "object", "description": "The same in each of the hall's languages: {zh, en}"},
        "code": {"type": "string", "examples": ["stale", "seat-lost", "below-threshold"]},
    },
}

REQUEST_ID = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "One intent: a repeat gets the first answer, another body under it is refused (422).",
}

SEAT_EPOCH = {
    "name": "Seat-Epoch",
    "in": "header",
    "required": False,
    "schema": {"type": "integer"},
    "description": "The epoch that sitting down gave; a key bound to one counter may leave it out.",
}

#: Routes that answer with something other than JSON.
OTHER_THAN_JSON = {
    r".*\.png": "image/png",
    r".*\.svg": "image/svg+xml",
    r".*\.ics": "text/calendar",
    r".*/voice/\{file\}": "audio/wav",
    r"(?!/api/|/healthz|/readyz|/problems/).*": "text/html",
}


def install(app: APIFlask) -> None:
    """Complete the app's OpenAPI text when it is asked for."""
    app.config["SECURITY_SCHEMES"] = SECURITY
    app.config["AUTO_SERVERS"] = False  # it would be the address of whoever asked first
    app.config["AUTO_404_RESPONSE"] = False
    app.config["AUTO_VALIDATION_ERROR_RESPONSE"] = False

    app.spec_processor(lambda spec: _describe(app, spec))


def _describe(app: APIFlask, spec: Any) -> Any:  # noqa: ANN401 - APIFlask's dict or text
    spec["info"]["description"] = "Take a number, call the next one, show it, finish it."
    spec["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+(?:\(.*?\))?:)?(\w+)>", r"{\1}", rule.rule)
        need = getattr(app.view_functions[rule.endpoint], "needs", None)
        for method, operation in spec["paths"].get(path, {}).items():
            if method.upper() in (rule.methods or ()):
                _complete(path, method, operation, need)
    return spec


def _complete(path: str, method: str, operation: dict[str, Any], need: Right | None) -> None:
    operation["security"] = [] if need is Right.PUBLIC else [{"key": []}]
    operation["description"] = f"Needs the right “{need}”."
    if method != "get":
        operation["parameters"].append(REQUEST_ID)
        if need is Right.SERVE and "/counters/" in path and not path.endswith("/sit"):
            operation["parameters"].append(SEAT_EPOCH)
    for pattern, kind in OTHER_THAN_JSON.items():
        if re.fullmatch(pattern, path):
            operation["responses"]["200"]["content"] = {kind: {}}
    refusal = {"$ref": "#/components/schemas/Problem"}
    operation["responses"]["default"] = {
        "description": "A refusal",
        "content": {"application/problem+json": {"schema": refusal}},
    }
