"""`doctor`: what works here, and where things lie."""

import asyncio
import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence

import click

from tui import __version__
from tui.commands.session import Session
from tui.formats import age, grouped
from tui.model import SECOND, Millis
from tui.races.editing import Rejected
from tui.sanitize import clean
from tui.sources import CheckResult, SourceError, within
from tui.store import CollectorLock, Log, LogError, backups
from tui.view.terminal.gate import no_terminal

FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""SQLite versions without the WAL-reset bug: the first, and two that took its fix back."""
Found = tuple[str, str, bool]
PATIENCE: Millis = 8 * SECOND
"""How long each source has to answer."""


@click.command()
@click.option("--check", is_flag=True, help="Read the whole log; exit 1 if anything is wrong.")
@click.pass_obj
def doctor(session: Session, check: bool) -> None:
    """Tell what works here: the terminal, where the data lies, the log, the sources."""
    wrong = False
    for name, words, good in findings(session, check):
        click.echo(f"{'✓' if good else '✗'} {name:<9} {clean(words, 300)}")
        wrong |= not good
    if check and wrong:
        raise SystemExit(1)


def findings(session: Session, check: bool) -> Iterator[Found]:
    """Yield what was found: a name, words, and whether it is as it should be."""
    yield "racetui", f"{__version__}, Python {platform.python_version()}", True
    yield _terminal()
    yield "colours", _colours(), True
    yield "SQLite", _sqlite(), True
    yield from _log(session, check)
    yield "shipped", f"{session.cache} (made again whenever it is needed)", True
    yield from asyncio.run(_sources(session))


async def _sources(session: Session) -> list[Found]:
    """Return of each source whether it answers, what may be asked of it, and its clock."""
    editor = session.editor_of(session.db)
    now = session.clock.now()
    try:
        accounts = [a for race in editor.log.races() for a in race.accounts]
    except LogError:
        accounts = []

    async def look(name: str) -> list[Found]:
        found: Sequence[CheckResult]
        mine = list(dict.fromkeys(a for a in accounts if a.source == name))
        try:
            async with within(PATIENCE):
                found = await editor.sources[name].check(mine, now)
        except (SourceError, LogError) as error:
            found = [CheckResult(str(error), False)]
        # What no race needs is nothing wrong.
        return [("source", f"{name}: {f.words}", f.good or not mine) for f in found]

    try:
        told = await asyncio.gather(*(look(name) for name in editor.sources))
    finally:
        await editor.sources.close()
        editor.close()
    return [finding for findings in told for finding in findings]


def _terminal() -> Found:
    why = no_terminal()
    size = shutil.get_terminal_size()
    encoding = sys.stdout.encoding or "unknown"
    if why:
        return "terminal", f"none to draw on: {why}; headless commands work", True
    return (
        "terminal",
        f"{os.environ.get('TERM', '?')}, {size.columns}×{size.lines}, {encoding}",
        True,
    )


def _colours() -> str:
    if "NO_COLOR" in os.environ:
        return "none, as NO_COLOR asks"
    if os.environ.get("COLORTERM") in {"truecolor", "24bit"}:
        return "16 million"
    return "256" if "256" in os.environ.get("TERM", "") else "16"


def _sqlite() -> str:
    version = sqlite3.sqlite_version_info
    fixed = version >= FIXED[0] or any(
        version[:2] == (known[0], known[1]) and version >= known for known in FIXED[1:]
    )
    told = "" if fixed else "; has the WAL-reset bug, kept away by one writer at a time"
    return f"{sqlite3.sqlite_version}{told}"


def _log(session: Session, check: bool) -> Iterator[Found]:
    path = session.db
    if not os.path.lexists(path):
        yield "log", f"{path}: none yet; it is made by what you watch, add or import", True
        return
    try:
        with Log(path) as log:
            races = log.races()
            words = f"{path}: {grouped(path.stat().st_size // 1024)} KiB, {len(races)} races"
            if check and (damage := log.damage()):
                yield "log", f"{path}: is damaged: {damage}; put a backup in its place", False
                return
            yield "log", words + (", every page read and whole" if check else ""), True
            yield "backups", ", ".join(p.name for p in backups(path)) or "none", True
            newest = log.newest_live()
    except (LogError, Rejected) as error:
        yield "log", str(error), False
        return
    lock = CollectorLock(path)
    free = lock.take()
    lock.give_up()
    told = "nobody collects" if free else "somebody collects"
    if newest is not None:
        told += f"; last read {age(session.clock.now() - newest)} ago"
    yield "collector", told.replace("just now ago", "just now"), True
