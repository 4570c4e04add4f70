"""The hall's own program with one route more: what the bench measures the hall's acts against.

Started as `python -m tests.bench.bare up …`, it is `app.py up` whose web process carries POST /bare.
The product itself has no such route.
"""

import sys

import app as program  # first of all: for `web` it replaces sockets and locks before others load them

# isort: split
from apiflask import APIFlask
from flask import Response, make_response

from displays.hub import Hub
from queueing import supervisor
from queueing.access import Right, needs
from queueing.folder import HallFolder

#: The least a durable act can do: one key, one write, made and answered by one script.
TRIVIAL = "return redis.call('INCR', KEYS[1])"

build = program.build


def build_with_bare(folder: HallFolder, mode: str = "eventlet") -> tuple[APIFlask, Hub]:
    """The hall's application, and a bare route behind the same gate, on the same connections."""
    app, hub = build(folder, mode)
    script = folder.client.register_script(TRIVIAL)

    @app.post("/api/v1/bare")
    @needs(Right.KNOWN)
    def bare() -> Response:
        return make_response({"n": script(keys=[f"{{{folder.plan.id}}}:bare"])}, 201)

    return app, hub


def own_command(*words: str) -> list[str]:
    """A command of the hall, its web process being this one."""
    return (
        [sys.executable, "-m", __spec__.name, *words] if words[0] == "web" else supervisor.own_command(*words)
    )


if __name__ == "__main__":
    vars(program).update(build=build_with_bare, own_command=own_command)
    program.main()
