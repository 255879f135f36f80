"""Find the races of the user's own log, or make them."""

import asyncio
from collections.abc import Sequence

import click

from tui.commands.session import Failed, Refused, unknown_race
from tui.model import Account, Millis, Race
from tui.parsing import race_name
from tui.races import account_lookup
from tui.races.demo_log import write_demo_race
from tui.races.editing import RaceEditor, Rejected
from tui.sanitize import clean
from tui.sources import demo

NAME_LENGTH = 40


def refuse_unknown(editor: RaceEditor, names: Sequence[str]) -> None:
    """Refuse the first name that is neither a race of the log nor the demo race."""
    known = [race.name for race in editor.log.races()]
    for name in names:
        if name not in {*known, demo.NAME}:
            raise unknown_race(name, [*known, demo.NAME])


def race_to_poll(editor: RaceEditor, name: str, now: Millis) -> Race:
    """Return a race of the log; creates the demo race, and moves its target on when reached."""
    refuse_unknown(editor, [name])
    race = editor.log.race(name)
    if race is not None and name != demo.NAME:
        return race
    today = demo.race_at(now)
    if race is None:
        write_demo_race(editor.writer, today, now)
        return editor.race(name)
    newest = [sample for a in race.accounts for sample in editor.log.newest(a, 1)]
    best = max((sample.followers or 0 for sample in newest), default=0)
    if race.target is not None and max(best, (today.target or 0) - 1) >= race.target:
        # The demo world has grown past the old target, or soon will.
        editor.set_target(race, today.target)
        return editor.race(name)
    return race


def race_of(editor: RaceEditor, names: Sequence[str], target: int | None) -> Race:
    """Return the race of exactly these accounts, looked up first; makes it if there is none."""
    accounts: list[Account] = []
    for found in look_up(editor, names):
        if isinstance(found, str):
            raise Failed(found)
        accounts.append(found)
    wanted = {(account.source, account.native_id) for account in accounts}
    if len(wanted) < len(accounts):
        raise Refused("the same account is named twice")
    for race in editor.log.races():
        if {(a.source, a.native_id) for a in race.accounts} == wanted:
            if target is not None and target != race.target:
                editor.set_target(race, target)
            return editor.race(race.name)
    title = " and ".join(account.name or f"@{account.handle}" for account in accounts[:3])
    return editor.make_race(Race(_free_name(editor, accounts), title, (), target), accounts)


def look_up(
    editor: RaceEditor, names: Sequence[str], race: Race | None = None
) -> list[Account | str]:
    """Return for each name its account, or the reason there is none."""

    async def answer(name: str) -> Account | str:
        try:
            return (await account_lookup.look_up(editor, name, race)).account
        except Rejected as error:
            return str(error)

    async def answers() -> list[Account | str]:
        try:
            return [await answer(name) for name in names]
        finally:
            await editor.sources.close()

    return asyncio.run(answers())


def warn(editor: RaceEditor, race: Race) -> None:
    """Print on stderr what the user should know before a race is polled."""
    if caution := editor.warning(race):
        click.echo(clean(caution, 400), err=True)


def _free_name(editor: RaceEditor, accounts: Sequence[Account]) -> str:
    """Return an unused race name made of the accounts' handles."""
    handles = [account.handle.split(".")[0].split("@")[0] for account in accounts[:3]]
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in "-".join(handles))
    stem = race_name(letters.strip("-")[: NAME_LENGTH - 4].strip("-") or "race")
    taken = {race.name for race in editor.log.races()} | set(editor.sources)
    numbered = (f"{stem}-{n}" for n in range(2, 1000))
    return next(name for name in (stem, *numbered) if name not in taken)
