"""Records the forecasts that a live race shows, taken from its boards."""

from collections.abc import Sequence
from dataclasses import replace

from tui.board.from_log import BoardMaker
from tui.board.ledger import forecasts_to_keep
from tui.model import MINUTE, MONTH, KeptForecast, Millis, Race
from tui.store import Log, Writer

KEEPS_EVERY: Millis = 5 * MINUTE
"""How often the forecasts of a race are recorded."""


class ForecastKeeper:
    """Makes and records the forecasts of live races. For one thread, like the log."""

    def __init__(self, log: Log, writer: Writer, horizon: Millis = MONTH) -> None:
        self._log, self._writer, self._horizon = log, writer, horizon
        self._kept_at: dict[int, Millis] = {}
        self._makers: dict[int, BoardMaker] = {}

    async def keep(self, races: Sequence[Race], now: Millis) -> None:
        """Record the forecasts of each race with a target, if they are due."""
        current = {race.id for race in races}
        self._makers = {n: maker for n, maker in self._makers.items() if n in current}
        for race in races:
            kept_at = self._kept_at.get(race.id)
            if race.target is None or (kept_at is not None and 0 <= now - kept_at < KEEPS_EVERY):
                continue
            self._kept_at[race.id] = now
            board = self._maker(replace(race, horizon=self._horizon)).board(now)
            forecasts = forecasts_to_keep(board)
            if forecasts:
                async with self._writer.turn():
                    self._write(race, forecasts)

    def _write(self, race: Race, forecasts: Sequence[KeptForecast]) -> None:
        with self._writer.transaction():
            # Accounts and races may have been deleted while the board was made.
            present = [f for f in forecasts if self._writer.has_account(f.account)]
            if self._writer.has_race(race.id):
                self._writer.save_forecasts(race.id, present)

    def _maker(self, race: Race) -> BoardMaker:
        maker = self._makers.get(race.id)
        if maker is None:
            maker = self._makers[race.id] = BoardMaker(self._log, race)
        elif maker.race != race:
            maker.set_race(race)
        maker.reload_events()
        return maker
