"""`races`, `add`, `remove`, `event`, `forget`: list the races and change them."""

import json
import sys

import click

from tui.commands.board import JSON
from tui.commands.find_race import look_up, warn
from tui.commands.json_output import race_shape
from tui.commands.session import (
    Failed,
    Refused,
    Session,
    parse_target,
    refuse_bad_text,
    unknown_account,
    unknown_race,
)
from tui.commands.table import table
from tui.formats import date, date_time, grouped
from tui.model import Account, EventKind, Race
from tui.parsing import parse_time, race_name, zone_of
from tui.phrases import display_name
from tui.races.editing import RaceEditor, added_text
from tui.recorded import shipped
from tui.sanitize import clean
from tui.sources import SOURCES
from tui.store import Log

PARTLY = 3


@click.command()
@JSON
@click.pass_obj
def races(session: Session, as_json: bool) -> None:
    """List every race of the log and the sample data."""
    found: list[tuple[Race, str]] = []
    for path in session.logs():
        with Log(path) as log:
            where = str(path) if path == session.db else "shipped"
            names = {race.name for race, _ in found}
            found += [(race, where) for race in log.races() if race.name not in names]
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
                _now(race),
                ", ".join(f"@{account.handle}" for account in race.accounts),
                where,
            )
            for race, where in found
        ],
        right="target",
    )


def _now(race: Race) -> str:
    """Return what the race's current time is: its end if recorded, else `live`."""
    if race.end is not None:
        return date(race.end, zone_of(race.zone))
    return "live" if not race.accounts or any(a.source in SOURCES for a in race.accounts) else "–"


@click.command()
@click.argument("race")
@click.argument("accounts", nargs=-1, required=True, metavar="ACCOUNT...")
@click.option("--to", metavar="TARGET", help="Target, such as 1M.")
@click.pass_obj
def add(session: Session, race: str, accounts: tuple[str, ...], to: str | None) -> None:
    """Add ACCOUNT... to RACE, creating it if needed.

    Each account is looked up first.
    """
    target = parse_target(to) if to is not None else None
    with session.editor() as editor:
        known = editor.log.race(race)
        if known is None:
            with refuse_bad_text():
                name = race_name(race)
            if name != race:
                raise Refused(f"{clean(race)!r} is not a race name; use e.g. {name!r}")
        answers = look_up(editor, accounts, known)
        found = [answer for answer in answers if not isinstance(answer, str)]
        found = list({(a.source, a.native_id): a for a in found}.values())
        missing = [answer for answer in answers if isinstance(answer, str)]
        if not found:
            raise Failed("; ".join(missing))
        if known is None:
            known = editor.make_race(Race(race, race, (), target), [])
        elif target is not None:
            editor.set_target(known, target)
        new = editor.add(known, found)
        click.echo(added_text(known, new) if new else f"already in {race}; nothing was added")
        warn(editor, editor.race(race))
    for why in missing:
        click.echo(f"skipped: {clean(why, 300)}", err=True)
    if missing:
        raise SystemExit(PARTLY)


@click.command()
@click.argument("race")
@click.argument("accounts", nargs=-1, metavar="[ACCOUNT...]")
@click.option("--yes", is_flag=True, help="Skip confirmation.")
@click.pass_obj
def remove(session: Session, race: str, accounts: tuple[str, ...], yes: bool) -> None:
    """Remove ACCOUNT... from RACE, or the race itself.

    The history is kept.
    """
    with session.editor() as editor:
        known = own_race(editor, race)
        leaving = [find_racer(known, name) for name in accounts]
        names = ", ".join(display_name(account) for account in leaving)
        what = f"{names} from {race}" if leaving else f"the race {race}"
        if not yes and not _confirmed(what):
            click.echo("nothing was changed", err=True)
            return
        if leaving:
            editor.remove(known, leaving)
        else:
            editor.remove_race(known)
        click.echo(f"removed {what}; its history is kept")


def _confirmed(what: str) -> bool:
    """Ask the user; refuses if there is no answer."""
    try:
        return click.confirm(f"remove {what}?", err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo(err=True)
        raise Refused("no answer; use --yes to skip the question") from None


def own_race(editor: RaceEditor, name: str) -> Race:
    """Return a race of the user's log; refuses any other name."""
    race = editor.log.race(name)
    if race is None and name in shipped():
        raise Refused(f"{name} is a recorded race and cannot be changed; make a race of your own")
    if race is None:
        raise unknown_race(name, [race.name for race in editor.log.races()])
    return race


def find_racer(race: Race, name: str) -> Account:
    """Return the racer with a handle or an id, `SOURCE:` optional; refuses one not in the race."""
    source, _, last = name.rpartition(":")
    handle = last.removeprefix("@")
    for account in race.accounts:
        if handle in {account.handle, account.native_id} and source in {
            "",
            race.name,
            account.source,
        }:
            return account
    raise unknown_account(name, race, handle)


@click.command()
@click.argument("race")
@click.argument("title")
@click.option("--account", metavar="ACCOUNT", help="Racer the event is about.")
@click.option("--at", metavar="TIME", help="Time of the event (default: now).")
@click.option(
    "--kind",
    type=click.Choice([str(k) for k in EventKind]),
    default="note",
    show_default=True,
    help="Kind of event.",
)
@click.pass_obj
def event(
    session: Session, race: str, title: str, account: str | None, at: str | None, kind: str
) -> None:
    """Note an event, TITLE, in RACE."""
    with session.editor() as editor:
        known = own_race(editor, race)
        about = find_racer(known, account) if account is not None else None
        zone, now = zone_of(known.zone), session.clock.now()
        with refuse_bad_text():
            when = now if at is None else parse_time(at, zone, now)
        noted = editor.note(known, title, about, when, EventKind(kind))
        click.echo(f"noted: {date_time(noted.at, zone)}  {noted.title}")


@click.command()
@click.argument("account")
@click.pass_obj
def forget(session: Session, account: str) -> None:
    """Erase ACCOUNT and all its data, from the log and its backups."""
    source, _, native_id = account.partition(":")
    with session.editor() as editor:
        found = editor.log.account(source, native_id.removeprefix("@"))
        if found is None:
            raise Refused(f"no account {clean(account)!r} in the log; use SOURCE:ID")
        copies = editor.forget(found)
        where = f" and from {len(copies)} backup{'s' * (len(copies) > 1)}" if copies else ""
        click.echo(f"erased {display_name(found)} and all its data from the log{where}")
