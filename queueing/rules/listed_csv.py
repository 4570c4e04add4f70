"""The list of services that a day by booking is for, as a spreadsheet: read whole, or each wrong row told."""

from collections.abc import Collection, Iterable, Sequence

from queueing.rules.catalogue_cells import plain
from queueing.rules.catalogue_csv import COLUMNS, WANTED, Mistake
from queueing.rules.hall_row import near

_ID = ("id", *COLUMNS["id"])


def read_listed(
    sheet: Iterable[tuple[int, Sequence[str]]], known: Collection[str]
) -> tuple[list[str], list[Mistake]]:
    """The ids of the list's column `id`, and what is wrong; its other columns are for people.

    sheet  rows as a spreadsheet counts them, the first of which names the columns. An empty row between
           others is a mistake, for an id may be missing there; those a spreadsheet ends in say nothing
    known  the ids of the hall's services
    """
    below = iter(sheet)
    first, head = next(((number, cells) for number, cells in below if _filled(cells)), (1, ()))
    at = next((place for place, cell in enumerate(head) if plain(cell).lower() in _ID), None)
    if at is None:
        return [], [Mistake(first, "", "column_missing", {"cell": " ".join(_ID)})]
    heading = plain(head[at])
    rows: dict[str, int] = {}
    mistakes: list[Mistake] = []
    blank: list[Mistake] = []
    for number, cells in below:
        if not _filled(cells):
            blank.append(Mistake(number, "", "blank"))
            continue
        mistakes += blank
        blank.clear()
        word = plain(cells[at]) if at < len(cells) else ""
        if not word:
            mistakes.append(Mistake(number, heading, "empty", {"what": WANTED["id"]}))
        elif word in rows:
            mistakes.append(Mistake(number, heading, "doubled", {"cell": word, "row": rows[word]}))
        elif word not in known:
            guess = near(word, known)
            hint = (f"，是 {guess} 吗", f' — did you mean "{guess}"') if guess else ("", "")
            mistakes.append(Mistake(number, heading, "unknown", {"cell": word, "near": hint}))
        rows.setdefault(word, number)
    if not rows:
        mistakes.append(Mistake(first, "", "nothing"))
    return list(rows), mistakes


def _filled(cells: Sequence[str]) -> bool:
    return any(cell.strip() for cell in cells)
