"""Past forecasts, the newest first, with what came of each, under what they say together."""

from collections.abc import Sequence

from tui.formats import duration, near_time, percent, signed_duration
from tui.model import HOUR, Board, Ledger, Millis, ScoredForecast
from tui.parsing import zone_of
from tui.phrases import display_name
from tui.sanitize import fit
from tui.view.base.board_widget import BoardWidget
from tui.view.base.list_widget import ListWidget
from tui.view.drawing.lines import line, wrap
from tui.view.drawing.plot import Line

MADE, NARROW_MADE, WHO, TIME, OFF = 11, 9, 16, 11, 12
BEYOND = "later"


class Score(BoardWidget):
    """What past forecasts say together, beside the two simple ones."""

    DEFAULT_CSS = """
    Score { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """

    def on_mount(self) -> None:
        """Name the frame."""
        self.set_title("how past forecasts did")

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the figures, as many as fit."""
        return score_lines(self.board, columns)[:rows]


class LedgerList(ListWidget):
    """The forecasts whose outcome is known."""

    def on_mount(self) -> None:
        """Name the frame."""
        self.set_title("forecasts")

    _entries: tuple[Ledger | None, Sequence[ScoredForecast]] = (None, ())

    def entries(self) -> Sequence[ScoredForecast]:
        """Return the forecasts, the newest first."""
        if self.board.ledger is not self._entries[0]:
            self._entries = (self.board.ledger, settled(self.board))
        return self._entries[1]

    def at_cursor(self) -> ScoredForecast | None:
        """Return the forecast at the cursor."""
        entries = self.entries()
        return entries[min(self.cursor, len(entries) - 1)] if entries else None

    def count(self) -> int:
        """Return how many there are."""
        return len(self.entries())

    def heading(self, columns: int) -> Line:
        """Return the columns' names."""
        names = _laid(columns - 2, "made", "who", "median", "10–90 %", "came", "off by")
        return line((f"  {names}", "dim"))

    def row(self, place: int, columns: int) -> Line:
        """Return one forecast."""
        entry, board = self.entries()[place], self.board
        told, zone = entry.forecast, zone_of(board.race.zone)

        # As far from when it was made as it told, not from now.
        def when(at: Millis | None) -> str:
            return BEYOND if at is None else near_time(at, told.at, zone)

        who = next((display_name(a) for a in board.race.accounts if a.id == told.account), "?")
        came = told.at + round((entry.came or 0) * HOUR)
        row = _laid(
            columns - 2,
            near_time(told.at, board.at, zone),
            who,
            when(told.median),
            f"{when(told.early)} – {when(told.late)}",
            BEYOND if came - told.at >= told.horizon else when(came),
            "?" if entry.error is None else signed_duration(round(entry.error * HOUR)),
        )
        mark = ("✓", "good") if entry.covered else ("✗", "loss")
        return line(mark, (f" {row}", ""))

    def nothing(self, columns: int) -> Sequence[Line]:
        """Return that nothing is known yet, and when there will be something."""
        ledger = self.board.ledger
        if not self.board.race.accounts:
            words = "This race has no account yet."
        elif ledger is None:
            words = "Looking at past forecasts …"
        elif ledger.why:
            words = ledger.why
        elif self.board.race.target is None:
            words = "There is no target to forecast. Press T to set one."
        elif ledger.entries:
            words = f"Kept so far: {len(ledger.entries):,}; of none is it known yet what came."
        else:
            words = "There is no past forecast. A live race keeps one every five minutes."
        return [line((text, "dim")) for text in wrap(words, columns)]


def settled(board: Board) -> Sequence[ScoredForecast]:
    """Return the forecasts of which it is known what came, the newest first."""
    ledger = board.ledger
    return () if ledger is None else [e for e in reversed(ledger.entries) if e.came is not None]


def score_lines(board: Board, columns: int) -> list[Line]:
    """Return what past forecasts say together, in lines of so many columns."""
    ledger = board.ledger
    if ledger is None or not ledger.scored:
        return []
    of = f"{ledger.scored:,} of {len(ledger.entries):,} settled"
    by = near_time(ledger.at, board.at, zone_of(board.race.zone))
    within, off = percent(ledger.coverage), _hours(ledger.error)
    told = [
        line((within, "strong"), (" within the interval", ""), (" (80 % is its aim)", "dim")),
        line((off, "strong"), (" off, the median", "")),
        _crps(ledger),
        line((f"{of} by {by}", "dim")),
    ]
    return [part for part in told if columns >= 30 or part is not told[2]]


def _crps(ledger: Ledger) -> Line:
    others = f"; simple rates {_hours(ledger.crps_constant)}, {_hours(ledger.crps_day)}"
    return line(("CRPS ", "dim"), (_hours(ledger.crps), "strong"), (others, "dim"))


def _hours(hours: float | None) -> str:
    return duration(None if hours is None else round(hours * HOUR))


def _laid(
    columns: int, made: str, who: str, median: str, interval: str, came: str, off: str
) -> str:
    """Return a row's cells in their places, as many as fit."""
    if columns < 60:
        wide = max(4, columns - NARROW_MADE - OFF - 2)
        return " ".join([fit(made, NARROW_MADE), fit(who, wide), off.rjust(OFF)])
    cells = [fit(made, MADE), fit(who, max(WHO, min(30, columns - 92)))]
    if columns > 68:
        cells.append(fit(median, TIME))
    if columns > 92:
        cells.append(fit(interval, 2 * TIME + 3))
    return " ".join([*cells, fit(came, TIME), off.rjust(OFF)])
