"""Passwords as argon2id hashes: few at a time, and just as slow for a name that nobody has."""

import secrets
from collections.abc import Callable
from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from queueing.errors import SignInBusy
from queueing.rules.people import PASSWORD_AT_MOST, clean_password

#: Each hash takes 64 MiB and some 0.1 s of a core; more at once would starve the calling of numbers.
AT_ONCE = 2
#: How long a sign-in waits for its turn, in seconds, before it is told to come back.
PATIENCE = 5.0

#: Without letters and digits that look alike on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

_CHOSEN = PasswordHasher()
# A drawn password has 79 bits, so a slow hash adds nothing; a list of 500 people takes 1 s, not 60.
_DRAWN = PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1)


class Passwords:
    """Hashes and compares passwords.

    elsewhere  runs a slow call outside the event loop; the default runs it right here
    """

    def __init__(
        self,
        chosen: PasswordHasher = _CHOSEN,
        elsewhere: Callable[[Callable[[], object]], object] = lambda call: call(),
        patience: float = PATIENCE,
    ) -> None:
        self._chosen = chosen
        self._elsewhere = elsewhere
        self._patience = patience
        self._turns = BoundedSemaphore(AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        return self._chosen.hash(secrets.token_hex())

    def hash(self, password: str, *, drawn: bool = False) -> str:
        """The hash to keep; it carries its salt and costs. Raises SignInBusy."""
        hasher = _DRAWN if drawn else self._chosen
        return str(self._in_turn(lambda: hasher.hash(clean_password(password))))

    def match(self, kept: str | None, password: str) -> bool:
        """Whether this is the password; as slow when there is none to compare with. Raises SignInBusy."""
        if len(password) > PASSWORD_AT_MOST:
            return False
        right = self._in_turn(lambda: self._compare(kept, clean_password(password)))
        return bool(right) and kept is not None

    def _compare(self, kept: str | None, password: str) -> bool:
        nobodys = self._nobodys  # made at the first sign-in, whoever's: how long it takes tells nothing
        try:
            return self._chosen.verify(kept or nobodys, password)
        except (VerificationError, InvalidHashError):
            return False

    def _in_turn(self, call: Callable[[], object]) -> object:
        if not self._turns.acquire(timeout=self._patience):
            raise SignInBusy
        try:
            return self._elsewhere(call)
        finally:
            self._turns.release()


def draw_password() -> str:
    """A password for somebody to change at the first sign-in, as in "k7mq-x3fp-9dtw-hc5r"."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
