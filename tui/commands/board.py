"""`standings`, `forecast` and `say`: print the board once, as a table, JSON or sentences."""

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
from tui.model import HOUR, Board, KeptForecast, Millis, ScoredForecast, Standing, State
from tui.parsing import zone_of
from tui.phrases import condition_text, lead_word

AT = click.option("--at", metavar="TIME", help="Time to show (default: the race's current time).")
NONE_RECORDED = "none have been recorded"
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on one line.")


@click.command()
@click.argument("race")
@AT
@JSON
@click.pass_obj
def standings(session: Session, race: str, at: str | None, as_json: bool) -> None:
    """Show who leads RACE, by how much and how fast."""
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
    condition = condition_text(s.account, board.at, zone_of(board.race.zone))
    if s.followers is None:
        why = condition or "no reading yet"
        return (str(s.rank), f"@{s.account.handle}", "?", "?", "?", "?", why, "?")
    state = condition or s.state.value
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


def _print_ledger(opened: OpenRace, at: Millis, target: int | None, as_json: bool) -> None:
    """Print how past forecasts did by a time, for one target or all."""
    ledger = ledger_of(opened.log, opened.race, at, target)
    if as_json:
        click.echo(json.dumps(ledger_shape(opened.race, at, ledger), ensure_ascii=False))
        return
    if not ledger.scored:
        recorded = f"{len(ledger.entries):,} recorded" if ledger.entries else NONE_RECORDED
        click.echo(f"no forecast has an outcome yet; {recorded}")
        return
    click.echo(
        f"{ledger.scored:,} of {len(ledger.entries):,} forecasts have an outcome:"
        f" {percent(ledger.coverage)} came within their interval (aim: 80 %);"
        f" typically {_hours(ledger.error)} off"
    )
    click.echo(
        f"error score (CRPS) {_hours(ledger.crps)}; simple extrapolation"
        f" {_hours(ledger.crps_constant)} (rate since the start)"
        f" and {_hours(ledger.crps_day)} (last 24 hours)"
    )
    zone = zone_of(opened.race.zone)
    handles = {account.id: f"@{account.handle}" for account in opened.race.accounts}
    table(
        ("made", "account", "median", "10 % to 90 %", "actual", "error", "within"),
        [
            (
                near_time(e.forecast.at, at, zone),
                handles[e.forecast.account],
                _at(e.forecast.median, e.forecast.at, zone),
                _interval(e.forecast, zone),
                _actual(e, zone),
                "?" if e.error is None else signed_duration(round(e.error * HOUR)),
                "yes" if e.covered else "no",
            )
            for e in ledger.entries
            if e.came is not None
        ],
        right="error",
    )


def _actual(entry: ScoredForecast, zone: tzinfo) -> str:
    hours, made = entry.came, entry.forecast.at
    if hours is None or hours * HOUR >= entry.forecast.horizon:
        return "later"
    return near_time(made + round(hours * HOUR), made, zone)


def _interval(kept: KeptForecast, zone: tzinfo) -> str:
    return f"{_at(kept.early, kept.at, zone)} – {_at(kept.late, kept.at, zone)}"


def _at(time: Millis | None, made: Millis, zone: tzinfo) -> str:
    return "…" if time is None else near_time(time, made, zone)


def _hours(hours: float | None) -> str:
    return duration(None if hours is None else round(hours * HOUR))


@click.command()
@click.argument("race")
@AT
@click.option("--to", metavar="TARGET", help="Target, such as 2M (default: the race's).")
@click.option("--ledger", "past", is_flag=True, help="Show how past forecasts did.")
@JSON
@click.pass_obj
def forecast(
    session: Session, race: str, at: str | None, to: str | None, past: bool, as_json: bool
) -> None:
    """Forecast when each account of RACE reaches the target.

    Also shows how likely each is to win. No data from after the given time is used.
    """
    with session.race(race, to) as opened:
        when = opened.time(at)
        if past:
            _print_ledger(opened, when, opened.race.target if to else None, as_json)
            return
        board = opened.board(when)
    if as_json:
        click.echo(json.dumps(forecast_shape(board), ensure_ascii=False))
        return
    _head(board)
    zone = zone_of(board.race.zone)

    is_over = any(s.state is State.CROSSED for s in board.standings)

    def time(at: Millis | None) -> str:
        return "–" if at is None else near_time(at, board.at, zone)

    def row(standing: Standing) -> tuple[str, ...]:
        forecast = standing.forecast
        win = chance(forecast.win)
        if is_over and forecast.win is not None:
            win = "won" if forecast.win > 0 else "no"
        note = forecast.why if forecast.median is None else ""
        if standing.crossed_at is not None:
            note = f"crossed {time(standing.crossed_at)}"
        elif standing.state is State.CROSSED:
            note = "was above the target before the race"
        times = (time(forecast.p10), time(forecast.median), time(forecast.p90))
        return (f"@{standing.account.handle}", grouped(standing.followers), *times, win, note)

    table(
        ("account", "followers", "10 %", "median", "90 %", "win", ""),
        [row(standing) for standing in board.standings],
        right="followers,10 %,median,90 %,win",
    )


@click.command()
@click.argument("race")
@AT
@click.pass_obj
def say(session: Session, race: str, at: str | None) -> None:
    """Describe RACE in sentences."""
    with session.race(race) as opened:
        board = opened.board(opened.time(at))
    for sentence in commentary.sentences(board):
        click.echo(sentence)
    is_phrase = board.provenance.startswith("as ")
    click.echo(f"All counts {board.provenance}." if is_phrase else f"Counts: {board.provenance}.")
