"""Whether a counter's break is its lunch."""

#: A break in the middle of the day of at least this length is a lunch, whatever reason it is given; ms.
LUNCH_AT_LEAST, LUNCH_FROM, LUNCH_TO = 1_500_000, 37_800_000, 52_200_000
#: Who signs out at midday and is back within this was at lunch; ms.
LUNCH_AT_MOST = 9_000_000
#: Reasons that say it themselves.
LUNCH_WORDS = ("lunch", "午", "餐", "饭")


def says_lunch(reason: str | None) -> bool:
    """Whether a pause's reason says that it is lunch."""
    return reason is not None and any(word in reason.lower() for word in LUNCH_WORDS)


def is_lunch(reason: str, start: int, length: int) -> bool:
    """Whether a break was lunch: its reason says so, or its start (ms after midnight) and length do."""
    return says_lunch(reason) or (LUNCH_FROM <= start <= LUNCH_TO and length >= LUNCH_AT_LEAST)


def was_out_for_lunch(start: int, length: int) -> bool:
    """Whether a clerk who signed out (ms after midnight) and in again was at lunch meanwhile."""
    return length <= LUNCH_AT_MOST and is_lunch("", start, length)
