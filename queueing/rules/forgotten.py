"""When a clerk is asked whether a service or a pause still goes on: a key may have been forgotten."""

from queueing.rules.lunch import says_lunch

MINUTE = 60_000
#: A service is asked about after thrice the minutes its catalogue gives it, at the earliest after this; ms.
SERVICE, TIMES = 30 * MINUTE, 3
#: A pause is asked about after so long, a lunch later; ms.
PAUSE, LUNCH = 30 * MINUTE, 90 * MINUTE


def long_service(lasts: int, minutes: float | None) -> bool:
    """Whether a service may have been forgotten.

    lasts    ms since it began, or since its clerk last said that it goes on
    minutes  how long a visit should take, by the catalogue
    """
    return lasts >= max(SERVICE, TIMES * round((minutes or 0) * MINUTE))


def long_pause(lasts: int, reason: str) -> bool:
    """Whether a pause may have been forgotten; `lasts` as above."""
    return lasts >= (LUNCH if says_lunch(reason) else PAUSE)
