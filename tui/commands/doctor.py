"""`doctor`: check what works here, and where the files are."""

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
"""The first SQLite version without the WAL-reset bug, and two older branches with the fix."""
Finding = tuple[str, str, bool]
"""A name, a text, and whether all is well."""
SOURCE_TIMEOUT: Millis = 8 * SECOND


@click.command()
@click.option("--check", is_flag=True, help="Check the whole log; exit 1 on any problem.")
@click.pass_obj
def doctor(session: Session, check: bool) -> None:
    """Check the terminal, the log, the sources and the files."""
    has_problem = False
    for name, text, is_good in findings(session, check):
        click.echo(f"{'✓' if is_good else '✗'} {name:<9} {clean(text, 300)}")
        has_problem |= not is_good
    if check and has_problem:
        raise SystemExit(1)


def findings(session: Session, check: bool) -> Iterator[Finding]:
    """Yield one finding after the other."""
    yield "racetui", f"{__version__}, Python {platform.python_version()}", True
    yield _terminal()
    yield "colours", _colours(), True
    yield "SQLite", _sqlite(session.is_verbose), True
    yield from _log(session, check)
    yield "shipped", f"{session.cache} (rebuilt when needed)", True
    yield from asyncio.run(_sources(session))


async def _sources(session: Session) -> list[Finding]:
    """Return for each source whether it answers, its quota, and how its clock differs."""
    editor = session.editor_of(session.db)
    now = session.clock.now()
    try:
        accounts = [a for race in editor.log.races() for a in race.accounts]
    except LogError:
        accounts = []

    async def check(name: str) -> list[Finding]:
        results: Sequence[CheckResult]
        mine = list(dict.fromkeys(a for a in accounts if a.source == name))
        try:
            async with within(SOURCE_TIMEOUT):
                results = await editor.sources[name].check(mine, now)
        except (SourceError, LogError) as error:
            results = [CheckResult(str(error), False)]
        # A source that no race uses is not a problem.
        return [("source", f"{name}: {r.text}", r.is_ok or not mine) for r in results]

    try:
        checked = await asyncio.gather(*(check(name) for name in editor.sources))
    finally:
        await editor.sources.close()
        editor.close()
    return [finding for findings in checked for finding in findings]


def _terminal() -> Finding:
    why = no_terminal()
    size = shutil.get_terminal_size()
    encoding = sys.stdout.encoding or "unknown"
    if why:
        return "terminal", f"no dashboard here: {why}; all other commands work", True
    return (
        "terminal",
        f"{os.environ.get('TERM', '?')}, {size.columns}×{size.lines}, {encoding}",
        True,
    )


def _colours() -> str:
    if "NO_COLOR" in os.environ:
        return "none (NO_COLOR is set)"
    if os.environ.get("COLORTERM") in {"truecolor", "24bit"}:
        return "16 million"
    return "256" if "256" in os.environ.get("TERM", "") else "16"


def _sqlite(verbose: bool) -> str:
    version = sqlite3.sqlite_version_info
    is_fixed = version >= FIXED[0] or any(
        version[:2] == known[:2] and version >= known for known in FIXED[1:]
    )
    if is_fixed or not verbose:
        return sqlite3.sqlite_version
    return f"{sqlite3.sqlite_version}; has the WAL-reset bug, which a single writer avoids"


def _log(session: Session, check: bool) -> Iterator[Finding]:
    path = session.db
    if not os.path.lexists(path):
        yield "log", f"{path}: none yet; watch, add and import create it", True
        return
    try:
        with Log(path) as log:
            races = log.races()
            size = grouped(path.stat().st_size // 1024)
            text = f"{path}: {size} KiB, {len(races)} race{'s' * (len(races) != 1)}"
            if check and (damage := log.damage()):
                yield "log", f"{path}: is damaged: {damage}; replace it with a backup", False
                return
            yield "log", text + (", every page read, no damage" if check else ""), True
            yield "backups", ", ".join(p.name for p in backups(path)) or "none", True
            newest = log.newest_live()
    except (LogError, Rejected) as error:
        yield "log", str(error), False
        return
    lock = CollectorLock(path)
    is_free = lock.take()
    lock.give_up()
    text = "not running" if is_free else "running"
    if newest is not None:
        text += f"; last reading {age(session.clock.now() - newest)} ago"
    yield "collector", text.replace("just now ago", "just now"), True
