"""The ledger: forecasts as they were shown, and how they did once it is known what came."""

from tui.board.from_log import BoardMaker
from tui.forecast.scoring import ledger
from tui.model import Board, KeptForecast, Ledger, Millis, Race, Standing, State
from tui.series import series_of
from tui.store import Log

FORECASTS_OF_A_RECORDED_RACE = 48
"""So many forecasts of a recorded race are made for its ledger: before it and while it runs."""


def forecasts_to_keep(board: Board) -> list[KeptForecast]:
    """Return the forecasts of a board that say anything; who has crossed is none of them."""
    made = (_forecast_to_keep(board, standing) for standing in board.standings)
    return [forecast for forecast in made if forecast is not None]


def _forecast_to_keep(board: Board, standing: Standing) -> KeptForecast | None:
    told, target, followers = standing.forecast, board.race.target, standing.followers
    crossed = standing.state is State.CROSSED
    if target is None or followers is None or told.p_not is None or crossed:
        return None
    return KeptForecast(
        standing.account.id,
        board.at,
        target,
        board.race.horizon,
        followers,
        told.p10,
        told.median,
        told.p90,
        told.p_not,
        told.win,
    )


def ledger_of(log: Log, race: Race, at: Millis, target: int | None = None) -> Ledger:
    """Return how the forecasts of a race did by a time, of one target or all.

    Of a live race they are those that were kept as shown. Of a recorded race they are made now,
    each from what was known then.
    """
    kept = log.forecasts(race, until=at, target=target)
    if not kept and race.end is not None:
        maker = BoardMaker(log, race)
        kept = [f for when in _looks(race, at) for f in forecasts_to_keep(maker.board(when))]
    return ledger(kept, {a.id: series_of(log.track(a, at), at) for a in race.accounts}, at)


def _looks(race: Race, at: Millis) -> list[Millis]:
    """Return times at which a recorded race is forecast."""
    first, last = race.start or at, race.end or at
    before = first - (last - first)
    n = FORECASTS_OF_A_RECORDED_RACE
    looks = (before + (last - before) * k // n for k in range(n))
    return [when for when in looks if when < at]
