"""`import`: somebody else's samples into a race of the log."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import click

from tui.commands.session import Failed, Refused, Session
from tui.exchange.importing.other_log import take_race
from tui.exchange.importing.read_file import NotReadable, is_log
from tui.exchange.importing.report import Report
from tui.exchange.importing.tables import Importer, Table, table_of
from tui.formats import grouped
from tui.model import Account, Race
from tui.parsing import BadText, race_name, zone_of
from tui.races.editing import RaceEditor
from tui.recorded import shipped
from tui.sanitize import clean
from tui.sources import demo, parse_account
from tui.store import Log

PARTLY = 3


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--race", "name", metavar="RACE", required=True, help="Made where there is none.")
@click.option("--account", metavar="NAME", help="Whose counts they are, where no column says it.")
@click.option("--time", metavar="COLUMN", help="The column of times, else it is recognised.")
@click.option("--count", metavar="COLUMN", help="The column of counts, else it is recognised.")
@click.pass_obj
def import_(
    session: Session,
    file: Path,
    name: str,
    account: str | None,
    time: str | None,
    count: str | None,
) -> None:
    """Take samples from CSV, JSON lines or another racetui file into a race.

    The same file twice adds nothing. Times without a zone are in the race's, else in UTC.
    """
    try:
        if is_log(file):
            report = _take_log(session, file, name)
        else:
            table = table_of(file, time, count)
            report = _take_table(session, table, name, account)
    except NotReadable as error:
        raise Failed(str(error)) from None
    tell(report, name)
    if report.skipped:
        raise SystemExit(PARTLY)


def _take_table(session: Session, table: Table, name: str, account: str | None) -> Report:
    with session.editor() as editor:
        race = editor.log.race(name) or _new(editor, name)
        zone = zone_of(race.zone) if race.zone else UTC
        default = _default(race, editor, account, table.file)
        importer = Importer(editor.writer, race, default, zone)
        importer.take(table, session.clock.now())
        return importer.report


def _new(editor: RaceEditor, name: str) -> Race:
    """Return a race that is not in the log yet; refuses what cannot be a race's name."""
    try:
        short = race_name(name)
    except BadText as error:
        raise Refused(str(error)) from None
    if short != name:
        raise Refused(f"{clean(name)!r} is no name for a race; {short!r} would be one")
    if name in set(editor.sources):
        raise Refused(f"{name!r} cannot be a race's name; a source has it")
    if name in shipped():
        raise Refused(f"{name} is recorded and stays as it is; choose another name")
    return Race(name, name)


def _default(race: Race, editor: RaceEditor, account: str | None, file: Path) -> Account:
    """Return the account of rows that name none: as it was asked for, else named like the file."""
    if account is not None and ":" in account:
        try:
            source, native_id = parse_account(account)
        except BadText as error:
            raise Refused(str(error)) from None
        found = editor.log.account(source, native_id)
        if found is not None:
            return found
        if source not in {race.name, demo.NAME}:
            # Only its source can tell the stable id that a name stands for.
            raise Refused(
                f"{clean(account)!r}: no account of the log; look it up first, with: racetui add"
            )
        return Account(0, source, native_id, native_id, "")
    handle = clean(account if account is not None else file.stem).removeprefix("@")
    if not handle:
        raise Refused("--account needs a name")
    return Account(0, race.name, handle, handle, "")


def _take_log(session: Session, file: Path, name: str) -> Report:
    with Log(file) as other, session.editor() as editor:
        races = other.races()
        theirs = next((race for race in races if race.name == name), None)
        if theirs is None and len(races) == 1:
            theirs = races[0]
        if theirs is None:
            names = ", ".join(race.name for race in races) or "none"
            raise NotReadable(f"{file}: has no race {clean(name)!r}; it has {names}")
        race = editor.log.race(name) or replace(
            _new(editor, name),
            title=theirs.title,
            target=theirs.target,
            zone=theirs.zone,
            start=theirs.start,
            end=theirs.end,
        )
        return take_race(editor.writer, race, other, theirs, session.clock.now())


def tell(report: Report, race: str) -> None:
    """Say what was taken, and each row that was not."""
    names = ", ".join(f"@{account}" for account in sorted(report.accounts)[:5])
    click.echo(f"{race}: {counted(report.taken, 'sample')} taken ({report.columns}; {names})")
    for number, words in (
        (report.known, "already there"),
        (report.blank, "without a count"),
        (report.rounded, "rounded, and marked so"),
        (report.doubted, "doubted: it cannot be right, or nobody knows yet"),
    ):
        if number:
            click.echo(f"{grouped(number)} {words}")
    for where, why in report.skipped:
        click.echo(f"{where} skipped: {why}", err=True)
    if report.unnamed:
        click.echo(f"and {counted(report.unnamed, 'more line')} skipped", err=True)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 sample`, `2 samples`."""
    return f"{grouped(number)} {noun}{'' if number == 1 else 's'}"
