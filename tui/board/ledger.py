"""The ledger: past forecasts as they were shown, and how they did."""

from tui.board.from_log import BoardMaker
from tui.forecast.scoring import ledger
from tui.model import Board, KeptForecast, Ledger, Millis, Race, Standing, State
from tui.series import series_of
from tui.store import Log

FORECASTS_OF_A_RECORDED_RACE = 48
"""The ledger of a recorded race has forecasts made at this many times, before and during it."""


def forecasts_to_keep(board: Board) -> list[KeptForecast]:
    """Return the forecasts of a board to record: of racers that have one and have not crossed."""
    found = (_forecast_to_keep(board, standing) for standing in board.standings)
    return [forecast for forecast in found if forecast is not None]


def _forecast_to_keep(board: Board, standing: Standing) -> KeptForecast | None:
    forecast, target, followers = standing.forecast, board.race.target, standing.followers
    crossed = standing.state is State.CROSSED
    if target is None or followers is None or forecast.p_not is None or crossed:
        return None
    return KeptForecast(
        standing.account.id,
        board.at,
        target,
        board.race.horizon,
        followers,
        forecast.p10,
        forecast.median,
        forecast.p90,
        forecast.p_not,
        forecast.win,
    )


def ledger_of(log: Log, race: Race, at: Millis, target: int | None = None) -> Ledger:
    """Return how the forecasts of a race had done by a time, for one target or all.

    A live race has recorded the forecasts it showed. For a recorded race they are made on the
    spot, each from the samples up to its time.
    """
    kept = log.forecasts(race, until=at, target=target)
    if not kept and race.end is not None:
        maker = BoardMaker(log, race)
        kept = [
            f for when in _forecast_times(race, at) for f in forecasts_to_keep(maker.board(when))
        ]
    return ledger(kept, {a.id: series_of(log.track(a, at), at) for a in race.accounts}, at)


def _forecast_times(race: Race, at: Millis) -> list[Millis]:
    """Return the times at which a recorded race is forecast, all before `at`."""
    first, last = race.start or at, race.end or at
    before = first - (last - first)
    n = FORECASTS_OF_A_RECORDED_RACE
    times = (before + (last - before) * k // n for k in range(n))
    return [when for when in times if when < at]
