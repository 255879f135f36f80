"""`export`: everything out again."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from tui.commands.session import Failed, OpenRace, Refused, Session
from tui.commands.shapes import event_shape, followee_shape, standing_shape
from tui.exchange import FORMATS, Cell, Rows
from tui.formats import account_name, iso
from tui.metrics import METRICS, About

Row = dict[str, Cell]


@click.command()
@click.argument("race")
@click.option(
    "--what",
    type=click.Choice(["samples", "events", "follows", "standings"]),
    default="samples",
    show_default=True,
)
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="csv", show_default=True
)
@click.option(
    "-o", "out", metavar="FILE", type=click.Path(path_type=Path), help="A new file, else stdout."
)
@click.pass_obj
def export(session: Session, race: str, what: str, form: str, out: Path | None) -> None:
    """Write out all that is recorded of RACE, beyond its now, too."""
    with session.race(race) as opened:
        table = {"samples": samples, "events": events, "follows": follows, "standings": standings}[
            what
        ]
        with _destination(out) as file:
            FORMATS[form](table(opened), file)


@contextmanager
def _destination(path: Path | None) -> Iterator[TextIO]:
    """Open stdout, or a new file that is there whole or not at all; never writes over one."""
    if path is None:
        yield sys.stdout
        return
    if os.path.lexists(path):
        raise Refused(f"{path}: is there already; name a new file")
    try:
        descriptor, half = tempfile.mkstemp(dir=path.parent, prefix=".racetui-export-")
        try:
            with open(descriptor, "w", encoding="utf-8", newline="") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.link(half, path)
        finally:
            Path(half).unlink()
    except OSError as error:
        raise Failed(f"{path}: cannot be written: {error.strerror}") from None


def samples(opened: OpenRace) -> Rows:
    """Return every sample, by account and time."""

    def rows() -> Iterator[Row]:
        for account in sorted(opened.race.accounts, key=account_name):
            name = account_name(account)
            for sample in opened.log.history(account):
                yield {
                    "account": name,
                    "handle": account.handle,
                    "at": iso(sample.at),
                    "followers": sample.followers,
                    "following": sample.following,
                    "posts": sample.posts,
                    "quality": sample.quality,
                    "provenance": sample.provenance,
                }

    columns = (
        "account",
        "handle",
        "at",
        "followers",
        "following",
        "posts",
        "quality",
        "provenance",
    )
    return Rows(opened.race.name, "samples", columns, rows())


def events(opened: OpenRace) -> Rows:
    """Return every recorded event, by time."""
    rows = [
        {**event_shape(event), "source": event.source} for event in opened.log.events(opened.race)
    ]
    columns = ("at", "account", "kind", "title", "origin", "source")
    return Rows(opened.race.name, "events", columns, rows)


def follows(opened: OpenRace) -> Rows:
    """Return whom the racers follow, as of the race's now."""
    rows: list[Row] = []
    for account in sorted(opened.race.accounts, key=account_name):
        for followee in opened.circle(account, opened.now).followees:
            shape = followee_shape(followee)
            rows.append(
                {"follower": account_name(account), "followee": shape.pop("account"), **shape}
            )
    columns = ("follower", "followee", "handle", "name", "followers", "follows_back", "celebrity")
    return Rows(opened.race.name, "follows", (*columns, "first_seen", "last_seen", "gone_at"), rows)


def standings(opened: OpenRace) -> Rows:
    """Return the board of the race's now, with each account's measures in columns of their own."""
    board = opened.board(opened.now)
    keys = [m.key for m in METRICS if m.about is not About.RACE]
    rows: list[Row] = []
    for standing in board.standings:
        shape = standing_shape(board, standing)
        measures = shape.pop("measures")
        rows.append({**shape, **{f"measure_{key}": measures[key]["value"] for key in keys}})
    return Rows(opened.race.name, "standings", tuple(rows[0]) if rows else (), rows)
