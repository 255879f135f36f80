"""The documented JSON output. Unknown values are null."""

from collections.abc import Mapping
from typing import Any

from tui.exchange.exporting import tables
from tui.exchange.exporting.tables import event_row, followee_row
from tui.formats import iso
from tui.model import (
    HOUR,
    NO_COUNTS,
    SECOND,
    Board,
    FollowList,
    Ledger,
    Measure,
    Millis,
    Race,
    Standing,
)
from tui.phrases import account_name

Shape = dict[str, Any]


def measures_shape(measures: Mapping[str, Measure]) -> Shape:
    """Return the JSON of measures by key, unknown ones too."""
    return {key: measure_shape(measure) for key, measure in measures.items()}


def measure_shape(measure: Measure) -> Shape:
    """Return the JSON of one measure."""
    return {
        "value": _rounded(measure.value),
        "low": _rounded(measure.low),
        "high": _rounded(measure.high),
        "unit": measure.unit,
        "n": measure.n,
        "of": measure.of,
        "as_of": iso(measure.as_of),
        "provenance": measure.provenance or None,
        "why": measure.why or None,
    }


def standings_shape(board: Board) -> Shape:
    """Return the JSON of `standings`."""
    return {
        "race": board.race.name,
        "at": iso(board.at),
        "target": board.race.target,
        "accounts": [standing_shape(board, standing) for standing in board.standings],
        "measures": measures_shape(board.measures),
        "events": [event_row(event) for event in board.events],
    }


def standing_shape(board: Board, standing: Standing) -> Shape:
    """Return the JSON of one account on a board."""
    window, read_at = standing.pace_window, standing.read_at
    return {
        "account": account_name(standing.account),
        "handle": standing.account.handle,
        "rank": standing.rank,
        "followers": standing.followers,
        "following": standing.following,
        "gap": standing.gap,
        "pace": _rounded(standing.pace),
        "pace_window_h": None if window is None else window // HOUR,
        "progress": _rounded(standing.progress),
        "crossed_at": iso(standing.crossed_at),
        "state": _state(board, standing),
        "quality": standing.quality,
        "age_s": None if read_at is None else (board.at - read_at) // SECOND,
        "measures": measures_shape(standing.measures),
    }


def _state(board: Board, standing: Standing) -> str:
    """Return the account's state in the race; its condition instead if it has no counts."""
    account = standing.account
    has_no_counts = account.condition in NO_COUNTS and board.at >= account.condition_since
    return account.condition if has_no_counts else standing.state


def forecast_shape(board: Board) -> Shape:
    """Return the JSON of `forecast`."""
    return {
        "race": board.race.name,
        "at": iso(board.at),
        "target": board.race.target,
        "horizon_h": board.race.horizon // HOUR,
        "accounts": [
            {
                "account": account_name(standing.account),
                "handle": standing.account.handle,
                "followers": standing.followers,
                "crossed_at": iso(standing.crossed_at),
                "median": _second(standing.forecast.median),
                "p10": _second(standing.forecast.p10 if standing.forecast.median else None),
                "p90": _second(standing.forecast.p90),
                "p_not": _rounded(standing.forecast.p_not),
                "win": _rounded(standing.forecast.win),
            }
            for standing in board.standings
        ],
    }


def ledger_shape(race: Race, at: Millis, ledger: Ledger) -> Shape:
    """Return the JSON of `forecast --ledger`; the scores of open forecasts are null."""
    names = {account.id: account_name(account) for account in race.accounts}
    return {
        "race": race.name,
        "at": iso(at),
        "settled": ledger.scored,
        "coverage": _rounded(ledger.coverage),
        "median_error_h": _rounded(ledger.error),
        "crps_h": _rounded(ledger.crps),
        "crps_constant_h": _rounded(ledger.crps_constant),
        "crps_day_h": _rounded(ledger.crps_day),
        "forecasts": [
            {
                **tables.forecast_row(e.forecast, names[e.forecast.account]),
                "came_h": _rounded(e.came),
                "error_h": _rounded(e.error),
                "covered": e.covered,
                "crps_h": _rounded(e.crps),
                "crps_constant_h": _rounded(e.crps_constant),
                "crps_day_h": _rounded(e.crps_day),
            }
            for e in ledger.entries
        ],
    }


def follows_shape(follow_list: FollowList, measures: Mapping[str, Measure]) -> Shape:
    """Return the JSON of `follows`."""
    return {
        "account": account_name(follow_list.account) if follow_list.account else None,
        "handle": follow_list.account.handle if follow_list.account else None,
        "at": iso(follow_list.at),
        "following": follow_list.following,
        "complete": follow_list.complete,
        "followees": [followee_row(followee) for followee in follow_list.followees],
        "measures": measures_shape(measures),
    }


def race_shape(race: Race, where: str) -> Shape:
    """Return the JSON of a race; `where` is the path of its log, or `shipped`."""
    return {
        "race": race.name,
        "title": race.title,
        "target": race.target,
        "zone": race.zone,
        "from": iso(race.start),
        "now": iso(race.end),
        "where": where,
        "accounts": [
            {"account": account_name(a), "handle": a.handle, "name": a.name or None, "kind": a.kind}
            for a in race.accounts
        ],
    }


def _rounded(value: float | None) -> float | None:
    return value if value is None or isinstance(value, int) else round(value, 6)


def _second(at: Millis | None) -> str | None:
    """Return a forecast's time, cut to whole seconds."""
    return iso(None if at is None else at // SECOND * SECOND)
