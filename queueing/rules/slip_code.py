"""The code on a list of missing papers: which visit it is of, and four letters that nobody guesses."""

import re

#: No letters that look alike; 32 of them.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: So many are drawn.
DRAWN = 4

_CODE = re.compile(rf"([{LETTERS}]{{1,9}})-?([{LETTERS}]{{{DRAWN}}})")


def slip_code(ticket: str, drawn: str) -> str:
    """The code of a ticket's list, e.g. 1C-7K2M; `drawn` are DRAWN letters."""
    number, letters = int(ticket), ""
    while number or not letters:
        number, rest = divmod(number, len(LETTERS))
        letters = LETTERS[rest] + letters
    return f"{letters}-{drawn}"


def visit_of(text: str) -> tuple[str, str] | None:
    """The code as it is kept and the ticket it is of, from what was scanned or typed; None for no code."""
    typed = text.strip().upper().removeprefix("SLIP-")
    found = _CODE.fullmatch(typed.translate(str.maketrans("OIL", "011")))
    if found is None:
        return None
    number = 0
    for letter in found[1]:
        number = number * len(LETTERS) + LETTERS.index(letter)
    return f"{found[1]}-{found[2]}", f"{number:012d}"
