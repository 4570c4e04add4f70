"""A trial in a process of its own: a change rehearsed, or the estimator replayed on this hall's past days."""

import os
from collections.abc import Mapping
from typing import Any

import click

from queueing.commands import clock_option, data_option, folder_of
from queueing.estimates.commands import TRAINED, as_told
from queueing.estimates.facts_told import header, lines_of
from queueing.estimates.log import event_of, shape_of
from queueing.estimates.scores import score
from queueing.folder import HallFolder
from queueing.rehearse import rehearse
from queueing.trial_errors import TooFewToReplay
from queueing.trials import Progress, Trials

#: Processor time a replay may take, seconds; a day of a big hall takes half a minute.
REPLAY_WITHIN = 1_200.0
#: A batch is played so often in a replay, ms.
EVERY = 60_000


@click.command()
@click.argument("id_", metavar="ID")
@data_option
@clock_option
def trial(id_: str, data: str | None, clock: str | None) -> None:
    """Run a rehearsal or replay that a manager's page has asked for."""
    os.nice(10)  # the hall runs beside it
    folder = folder_of(data, clock)

    def do(kind: str, asked: Mapping[str, Any], progress: Progress) -> object:
        if kind == "rehearsal":
            return rehearse(folder, asked["toml"], asked["day"], progress)
        progress.within = REPLAY_WITHIN
        return _replayed(folder, asked["first"], asked["last"], progress)

    Trials(folder.settings.data).run(id_, do)


def _replayed(folder: HallFolder, first: str, last: str, progress: Progress) -> dict[str, object]:
    """The figures of `estimate replay --json` on the days of the archive from `first` to `last`."""
    # The learners take a second to import.
    from queueing.estimates.replay import replay  # noqa: PLC0415

    plan = folder.plan
    every = (folder.archive.facts_of(day) for day in folder.archive.days(400) if first <= day <= last)
    days = [[event_of(line) for line in lines_of(facts, plan)] for facts in every]
    served = [day for day in days if any(event.kind == "call" for event in day)]
    if len(served) < 3:  # noqa: PLR2004 - two to learn from, one to score
        raise TooFewToReplay(days=len(served))
    train = max(2, len(served) * TRAINED // 10)
    done = replay(shape_of(header(plan)), served, train, progress, every=EVERY)
    span = {"first": served[0][0].day, "last": served[-1][0].day}
    return span | {"days": len(served), "learned": train} | as_told(score(done.scored), done.method)
