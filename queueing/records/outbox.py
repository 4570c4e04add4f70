"""Messages to other systems as they are kept: waiting, sent, or given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, delete, insert, select, update

from queueing.records.hook_tables import messages
from queueing.records.tables import for_writing


@dataclass(frozen=True)
class Message:
    """A message; `tries` is how often sending it failed, `why` what the last try met."""

    message: str
    url: str
    form: str
    body: str
    tries: int = 0
    why: str | None = None


class Outbox:
    """The messages of one hall."""

    def __init__(self, engine: Engine, hall: str) -> None:
        self._engine, self._writing, self._hall = engine, for_writing(engine), hall

    def put(self, given: Sequence[Message], now: int) -> int:
        """Add those that aren't known yet, to be sent at once; how many. `now` is real ms."""
        ids = [message.message for message in given]
        known = select(messages.c.message).where(messages.c.hall == self._hall, messages.c.message.in_(ids))
        with self._engine.begin() as connection:
            there = set(connection.execute(known).scalars())
        new = [message for message in given if message.message not in there]
        if new:
            fixed = {"hall": self._hall, "state": "waiting", "due": now, "made_at": now}
            with self._writing.begin() as connection:
                connection.execute(insert(messages), [vars(message) | fixed for message in new])
        return len(new)

    def due(self, now: int, most: int = 20) -> list[Message]:
        """The messages to be tried by now, the longest due first."""
        rows = (messages.c.state == "waiting", messages.c.due <= now)
        return self._those(rows, most)

    def given_up(self, most: int = 100) -> list[Message]:
        """The messages that were given up."""
        return self._those((messages.c.state == "dead",), most)

    def turn(self, message: str, **values: object) -> None:
        """Note what became of a try: state, and for one that failed tries, due and why."""
        self._change((messages.c.message == message,), values)

    def again(self, now: int) -> int:
        """Let every message that was given up be tried again; how many."""
        return self._change((messages.c.state == "dead",), {"state": "waiting", "tries": 0, "due": now})

    def forget(self, before: int) -> int:
        """Remove what was sent or given up of messages made before an instant; how many."""
        old = (messages.c.hall == self._hall, messages.c.made_at < before, messages.c.state != "waiting")
        with self._writing.begin() as connection:
            return connection.execute(delete(messages).where(*old)).rowcount

    def _those(self, which: tuple[ColumnElement[bool], ...], most: int) -> list[Message]:
        columns = [messages.c[name] for name in Message.__dataclass_fields__]
        query = select(*columns).where(messages.c.hall == self._hall, *which).order_by(messages.c.due)
        with self._engine.begin() as connection:
            return [Message(**row) for row in connection.execute(query.limit(most)).mappings()]

    def _change(self, which: tuple[ColumnElement[bool], ...], values: Mapping[str, object]) -> int:
        with self._writing.begin() as connection:
            change = update(messages).where(messages.c.hall == self._hall, *which).values(**values)
            return connection.execute(change).rowcount
