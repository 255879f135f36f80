"""`races`: every race there is."""

import json

import click

from tui.commands.board import JSON
from tui.commands.session import Session
from tui.commands.shapes import race_shape
from tui.commands.table import table
from tui.formats import date, grouped, zone_of
from tui.store import Log


@click.command()
@JSON
@click.pass_obj
def races(session: Session, as_json: bool) -> None:
    """List every race in the log and in the sample data."""
    found = []
    for path in session.logs():
        with Log(path) as log:
            where = str(path) if path == session.db else "shipped"
            found += [(race, where) for race in log.races()]
    if as_json:
        click.echo(json.dumps({"races": [race_shape(*pair) for pair in found]}, ensure_ascii=False))
        return
    table(
        ("race", "title", "target", "now", "accounts", "where"),
        [
            (
                race.name,
                race.title,
                grouped(race.target),
                "live" if race.end is None else date(race.end, zone_of(race.zone)),
                ", ".join(f"@{account.handle}" for account in race.accounts),
                where,
            )
            for race, where in found
        ],
        right="target",
    )
