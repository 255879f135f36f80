"""`import`: samples from a file into a race of the log."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import click

from tui.commands.session import Failed, Refused, Session
from tui.exchange.importing.other_log import import_race
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
@click.option(
    "--race", "name", metavar="RACE", required=True, help="Race to import into; created if new."
)
@click.option("--account", metavar="NAME", help="Whose counts these are, if no column says so.")
@click.option("--time", metavar="COLUMN", help="Column of times (default: detected).")
@click.option("--count", metavar="COLUMN", help="Column of counts (default: detected).")
@click.pass_obj
def import_(
    session: Session,
    file: Path,
    name: str,
    account: str | None,
    time: str | None,
    count: str | None,
) -> None:
    """Import samples from CSV, JSON lines or another racetui log into a race.

    Importing a file again adds nothing. Times without a zone are in the race's zone, or else UTC.
    """
    try:
        if is_log(file):
            report = _import_log(session, file, name)
        else:
            table = table_of(file, time, count)
            report = _import_table(session, table, name, account)
    except NotReadable as error:
        raise Failed(str(error)) from None
    print_report(report, name)
    if report.skipped:
        raise SystemExit(PARTLY)


def _import_table(session: Session, table: Table, name: str, account: str | None) -> Report:
    with session.editor() as editor:
        race = editor.log.race(name) or _new_race(editor, name)
        zone = zone_of(race.zone) if race.zone else UTC
        default = _default_account(race, editor, account, table.file)
        importer = Importer(editor.writer, race, default, zone)
        importer.import_table(table, session.clock.now())
        return importer.report


def _new_race(editor: RaceEditor, name: str) -> Race:
    """Return a race that is not in the log yet; refuses an invalid or taken name."""
    try:
        valid = race_name(name)
    except BadText as error:
        raise Refused(str(error)) from None
    if valid != name:
        raise Refused(f"{clean(name)!r} is not a race name; use e.g. {valid!r}")
    if name in set(editor.sources):
        raise Refused(f"{name!r} is the name of a source; choose another name")
    if name in shipped():
        raise Refused(f"{name} is a recorded race; choose another name")
    return Race(name, name)


def _default_account(race: Race, editor: RaceEditor, account: str | None, file: Path) -> Account:
    """Return the account of rows that name none: `account`, or else one named after the file."""
    if account is not None and ":" in account:
        try:
            source, native_id = parse_account(account)
        except BadText as error:
            raise Refused(str(error)) from None
        found = editor.log.account(source, native_id)
        if found is not None:
            return found
        if source not in {race.name, demo.NAME}:
            # Only the source knows the stable id behind a name.
            raise Refused(
                f"no account {clean(account)!r} in the log; add it first with: racetui add"
            )
        return Account(0, source, native_id, native_id, "")
    handle = clean(account if account is not None else file.stem).removeprefix("@")
    if not handle:
        raise Refused("--account needs a name")
    return Account(0, race.name, handle, handle, "")


def _import_log(session: Session, file: Path, name: str) -> Report:
    with Log(file) as other, session.editor() as editor:
        races = other.races()
        other_race = next((race for race in races if race.name == name), None)
        if other_race is None and len(races) == 1:
            other_race = races[0]
        if other_race is None:
            names = ", ".join(race.name for race in races) or "none"
            raise NotReadable(f"{file}: no race {clean(name)!r}; available: {names}")
        race = editor.log.race(name) or replace(
            _new_race(editor, name),
            title=other_race.title,
            target=other_race.target,
            zone=other_race.zone,
            start=other_race.start,
            end=other_race.end,
        )
        return import_race(editor.writer, race, other, other_race, session.clock.now())


def print_report(report: Report, race: str) -> None:
    """Print what was imported, and each row that was skipped."""
    names = ", ".join(f"@{account}" for account in sorted(report.accounts)[:5])
    click.echo(f"{race}: {counted(report.added, 'sample')} added ({report.columns}; {names})")
    for number, label in (
        (report.duplicates, "already in the log"),
        (report.blank, "without a count"),
        (report.rounded, "marked as rounded"),
        (report.suspect, "suspect (implausible, or not yet confirmed)"),
    ):
        if number:
            click.echo(f"{grouped(number)} {label}")
    for where, why in report.skipped:
        click.echo(f"{where} skipped: {why}", err=True)
    if report.unlisted:
        click.echo(f"and {counted(report.unlisted, 'more row')} skipped", err=True)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 sample`, `2 samples`."""
    return f"{grouped(number)} {noun}{'' if number == 1 else 's'}"
