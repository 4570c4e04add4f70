"""Facts into SQL: every fact once, in order, gapless; tickets and calls as projections of them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, Connection, Engine, Table, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from queueing.errors import ArchiverDeposed, FactDiffers, FactGap, NumberDoubled
from queueing.records.tables import calls, facts, for_writing, heads, tickets
from queueing.rules.facts import CALLS, Fact, Request, TicketRecord, canonical, goes_on, number_parts
from queueing.rules.tickets import TERMINAL, TicketState

#: Rows one query reads or asks about; SQLite takes at most 32,766 parameters.
_AT_ONCE = 1_000


class Head(NamedTuple):
    """The newest fact in the archive; (0, 0) while it is empty."""

    life: int
    revision: int


class Archive:
    """One hall's facts in SQL."""

    def __init__(self, engine: Engine, hall_id: str) -> None:
        self._engine = engine
        self._writing = for_writing(engine)
        self._hall = hall_id
        self._upsert_ticket = _upsert(engine, tickets, "hall", "id")

    def open(self, reader: str = "archiver") -> int:
        """Become the one who writes; whoever wrote before is deposed. Returns the epoch to append with.

        reader  who writes now, for people to read; a hall has one writer, whatever its name
        """
        opened = (
            _insert(self._engine, heads)
            .values(hall=self._hall, reader=reader, epoch=1, life=0, revision=0)
            .on_conflict_do_update(
                index_elements=["hall"], set_={"reader": reader, "epoch": heads.c.epoch + 1}
            )
        )
        with self._writing.begin() as connection:
            return int(connection.execute(opened.returning(heads.c.epoch)).scalar_one())

    def append(self, batch: Sequence[Fact], epoch: int) -> None:
        """Write these facts and what follows from them, all or nothing.

        batch  in the order of the stream; facts that are here already may come again, unchanged
        epoch  what `open` gave
        Raises ArchiverDeposed, FactGap, FactDiffers, or NumberDoubled where a number stands twice
        in a day (I1). The one gap allowed is before a new life's first fact, which names what it follows.
        """
        try:
            with self._writing.begin() as connection:
                head = self._hold_head(connection, epoch)
                fresh = self._fresh(connection, batch, head)
                if fresh:
                    self._write(connection, fresh)
        except IntegrityError as error:
            raise self._doubled(batch) from error

    def head(self) -> Head:
        """Where the archive stands."""
        query = select(heads.c.life, heads.c.revision).where(heads.c.hall == self._hall)
        with self._engine.begin() as connection:
            row = connection.execute(query).one_or_none()
        return Head(0, 0) if row is None else Head(row.life, row.revision)

    def newest(self) -> Fact | None:
        """The newest fact in the archive, what the live hall must go on from; None while it is empty."""
        ends = select(heads.c.revision).where(heads.c.hall == self._hall).scalar_subquery()
        found = self._loaded(facts, [facts.c.hall == self._hall, facts.c.revision == ends], facts.c.revision)
        return cast("list[Fact]", found)[0] if found else None

    def newest_of(self, *kinds: str) -> list[Fact]:
        """The newest fact of these kinds of each counter, or the one of the hall, in order."""
        mine = [facts.c.hall == self._hall, facts.c.kind.in_(kinds)]
        last = select(func.max(facts.c.revision)).where(*mine).group_by(facts.c.counter)
        found = [facts.c.hall == self._hall, facts.c.revision.in_(last)]
        return cast("list[Fact]", self._loaded(facts, found, facts.c.revision))

    def of_day(self, day: str, *kinds: str) -> list[Fact]:
        """The facts of these kinds of a business day, ISO, in order."""
        found = [facts.c.hall == self._hall, facts.c.day == day, facts.c.kind.in_(kinds)]
        return cast("list[Fact]", self._loaded(facts, found, facts.c.revision))

    def facts(self, after: int = 0, until: int | None = None) -> Iterator[Fact]:
        """The facts after a revision, in order, up to and with `until`; none where there are none."""
        while True:
            found = [facts.c.hall == self._hall, facts.c.revision > after]
            if until is not None:
                found.append(facts.c.revision <= until)
            page = cast("list[Fact]", self._loaded(facts, found, facts.c.revision, _AT_ONCE))
            yield from page
            if len(page) < _AT_ONCE:
                return
            after = page[-1]["revision"]

    def history(self, ticket: str) -> list[Fact]:
        """Everything that happened to one ticket, in order; empty for one that was never issued."""
        found = [facts.c.hall == self._hall, facts.c.ticket == ticket]
        return cast("list[Fact]", self._loaded(facts, found, facts.c.revision))

    def tickets_since(self, day: str) -> list[TicketRecord]:
        """The last record of each ticket that has not ended, or is of this day or later, by id.

        What a rebuild starts from: the page of an ended ticket opens as long as the ticket is kept.
        """
        runs = tickets.c.state.in_(sorted(set(TicketState) - TERMINAL))
        found = [tickets.c.hall == self._hall, or_(runs, tickets.c.day >= day)]
        return cast("list[TicketRecord]", self._loaded(tickets, found, tickets.c.id))

    def requests_since(self, day: str) -> list[Request]:
        """The requests answered on this business day and later, in order; a rebuild knows them again."""
        found = [facts.c.hall == self._hall, facts.c.day >= day, facts.c.request.is_not(None)]
        kept = cast("list[Fact]", self._loaded(facts, found, facts.c.revision))
        return [{**fact["request"], "day": fact["day"]} for fact in kept]

    def facts_of(self, day: str) -> list[Fact]:
        """A business day's facts, in order."""
        found = [facts.c.hall == self._hall, facts.c.day == day]
        return cast("list[Fact]", self._loaded(facts, found, facts.c.revision))

    def days(self, newest: int) -> list[str]:
        """The newest business days with facts, so many at most, oldest first."""
        days = select(facts.c.day).where(facts.c.hall == self._hall).distinct()
        with self._engine.begin() as connection:
            return sorted(connection.execute(days.order_by(facts.c.day.desc()).limit(newest)).scalars())

    def highest_numbers(self, day: str) -> dict[str, int]:
        """The highest number printed on a day, by prefix; a rebuild goes on above it."""
        query = select(tickets.c.number).where(
            tickets.c.hall == self._hall, tickets.c.day == day, tickets.c.number != ""
        )
        highest: dict[str, int] = {}
        with self._engine.begin() as connection:
            for number in connection.execute(query).scalars():
                prefix, count = number_parts(number)
                highest[prefix] = max(count, highest.get(prefix, 0))
        return highest

    def highest_seq(self) -> int:
        """The highest ticket id ever issued, as a number; 0 before the first."""
        query = select(func.max(tickets.c.id)).where(tickets.c.hall == self._hall)
        with self._engine.begin() as connection:
            return int(connection.execute(query).scalar() or 0)

    def digest(self, after: int = 0, until: int | None = None) -> str:
        """One word for a stretch of facts: equal to `digest_of` the same facts of the stream (I19)."""
        return digest_of(self.facts(after, until))

    def _hold_head(self, connection: Connection, epoch: int) -> Head:
        """The head, locked until the transaction ends, so that nobody can take over in between."""
        mine = (
            update(heads)
            .where(heads.c.hall == self._hall, heads.c.epoch == epoch)
            .values(epoch=heads.c.epoch)
            .returning(heads.c.life, heads.c.revision)
        )
        row = connection.execute(mine).one_or_none()
        if row is None:
            raise ArchiverDeposed(hall=self._hall, epoch=epoch)
        return Head(row.life, row.revision)

    def _fresh(self, connection: Connection, batch: Sequence[Fact], head: Head) -> dict[int, Fact]:
        """Those of the batch that go on from the head; the others must be here already, unchanged."""
        fresh: dict[int, Fact] = {}
        seen: list[Fact] = []
        for fact in batch:
            if fact["revision"] <= head.revision:
                seen.append(fact)
            elif goes_on(fact, *head):
                fresh[fact["revision"]] = fact
                head = Head(fact["life"], fact["revision"])
            else:
                raise FactGap(expected=head.revision + 1, given=fact["revision"])
        for start in range(0, len(seen), _AT_ONCE):
            self._compare(connection, seen[start : start + _AT_ONCE], fresh)
        return fresh

    def _compare(self, connection: Connection, seen: Sequence[Fact], fresh: Mapping[int, Fact]) -> None:
        known = {revision: canonical(fact) for revision, fact in fresh.items()}
        asked = {fact["revision"] for fact in seen} - known.keys()
        query = select(facts.c.revision, facts.c.data).where(
            facts.c.hall == self._hall, facts.c.revision.in_(asked)
        )
        known |= {row.revision: row.data for row in connection.execute(query)}
        for fact in seen:
            if known.get(fact["revision"]) != canonical(fact):
                raise FactDiffers(revision=fact["revision"])

    def _write(self, connection: Connection, fresh: Mapping[int, Fact]) -> None:
        rows = [fact_row(self._hall, fact) for fact in fresh.values()]
        connection.execute(insert(facts), rows)
        left = {f["ticket"]["id"]: f for f in fresh.values() if "ticket" in f}
        if left:
            records = [ticket_row(self._hall, f["ticket"], f["revision"]) for f in left.values()]
            connection.execute(self._upsert_ticket, records)
        made = [call_row(self._hall, fact) for fact in fresh.values() if fact["kind"] in CALLS]
        if made:
            connection.execute(insert(calls), made)
        newest = {"life": rows[-1]["life"], "revision": rows[-1]["revision"]}
        connection.execute(update(heads).where(heads.c.hall == self._hall).values(newest))

    def _doubled(self, batch: Sequence[Fact]) -> NumberDoubled:
        """Which number the unique index refused, as a sentence."""
        owners: dict[tuple[str, str], str] = {}
        for fact in batch:
            if "ticket" in fact and fact["ticket"]["number"]:
                day, number, ticket = (fact["ticket"][key] for key in ("day", "number", "id"))
                for other in (owners.setdefault((day, number), ticket), *self._owners(day, number)):
                    if other != ticket:
                        return NumberDoubled(number=number, day=day, ticket=ticket, other=other)
        return NumberDoubled()

    def _owners(self, day: str, number: str) -> Sequence[str]:
        query = select(tickets.c.id).where(
            tickets.c.hall == self._hall, tickets.c.day == day, tickets.c.number == number
        )
        with self._engine.begin() as connection:
            return connection.execute(query).scalars().all()

    def _loaded(
        self,
        table: Table,
        found: Iterable[ColumnElement[bool]],
        order: ColumnElement[object],
        at_most: int | None = None,
    ) -> list[object]:
        query = select(table.c.data).where(*found).order_by(order).limit(at_most)
        with self._engine.begin() as connection:
            return [json.loads(text) for text in connection.execute(query).scalars()]


