"""Past forecasts, the newest first, with the outcome of each, and their score."""

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
LATER = "later"


class Score(BoardWidget):
    """How accurate past forecasts were, compared with two simple extrapolations."""

    DEFAULT_CSS = """
    Score { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """

    def on_mount(self) -> None:
        """Set the frame's title."""
        self.set_title("how past forecasts did")

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the figures that fit."""
        return score_lines(self.board, columns)[:rows]


class LedgerList(ListWidget):
    """The list of forecasts whose outcome is known."""

    def on_mount(self) -> None:
        """Set the frame's title."""
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
        """Return the number of forecasts."""
        return len(self.entries())

    def heading(self, columns: int) -> Line:
        """Return the column headings."""
        names = _row_text(columns - 2, "made", "who", "median", "80 % interval", "actual", "off by")
        return line((f"  {names}", "dim"))

    def row(self, place: int, columns: int) -> Line:
        """Return one forecast."""
        entry, board = self.entries()[place], self.board
        forecast, zone = entry.forecast, zone_of(board.race.zone)

        # Times are written relative to when the forecast was made, not to now.
        def when(at: Millis | None) -> str:
            return LATER if at is None else near_time(at, forecast.at, zone)

        who = next((display_name(a) for a in board.race.accounts if a.id == forecast.account), "?")
        actual = forecast.at + round((entry.came or 0) * HOUR)
        row = _row_text(
            columns - 2,
            near_time(forecast.at, board.at, zone),
            who,
            when(forecast.median),
            f"{when(forecast.early)} – {when(forecast.late)}",
            LATER if actual - forecast.at >= forecast.horizon else when(actual),
            "?" if entry.error is None else signed_duration(round(entry.error * HOUR)),
        )
        mark = ("✓", "good") if entry.covered else ("✗", "loss")
        return line(mark, (f" {row}", ""))

    def nothing(self, columns: int) -> Sequence[Line]:
        """Return why there is nothing to list yet."""
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
            words = _none_due(len(ledger.entries))
        else:
            words = "No past forecasts yet. A live race keeps one every five minutes."
        return [line((text, "dim")) for text in wrap(words, columns)]


def _none_due(n: int) -> str:
    if n == 1:
        return "1 forecast kept. It has not come due yet."
    return f"{n:,} forecasts kept. None has come due yet."


def settled(board: Board) -> Sequence[ScoredForecast]:
    """Return the forecasts whose outcome is known, the newest first."""
    ledger = board.ledger
    return () if ledger is None else [e for e in reversed(ledger.entries) if e.came is not None]


def score_lines(board: Board, columns: int) -> list[Line]:
    """Return the score of past forecasts, as lines for a width."""
    ledger = board.ledger
    if ledger is None or not ledger.scored:
        return []
    known = f"outcome known for {ledger.scored:,} of {len(ledger.entries):,}"
    at = near_time(ledger.at, board.at, zone_of(board.race.zone))
    within, off = percent(ledger.coverage), _hours(ledger.error)
    lines = [
        line((within, "strong"), (" came within their interval", ""), (" (aim: 80 %)", "dim")),
        line(("typically ", ""), (off, "strong"), (" off", "")),
        _crps(ledger),
        line((f"{known}, as of {at}", "dim")),
    ]
    return [spans for spans in lines if columns >= 30 or spans is not lines[2]]


def _crps(ledger: Ledger) -> Line:
    simple = f"{_hours(ledger.crps_constant)} and {_hours(ledger.crps_day)}"
    return line(
        ("error score ", "dim"),
        (_hours(ledger.crps), "strong"),
        (f"; simple extrapolation {simple}", "dim"),
    )


def _hours(hours: float | None) -> str:
    return duration(None if hours is None else round(hours * HOUR))


def _row_text(
    columns: int, made: str, who: str, median: str, interval: str, actual: str, off: str
) -> str:
    """Return a row with the cells that fit, each in its column."""
    if columns < 60:
        wide = max(4, columns - NARROW_MADE - OFF - 2)
        return " ".join([fit(made, NARROW_MADE), fit(who, wide), off.rjust(OFF)])
    cells = [fit(made, MADE), fit(who, max(WHO, min(30, columns - 92)))]
    if columns > 68:
        cells.append(fit(median, TIME))
    if columns > 92:
        cells.append(fit(interval, 2 * TIME + 3))
    return " ".join([*cells, fit(actual, TIME), off.rjust(OFF)])
