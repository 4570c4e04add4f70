"""Bearer keys and paired browsers: found by the SHA-256 of their secret, revoked but never deleted."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeAlias, TypeVar

from sqlalchemy import Engine, RowMapping, Table, insert, select, update

from queueing.records.tables import for_writing

#: What is known of a secret is believed this long, ms, so that a request costs no SQL.
BELIEVED = 5_000
#: "Last seen" is written at most this often, ms.
SEEN_EVERY = 60_000
#: Secrets remembered at once; above it all are looked up anew.
_REMEMBERED = 5_000

#: A row of `keys` or `devices`.
Holder: TypeAlias = RowMapping
T = TypeVar("T")


def digest(secret: str) -> str:
    """What is kept of a secret. Our secrets have 256 random bits, so a quick hash is enough."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


class Believed(Generic[T]):
    """What was found for a secret, for five seconds; a secret that opens nothing is never remembered."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, T]] = {}

    def get(self, secret: str, now: int, look: Callable[[], T | None]) -> T | None:
        """What is believed of it, else what a look says."""
        since, found = self._found.get(secret, (None, None))
        if since is not None and 0 <= now - since < BELIEVED:
            return found
        fresh = look()
        if fresh is None:
            self._found.pop(secret, None)
        else:
            self.put(secret, now, fresh)
        return fresh

    def put(self, secret: str, now: int, found: T) -> None:
        """Believe this."""
        if len(self._found) >= _REMEMBERED:
            self._found.clear()
        self._found[secret] = (now, found)

    def forget(self) -> None:
        """Look everything up anew."""
        self._found.clear()


class Holders:
    """Those who hold a secret of one kind (the tables `keys` and `devices`) in one hall."""

    def __init__(self, engine: Engine, hall_id: str, table: Table) -> None:
        self._engine = engine
        self._writing = for_writing(engine)
        self._hall = hall_id
        self._table = table
        self._believed: Believed[Holder] = Believed()
        self._seen: dict[str, int] = {}

    def add(self, secret: str, what: Mapping[str, object], now: int, by: str) -> int:
        """Keep a new holder; returns its id, which nobody else ever gets.

        secret  its digest
        what    the table's own columns
        """
        kept = {"hall": self._hall, "secret": secret, "made_at": now, "made_by": by, **what}
        with self._writing.begin() as connection:
            added = connection.execute(insert(self._table).values(kept).returning(self._table.c.id))
            return int(added.scalar_one())

    def holding(self, secret: str, now: int) -> Holder | None:
        """Who holds this secret and is not revoked; None where there is nobody."""
        kept = digest(secret)
        holder = self._believed.get(kept, now, lambda: self._look(kept))
        if holder is not None and now - self._seen.get(kept, holder["seen_at"] or 0) >= SEEN_EVERY:
            self._seen[kept] = now
            seen = update(self._table).where(self._table.c.secret == kept).values(seen_at=now)
            with self._writing.begin() as connection:
                connection.execute(seen)
        return holder

    def all(self) -> Sequence[Holder]:
        """Every holder, revoked ones too, in the order they were added."""
        query = select(self._table).where(self._table.c.hall == self._hall).order_by(self._table.c.id)
        with self._engine.begin() as connection:
            return connection.execute(query).mappings().all()

    def revoke(self, holder: int, now: int) -> bool:
        """The secret opens nothing any more, in other processes within five seconds; False when none did."""
        t = self._table.c
        mine = t.hall == self._hall, t.id == holder, t.revoked_at.is_(None)
        with self._writing.begin() as connection:
            revoked = connection.execute(update(self._table).where(*mine).values(revoked_at=now)).rowcount
        self._believed.forget()
        return revoked > 0

    def _look(self, kept: str) -> Holder | None:
        t = self._table.c
        query = select(self._table).where(t.secret == kept, t.hall == self._hall, t.revoked_at.is_(None))
        with self._engine.begin() as connection:
            return connection.execute(query).mappings().one_or_none()