def digest_of(stretch: Iterable[Fact]) -> str:
    """SHA-256 over the facts as canonical text, in the order given."""
    digest = hashlib.sha256()
    for fact in stretch:
        digest.update(canonical(fact).encode() + b"\n")
    return digest.hexdigest()


def fact_row(hall: str, fact: Fact) -> dict[str, object]:
    """A fact as its row: the whole of it, and the columns that find it."""
    row: dict[str, object] = {key: fact.get(key) for key in ("revision", "life", "kind", "at", "day", "by")}
    ticket, request = fact.get("ticket"), fact.get("request")
    row |= {"ticket": ticket and ticket["id"], "request": request and request["id"]}
    return row | {"hall": hall, "counter": fact.get("counter"), "data": canonical(fact)}


def ticket_row(hall: str, record: TicketRecord, revision: int) -> dict[str, object]:
    """A ticket's record as its row, left so by the fact of that revision."""
    row: dict[str, object] = {key: record.get(key) for key in _SAME}
    row |= {column: record.get(key) for column, key in _RENAMED.items()}
    row |= {key: record.get(key, 0) for key in ("calls", "missed", "transfers")}
    row |= {key: bool(record.get(key)) for key in ("start_not_pressed", "end_not_pressed")}
    return row | {"hall": hall, "revision": revision, "data": canonical(record)}


