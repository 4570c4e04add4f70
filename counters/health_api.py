"""Whether the hall answers, whether it may be written to, and the API's own description."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from apiflask import APIBlueprint, APIFlask
from flask import current_app, g

from queueing.access import Right, needs

health_api = APIBlueprint("health", __name__, tag="Health")


@health_api.get("/healthz")
@needs(Right.PUBLIC)
def alive() -> dict[str, str]:
    """This process answers."""
    return {"status": "ok"}


@health_api.get("/readyz")
@needs(Right.PUBLIC)
def ready() -> dict[str, object]:
    """The live hall answers and may be written to."""
    return {"status": "ok", "revision": g.steering.snapshot()["revision"]}


@cache  # it takes a tenth of a second, in which no clerk would be answered
def _described(app: APIFlask) -> Mapping[str, Any]:
    return dict(cast("Mapping[str, Any]", app.spec))  # APIFlask's dict, or text in another format


@health_api.get("/api/openapi.json")
@needs(Right.PUBLIC)
def openapi() -> Mapping[str, Any]:
    """This API, as OpenAPI 3.1."""
    return _described(cast("APIFlask", current_app._get_current_object()))  # type: ignore[attr-defined]  # noqa: SLF001 - flask's own way to the app itself
