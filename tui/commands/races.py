"""`races`, `add`, `remove`, `event`, `forget`: which races there are, and who is in them."""

import json
import sys

import click

from tui.commands.board import JSON
from tui.commands.find_race import look_up, warn
from tui.commands.json_output import race_shape
from tui.commands.session import Failed, Refused, Session, target, unknown_race, usage
from tui.commands.table import table
from tui.formats import date, date_time, grouped
from tui.model import Account, EventKind, Race
from tui.parsing import parse_time, race_name, zone_of
from tui.phrases import display_name
from tui.races.editing import RaceEditor, added
from tui.recorded import shipped
from tui.sanitize import clean
from tui.sources import SOURCES
from tui.store import Log

PARTLY = 3


@click.command()
@JSON
@click.pass_obj
def races(session: Session, as_json: bool) -> None:
    """List every race in the log and in the sample data."""
    found: list[tuple[Race, str]] = []
    for path in session.logs():
        with Log(path) as log:
            where = str(path) if path == session.db else "shipped"
            known = {race.name for race, _ in found}
            found += [(race, where) for race in log.races() if race.name not in known]
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
    """Return when a race's now is: a recorded one's is its end."""
    if race.end is not None:
        return date(race.end, zone_of(race.zone))
    return "live" if not race.accounts or any(a.source in SOURCES for a in race.accounts) else "–"


@click.command()
@click.argument("race")
@click.argument("accounts", nargs=-1, required=True, metavar="ACCOUNT...")
@click.option("--to", metavar="TARGET", help="What the race is to, such as 1M.")
@click.pass_obj
def add(session: Session, race: str, accounts: tuple[str, ...], to: str | None) -> None:
    """Add ACCOUNT... to RACE, each looked up first; makes the race if there is none."""
    wanted = target(to) if to is not None else None
    with session.editor() as editor:
        known = editor.log.race(race)
        if known is None:
            with usage():
                name = race_name(race)
            if name != race:
                raise Refused(f"{clean(race)!r} is no name for a race; {name!r} would be one")
        answers = look_up(editor, accounts, known)
        found = [answer for answer in answers if not isinstance(answer, str)]
        found = list({(a.source, a.native_id): a for a in found}.values())
        missing = [answer for answer in answers if isinstance(answer, str)]
        if not found:
            raise Failed("; ".join(missing))
        if known is None:
            known = editor.make_race(Race(race, race, (), wanted), [])
        elif wanted is not None:
            editor.set_target(known, wanted)
        fresh = editor.add(known, found)
        click.echo(added(known, fresh) if fresh else f"all of them are in {race} already")
        warn(editor, editor.race(race))
    for why in missing:
        click.echo(f"skipped: {clean(why, 300)}", err=True)
    if missing:
        raise SystemExit(PARTLY)


@click.command()
@click.argument("race")
@click.argument("accounts", nargs=-1, metavar="[ACCOUNT...]")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove(session: Session, race: str, accounts: tuple[str, ...], yes: bool) -> None:
    """Take ACCOUNT... out of RACE, or the race away; the samples stay."""
    with session.editor() as editor:
        known = own_race(editor, race)
        leaving = [racer_meant(known, name) for name in accounts]
        names = ", ".join(display_name(account) for account in leaving)
        what = f"{names} out of {race}" if leaving else f"the race {race} away"
        if not yes and not _agreed(what):
            click.echo("nothing was changed", err=True)
            return
        if leaving:
            editor.remove(known, leaving)
        else:
            editor.remove_race(known)
        click.echo(f"took {what}; the samples stay in the log")


def _agreed(what: str) -> bool:
    """Ask on the terminal, or whatever answers in its place; refuses where nobody answers."""
    try:
        return click.confirm(f"take {what}?", err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo(err=True)
        raise Refused("nobody answered; say it with --yes") from None


def own_race(editor: RaceEditor, name: str) -> Race:
    """Return a race of the user's log; refuses one that is not in it."""
    race = editor.log.race(name)
    if race is None and name in shipped():
        raise Refused(f"{name} is recorded and stays as it is; make a race of your own")
    if race is None:
        raise unknown_race(name, [race.name for race in editor.log.races()])
    return race


def racer_meant(race: Race, name: str) -> Account:
    """Return the racer that a person means; refuses one who is not in the race."""
    source, _, last = name.rpartition(":")
    handle = last.removeprefix("@")
    for account in race.accounts:
        if handle in {account.handle, account.native_id} and source in {
            "",
            race.name,
            account.source,
        }:
            return account
    racers = ", ".join(account.handle for account in race.accounts) or "nobody"
    raise Refused(f"no account {clean(name)!r} in {race.name}; its racers are {racers}")


@click.command()
@click.argument("race")
@click.argument("title")
@click.option("--account", metavar="ACCOUNT", help="The racer it is about.")
@click.option("--at", metavar="TIME", help="When it was, else now.")
@click.option("--kind", type=click.Choice([str(k) for k in EventKind]), default="note")
@click.pass_obj
def event(
    session: Session, race: str, title: str, account: str | None, at: str | None, kind: str
) -> None:
    """Note that TITLE happened in RACE."""
    with session.editor() as editor:
        known = own_race(editor, race)
        about = racer_meant(known, account) if account is not None else None
        zone, now = zone_of(known.zone), session.clock.now()
        with usage():
            when = now if at is None else parse_time(at, zone, now)
        noted = editor.note(known, title, about, when, EventKind(kind))
        click.echo(f"noted: {date_time(noted.at, zone)}  {noted.title}")


@click.command()
@click.argument("account")
@click.pass_obj
def forget(session: Session, account: str) -> None:
    """Remove ACCOUNT and all that is known of it, from the log's backups, too."""
    source, _, native_id = account.partition(":")
    with session.editor() as editor:
        found = editor.log.account(source, native_id.removeprefix("@"))
        if found is None:
            raise Refused(f"no account {clean(account)!r} in the log; write it as SOURCE:ID")
        copies = editor.forget(found)
        told = f", in {len(copies)} backups too" if copies else ""
        click.echo(f"{display_name(found)} and all that was known of it is gone{told}")