#: Columns of `tickets` named as in the record.
_SAME = (
    *("id", "day", "number", "line", "lane", "service", "state", "counter", "arrived", "slot"),
    *("first_called", "outcome", "items", "waited"),
)
#: Columns of `tickets` with a name of their own.
_RENAMED = {"called": "called_at", "started": "started_at", "ended": "ended_at"}


def call_row(hall: str, fact: Fact) -> dict[str, object]:
    """A call or recall as its row; a recall keeps the id of its call and has no reason of its own."""
    ticket, detail = fact["ticket"], fact.get("detail", {})
    row: dict[str, object] = {key: ticket[key] for key in ("number", "line", "lane")}
    row |= {key: fact.get(key) for key in ("revision", "day", "at", "by", "counter", "zone")}
    row |= {"hall": hall, "ticket": ticket["id"], "times": detail.get("times", 1)}
    row["call"] = detail.get("call", f"{fact['life']}-{fact['revision']}")
    reason = detail.get("reason")
    row["reason"] = None if reason is None else canonical(reason)
    return row | {"rule": reason.get("rule") if isinstance(reason, Mapping) else None}


def _upsert(engine: Engine, table: Table, *key: str) -> sqlite.Insert | postgresql.Insert:
    """Insert rows, or replace the ones with the same key."""
    fresh = _insert(engine, table)
    replaced = {c.name: fresh.excluded[c.name] for c in table.columns if c.name not in key}
    return fresh.on_conflict_do_update(index_elements=list(key), set_=replaced)


def _insert(engine: Engine, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that can say what to do about a key that is there already."""
    return sqlite.insert(table) if engine.dialect.name == "sqlite" else postgresql.insert(table)
