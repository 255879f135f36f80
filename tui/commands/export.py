"""`export`: all data of a race, in any format."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from tui.commands.json_output import standing_shape
from tui.commands.session import Failed, OpenRace, Refused, Session
from tui.exchange.exporting import FORMATS, ExportRow, ExportTable, tables
from tui.metrics import METRICS, About
from tui.phrases import account_name


@click.command()
@click.argument("race")
@click.option(
    "--what",
    type=click.Choice(["samples", "events", "follows", "standings", "forecasts"]),
    default="samples",
    show_default=True,
)
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="csv", show_default=True
)
@click.option(
    "-o", "out", metavar="FILE", type=click.Path(path_type=Path), help="New file (default: stdout)."
)
@click.pass_obj
def export(session: Session, race: str, what: str, form: str, out: Path | None) -> None:
    """Export all recorded data of RACE, including data after its end."""
    with session.race(race) as opened, _destination(out) as file:
        FORMATS[form](_table(opened, what), file)


@contextmanager
def _destination(path: Path | None) -> Iterator[TextIO]:
    """Open stdout, or a new file that appears only once it is complete; never overwrites."""
    if path is None:
        yield sys.stdout
        return
    if os.path.lexists(path):
        raise Refused(f"{path}: already exists; choose another file name")
    try:
        with tables.new_file(path) as file:
            yield file
    except OSError as error:
        raise Failed(f"{path}: cannot be written: {error.strerror}") from None


def _table(opened: OpenRace, what: str) -> ExportTable:
    log, race = opened.log, opened.race
    if what == "samples":
        return tables.samples(log, race)
    if what == "events":
        return tables.events(log, race)
    if what == "forecasts":
        return tables.forecasts(log, race)
    if what == "follows":
        accounts = sorted(race.accounts, key=account_name)
        return tables.follows(
            race, (opened.follow_list(account, opened.now) for account in accounts)
        )
    return standings(opened)


def standings(opened: OpenRace) -> ExportTable:
    """Return the standings as of the race's now, with one column per measure."""
    board = opened.board(opened.now)
    keys = [m.key for m in METRICS if m.about is not About.RACE]
    rows: list[ExportRow] = []
    for standing in board.standings:
        shape = standing_shape(board, standing)
        measures = shape.pop("measures")
        rows.append({**shape, **{f"measure_{key}": measures[key]["value"] for key in keys}})
    return ExportTable(opened.race.name, "standings", tuple(rows[0]) if rows else (), rows)
