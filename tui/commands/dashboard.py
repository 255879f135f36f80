"""`racetui`, `watch` and `replay`: open the dashboard. Textual is imported only then."""

import click

from tui.commands.collect import EVERY
from tui.commands.find_race import race_of, race_to_poll, warn
from tui.commands.session import (
    Failed,
    OpenRace,
    Refused,
    Session,
    parse_interval,
    parse_target,
)
from tui.formats import date_time
from tui.live.controller import Controller
from tui.live.data_thread import DataThread
from tui.live.race_library import RaceToShow, replay_clock
from tui.live.replay import window_of
from tui.model import Millis, Race
from tui.parsing import zone_of
from tui.sources import SOURCES, demo, page_of
from tui.store import Log
from tui.view.terminal.gate import no_terminal

FIRST_RACE = "april-2009"


@click.command()
@click.argument("race")
@click.option(
    "--speed",
    type=click.IntRange(1, 1_000_000),
    help="How many times faster (default: over in some minutes).",
)
@click.option("--from", "start", metavar="TIME", help="Start time (default: the race's start).")
@click.option("--until", metavar="TIME", help="End time (default: the race's end).")
@click.pass_obj
def replay(
    session: Session, race: str, speed: int | None, start: str | None, until: str | None
) -> None:
    """Replay RACE from its start."""
    _replay(session, race, speed, start, until)


def _replay(
    session: Session,
    race: str,
    speed: int | None = None,
    start: str | None = None,
    until: str | None = None,
) -> None:
    with session.race(race) as opened:
        _refuse_no_terminal(race)
        first, last = _window(opened, start, until)
        path, horizon = opened.log.path, opened.race.horizon
    show(session, RaceToShow(path, race, horizon, replay_clock((first, last), speed)))


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="RACE|ACCOUNT...")
@click.option("--to", metavar="TARGET", help="Target, such as 1M.")
@EVERY
@click.pass_obj
def watch(session: Session, what: tuple[str, ...], to: str | None, every: str | None) -> None:
    """Open the dashboard on a race, or on some accounts.

    A race that cannot be polled is replayed. Accounts get a race of their own.
    """
    target = parse_target(to) if to is not None else None
    interval = parse_interval(every)
    accounts = [name for name in what if ":" in name or "@" in name]
    if (accounts and len(accounts) < len(what)) or (not accounts and len(what) > 1):
        raise Refused("give one race, or accounts such as demo:teapot.demo, not both")
    name = what[0]
    if not accounts and name != demo.NAME and not is_live(session.own_race(name)):
        # A race that cannot be polled is replayed.
        _replay(session, name)
    _refuse_no_terminal(None if accounts else name)
    with session.editor() as editor:
        if accounts:
            race = race_of(editor, what, target)
        else:
            race = race_to_poll(editor, name, session.clock.now())
            if target is not None:
                editor.set_target(race, target)
        if interval is not None:
            editor.set_every(race, interval)
        warn(editor, race)
    show(session, RaceToShow(session.db, race.name, session.settings.horizon))


def is_live(race: Race | None) -> bool:
    """Return whether a race can be polled: an account of it is live, or it has none yet."""
    return race is not None and (
        not race.accounts or any(account.source in SOURCES for account in race.accounts)
    )


def open_last(session: Session) -> None:
    """Open the race watched last; the first time, the race of April 2009."""
    _refuse_no_terminal(FIRST_RACE)
    last = None
    if session.has_log():
        with Log(session.db) as log:
            last = log.last_opened()
    if last is not None:
        show(session, RaceToShow(session.db, last.name, session.settings.horizon))
    with session.race(FIRST_RACE) as opened:
        window, path = _window(opened, None, None), opened.log.path
    show(session, RaceToShow(path, FIRST_RACE, session.settings.horizon, replay_clock(window)))


def show(session: Session, first: RaceToShow) -> None:
    """Run the dashboard until the user quits."""
    from tui.view.app import show as run_dashboard

    def make_controller() -> Controller:
        editor = session.editor_of(session.db)
        thresholds = session.settings.thresholds
        return Controller(first, editor, session.clock, thresholds, session.shipped_logs)

    data = DataThread(make_controller)
    try:
        raise SystemExit(run_dashboard(data, page_of))
    finally:
        data.close()


def _refuse_no_terminal(race: str | None) -> None:
    if why := no_terminal():
        raise Refused(f"{why}; without one, try: racetui standings {race or 'RACE'} --json")


def _window(opened: OpenRace, start: str | None, until: str | None) -> tuple[Millis, Millis]:
    window = window_of(opened.log, opened.race)
    if window is None:
        raise Failed(f"{opened.race.name}: has no data to replay yet")
    first = window[0] if start is None else opened.time(start)
    last = window[1] if until is None else opened.time(until)
    if window[0] == window[1]:
        raise Failed(f"{opened.race.name}: has only one reading, and nothing to replay yet")
    if first >= last:
        end = date_time(last, zone_of(opened.race.zone))
        raise Refused(f"--from must be before the end, {end}")
    return first, last
