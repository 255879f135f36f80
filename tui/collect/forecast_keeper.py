"""Keeps forecasts as a live race shows them, and tells how they did once it is known what came."""

from collections.abc import Sequence
from dataclasses import replace

from tui.board.build import build_board
from tui.forecast.scoring import ledger
from tui.model import MINUTE, MONTH, Board, KeptForecast, Ledger, Millis, Race, Standing, State
from tui.series import series_of
from tui.store import Log, Writer

FORETOLD_EVERY: Millis = 5 * MINUTE
"""Of what is shown, a forecast is kept so often."""
POINTS = 2_000
"""So many samples of an account are looked at."""
LOOKS = 48
"""So many forecasts of a recorded race are made for its ledger: before it and while it runs."""


class ForecastKeeper:
    """Makes and keeps the forecasts of the races of a log. Belongs to one thread, like the log."""

    def __init__(self, log: Log, writer: Writer, horizon: Millis = MONTH) -> None:
        self._log, self._writer, self._horizon = log, writer, horizon
        self._told_at: dict[int, Millis] = {}

    def tell(self, races: Sequence[Race], now: Millis) -> None:
        """Keep a forecast of each race that has a target, if it is time for one."""
        for race in races:
            told = self._told_at.get(race.id)
            if race.target is None or (told is not None and 0 <= now - told < FORETOLD_EVERY):
                continue
            self._told_at[race.id] = now
            made = forecasts_to_keep(_board(self._log, replace(race, horizon=self._horizon), now))
            if made:
                with self._writer.transaction():
                    # What was taken away meanwhile is not written of.
                    there = [f for f in made if self._writer.has_account(f.account)]
                    if self._writer.has_race(race.id):
                        self._writer.keep_forecasts(race.id, there)


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


def ledger_of(log: Log, race: Race, at: Millis, only: int | None = None) -> Ledger:
    """Return how forecasts of a race did by a time: those that were shown, of a recorded race
    one for each part of it; where asked for, those of one target only.
    """
    told = [f for f in log.forecasts(race) if f.at < at and only in {None, f.target}]
    if not told and race.end is not None:
        told = [f for when in _looks(race, at) for f in forecasts_to_keep(_board(log, race, when))]
    return ledger(told, {a.id: series_of(log.track(a, at), at) for a in race.accounts}, at)


def _board(log: Log, race: Race, at: Millis) -> Board:
    return build_board(race, at, {a.id: log.track(a, at, POINTS) for a in race.accounts})


def _looks(race: Race, at: Millis) -> list[Millis]:
    """Return times at which a recorded race is forecast."""
    first, last = race.start or at, race.end or at
    before = first - (last - first)
    looks = (before + (last - before) * k // LOOKS for k in range(LOOKS))
    return [when for when in looks if when < at]
