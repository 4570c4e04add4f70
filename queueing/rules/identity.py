"""What a hall may know of an identity card: whether its number is right, a mask, and who is old enough; pure.

A number has 18 signs (GB 11643): six of the place, eight of the birth date, three in order, one check sign.
"""

import hmac
import re
from dataclasses import dataclass, field
from datetime import date

#: Weights of the first 17 figures, and the check sign for each remainder by 11 (ISO 7064, MOD 11-2).
_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECKS = "10X98765432"
_FORM = re.compile(r"[1-9][0-9]{16}[0-9X]")

#: Whom a hall takes for an older visitor where its file doesn't say, years.
PRIORITY_AGE = 60
#: Nobody is older than this, years: the card was misread.
OLDEST = 130


#: A mobile number of mainland China, with or without +86.
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")


class NoCard(ValueError):
    """This text is no card's number; what it is instead is not told, for it might be one misread."""


class NoPhone(ValueError):
    """This text is no mobile number."""


@dataclass(frozen=True)
class Phone:
    """A mobile number. It is never kept, logged or shown: `mask` and `who` are."""

    number: str = field(repr=False)

    @property
    def mask(self) -> str:
        """The number as its owner knows it again: 138****1234."""
        return f"{self.number[:3]}****{self.number[-4:]}"

    def who(self, secret: bytes) -> str:
        """The holder as one word that only this hall can make, as of a card."""
        return hmac.new(secret, self.number.encode(), "sha256").hexdigest()


@dataclass(frozen=True)
class Card:
    """A card's number and birth date. It is never kept, logged or shown: `mask` and `who_of` are."""

    number: str = field(repr=False)
    born: date

    @property
    def mask(self) -> str:
        """The number as its owner knows it again, and nobody else finds it: 3411**********1234."""
        return f"{self.number[:4]}{'*' * 10}{self.number[-4:]}"

    def age_on(self, day: date) -> int:
        """Full years on a day; who was born on 29 February has the birthday on 1 March in other years."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    def who(self, secret: bytes) -> str:
        """The holder as one word that only this hall can make: HMAC-SHA256 of the number, hexadecimal."""
        return hmac.new(secret, self.number.encode(), "sha256").hexdigest()


def check_sign(seventeen: str) -> str:
    """The last sign of a number from its first 17 figures."""
    return _CHECKS[sum(int(sign) * weight for sign, weight in zip(seventeen, _WEIGHTS, strict=True)) % 11]


def read_card(text: str, today: date) -> Card:
    """The card of a number as a reader or a scanner types it. Raises NoCard."""
    number = text.strip().upper()
    if not _FORM.fullmatch(number) or check_sign(number[:17]) != number[17]:
        raise NoCard
    try:
        born = date.fromisoformat(number[6:14])
    except ValueError:
        raise NoCard from None
    card = Card(number, born)
    if not 0 <= card.age_on(today) <= OLDEST or born > today:
        raise NoCard
    return card


def read_person(text: str, today: date) -> Card | Phone:
    """Whoever gives a card's or a mobile number, with spaces and hyphens as people write them.

    Raises NoPhone for what begins like a mobile number and is none, NoCard for everything else.
    """
    number = re.sub(r"[\s-]", "", text)
    if found := _MOBILE.fullmatch(number):
        return Phone(found[1])
    if len(number.removeprefix("+86")) < 15:  # noqa: PLR2004 - the oldest cards have 15 signs
        raise NoPhone
    return read_card(number, today)


def band(card: Card, today: date, priority_age: int) -> str:
    """The card's age as far as the hall needs it: "60+" or "-60", where 60 is the hall's priority age."""
    return f"{priority_age}+" if card.age_on(today) >= priority_age else f"-{priority_age}"
