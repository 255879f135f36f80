"""`collect`: the collector without a screen."""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

import click

from tui.clock import WallClock
from tui.collect.collector import Collector, clock_for
from tui.collect.round_writer import Outcome
from tui.collect.takeover import RETRY_AFTER, ViewerPresence
from tui.commands.find_race import race_to_read, refuse_unknown, warn
from tui.commands.session import Failed, Refused, Session, span
from tui.formats import moment
from tui.model import Millis, Race
from tui.races.editing import RaceEditor
from tui.sanitize import clean
from tui.sources import server_of
from tui.store import CollectorLock, LogError

PARTLY = 3
EVERY = click.option("--every", metavar="SPAN", help="How often, such as 30s or 5m.")


@click.command()
@click.argument("races", nargs=-1, required=True, metavar="RACE...")
@EVERY
@click.option("--rounds", type=click.IntRange(1), help="End after so many rounds.")
@click.pass_obj
def collect(
    session: Session, races: tuple[str, ...], every: str | None, rounds: int | None
) -> None:
    """Read RACE... round after round, without a screen; a line each on stderr."""
    often = span(every)
    with session.editor() as editor:
        refuse_unknown(editor, races)
        found = [race_to_read(editor, name, session.clock.now()) for name in races]
        for race in found:
            if often is not None:
                editor.set_every(race, often)
            warn(editor, race)
            if not any(account.source in editor.sources for account in race.accounts):
                raise Refused(f"{race.name}: has no account that can be read live")
        lock = CollectorLock(editor.path)
        if not lock.take():
            raise Failed(
                f"{editor.path}: another racetui collects into it; end that one, or name another"
                " log with --db"
            )
        try:
            raise SystemExit(asyncio.run(_collect(editor, found, rounds, session.settings.horizon)))
        finally:
            lock.give_up()


async def _collect(
    editor: RaceEditor, races: Sequence[Race], rounds: int | None, horizon: Millis
) -> int:
    """Collect until the rounds are done, or a signal comes; returns the exit code."""
    ended: list[int] = []
    work = asyncio.create_task(_rounds(editor, races, rounds, horizon))

    def end(number: int) -> None:
        ended.append(number)
        work.cancel()

    loop = asyncio.get_running_loop()
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, end, number)
    with suppress(asyncio.CancelledError):
        return await work
    return 128 + ended[0] if ended else 0


async def _rounds(
    editor: RaceEditor, races: Sequence[Race], rounds: int | None, horizon: Millis
) -> int:
    """Collect until each server had so many rounds; returns the exit code.

    What cannot be written is told, and tried again.
    """
    presence = ViewerPresence(editor, WallClock(), races)
    collector = Collector(editor.log, editor.writer, editor.sources, clock_for(editor.log), horizon)
    servers = {
        server_of(account)
        for race in races
        for account in race.accounts
        if account.source in editor.sources
    }
    done, read = Counter[str](), Counter[str]()
    if rounds is not None:
        # Who asks for some rounds does not wait for the first one.
        collector.refresh()

    async def announced() -> None:
        collector.wake()

    wants = asyncio.create_task(presence.keep_announcing(announced, _tell_trouble))
    try:
        while rounds is None or any(done[server] < rounds for server in servers):
            try:
                async for outcomes in collector.rounds():
                    for outcome in outcomes:
                        click.echo(told(outcome), err=True)
                        done[outcome.source] += 1
                        read[outcome.source] += outcome.answered
                    if rounds is not None and all(done[server] >= rounds for server in servers):
                        break
            except LogError as error:
                _tell_trouble(str(error))
                await asyncio.sleep(RETRY_AFTER)
    finally:
        wants.cancel()
        presence.leave()
        await editor.sources.close()
    return 0 if all(read[server] for server in servers) else PARTLY if any(read.values()) else 1


def _tell_trouble(words: str) -> None:
    click.echo(f"nothing is written: {clean(words, 300)}", err=True)


def told(outcome: Outcome) -> str:
    """Return a round in a line: when, of which source, how many answered, or why nobody did."""
    time = f"{moment(outcome.at):%Y-%m-%dT%H:%M:%SZ}"
    if outcome.why and outcome.answered:
        read = f"{outcome.answered} of {outcome.asked} read"
        return f"{time} {outcome.source}: {read}: {clean(outcome.why)}"
    if outcome.why:
        return f"{time} {outcome.source}: nothing read: {clean(outcome.why)}"
    return f"{time} {outcome.source}: {outcome.answered} of {outcome.asked} read"
