"""What a refusal looks like to whoever asked: problem+json, and the page that its type points to."""

import logging
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint, APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, current_app, g, jsonify, make_response, request
from markupsafe import escape
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from queueing.access import Right, needs
from queueing.errors import BadInput, HallError, NotFound, by_code
from queueing.words import LANGUAGES, Words, words_for

log = logging.getLogger(__name__)
problem_api = APIBlueprint("problem", __name__, tag="Refusals")

#: After a "not now" that no refusal gives its own time, ask again so many seconds later.
AGAIN_AFTER = 1

#: Of a body that is too large so much is taken in before the refusal is sent; bytes.
READ_AWAY_AT_MOST = 10_000_000

#: What pydantic finds wrong with a field, by the beginning of its word, and the words that say so.
MISTAKES = {
    "missing": "input.missing", "extra_forbidden": "input.unknown", "model": "input.body",
    "string_too_short": "input.empty", "string_too_long": "input.long", "too_long": "input.long",
    "enum": "input.choice", "literal_error": "input.choice", "greater_than": "input.range",
    "less_than": "input.range", "string_type": "input.type", "bool": "input.type", "int": "input.type",
    "list_type": "input.type", "dict_type": "input.type",
}  # fmt: skip


def install(app: APIFlask) -> None:
    """Answer every refusal and every fault of the app in the same form."""
    app.register_blueprint(problem_api)
    app.error_processor(wrong_input)
    app.register_error_handler(HallError, refused)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, fault)


def problem(code: str, status: int, sentence: str, params: Mapping[str, object]) -> Response:
    """A refusal as application/problem+json (RFC 9457), with a stable type and a sentence."""
    known = {k: v for k, v in params.items() if k not in {"type", "title", "status", "detail", "code"}}
    body = known | {
        "type": f"/problems/{code}",
        "title": code,
        "status": status,
        "detail": sentence,
        "code": code,
    }
    answer = jsonify(body)
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    if status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        answer.headers["Retry-After"] = str(params.get("seconds", AGAIN_AFTER))
    return answer


def refused(error: HallError) -> Response:
    """A refusal in the asker's language, and for pages that show each of them in all (`sentences`)."""
    params = dict(error.params)
    word = params.pop("word", None)
    every = {language: Words(language) for language in LANGUAGES}
    if word is None:
        said = {language: words.refusal(error) for language, words in every.items()}
    else:
        said = {language: words.say(str(word), **params) for language, words in every.items()}
    what = said[_words().language]
    told = params if word is None else {"what": what}
    return problem(error.code, error.status, what, told | {"sentences": said})


def wrong_input(error: HTTPError) -> Response:
    """A body that does not fit: which fields, and what is wrong with each."""
    why = error.__cause__
    if not isinstance(why, ValidationError):
        return http_error(error)
    what = " ".join(_mistake(found["type"], found["loc"], found.get("ctx", {})) for found in why.errors())
    return problem(BadInput.code, BadInput.status, what, {"what": what})


def _mistake(kind: str, where: Iterable[object], about: Mapping[str, Any]) -> str:
    key = next((word for begin, word in MISTAKES.items() if kind.startswith(begin)), "input.wrong")
    field = ".".join(map(str, where))
    return _words().say(key if field else "input.body", field=field, choices=about.get("expected", ""))


def http_error(error: HTTPException | HTTPError) -> Response:
    """What the web framework itself refused, before any of our code saw it."""
    if isinstance(error, HTTPException):
        status, name, headers = error.code or 500, error.name, dict(error.get_headers())
    else:
        status, name, headers = error.status_code, str(error.message), {}
    if status == NotFound.status:
        return refused(NotFound())
    params: dict[str, object] = {"name": name}
    code = "http"
    if status == HTTPStatus.BAD_REQUEST:
        code, params = "bad-request", {}
    elif status == HTTPStatus.METHOD_NOT_ALLOWED:
        code, params = "method-not-allowed", {"allowed": headers.get("Allow", "")}
    elif status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        code, params = "too-large", {"most": current_app.config["MAX_CONTENT_LENGTH"]}
        _read_away(request.content_length or 0)
    answer = problem(code, status, _words().say(f"error.{code}", **params), params)
    if "Allow" in headers:
        answer.headers["Allow"] = headers["Allow"]
    return answer


def _read_away(left: int) -> None:
    """Take in a body that is refused: a sender that is cut off while it sends never reads the answer."""
    left = min(left, READ_AWAY_AT_MOST)
    while left > 0 and (chunk := request.environ["wsgi.input"].read(min(left, 65_536))):
        left -= len(chunk)


def fault(error: Exception) -> Response:
    """A fault of ours: recorded with its traceback, told without it."""
    log.error("a fault in %s %s", request.method, request.url_rule, exc_info=error)
    return problem("fault", 500, _words().say("error.fault"), {})


def _words() -> Words:
    words: Words = getattr(g, "words", None) or words_for(request.headers.get("Accept-Language"))
    return words


PAGE = """<!doctype html>
<html lang="{language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{code}</title>
  <link rel="icon" href="/static/style/icon.svg">
  <link rel="stylesheet" href="/static/style/tokens.css">
  <link rel="stylesheet" href="/static/style/base.css">
  <link rel="stylesheet" href="/static/style/parts.css">
  <link rel="stylesheet" href="/static/style/fonts.css">
</head>
<body>
  <main class="card">
    <h1>{code}</h1>
    <p lang="zh-CN">{zh}</p>
    <p lang="en">{en}</p>
  </main>
</body>
</html>
"""


@problem_api.get("/problems/<code>")
@needs(Right.PUBLIC)
def about(code: str) -> Response:
    """What a problem's type means: its sentence in both languages, as JSON or as a page for people."""
    key = f"error.{code}"
    said = {language: Words(language).say(key) for language in ("zh", "en")}
    if said["en"] == key:
        raise NotFound
    sentence = {language: re.sub(r"\{\w+\}", "…", text) for language, text in said.items()}
    known = by_code().get(code)
    shown = {"type": f"/problems/{code}", "code": code, "status": known and known.status, "detail": sentence}
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
        return make_response(shown)
    texts = {language: escape(text) for language, text in sentence.items()}
    return make_response(PAGE.format(code=escape(code), language=_words().language, **texts))
