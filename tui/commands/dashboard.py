"""`racetui` and `replay`: the dashboard. What draws is imported only once it is wanted."""

from dataclasses import replace
from pathlib import Path

import click

from tui.clock import ScaledClock
from tui.commands.session import Failed, OpenRace, Refused, Session
from tui.formats import date_time, zone_of
from tui.model import Millis, Race
from tui.player import Player, window_of
from tui.relay import Relay
from tui.store import Log
from tui.terminal.gate import no_terminal

FIRST_RACE = "april-2009"
SPEED = 60


@click.command()
@click.argument("race")
@click.option("--speed", type=click.IntRange(1, 3600), default=SPEED, show_default=True)
@click.option("--from", "start", metavar="TIME", help="Where to start, else where the race starts.")
@click.option("--until", metavar="TIME", help="Where to end, else the race's now.")
@click.pass_obj
def replay(session: Session, race: str, speed: int, start: str | None, until: str | None) -> None:
    """Open the dashboard on RACE as if it were now."""
    open_dashboard(session, race, speed, start, until)


def open_dashboard(
    session: Session,
    race: str = FIRST_RACE,
    speed: int = SPEED,
    start: str | None = None,
    until: str | None = None,
) -> None:
    """Check what can be checked, then draw; ends when the user quits."""
    with session.race(race) as opened:
        if why := no_terminal():
            raise Refused(f"{why}; without one, try: racetui standings {race} --json")
        first, last = _window(opened, start, until)
        path = opened.log.path
        wanted, celebrity_from = opened.race, opened.settings.thresholds.celebrity_followers
    from tui.app import show

    clock = ScaledClock(first, last, speed)
    relay = Relay(lambda: _player(path, wanted, clock, celebrity_from))
    try:
        raise SystemExit(show(relay))
    finally:
        relay.close()


def _window(opened: OpenRace, start: str | None, until: str | None) -> tuple[Millis, Millis]:
    window = window_of(opened.log, opened.race)
    if window is None:
        raise Failed(f"{opened.race.name}: has no sample to replay yet")
    first = window[0] if start is None else opened.time(start)
    last = window[1] if until is None else opened.time(until)
    if window[0] == window[1]:
        raise Failed(f"{opened.race.name}: has only one sample; there is nothing to replay yet")
    if first >= last:
        end = date_time(last, zone_of(opened.race.zone))
        raise Refused(f"--from must be earlier than the end, {end}")
    return first, last


def _player(path: Path, wanted: Race, clock: ScaledClock, celebrity_from: int) -> Player:
    """Make a player; runs in the thread that plays, whose own the log must be."""
    log = Log(path)
    race = log.race(wanted.name)
    if race is None:
        raise Failed(f"{path}: the race {wanted.name} is gone")
    race = replace(race, horizon=wanted.horizon)
    return Player(log, race, clock, celebrity_from=celebrity_from)
