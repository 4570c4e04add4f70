"""Text in the letters a board has: nothing in it can be taken for one of the board's commands."""

from queueing.rules.plain_text import plain_text

#: Boards read \C1, \FE000, \n as colour, font, line: a backslash becomes its wide sister, or a slash.
_WIDE_BACKSLASH = "＼"
#: Signs of everyday Chinese that GB2312 has under another code point.
_SISTERS = str.maketrans({"·": "・", "—": "―", "～": "～", "〜": "～", "\N{NO-BREAK SPACE}": " "})
_MISSING = "□"


def in_letters_of(text: str, encoding: str) -> str:
    """The text as this board can show it: plain, without backslash, a sign it lacks as □ (or ? in ASCII)."""
    plain = plain_text(text.translate(_SISTERS)).replace("\\", _WIDE_BACKSLASH)
    return "".join(sign if _has(encoding, sign) else _instead(encoding, sign) for sign in plain)


def _instead(encoding: str, sign: str) -> str:
    stand_in = "/" if sign == _WIDE_BACKSLASH else _MISSING
    return stand_in if _has(encoding, stand_in) else "?"


def _has(encoding: str, sign: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
