"""Keeps forecasts as a live race shows them: made by the maker of its boards."""

from collections.abc import Sequence
from dataclasses import replace

from tui.board.from_log import BoardMaker
from tui.board.ledger import forecasts_to_keep
from tui.model import MINUTE, MONTH, KeptForecast, Millis, Race
from tui.store import Log, Writer

KEEPS_EVERY: Millis = 5 * MINUTE
"""A forecast of each race is kept so often."""


class ForecastKeeper:
    """Makes and keeps the forecasts of the races of a log. Belongs to one thread, like the log."""

    def __init__(self, log: Log, writer: Writer, horizon: Millis = MONTH) -> None:
        self._log, self._writer, self._horizon = log, writer, horizon
        self._kept_at: dict[int, Millis] = {}
        self._makers: dict[int, BoardMaker] = {}

    async def keep(self, races: Sequence[Race], now: Millis) -> None:
        """Keep a forecast of each race that has a target, if it is time for one."""
        wanted = {race.id for race in races}
        self._makers = {n: maker for n, maker in self._makers.items() if n in wanted}
        for race in races:
            kept_at = self._kept_at.get(race.id)
            if race.target is None or (kept_at is not None and 0 <= now - kept_at < KEEPS_EVERY):
                continue
            self._kept_at[race.id] = now
            board = self._maker(replace(race, horizon=self._horizon)).board(now)
            made = forecasts_to_keep(board)
            if made:
                async with self._writer.turn():
                    self._write(race, made)

    def _write(self, race: Race, made: Sequence[KeptForecast]) -> None:
        with self._writer.transaction():
            # What was removed meanwhile gets no forecast.
            there = [f for f in made if self._writer.has_account(f.account)]
            if self._writer.has_race(race.id):
                self._writer.keep_forecasts(race.id, there)

    def _maker(self, race: Race) -> BoardMaker:
        maker = self._makers.get(race.id)
        if maker is None:
            maker = self._makers[race.id] = BoardMaker(self._log, race)
        elif maker.race != race:
            maker.take(race)
        maker.look_again()
        return maker
