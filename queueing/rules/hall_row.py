"""What the tables of a hall file are made of: rows, ids, names, and the right spelling of a word."""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

#: So many choices can be read in one sentence.
FEW = 13


def near(word: str, choices: Iterable[str]) -> str | None:
    """The choice a misspelt word was meant to be, None when none is near."""
    return next(iter(get_close_matches(word, sorted(choices), n=1, cutoff=0.5)), None)


def meant(word: str, choices: Iterable[str]) -> str:
    """The right spelling of a word, as the end of a sentence; when none is near, all of a few choices."""
    known = sorted(choices)
    if best := near(word, known):
        return f' — did you mean "{best}"?'
    return f"; known are: {', '.join(known)}" if 0 < len(known) <= FEW else ""


def like(pattern: str, explanation: str) -> AfterValidator:
    """A text of this pattern; the explanation is the end of the sentence about any other."""
    matches = re.compile(pattern).fullmatch  # a long list of services passes here thousands of times

    def check(word: str) -> str:
        if not matches(word):
            raise ValueError(f'cannot be "{word}": {explanation}')
        return word

    return AfterValidator(check)


def one_of(*choices: str) -> AfterValidator:
    """A text that is one of these, or the sentence that says which was meant."""

    def check(word: str) -> str:
        if word not in choices:
            raise ValueError(f'cannot be "{word}"{meant(word, choices)}')
        return word

    return AfterValidator(check)


def each_once(words: list[str]) -> list[str]:
    """A list without repeats."""
    if len(set(words)) < len(words):
        raise ValueError("has the same word twice")
    return words


def short_form(key: str) -> Callable[[object], object]:
    """Let plain text stand for a table with one key: "tax" for { line = "tax" }."""
    return lambda value: {key: value} if isinstance(value, str) else value


Text = Annotated[
    str, like(r"[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*", "it must be text on one line")
]
Id = Annotated[
    str, like(r"[A-Za-z0-9-]{1,40}", "an id is letters, digits and hyphens, so that it fits a URL")
]
WebAddress = Annotated[
    str, like(r"https?://[^\s/@?#]+(/\S*)?", 'an address is written "https://example.gov.cn/hook"')
]


class Row(BaseModel):
    """A table of the file: unknown keys are mistakes, and no type stands in for another."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NamesRow(Row):
    """A text in the hall's languages; English falls back to Chinese."""

    zh: Text
    en: Text | None = None

    def texts(self) -> Mapping[str, str]:
        """The text in every language."""
        return {"zh": self.zh, "en": self.en or self.zh}
