"""The days off that are law in every year, for years whose notice isn't out yet."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

#: Names of the festivals in both languages.
NEW_YEAR = ("元旦", "New Year's Day")
SPRING = ("春节", "Spring Festival")
QINGMING = ("清明节", "Qingming Festival")
LABOUR = ("劳动节", "Labour Day")
DRAGON_BOAT = ("端午节", "Dragon Boat Festival")
MID_AUTUMN = ("中秋节", "Mid-Autumn Festival")
NATIONAL = ("国庆节", "National Day")

#: Festivals that lie on the same days each year.
_FIXED = {
    "01-01": NEW_YEAR,
    "05-01": LABOUR,
    "05-02": LABOUR,
    "10-01": NATIONAL,
    "10-02": NATIONAL,
    "10-03": NATIONAL,
}

#: First day of the first lunar month, 清明, 端午 and 中秋, as month and day. Beyond these years nobody
#: books and no limit runs; there the fixed days alone are known. Checked in the tests against `holidays`.
_MOVING = {
    2025: "01-29 04-04 05-31 10-06",
    2026: "02-17 04-05 06-19 09-25",
    2027: "02-06 04-05 06-09 09-15",
    2028: "01-26 04-04 05-28 10-03",
    2029: "02-13 04-04 06-16 09-22",
    2030: "02-03 04-05 06-05 09-12",
    2031: "01-23 04-05 06-24 10-01",
    2032: "02-11 04-04 06-12 09-19",
    2033: "01-31 04-04 06-01 09-08",
    2034: "02-19 04-05 06-20 09-27",
    2035: "02-08 04-05 06-10 09-16",
    2036: "01-28 04-04 05-30 10-04",
    2037: "02-15 04-04 06-18 09-24",
    2038: "02-04 04-05 06-07 09-13",
    2039: "01-24 04-05 05-27 10-02",
    2040: "02-12 04-04 06-14 09-20",
    2041: "02-01 04-04 06-03 09-10",
    2042: "01-22 04-04 06-22 09-28",
    2043: "02-10 04-05 06-11 09-17",
    2044: "01-30 04-04 05-31 10-05",
    2045: "02-17 04-04 06-19 09-25",
    2046: "02-06 04-04 06-08 09-15",
    2047: "01-26 04-05 05-29 10-04",
    2048: "02-14 04-04 06-15 09-22",
    2049: "02-02 04-04 06-04 09-11",
    2050: "01-23 04-04 06-23 09-30",
}


@cache
def statutory(year: int) -> Mapping[date, tuple[str, str]]:
    """The thirteen statutory days of a year, each with its name in Chinese and English.

    Fewer where two festivals share a day, and only the fixed ones outside 2025 to 2050.
    Source: 全国年节及纪念日放假办法 as in force since 2025: New Year 1 day, Spring Festival the eve
    and 3 days, Qingming 1, Labour Day 2, Dragon Boat 1, Mid-Autumn 1, National Day 3.
    """
    days = {date.fromisoformat(f"{year:04}-{day}"): name for day, name in _FIXED.items()}
    if year in _MOVING:
        spring, *others = (date.fromisoformat(f"{year}-{day}") for day in _MOVING[year].split())
        days |= {spring + timedelta(days=after): SPRING for after in range(-1, 3)}
        days |= dict(zip(others, (QINGMING, DRAGON_BOAT, MID_AUTUMN), strict=True))
    return MappingProxyType(days)
