"""The door to people and devices: accounts, sessions, one-time links, keys, paired browsers."""

import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypedDict

from queueing.access import SCOPES, Principal
from queueing.errors import BadInput, NotFound, UnknownRole, WrongNameOrPassword
from queueing.records.keys import SEEN_EVERY, Believed, Holders, digest
from queueing.records.passwords import Passwords, draw_password
from queueing.records.staff import Account, KeptSession, Staff
from queueing.records.tables import Records, devices, keys
from queueing.rules.devices import BROWSERS
from queueing.rules.people import Person, check_password, check_person, read_staff_list, sign_in_name

#: A browser that nobody used for this long is signed out, and any browser after `ABSOLUTE`.
IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)
#: How long a sign-in link is good, once.
LINK_FOR = timedelta(minutes=15)

#: Who opens a link without an account.
NEWCOMER = Account(sign_in="manager", name="manager", full_name="Manager", role="manager", sees_clerks=True)


@dataclass(frozen=True)
class Session:
    """A signed-in browser; its page sends `csrf` along with each act."""

    principal: Principal
    account: Account
    csrf: str


@dataclass(frozen=True)
class SignedIn:
    """A session just begun and the token for its cookie, shown this once."""

    token: str
    session: Session


@dataclass(frozen=True)
class Shown:
    """An account and its new password, shown this once; None when whoever added it chose it."""

    account: Account
    password: str | None


@dataclass(frozen=True)
class Key:
    """What a bearer key is for. `counter` binds it to one counter; `rate` is requests a minute."""

    scope: str
    counter: str | None = None
    rate: int | None = None
    label: str = ""


class Change(TypedDict, total=False):
    """What may change of an account; `counters` None means any counter."""

    full_name: str
    role: str
    counters: tuple[str, ...] | None
    active: bool
    may_extend: bool
    sees_clerks: bool


