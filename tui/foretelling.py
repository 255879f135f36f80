"""Keeps forecasts as a live race shows them, for the day when it is known what came."""

from collections.abc import Sequence

from tui.model import MINUTE, Board, Foretold, Millis, Race, Standing
from tui.standings import board_of
from tui.store import Log, Writer

FORETOLD_EVERY: Millis = 5 * MINUTE
"""Of what is shown, a forecast is kept so often."""
POINTS = 2_000
"""So many samples of an account are looked at."""


class Foretelling:
    """Makes and keeps the forecasts of the races of a log. Belongs to one thread, like the log."""

    def __init__(self, log: Log, writer: Writer) -> None:
        self._log, self._writer = log, writer
        self._told_at: dict[int, Millis] = {}

    def tell(self, races: Sequence[Race], now: Millis) -> None:
        """Keep a forecast of each race that has a target, if it is time for one."""
        for race in races:
            told = self._told_at.get(race.id)
            if race.target is None or (told is not None and now - told < FORETOLD_EVERY):
                continue
            self._told_at[race.id] = now
            tracks = {a.id: self._log.track(a, now, POINTS) for a in race.accounts}
            made = foretold(board_of(race, now, tracks))
            if made:
                with self._writer.transaction():
                    if self._writer.has_race(race.id):
                        self._writer.keep_forecasts(race.id, made)


def foretold(board: Board) -> list[Foretold]:
    """Return the forecasts of a board that say anything; who has crossed is none of them."""
    made = (_foretold(board, standing) for standing in board.standings)
    return [forecast for forecast in made if forecast is not None]


def _foretold(board: Board, standing: Standing) -> Foretold | None:
    told, target, followers = standing.forecast, board.race.target, standing.followers
    if target is None or followers is None or told.p_not is None or followers >= target:
        return None
    return Foretold(
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
