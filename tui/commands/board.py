"""`standings`, `forecast` and `say`: the board once, as a table, as JSON, in sentences."""

import json
from datetime import tzinfo

import click

from tui.board import commentary
from tui.board.ledger import ledger_of
from tui.commands.json_output import forecast_shape, ledger_shape, standings_shape
from tui.commands.session import OpenRace, Session
from tui.commands.table import table
from tui.formats import (
    age,
    chance,
    date_time,
    duration,
    grouped,
    near_time,
    percent,
    signed,
    signed_duration,
)
from tui.model import HOUR, Board, Forecast, KeptForecast, Millis, ScoredForecast, Standing, State
from tui.parsing import zone_of
from tui.phrases import condition_told, lead_word

AT = click.option("--at", metavar="TIME", help="The time to look at, else the race's now.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on one line.")


@click.command()
@click.argument("race")
@AT
@JSON
@click.pass_obj
def standings(session: Session, race: str, at: str | None, as_json: bool) -> None:
    """Show who leads RACE, by how much, and how fast."""
    with session.race(race) as opened:
        board = opened.board(opened.time(at))
    if as_json:
        click.echo(json.dumps(standings_shape(board), ensure_ascii=False))
        return
    _head(board)
    table(
        ("", "account", "followers", "gap", "pace", "done", "state", "age"),
        [_standing_row(board, standing) for standing in board.standings],
        right="followers,gap,pace,done",
    )


def _head(board: Board) -> None:
    target = f" to {grouped(board.race.target)}" if board.race.target else ""
    click.echo(
        f"{board.race.title} · {board.race.name}{target} · "
        f"{date_time(board.at, zone_of(board.race.zone))} · {board.provenance}"
    )


def _standing_row(board: Board, s: Standing) -> tuple[str, ...]:
    told = condition_told(s.account, board.at, zone_of(board.race.zone))
    if s.followers is None:
        why = told or "no reading yet"
        return (str(s.rank), f"@{s.account.handle}", "?", "?", "?", "?", why, "?")
    state = told or s.state.value
    if s.state is State.CROSSED and s.crossed_at is not None:
        state = f"crossed {near_time(s.crossed_at, board.at, zone_of(board.race.zone))}"
    return (
        str(s.rank),
        f"@{s.account.handle}",
        grouped(s.followers),
        signed(s.gap) if s.rank > 1 else lead_word(board),
        "?" if s.pace is None else f"{signed(s.pace)}/h",
        percent(s.progress, 1),
        state,
        age(None if s.read_at is None else board.at - s.read_at),
    )


def _ledger(opened: OpenRace, at: Millis, only: int | None, as_json: bool) -> None:
    """Tell how forecasts did, of one target or all, of which it is known by a time what came."""
    known = ledger_of(opened.log, opened.race, at, only)
    if as_json:
        click.echo(json.dumps(ledger_shape(opened.race, at, known), ensure_ascii=False))
        return
    if not known.scored:
        told = f"{len(known.entries):,} forecasts were kept" if known.entries else "none is kept"
        click.echo(f"of no forecast it is known yet what came; {told}")
        return
    click.echo(
        f"{known.scored:,} of {len(known.entries):,} forecasts are settled:"
        f" {percent(known.coverage)} came within the interval of four in five;"
        f" the median was off by {_hours(known.error)} (median)"
    )
    click.echo(
        f"CRPS {_hours(known.crps)}; at the rate since the start {_hours(known.crps_constant)},"
        f" of the last 24 hours {_hours(known.crps_day)}"
    )
    zone = zone_of(opened.race.zone)
    handles = {account.id: f"@{account.handle}" for account in opened.race.accounts}
    table(
        ("made", "account", "median", "10 % to 90 %", "came", "off by", "within"),
        [
            (
                near_time(e.forecast.at, at, zone),
                handles[e.forecast.account],
                _at(e.forecast.median, e.forecast.at, zone),
                _between(e.forecast, zone),
                _came(e, zone),
                "?" if e.error is None else signed_duration(round(e.error * HOUR)),
                "yes" if e.covered else "no",
            )
            for e in known.entries
            if e.came is not None
        ],
        right="off by",
    )


def _came(entry: ScoredForecast, zone: tzinfo) -> str:
    hours, made = entry.came, entry.forecast.at
    if hours is None or hours * HOUR >= entry.forecast.horizon:
        return "later"
    return near_time(made + round(hours * HOUR), made, zone)


def _between(told: KeptForecast, zone: tzinfo) -> str:
    return f"{_at(told.early, told.at, zone)} – {_at(told.late, told.at, zone)}"


def _at(time: Millis | None, made: Millis, zone: tzinfo) -> str:
    return "…" if time is None else near_time(time, made, zone)


def _hours(hours: float | None) -> str:
    return duration(None if hours is None else round(hours * HOUR))


@click.command()
@click.argument("race")
@AT
@click.option("--to", metavar="TARGET", help="Another target, such as 2M.")
@click.option("--ledger", "past", is_flag=True, help="How past forecasts did.")
@JSON
@click.pass_obj
def forecast(
    session: Session, race: str, at: str | None, to: str | None, past: bool, as_json: bool
) -> None:
    """Show when each account of RACE reaches the target, and how sure that is.

    It knows nothing of what came after the time it is asked for.
    """
    with session.race(race, to) as opened:
        asked = opened.time(at)
        if past:
            _ledger(opened, asked, opened.race.target if to else None, as_json)
            return
        board = opened.board(asked)
    if as_json:
        click.echo(json.dumps(forecast_shape(board), ensure_ascii=False))
        return
    _head(board)
    zone = zone_of(board.race.zone)

    def when(time: Millis | None) -> str:
        return "–" if time is None else near_time(time, board.at, zone)

    def row(standing: Standing, known: Forecast) -> tuple[str, ...]:
        settled = any(s.state is State.CROSSED for s in board.standings)
        last = chance(known.win)
        if settled and known.win is not None:
            last = "won" if known.win > 0 else "no"
        note = known.why if known.median is None else ""
        if standing.crossed_at is not None:
            note = f"crossed {when(standing.crossed_at)}"
        elif standing.state is State.CROSSED:
            note = "was above it when it was first read"
        handle, count = f"@{standing.account.handle}", grouped(standing.followers)
        return (handle, count, when(known.p10), when(known.median), when(known.p90), last, note)

    table(
        ("account", "followers", "10 %", "median", "90 %", "first", ""),
        [row(standing, standing.forecast) for standing in board.standings],
        right="followers,10 %,median,90 %,first",
    )


@click.command()
@click.argument("race")
@AT
@click.pass_obj
def say(session: Session, race: str, at: str | None) -> None:
    """Say in sentences how RACE stands."""
    with session.race(race) as opened:
        board = opened.board(opened.time(at))
    for sentence in commentary.sentences(board):
        click.echo(sentence)
    click.echo(f"The figures are {board.provenance}.")
