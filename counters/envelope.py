"""Puts each request right before the web framework sees it: no body, a body in pieces, a socket."""

import io
from collections.abc import Callable, Iterable
from typing import Any


class Envelope:
    """A WSGI wrapper: an act without a body counts as an empty one; sockets are never compressed."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request."""
        # Compression of each socket costs 90 KB a screen and gains nothing on boards of 1 KB.
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        # eventlet ends a chunked body by itself; without this word Flask would take it for empty.
        environ["wsgi.input_terminated"] = "HTTP_TRANSFER_ENCODING" in environ
        bodiless = (
            environ.get("CONTENT_LENGTH") in {None, "", "0"} and "HTTP_TRANSFER_ENCODING" not in environ
        )
        if environ["REQUEST_METHOD"] in {"POST", "PATCH"} and bodiless:
            environ |= {
                "wsgi.input": io.BytesIO(b"{}"),
                "CONTENT_LENGTH": "2",
                "CONTENT_TYPE": "application/json",
            }
        return self._app(environ, start_response)
