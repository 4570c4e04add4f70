"""What the person at the console brings to a hall: the hall file of a start, a notice of days off, lists."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from queueing.catalogue_errors import CatalogueWrong
from queueing.folder import CONSOLE, HallFolder
from queueing.hall import Asked
from queueing.hours_errors import DaysWrong
from queueing.mistakes_told import rows_told
from queueing.planning import whole_text, with_days
from queueing.rules.hall_text import rows_of
from queueing.words import LANGUAGES, Words

#: Who took in a notice of days off.
NOTICE = "console:calendar"


def take_file(folder: HallFolder, file: Path) -> None:
    """Follow the hall file of a start where it differs from the last one given: guarded as any change.

    What managers saved since the last start stays when the same file is given again. Who still waits
    since a day that is over gets an end before. Raises FileNotTaken.
    """
    text = whole_text(file)
    if text != folder.set_up.version(folder.plan.version).toml:
        folder.life.close_days_past()
        folder.set_up.take_file(Asked(CONSOLE), text)


def take_days(folder: HallFolder, csv: str) -> bool:
    """Take the days off of a notice into the plan; whether the hall runs and follows at once.

    Raises DaysWrong, and what a change of the plan is refused with: then nothing is saved.
    """
    kept = rows_of(folder.set_up.version(folder.plan.version).toml)
    kept["announced"], _ = with_days(kept.get("announced", ""), csv)
    text, last = folder.set_up.with_rows(kept), folder.set_up.versions.last()
    runs = folder.runs()
    if runs and last is not None:
        folder.set_up.save(Asked(NOTICE), text, after=last.version)
    else:
        folder.set_up.versions.save(text, folder.clock.now(), NOTICE)
    return runs


@contextmanager
def mistakes_told() -> Iterator[None]:
    """Each mistake of a refused list on a line of its own, and the refusal, Chinese before English.

    The refusal in English is left to whoever tells refusals of commands.
    """
    try:
        yield
    except (CatalogueWrong, DaysWrong) as wrong:
        both = [rows_told(wrong, Words(language)) for language in LANGUAGES]
        for told in zip(*both, strict=True):
            click.echo("\n  ".join(told))
        click.echo(Words("zh").refusal(wrong), err=True)
        raise
