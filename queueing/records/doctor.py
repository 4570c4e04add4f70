"""Examines archive and live hall together: every invariant that can be read off them (I1 to I6, I18, I19)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, and_, func, select

from queueing.records.archive import Archive, ticket_row
from queueing.records.tables import calls, facts, heads, tickets
from queueing.rules.facts import CALLS, CounterRecord, Fact, TicketRecord, canonical
from queueing.rules.invariants import Finding, Follower, counter_of
from queueing.rules.tickets import TERMINAL, TicketState


@dataclass(frozen=True)
class LiveSnapshot:
    """The live hall at one instant, all of it read in one step (or while nothing acts).

    day       the present business day; `numbers` are its last numbers by prefix
    tickets   every ticket that is kept; counters by id
    waiting   "line:lane" -> ticket -> place, ms
    facts     what the stream still holds, oldest first
    archived  the archive's revision, read before this was; None: ask now, while no archiver runs
    """

    hall: str
    life: int
    revision: int
    day: str
    numbers: Mapping[str, int]
    tickets: Mapping[str, TicketRecord]
    counters: Mapping[str, CounterRecord]
    waiting: Mapping[str, Mapping[str, int]]
    facts: Sequence[Fact]
    archived: int | None = None


def examine(engine: Engine, live: LiveSnapshot) -> Iterator[Finding]:
    """Everything that is wrong, in the order it is come upon; nothing when all is well."""
    archive, follower = Archive(engine, live.hall), Follower()
    archived = archive.head().revision if live.archived is None else live.archived
    yield from follower.follow(archive.facts(until=archived))
    yield from _projected(engine, live.hall)
    if (live.life, live.revision) < (follower.life, follower.revision):
        text = f"The live hall is at fact {live.life}-{live.revision}, behind its archive at {follower.life}-"
        yield Finding("I19", f"{text}{archived}. Stop it and run rebuild.")
        return
    yield from _same_facts(archive, live.facts, archived)
    yield from follower.follow(fact for fact in live.facts if fact["revision"] > archived)
    if live.revision != follower.revision:
        text = (
            f"The live hall is at revision {live.revision}, but the last fact known is {follower.revision}."
        )
        yield Finding("I19", text)
    yield from _same_tickets(live, follower)
    yield from _at_counters(live)
    yield from _in_lines(live)
    for (day, prefix), highest in follower.highest.items():
        last = live.numbers.get(prefix, 0)
        if day == live.day and last < highest:
            yield Finding("I1", f"{prefix}{highest:03d} is printed, but the live hall goes on from {last}.")


def _projected(engine: Engine, hall: str) -> Iterator[Finding]:
    """Tickets, calls and head say what the facts say (I19)."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield from _projected_tickets(connection, hall)
            mine = facts.c.hall == hall
            same = and_(calls.c.hall == facts.c.hall, calls.c.revision == facts.c.revision)
            query = select(facts.c.revision).join(calls, same, isouter=True)
            lost = query.where(mine, facts.c.kind.in_(CALLS), calls.c.revision.is_(None))
            for revision in connection.execute(lost).scalars():
                yield Finding(
                    "I19", f"Fact {revision} is a call, but stands in no row of the calls.", None, revision
                )
            newest = connection.execute(select(func.max(facts.c.revision)).where(mine)).scalar() or 0
            head = connection.execute(select(heads.c.revision).where(heads.c.hall == hall)).scalar() or 0
            if newest != head:
                yield Finding("I19", f"The archive says it ends at fact {head}; its last fact is {newest}.")


