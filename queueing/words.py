"""The words of the screens and refusals, from static/words: one file per language, the same keys in each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from queueing.errors import HallError

FOLDER = Path(__file__).parent.parent / "static" / "words"
LANGUAGES = {"zh": "zh-CN.json", "en": "en.json"}


@cache
def _file(language: str) -> Mapping[str, str]:
    loaded: Mapping[str, str] = json.loads((FOLDER / LANGUAGES[language]).read_text("utf-8"))
    return loaded


@dataclass(frozen=True)
class Words:
    """The words in one language, "zh" or "en"."""

    language: str

    def say(self, key: str, **params: object) -> str:
        """The text of a key with its {parameters} filled in; the key itself when no file has it."""
        text = _file(self.language).get(key, key)
        for name, value in params.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def refusal(self, error: HallError) -> str:
        """A refusal's sentence: English is its docstring, other languages have it in the word file."""
        key = f"error.{error.code}"
        told = {name: self._told(name, value) for name, value in error.params.items()}
        text = self.say(key, **told) if key in _file(self.language) else error.sentence
        match error.params.get("opens"):
            case dict() as opens:
                return self.say("hours.refused", refusal=text, opens=self.name(opens))
        return text

    def why_called(self, reason: Mapping[str, object]) -> str:
        """Why a ticket was called, in a sentence: "92 % of its 15 minutes were used"."""
        percent = round(float(str(reason["share"])) * 100)
        minutes = round(float(str(reason["promise"])) / 60_000)
        text = self.say(f"why.{reason['rule']}", percent=percent, minutes=minutes)
        return f"{text}: {reason['text']}" if reason.get("text") else text

    def alert(self, alert: Mapping[str, Any]) -> str:
        """The sentence of an alert; of a longest wait in minutes, as a share where none were kept."""
        value, key = float(alert["value"]), f"alert.{alert['kind']}"
        params = {"name": self.name(alert["names"]), "n": round(value), "percent": f"{round(100 * value)} %"}
        if longest := alert.get("longest"):
            return self.say(
                f"{key}.minutes", **params, **longest | {"lane": self.say(f"common.lane.{longest['lane']}")}
            )
        return self.say(key, **params)

    def day(self, day: date) -> str:
        """A day as people say it: 12月1日 周二, "Tuesday, 1 December"."""
        return self.say("book.day", **self.day_parts(day))

    def day_parts(self, day: date) -> dict[str, object]:
        """What sentences about a day fill in: its weekday, month and day."""
        weekdays, months = (self.say(f"hours.{names}").split() for names in ("weekdays", "months"))
        return {"weekday": weekdays[day.weekday()], "month": months[day.month - 1], "day": day.day}

    def name(self, names: Mapping[str, str]) -> str:
        """A name in this language, else in Chinese."""
        return names.get(self.language) or names["zh"]

    def _told(self, name: str, value: object) -> object:
        """A parameter as its reader says it: a state by its word, a day and names in this language."""
        if name == "until":
            return self.day(date.fromisoformat(str(value)))
        if name == "state":
            return self._state(str(value))
        if name == "booking_state":
            return self.say(f"book.state.{value}")
        return self.name(value) if isinstance(value, dict) and "zh" in value else value

    def _state(self, state: str) -> str:
        return self.say(f"common.state.{state}")


def day_told(day: date) -> dict[str, str]:
    """A day as people say it, by language: {"zh": "12月1日 周二", "en": "Tuesday, 1 December"}."""
    return {language: Words(language).day(day) for language in LANGUAGES}


def words_for(accept_language: str | None) -> Words:
    """The words for a browser's Accept-Language: Chinese where it is asked for, else English."""
    first = (accept_language or "en").split(",")[0].strip().lower()
    return Words("zh" if first.startswith("zh") else "en")
