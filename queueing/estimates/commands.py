"""Commands of the estimates: the worker, replays, this hall's log, and the days of a made-up big hall."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from queueing.commands import clock_option, data_option, folder_of
from queueing.estimates.facts_told import header, lines_of
from queueing.estimates.live import estimate_for_ever
from queueing.estimates.scores import ENOUGH, Score, score
from queueing.simulation.big_hall import BigHall, Settings
from queueing.simulation.busy_day import days as made_up_days

#: Of the days of a file, these many in ten are learned from where nobody says how many.
TRAINED = 6


@click.group()
def estimate() -> None:
    """How long will I wait: how good the promises are."""


@estimate.command()
@click.argument(
    "files", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1, required=True
)
@click.option("--train-days", type=click.IntRange(min=2), help="Learn on so many days; 6 in 10 by default.")
@click.option(
    "--every", default=30.0, type=click.FloatRange(min=1.0), help="Play a batch every so many seconds."
)
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON, minutes and shares of 1.")
def replay(files: tuple[Path, ...], train_days: int | None, every: float, as_json: bool) -> None:  # noqa: FBT001
    """Learn on the first days of a log or of snapshots, promise on the others, and score the promises."""
    scored, method = _replayed(files, train_days, every)
    told = as_told(scored, method)
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(_table(scored, method)))


def _replayed(files: tuple[Path, ...], train_days: int | None, every: float) -> tuple[Score, str]:
    # The learners take a second to import, and every command would pay for them.
    from queueing.estimates.log import read_logs  # noqa: PLC0415
    from queueing.estimates.replay import replay as replay_log  # noqa: PLC0415
    from queueing.estimates.snapshots import are_snapshots, read_snapshots  # noqa: PLC0415
    from queueing.estimates.towns import replay_snapshots  # noqa: PLC0415

    with _bar() as progress:
        if are_snapshots(files[0]):
            courses = read_snapshots(files)
            # Days off have courses too, though nobody waits: they don't count.
            days = len({course.day for course in courses if course.queue.any()})
            done = replay_snapshots(courses, train_days or max(2, days * TRAINED // 10), progress)
        else:
            shape, logged = read_logs(files)
            train = train_days or max(2, len(logged) * TRAINED // 10)
            done = replay_log(shape, logged, train, progress, every=int(every * 1000))
    return score(done.scored), done.method


@contextmanager
def _bar() -> Iterator["_Bar"]:
    bar = _Bar()
    yield bar
    bar(1.0)
    if bar.shown:
        click.echo(err=True)


class _Bar:
    """A progress bar on a terminal; silent elsewhere."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def __call__(self, done: float) -> None:
        if self.shown:
            filled = round(40 * min(done, 1.0))
            click.echo(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done:4.0%}", nl=False, err=True)


#: The figures of `--json`, in its order; by lane and band come after `method`.
FIGURES = (
    *("mae", "rmse", "naive_mae", "posted_mae", "les_mae", "gbm_mae"),
    *("cover80", "below_p90", "interval_score", "gbm_interval_score"),
)


def as_told(scored: Score, method: str) -> dict[str, object]:
    """The replay's figures as JSON tells them."""
    rounded = {name: _rounded(scored.figures.get(name)) for name in FIGURES}
    grouped = {
        name: {group: {k: _rounded(v) for k, v in of.items()} for group, of in groups.items()}
        for name, groups in (("by_lane", scored.by_lane), ("by_band", scored.by_band))
    }
    return {"tickets": scored.tickets, **rounded, "method": method, **grouped}


def _rounded(value: float | None) -> float | None:
    return round(value, 4) if isinstance(value, float) else value


def _table(scored: Score, method: str) -> Iterator[str]:
    yield f"{scored.tickets} tickets that had to wait and were called; minutes. Method: {method}."
    if not scored.tickets:
        return
    of = scored.figures
    mae = of["mae"] or 0.0
    yield f"{'promise (P50)':34} MAE {mae:6.2f}  RMSE {of['rmse'] or 0.0:6.2f}"
    rivals = {
        "naive_mae": "position x mean / counters", "posted_mae": "posted minutes",
        "les_mae": "last wait ended (LES)", "gbm_mae": "gradient boosting on queues",
    }  # fmt: skip
    for name, words in rivals.items():
        error = of.get(name)
        if error is not None:
            yield f"{words:34} MAE {error:6.2f}  ours / its {mae / max(error, 1e-9):5.2f}"
    if of.get("gbm_interval_score") is not None:
        ours, theirs = of["interval_score"] or 0.0, of["gbm_interval_score"] or 0.0
        yield f"Interval score {ours:.2f}, of gradient boosting {theirs:.2f}."
    yield f"{'':14}{'tickets':>8} {'MAE':>6} {'in 80 % range':>14} {'within P90':>11} {'score':>7}"
    everything: dict[str, dict[str, Any]] = {"all": {"tickets": scored.tickets, **of}}
    for groups in (everything, scored.by_lane, scored.by_band):
        yield from (_row(name, figures) for name, figures in groups.items())
    if scored.absent.get("tickets"):
        yield _row("not there", scored.absent) + "   (apart: nobody came at the first call)"


def _row(name: str, of: dict[str, Any]) -> str:
    few = "   too few to prove anything" if of["tickets"] < ENOUGH else ""
    cover, below = f"{of['cover80']:.1%}", f"{of['below_p90']:.1%}"
    row = f"{name:14}{of['tickets']:8} {of['mae']:6.2f} {cover:>14} {below:>11} {of['interval_score']:7.2f}"
    return row + few


@estimate.command("make-up")
@click.option("--days", default=10, type=click.IntRange(min=1), help="How many working days.")
@click.option("--first", default="2026-03-02", type=click.DateTime(["%Y-%m-%d"]), help="The first of them.")
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="A setting of the hall, e.g. seed=7."
)
def make_up(days: int, first: datetime, given: tuple[str, ...]) -> None:
    """Write the log of a made-up hall of 100 counters: about 7,000 visitors a day, called by the rule."""
    kinds = {field.name: field.type for field in fields(Settings)}
    wanted: dict[str, float] = {}
    for each in given:
        name, _, value = each.partition("=")
        if name not in kinds:
            raise click.BadParameter(f"one of {', '.join(kinds)}; not {name}", param_hint="--set")
        wanted[name] = int(value) if kinds[name] is int else float(value)
    hall = BigHall(Settings(**wanted))  # type: ignore[arg-type]  # checked by name above
    click.echo(json.dumps(hall.header()))
    for event in made_up_days(hall, first.date(), days):
        click.echo(json.dumps(event))


@estimate.command()
@click.argument("days", type=click.DateTime(["%Y-%m-%d"]), nargs=-1, required=True)
@data_option
def export(days: tuple[datetime, ...], data: str | None) -> None:
    """Write this hall's own log of these business days, as `replay` reads it; it names no person."""
    folder = folder_of(data)
    click.echo(json.dumps(header(folder.plan), ensure_ascii=False))
    for day in sorted(days):
        for line in lines_of(folder.archive.facts_of(day.date().isoformat()), folder.plan):
            click.echo(json.dumps(line, ensure_ascii=False))


@click.command()
@data_option
@clock_option
def estimator(data: str | None, clock: str | None) -> None:
    """Tell how long everybody will wait, every few seconds (a worker that `up` runs)."""
    os.nice(10)  # who waits for an estimate waits; who waits for a number doesn't
    estimate_for_ever(folder_of(data, clock))


COMMANDS = (estimate, estimator)