def _projected_tickets(connection: Connection, hall: str) -> Iterator[Finding]:
    newest = func.max(facts.c.revision).label("revision")
    query = select(facts.c.ticket, newest).where(facts.c.hall == hall, facts.c.ticket.is_not(None))
    last = query.group_by(facts.c.ticket).subquery()
    joined = and_(facts.c.hall == hall, facts.c.revision == last.c.revision)
    kept = and_(tickets.c.hall == hall, tickets.c.id == last.c.ticket)
    both = select(last.c.ticket, last.c.revision, facts.c.data.label("fact"), *tickets.c)
    rows = connection.execute(
        both.select_from(last.join(facts, joined).join(tickets, kept, isouter=True)).execution_options(
            yield_per=500
        )
    )
    for row in rows.mappings():
        should = ticket_row(hall, json.loads(row["fact"])["ticket"], row[last.c.revision])
        if {name: row[tickets.c[name]] for name in should} != should:
            text = f"The row of ticket {row[last.c.ticket]} is not what its last fact left."
            yield Finding("I19", text, row[last.c.ticket], row[last.c.revision])


def _same_facts(archive: Archive, stream: Sequence[Fact], archived: int) -> Iterator[Finding]:
    """What both hold is the same, word for word (I19)."""
    held = {fact["revision"]: canonical(fact) for fact in stream if fact["revision"] <= archived}
    if not held:
        return
    kept = {f["revision"]: canonical(f) for f in archive.facts(min(held) - 1, max(held))}
    for revision in sorted(held.keys() | kept.keys()):
        if held.get(revision) != kept.get(revision):
            text = f"Fact {revision} is not the same in the stream and in the archive."
            yield Finding("I19", text, None, revision)


def _same_tickets(live: LiveSnapshot, follower: Follower) -> Iterator[Finding]:
    """The tickets that have not ended are the same ones, as the facts left them (I5)."""
    running = {key: ticket for key, ticket in live.tickets.items() if ticket["state"] not in TERMINAL}
    for key in sorted(follower.open.keys() | running.keys()):
        if key not in running:
            yield Finding("I5", f"Ticket {key} has not ended, but is lost from the live hall.", key)
        elif key not in follower.open:
            yield Finding(
                "I5", f"Ticket {key} is in the live hall, but by its facts it ended or never was.", key
            )
        elif canonical(running[key]) != canonical(follower.open[key]):
            yield Finding("I6", f"Ticket {key} was changed without a fact.", key)


def _at_counters(live: LiveSnapshot) -> Iterator[Finding]:
    """A ticket in hand or held is at its one counter, and a counter has one in hand (I3, I4)."""
    in_hand: dict[str, str] = {}
    for counter, record in live.counters.items():
        ticket = record.get("ticket")
        if ticket is None:
            continue
        if ticket in in_hand:
            yield Finding(
                "I3", f"Ticket {ticket} is in hand at counters {in_hand[ticket]} and {counter}.", ticket
            )
        in_hand[ticket] = counter
        if ticket not in live.tickets or counter_of(live.tickets[ticket]) != counter:
            yield Finding("I3", f"Counter {counter} has ticket {ticket} in hand, which is not there.", ticket)
    for key, kept in live.tickets.items():
        at = counter_of(kept)
        if at is not None and in_hand.get(key) != at:
            yield Finding("I4", f"Ticket {key} is in hand at counter {at}, which has another or none.", key)
        holder = live.counters.get(kept.get("counter", ""))
        if kept["state"] == TicketState.HELD and (holder is None or key not in holder.get("held", ())):
            yield Finding("I5", f"Ticket {key} is held, but no counter holds it.", key)


def _in_lines(live: LiveSnapshot) -> Iterator[Finding]:
    """A ticket stands in one line exactly while it waits, at its place: else it is lost, or called twice."""
    standing: dict[str, list[tuple[str, int]]] = {}
    for line, places in live.waiting.items():
        for key, place in places.items():
            standing.setdefault(key, []).append((line, int(place)))
    for key, stands in standing.items():
        if key not in live.tickets or live.tickets[key]["state"] != TicketState.WAITING:
            yield Finding("I3", f"Ticket {key} stands in line {stands[0][0]}, but does not wait.", key)
    for key, ticket in live.tickets.items():
        if ticket["state"] == TicketState.WAITING:
            should = [(f"{ticket['line']}:{ticket['lane']}", ticket["place"])]
            if standing.get(key, []) != should:
                yield Finding(
                    "I5", f"Ticket {key} waits, but does not stand at its one place in its line.", key
                )
