"""People who sign in: their accounts, sessions and one-time links. Secrets are kept as digests only."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from queueing.errors import LastManager, LinkExpired, LinkUsed, NameTaken
from queueing.records.tables import accounts, devices, for_writing, keys, links, sessions


@dataclass(frozen=True)
class Account:
    """One person. `sign_in` is the name as compared; `counters` None means any counter.

    id        0 before it is kept
    password  its hash; None: no password was ever set, only a link signs in
    may_extend  a clerk who may change today's hours of the own counter
    sees_clerks  a manager who may see figures of a single clerk
    """

    sign_in: str
    name: str
    full_name: str
    role: str
    counters: tuple[str, ...] | None = None
    password: str | None = field(default=None, repr=False)
    must_change: bool = False
    active: bool = True
    may_extend: bool = False
    sees_clerks: bool = False
    id: int = 0


class KeptSession(NamedTuple):
    """A signed-in browser and whose it is; times in ms since the epoch."""

    account: Account
    made_at: int
    seen_at: int


class Staff:
    """The people of one hall."""

    def __init__(self, engine: Engine, hall_id: str) -> None:
        self._engine = engine
        self._writing = for_writing(engine)
        self._hall = hall_id

    def all(self) -> list[Account]:
        """Everybody, also those who may not sign in any more, in the order they were added."""
        query = select(accounts).where(accounts.c.hall == self._hall).order_by(accounts.c.id)
        with self._engine.begin() as connection:
            return [_account(row) for row in connection.execute(query).mappings()]

    def account(self, account_id: int) -> Account | None:
        """One person; None where there is none."""
        with self._engine.begin() as connection:
            return self._one(connection, id=account_id)

    def named(self, sign_in: str) -> Account | None:
        """The person with this sign-in name, as compared; None where there is none."""
        with self._engine.begin() as connection:
            return self._one(connection, sign_in=sign_in)

    def add(self, people: Sequence[Account], now: int, by: str) -> list[Account]:
        """Keep new people, all or none. Raises NameTaken."""
        with self._writing.begin() as connection:
            return [self._add(connection, person, now, by) for person in people]

    def change(self, account_id: int, changed: Mapping[str, object]) -> Account | None:
        """Write some fields of an account; None where there is none.

        Raises LastManager when nobody would be left who can manage.
        """
        columns = {name: _column(name, value) for name, value in changed.items()}
        mine = accounts.c.hall == self._hall
        managing = (mine, accounts.c.role == "manager", accounts.c.active)
        with self._writing.begin() as connection:
            # The lock is for PostgreSQL, where two demotions could otherwise pass each other.
            before = connection.execute(select(accounts.c.id).where(*managing).with_for_update()).all()
            connection.execute(update(accounts).where(mine, accounts.c.id == account_id).values(columns))
            if before and not connection.execute(select(accounts.c.id).where(*managing)).first():
                raise LastManager
            return self._one(connection, id=account_id)

    def start_session(self, secret: str, account_id: int, now: int, forget_before: int) -> None:
        """Keep a new session, and sweep those that were made before `forget_before`."""
        with self._writing.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.made_at < forget_before))
            _start(connection, secret, account_id, now)

    def session(self, secret: str) -> KeptSession | None:
        """The session with this digest, of a person who may sign in; None where there is none."""
        query = (
            select(accounts, sessions.c.made_at.label("session_made_at"), sessions.c.seen_at)
            .join(sessions, sessions.c.account == accounts.c.id)
            .where(sessions.c.secret == secret, accounts.c.hall == self._hall, accounts.c.active)
        )
        with self._engine.begin() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else KeptSession(_account(row), row["session_made_at"], row["seen_at"])

    def seen(self, secret: str, now: int) -> None:
        """The session was used."""
        with self._writing.begin() as connection:
            connection.execute(update(sessions).where(sessions.c.secret == secret).values(seen_at=now))

    def end_session(self, secret: str) -> None:
        """Sign one browser out."""
        with self._writing.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.secret == secret))

    def end_sessions(self, account_id: int, but: str = "") -> None:
        """Sign a person out everywhere, except in the browser with this secret."""
        with self._writing.begin() as connection:
            ended = sessions.c.account == account_id, sessions.c.secret != but
            connection.execute(delete(sessions).where(*ended))

    def make_link(self, secret: str, account_id: int | None, times: tuple[int, int], by: str) -> None:
        """Keep a link that signs in once; `times` are when it was made and until when it is good, ms."""
        kept = {"secret": secret, "hall": self._hall, "account": account_id, "made_by": by}
        with self._writing.begin() as connection:
            connection.execute(insert(links), {**kept, "made_at": times[0], "until": times[1]})

    def open_link(self, secret: str, session: str, newcomer: Account, now: int) -> Account:
        """Use a link up and start a session, both or neither; returns who signed in.

        session   digest of the session to start
        newcomer  who a link without an account signs in, added when not there yet
        Raises LinkUsed, LinkExpired.
        """
        mine = links.c.secret == secret, links.c.hall == self._hall
        usable = links.c.used_at.is_(None), links.c.until > now
        use = (
            update(links)
            .where(*mine, *usable)
            .values(used_at=now)
            .returning(links.c.account, links.c.made_by)
        )
        with self._writing.begin() as connection:
            used = connection.execute(use).one_or_none()
            if used is None:
                was_used = connection.execute(select(links.c.used_at).where(*mine)).scalar() is not None
                raise LinkUsed if was_used else LinkExpired
            account = (
                self._newcomer(connection, newcomer, now, used.made_by)
                if used.account is None
                else self._one(connection, id=used.account)
            )
            if account is None or not account.active:
                raise LinkExpired
            _start(connection, session, account.id, now)
            return account

    def _newcomer(self, connection: Connection, wanted: Account, now: int, by: str) -> Account:
        """The account of that name when it still has its role, else a new one with a free name."""
        for n in range(1, 1_000):
            suffix = "" if n == 1 else f"-{n}"
            name = replace(wanted, sign_in=wanted.sign_in + suffix, name=wanted.name + suffix)
            there = self._one(connection, sign_in=name.sign_in)
            if there is None:
                return self._add(connection, name, now, by)
            if there.active and there.role == wanted.role:
                return there
        raise NameTaken(name=wanted.name)

    def _one(self, connection: Connection, **which: object) -> Account | None:
        found = [accounts.c[name] == value for name, value in which.items()]
        query = select(accounts).where(accounts.c.hall == self._hall, *found)
        row = connection.execute(query).mappings().one_or_none()
        return None if row is None else _account(row)

    def _add(self, connection: Connection, person: Account, now: int, by: str) -> Account:
        columns = {name: _column(name, value) for name, value in vars(person).items() if name != "id"}
        columns |= {"hall": self._hall, "made_at": now, "made_by": by}
        try:
            added = connection.execute(insert(accounts).values(columns).returning(accounts.c.id))
        except IntegrityError as error:
            raise NameTaken(name=person.name) from error
        return replace(person, id=added.scalar_one())


def names_of(engine: Engine, hall_id: str, actors: Iterable[str]) -> dict[str, str]:
    """The names behind "staff:3", "key:2", "device:4"; others, and those unknown, are left out."""
    asked: dict[str, set[int]] = {"staff": set(), "key": set(), "device": set()}
    for actor in actors:
        kind, _, number = actor.partition(":")
        if kind in asked and number.isdigit():
            asked[kind].add(int(number))
    device = (devices.c.kind + " " + devices.c.place).label("label")
    queries = {
        "staff": select(accounts.c.id, accounts.c.full_name).where(accounts.c.hall == hall_id),
        "key": select(keys.c.id, keys.c.label).where(keys.c.hall == hall_id),
        "device": select(devices.c.id, device).where(devices.c.hall == hall_id),
    }
    found: dict[str, str] = {}
    with engine.begin() as connection:
        for kind, query in queries.items():
            if asked[kind]:
                rows = connection.execute(query.where(query.selected_columns["id"].in_(asked[kind])))
                found |= {f"{kind}:{number}": name for number, name in rows}
    return found


def _start(connection: Connection, secret: str, account_id: int, now: int) -> None:
    kept = {"secret": secret, "account": account_id, "made_at": now, "seen_at": now}
    connection.execute(insert(sessions), kept)


def _column(name: str, value: object) -> object:
    """A field of an account as it is kept; `counters` are JSON."""
    return json.dumps(value) if name == "counters" and value is not None else value


def _account(row: RowMapping) -> Account:
    fields = {name: row[name] for name in Account.__dataclass_fields__ if name != "counters"}
    counters = row["counters"]
    return Account(**fields, counters=None if counters is None else tuple(json.loads(counters)))
