"""`collect`: the collector, without the dashboard."""

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
from tui.commands.find_race import race_to_poll, refuse_unknown, warn
from tui.commands.session import Failed, Refused, Session, parse_interval
from tui.formats import moment
from tui.model import Millis, Race
from tui.races.editing import RaceEditor
from tui.sanitize import clean
from tui.sources import server_of
from tui.store import CollectorLock, LogError

PARTLY = 3
EVERY = click.option("--every", metavar="SPAN", help="Time between two polls, such as 30s or 5m.")


@click.command()
@click.argument("races", nargs=-1, required=True, metavar="RACE...")
@EVERY
@click.option("--rounds", type=click.IntRange(1), help="Stop after this many rounds.")
@click.pass_obj
def collect(
    session: Session, races: tuple[str, ...], every: str | None, rounds: int | None
) -> None:
    """Poll RACE... in the background, without the dashboard.

    Each round prints one line on stderr.
    """
    interval = parse_interval(every)
    with session.editor() as editor:
        refuse_unknown(editor, races)
        found = [race_to_poll(editor, name, session.clock.now()) for name in races]
        for race in found:
            if interval is not None:
                editor.set_every(race, interval)
            warn(editor, race)
            if not any(account.source in editor.sources for account in race.accounts):
                raise Refused(f"{race.name}: has no account that can be polled")
        lock = CollectorLock(editor.path)
        if not lock.take():
            raise Failed(
                f"{editor.path}: another racetui is collecting into this log; stop it, or use --db"
            )
        try:
            raise SystemExit(asyncio.run(_collect(editor, found, rounds, session.settings.horizon)))
        finally:
            lock.give_up()


async def _collect(
    editor: RaceEditor, races: Sequence[Race], rounds: int | None, horizon: Millis
) -> int:
    """Collect until the rounds are done or a signal arrives; returns the exit code."""
    signals: list[int] = []
    work = asyncio.create_task(_rounds(editor, races, rounds, horizon))

    def stop(number: int) -> None:
        signals.append(number)
        work.cancel()

    loop = asyncio.get_running_loop()
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, stop, number)
    with suppress(asyncio.CancelledError):
        return await work
    return 128 + signals[0] if signals else 0


async def _rounds(
    editor: RaceEditor, races: Sequence[Race], rounds: int | None, horizon: Millis
) -> int:
    """Collect until each server has had `rounds` rounds; returns the exit code.

    A write error is printed, and the round is tried again.
    """
    presence = ViewerPresence(editor, WallClock(), races)
    collector = Collector(editor.log, editor.writer, editor.sources, clock_for(editor.log), horizon)
    servers = {
        server_of(account)
        for race in races
        for account in race.accounts
        if account.source in editor.sources
    }
    rounds_done, accounts_read = Counter[str](), Counter[str]()
    if rounds is not None:
        # With --rounds the user waits, so the first one starts at once.
        collector.refresh()

    async def on_announced() -> None:
        collector.wake()

    announcements = asyncio.create_task(presence.keep_announcing(on_announced, _print_error))
    try:
        while rounds is None or any(rounds_done[server] < rounds for server in servers):
            try:
                async for outcomes in collector.rounds():
                    for outcome in outcomes:
                        click.echo(round_line(outcome), err=True)
                        rounds_done[outcome.source] += 1
                        accounts_read[outcome.source] += outcome.answered
                    if rounds is not None and all(rounds_done[s] >= rounds for s in servers):
                        break
            except LogError as error:
                _print_error(str(error))
                await asyncio.sleep(RETRY_AFTER)
    finally:
        announcements.cancel()
        presence.leave()
        await editor.sources.close()
    if all(accounts_read[server] for server in servers):
        return 0
    return PARTLY if any(accounts_read.values()) else 1


def _print_error(text: str) -> None:
    click.echo(f"nothing written: {clean(text, 300)}", err=True)


def round_line(outcome: Outcome) -> str:
    """Return one line about a round: its time and source, accounts read, or the error."""
    time = f"{moment(outcome.at):%Y-%m-%dT%H:%M:%SZ}"
    if outcome.why and outcome.answered:
        read = f"{outcome.answered} of {outcome.asked} read"
        return f"{time} {outcome.source}: {read}: {clean(outcome.why)}"
    if outcome.why:
        return f"{time} {outcome.source}: nothing read: {clean(outcome.why)}"
    return f"{time} {outcome.source}: {outcome.answered} of {outcome.asked} read"
