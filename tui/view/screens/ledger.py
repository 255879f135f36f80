"""The ledger screen: how past forecasts did."""

from textual.app import ComposeResult

from tui.model import ReadLedger, Seek
from tui.view.screens.list_screen import ListScreen
from tui.view.widgets import Header, LedgerList, Score, Status, TooSmall
from tui.view.widgets.bars import Hint


class LedgerScreen(ListScreen):
    """Lists the forecasts of the race that have an outcome, and their score."""

    HINTS = (
        Hint("esc", "back", "leave"),
        Hint("enter", "go there", "open"),
        Hint("R", "reload", "refresh"),
        Hint("?", "help", "app.keys"),
    )

    def compose(self) -> ComposeResult:
        """Lay out the score and the list."""
        yield Header().data_bind(LedgerScreen.board)
        yield Score().data_bind(LedgerScreen.board)
        yield LedgerList().data_bind(LedgerScreen.board)
        yield Status(self.HINTS).data_bind(LedgerScreen.board)
        yield TooSmall().data_bind(LedgerScreen.board)

    def on_mount(self) -> None:
        """Ask for the current ledger."""
        self.action_refresh()

    def action_refresh(self) -> None:
        """Ask for the ledger again."""
        self.send(ReadLedger())

    def action_open(self) -> None:
        """Move a replay to when the forecast was made; in a live race, show the chart there."""
        entry = self.query_one(LedgerList).at_cursor()
        if entry is None:
            return
        at = entry.forecast.at
        if self.board.clock_status.live:
            self.go("chart", at)
            return
        self.send(Seek(at))
        self.dismiss()
