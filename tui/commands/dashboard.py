"""`racetui`, `watch` and `replay`: the dashboard. What draws is imported only once it is wanted."""

import click

from tui.commands.collect import EVERY
from tui.commands.find_race import race_of, race_to_read, warn
from tui.commands.session import Failed, OpenRace, Refused, Session, span, target
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
@click.option("--speed", type=click.IntRange(1, 1_000_000), help="Else it plays in some minutes.")
@click.option("--from", "start", metavar="TIME", help="Where to start, else where the race starts.")
@click.option("--until", metavar="TIME", help="Where to end, else the race's now.")
@click.pass_obj
def replay(
    session: Session, race: str, speed: int | None, start: str | None, until: str | None
) -> None:
    """Open the dashboard on RACE as if it were now."""
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
@click.option("--to", metavar="TARGET", help="What the race is to, such as 1M.")
@EVERY
@click.pass_obj
def watch(session: Session, what: tuple[str, ...], to: str | None, every: str | None) -> None:
    """Open the dashboard on RACE, or on the race of just these accounts, as it is now."""
    wanted, often = target(to) if to is not None else None, span(every)
    accounts = [name for name in what if ":" in name or "@" in name]
    if (accounts and len(accounts) < len(what)) or (not accounts and len(what) > 1):
        raise Refused("name one race, or accounts such as demo:teapot.demo; not both")
    name = what[0]
    if not accounts and name != demo.NAME and not is_live(session.own_race(name)):
        # What nobody can read plays as it was.
        _replay(session, name)
    _refuse_no_terminal(None if accounts else name)
    with session.editor() as editor:
        if accounts:
            race = race_of(editor, what, wanted)
        else:
            race = race_to_read(editor, name, session.clock.now())
            if wanted is not None:
                editor.set_target(race, wanted)
        if often is not None:
            editor.set_every(race, often)
        warn(editor, race)
    show(session, RaceToShow(session.db, race.name, session.settings.horizon))


def is_live(race: Race | None) -> bool:
    """Tell whether somebody can read a race's accounts, now or once it has some."""
    return race is not None and (
        not race.accounts or any(account.source in SOURCES for account in race.accounts)
    )


def open_last(session: Session) -> None:
    """Open the race watched last; the first time, that of April 2009."""
    _refuse_no_terminal(FIRST_RACE)
    last = None
    if session.has_log():
        with Log(session.db) as log:
            last = log.last_watched()
    if last is not None:
        show(session, RaceToShow(session.db, last.name, session.settings.horizon))
    with session.race(FIRST_RACE) as opened:
        window, path = _window(opened, None, None), opened.log.path
    show(session, RaceToShow(path, FIRST_RACE, session.settings.horizon, replay_clock(window)))


def show(session: Session, first: RaceToShow) -> None:
    """Draw until the user quits."""
    from tui.view.app import show as draw

    def make() -> Controller:
        editor = session.editor_of(session.db)
        thresholds = session.settings.thresholds
        return Controller(first, editor, session.clock, thresholds, session.shipped_logs)

    data = DataThread(make)
    try:
        raise SystemExit(draw(data, page_of))
    finally:
        data.close()


def _refuse_no_terminal(race: str | None) -> None:
    if why := no_terminal():
        raise Refused(f"{why}; without one, try: racetui standings {race or 'RACE'} --json")


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