class Staffing:
    """The people and devices of one hall.

    All times are ms of the real clock: a hall clock at 60 times the speed ends no session sooner.
    Who may do what is asked before, at the gate.
    """

    def __init__(self, records: Records, hall_id: str, passwords: Passwords | None = None) -> None:
        self._staff = Staff(records, hall_id)
        self._keys = Holders(records, hall_id, keys)
        self._devices = Holders(records, hall_id, devices)
        self._passwords = passwords or Passwords()
        self._sessions: Believed[KeptSession] = Believed()

    # -- signing in --------------------------------------------------------------------------------

    def sign_in(self, name: str, password: str, now: int) -> SignedIn:
        """Begin a session. Raises WrongNameOrPassword, which never says which; SignInBusy."""
        account = self._staff.named(sign_in_name(name))
        if account is not None and not account.active:
            account = None
        right = self._passwords.match(account.password if account else None, password)
        if account is None or not right:
            raise WrongNameOrPassword
        token = secrets.token_urlsafe(32)
        self._staff.start_session(digest(token), account.id, now, now - _ms(ABSOLUTE))
        return SignedIn(token, _session(token, account))

    def make_link(self, now: int, by: str, account_id: int | None = None) -> str:
        """The token of a link that signs in once within 15 minutes; without an account, a manager."""
        token = secrets.token_urlsafe(32)
        self._staff.make_link(digest(token), account_id, (now, now + _ms(LINK_FOR)), by)
        return token

    def sign_in_by_link(self, link: str, now: int) -> SignedIn:
        """Begin a session and use the link up. Raises LinkUsed, LinkExpired."""
        token = secrets.token_urlsafe(32)
        account = self._staff.open_link(digest(link), digest(token), NEWCOMER, now)
        return SignedIn(token, _session(token, account))

    def session(self, token: str, now: int) -> Session | None:
        """Whose browser this is; None when nobody is signed in, or was for too long."""
        secret = digest(token)
        kept = self._sessions.get(secret, now, lambda: self._staff.session(secret))
        if kept is None or now - kept.seen_at > _ms(IDLE) or now - kept.made_at > _ms(ABSOLUTE):
            return None
        if now - kept.seen_at >= SEEN_EVERY:
            self._staff.seen(secret, now)
            self._sessions.put(secret, now, kept._replace(seen_at=now))
        return _session(token, kept.account)

    def sign_out(self, token: str) -> None:
        """End this browser's session."""
        self._staff.end_session(digest(token))
        self._sessions.forget()

    def change_password(self, token: str, old: str, new: str, now: int) -> None:
        """Choose one's own password; every other browser of this person is signed out.

        old  not asked of somebody who never had a password and came by a link
        Raises WrongNameOrPassword, PasswordTooShort, PasswordTooCommon.
        """
        session = self.session(token, now)
        account = self._staff.account(session.account.id) if session else None
        if account is None or (account.password and not self._passwords.match(account.password, old)):
            raise WrongNameOrPassword
        check_password(new, account.name)
        chosen = self._passwords.hash(new)
        self._change(account.id, {"password": chosen, "must_change": False}, but=digest(token))

    # -- accounts ----------------------------------------------------------------------------------

    def accounts(self) -> list[Account]:
        """Everybody, in the order they were added."""
        return self._staff.all()

    def add(self, person: Person, now: int, by: str, counters: Collection[str] | None = None) -> Shown:
        """Add one person, who must change the password at the first sign-in.

        counters  the counters there are; None: not checked
        Raises NameWrong, NameTaken, UnknownRole, UnknownCounter, PasswordTooShort, PasswordTooCommon.
        """
        _refuse_wrong(person, counters)
        if person.password is not None:
            check_password(person.password, person.name)
        return self._add([person], now, by)[0]

    def add_list(
        self, body: bytes, now: int, by: str, counters: Collection[str] | None = None
    ) -> list[Shown]:
        """Add the people of a CSV list, all or nobody. Raises StaffListWrong with each mistake by row."""
        taken = {account.sign_in for account in self._staff.all()}
        return self._add(read_staff_list(body, taken, counters), now, by)

    def reset(self, account_id: int) -> Shown:
        """Draw somebody a new password and sign them out everywhere. Raises NotFound."""
        password = draw_password()
        kept = self._passwords.hash(password, drawn=True)
        return Shown(self._change(account_id, {"password": kept, "must_change": True}), password)

    def change(self, account_id: int, changed: Change, counters: Collection[str] | None = None) -> Account:
        """Change what is given; somebody who may not sign in any more is signed out everywhere.

        Raises NotFound, LastManager, UnknownRole, UnknownCounter, NameWrong.
        """
        account = self._staff.account(account_id)
        if account is None:
            raise NotFound
        after = replace(account, **changed)
        _refuse_wrong(Person(after.name, after.full_name, after.role, after.counters), counters)
        return self._change(account_id, {**changed})

    # -- keys and paired browsers ------------------------------------------------------------------

    def make_key(self, key: Key, now: int, by: str) -> tuple[int, str]:
        """A new bearer key: its id, and the key itself, shown this once. Raises UnknownRole."""
        if key.scope not in SCOPES:
            raise UnknownRole(role=key.scope, known=", ".join(SCOPES))
        secret = f"hk_{secrets.token_urlsafe(32)}"
        what = {"scope": key.scope, "counter": key.counter, "rate": key.rate, "label": key.label or key.scope}
        return self._keys.add(digest(secret), what, now, by), secret

    def key(self, secret: str, now: int) -> Principal | None:
        """Who comes with this bearer key; None when it is not one, or is revoked."""
        kept = self._keys.holding(secret, now)
        if kept is None:
            return None
        own = None if kept["counter"] is None else (kept["counter"],)
        return Principal(
            f"key:{kept['id']}", kept["scope"], kept["label"], own, kept["counter"], kept["rate"]
        )

    def revoke_key(self, key_id: int, now: int) -> None:
        """The key opens nothing any more: here at once, elsewhere within five seconds. Raises NotFound."""
        if not self._keys.revoke(key_id, now):
            raise NotFound

    def keys(self) -> list[dict[str, object]]:
        """Every key ever made, without its secret: id, label, scope, counter, rate, when and by whom."""
        return [{k: row[k] for k in row if k not in {"secret", "hall"}} for row in self._keys.all()]

    def pair(self, kind: str, place: str, now: int, by: str) -> tuple[Principal, str]:
        """Make a browser the kiosk or the screen of a place: who it is now, and its cookie's token.

        place  the kiosk's or the zone's id
        Raises BadInput for any other kind.
        """
        if kind not in BROWSERS:
            raise BadInput(what=f"A browser can be made a {' or a '.join(sorted(BROWSERS))}, not a {kind}.")
        secret = secrets.token_urlsafe(32)
        return self.let_in(digest(secret), kind, place, now, by), secret

    def let_in(self, secret: str, kind: str, place: str, now: int, by: str) -> Principal:
        """A device that made its own key is one of this hall's: who it is. `secret`: the key's digest."""
        return _device(self._devices.add(secret, {"kind": kind, "place": place}, now, by), kind, place)

    def devices(self) -> list[dict[str, object]]:
        """Every device let in and not sent away: id, kind, place, when it was let in and by whom."""
        kept = (row for row in self._devices.all() if row["revoked_at"] is None)
        return [{k: row[k] for k in ("id", "kind", "place", "made_at", "made_by")} for row in kept]

    def device(self, secret: str, now: int) -> Principal | None:
        """Which device this is, its place as `counter`; None when it is none any more."""
        kept = self._devices.holding(secret, now)
        return None if kept is None else _device(kept["id"], kept["kind"], kept["place"])

    def unpair(self, device_id: int, now: int) -> None:
        """The device is sent away; a browser is an ordinary one again. Raises NotFound."""
        if not self._devices.revoke(device_id, now):
            raise NotFound

    # -- within ------------------------------------------------------------------------------------

    def _add(self, people: Sequence[Person], now: int, by: str) -> list[Shown]:
        new, shown = [], []
        for person in people:
            password = person.password or draw_password()
            kept = self._passwords.hash(password, drawn=person.password is None)
            names = sign_in_name(person.name), person.name.strip(), person.full_name.strip()
            new.append(Account(*names, person.role, person.counters, kept, must_change=True))
            shown.append(None if person.password else password)
        added = self._staff.add(new, now, by)
        return [Shown(account, password) for account, password in zip(added, shown, strict=True)]

    def _change(self, account_id: int, changed: dict[str, object], but: str = "") -> Account:
        """Write it; a new password, or none that may be used, ends the sessions, except the one `but`."""
        account = self._staff.change(account_id, changed)
        if account is None:
            raise NotFound
        if "password" in changed or not account.active:
            self._staff.end_sessions(account_id, but)
        self._sessions.forget()
        return account


def _refuse_wrong(person: Person, counters: Collection[str] | None) -> None:
    for _field, error in check_person(person, counters):
        raise error


def _session(token: str, account: Account) -> Session:
    who = Principal(
        f"staff:{account.id}",
        account.role,
        account.full_name,
        account.counters,
        changes_hours=account.may_extend,
        sees_clerks=account.sees_clerks,
    )
    # From the token, so it needs no keeping; one-way, so a page that leaks it leaks no session.
    return Session(who, account, hmac.new(token.encode(), b"csrf", "sha256").hexdigest())


def _device(number: int, kind: str, place: str) -> Principal:
    return Principal(f"device:{number}", kind, f"{kind} {place}", counter=place)


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
