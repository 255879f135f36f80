"""The big view for a second screen: it cycles through the racers and needs no input."""

from textual import events
from textual.app import ComposeResult
from textual.reactive import reactive
from textual.screen import Screen

from tui.model import EMPTY_BOARD, Board
from tui.view.drawing.chart_window import WINDOWS
from tui.view.widgets import BoardWidget, Commentary, Curve, Header
from tui.view.widgets.monitor import Monitor

DWELL = 10.0
"""Seconds that each racer, and the curves, are shown."""
SHIFT_INTERVAL = 300.0
"""Seconds between two shifts by a cell, which protect the display from burn-in."""


class MonitorScreen(Screen[None]):
    """Shows racer after racer, then the curves; any key closes it."""

    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-low"), (18, "-medium"), (32, "-tall")]
    BINDINGS = []
    board: reactive[Board] = reactive(EMPTY_BOARD, repaint=False)
    turn: reactive[int] = reactive(0, repaint=False)
    shift: reactive[int] = reactive(0, repaint=False)
    curves: reactive[bool] = reactive(False, repaint=False, toggle_class="-curves")
    _event_count = 0
    _is_closing = False

    def compose(self) -> ComposeResult:
        """Lay out the racer, the curves and the commentary."""
        yield Header().data_bind(MonitorScreen.board)
        yield Monitor().data_bind(MonitorScreen.board, MonitorScreen.turn, MonitorScreen.shift)
        yield Curve().data_bind(MonitorScreen.board)
        yield Commentary().data_bind(MonitorScreen.board)

    def on_mount(self) -> None:
        """Start to cycle."""
        self.query_one(Curve).window = WINDOWS[1]
        self._event_count = len(self.board.events)
        self.set_interval(DWELL, self.next)
        self.set_interval(SHIFT_INTERVAL, self.move)

    def on_screen_resume(self) -> None:
        """Redraw what changed while another screen covered this one."""
        for panel in self.query(BoardWidget):
            panel.redraw()

    def watch_board(self, board: Board) -> None:
        """Show the racer of a new event."""
        if len(board.events) > self._event_count > 0:
            event = board.events[-1]
            ranked = [s.account.id for s in board.standings]
            if event.account is not None and event.account.id in ranked:
                self.curves = False
                self.turn = ranked.index(event.account.id)
        self._event_count = len(board.events)

    def next(self) -> None:
        """Show the next racer; after the last one, the curves."""
        shown = min(8, len(self.board.standings))
        if self.curves or shown < 1:
            self.curves, self.turn = False, 0
        elif self.turn + 1 >= shown:
            self.curves = True
        else:
            self.turn += 1
        for panel in self.query(BoardWidget):
            panel.redraw()

    def move(self) -> None:
        """Shift the picture by a cell, or back."""
        self.shift = 1 - self.shift

    def on_key(self, event: events.Key) -> None:
        """Close the screen at any key."""
        event.stop()
        event.prevent_default()
        self._close()

    def on_click(self) -> None:
        """Close the screen at a click."""
        self._close()

    def _close(self) -> None:
        # A second key of a burst must not close the screen below.
        if not self._is_closing:
            self._is_closing = True
            self.dismiss()
