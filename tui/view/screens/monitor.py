"""The race for a spare screen: it cycles by itself, goes where something happens, needs no hand."""

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
SHIFTS_EVERY = 300.0


class MonitorScreen(Screen[None]):
    """Shows racer after racer, then the curves; any key leaves it."""

    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-low"), (18, "-medium"), (32, "-tall")]
    BINDINGS = []
    board: reactive[Board] = reactive(EMPTY_BOARD, repaint=False)
    turn: reactive[int] = reactive(0, repaint=False)
    shift: reactive[int] = reactive(0, repaint=False)
    curves: reactive[bool] = reactive(False, repaint=False, toggle_class="-curves")
    _known = 0
    _left = False

    def compose(self) -> ComposeResult:
        """Lay out the racer, the curves behind it, and the sentence."""
        yield Header().data_bind(MonitorScreen.board)
        yield Monitor().data_bind(MonitorScreen.board, MonitorScreen.turn, MonitorScreen.shift)
        yield Curve().data_bind(MonitorScreen.board)
        yield Commentary().data_bind(MonitorScreen.board)

    def on_mount(self) -> None:
        """Begin to cycle."""
        self.query_one(Curve).window = WINDOWS[1]
        self._known = len(self.board.events)
        self.set_interval(DWELL, self.next)
        self.set_interval(SHIFTS_EVERY, self.move)

    def on_screen_resume(self) -> None:
        """Draw what was not drawn while another screen covered this one."""
        for panel in self.query(BoardWidget):
            panel.redraw()

    def watch_board(self, board: Board) -> None:
        """Go to whom something happened to."""
        if len(board.events) > self._known > 0:
            event = board.events[-1]
            ranked = [s.account.id for s in board.standings]
            if event.account is not None and event.account.id in ranked:
                self.curves = False
                self.turn = ranked.index(event.account.id)
        self._known = len(board.events)

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
        """Move by a cell, there and back."""
        self.shift = 1 - self.shift

    def on_key(self, event: events.Key) -> None:
        """Leave, by any key."""
        event.stop()
        event.prevent_default()
        self._leave()

    def on_click(self) -> None:
        """Leave, by a click, too."""
        self._leave()

    def _leave(self) -> None:
        # Keys may come in a burst: the first one leaves.
        if not self._left:
            self._left = True
            self.dismiss()
