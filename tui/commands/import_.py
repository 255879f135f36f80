"""`import`: somebody else's samples into a race of the log."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import click

from tui.commands.session import Failed, Refused, Session
from tui.desk import Desk
from tui.exchange.importing import Importer, Report, take_log
from tui.exchange.reading import NotReadable, is_log
from tui.formats import BadText, clean, grouped, zone_of
from tui.model import Account, Race
from tui.names import account_meant, race_name
from tui.sources import ANNOUNCED
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
        with session.desk() as desk:
            if is_log(file):
                report = _take_log(session, desk, file, name)
            else:
                report = _take_table(session, desk, file, name, account, time, count)
    except NotReadable as error:
        raise Failed(str(error)) from None
    tell(report, name)
    if report.skipped:
        raise SystemExit(PARTLY)


def _take_table(
    session: Session,
    desk: Desk,
    file: Path,
    name: str,
    account: str | None,
    time: str | None,
    count: str | None,
) -> Report:
    race = desk.log.race(name) or _new(desk, name)
    zone = zone_of(race.zone) if race.zone else UTC
    importer = Importer(desk.writer, race, _default(race, desk, account, file), zone)
    importer.take(file, session.clock.now(), time, count)
    return importer.report


def _new(desk: Desk, name: str) -> Race:
    """Return a race that is not in the log yet; refuses what cannot be a race's name."""
    try:
        short = race_name(name)
    except BadText as error:
        raise Refused(str(error)) from None
    if short != name:
        raise Refused(f"{clean(name)!r} is no name for a race; {short!r} would be one")
    if name in {*desk.sources(), *ANNOUNCED}:
        raise Refused(f"{name!r} cannot be a race's name; a source has it")
    return Race(name, name)


def _default(race: Race, desk: Desk, account: str | None, file: Path) -> Account:
    """Return the account of rows that name none: as it was asked for, else named like the file."""
    if account is not None and ":" in account:
        try:
            source, native_id = account_meant(account)
        except BadText as error:
            raise Refused(str(error)) from None
        if source not in {race.name, *desk.sources()}:
            found = desk.log.account(source, native_id)
            if found is None:
                raise Refused(f"{clean(account)!r}: no account of the log, and no source's")
            return found
        return Account(0, source, native_id, native_id, "")
    handle = clean(account if account is not None else file.stem).removeprefix("@")
    if not handle:
        raise Refused("--account needs a name")
    return Account(0, race.name, handle, handle, "")


def _take_log(session: Session, desk: Desk, file: Path, name: str) -> Report:
    with Log(file) as other:
        races = other.races()
        theirs = next((race for race in races if race.name == name), None)
        if theirs is None and len(races) == 1:
            theirs = races[0]
        if theirs is None:
            names = ", ".join(race.name for race in races) or "none"
            raise NotReadable(f"{file}: has no race {clean(name)!r}; it has {names}")
        race = desk.log.race(name) or replace(
            _new(desk, name),
            title=theirs.title,
            target=theirs.target,
            zone=theirs.zone,
            start=theirs.start,
            end=theirs.end,
        )
        return take_log(desk.writer, race, other, theirs, session.clock.now())


def tell(report: Report, race: str) -> None:
    """Say what was taken, and each row that was not."""
    click.echo(
        f"{race}: {grouped(report.taken)} samples taken"
        f" ({report.columns}; {', '.join(f'@{a}' for a in sorted(report.accounts)[:5])})"
    )
    for number, words in (
        (report.known, "were there already"),
        (report.blank, "rows have no count"),
        (report.rounded, "are rounded, and marked so"),
        (report.doubted, "cannot be right, and are marked as doubted"),
    ):
        if number:
            click.echo(f"{grouped(number)} {words}")
    for line, why in report.skipped:
        click.echo(f"line {line} skipped: {why}", err=True)
    if report.unnamed:
        click.echo(f"and {grouped(report.unnamed)} more lines skipped", err=True)
