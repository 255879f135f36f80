"""The full chart: time windows, zoom, pan, a time cursor, counts or pace."""

from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding
from textual.reactive import reactive

from tui.model import Board, Millis, Seek
from tui.view.drawing.chart_window import WINDOWS, fitting_window
from tui.view.screens.view import EVERYONE, WINDOW_BINDINGS, View
from tui.view.widgets import Chart, Header, Status, TooSmall
from tui.view.widgets.bars import Hint


class ChartScreen(View):
    """Shows the curves on the whole screen."""

    BINDINGS = [
        Binding("left,h", "cursor(-1)", "cursor back", id="cursor-back", tooltip="move the cursor"),
        Binding(
            "right,l", "cursor(1)", "cursor forward", id="cursor-on", tooltip="move the cursor"
        ),
        Binding("pageup,up,k", "pan(-0.5)", "earlier", id="pan-back", tooltip="earlier, later"),
        Binding("pagedown,down,j", "pan(0.5)", "later", id="pan-on", tooltip="earlier, later"),
        Binding("home", "edge(0)", "the start", id="edge-start", tooltip="the start, now"),
        Binding("end", "edge(1)", "now", id="edge-now", tooltip="the start, now"),
        *WINDOW_BINDINGS,
        Binding("p", "pace", "pace", id="pace", tooltip="counts or pace"),
        Binding("z", "zero", "zero", id="zero", tooltip="start at zero, or fit the curves"),
        EVERYONE,
        Binding("enter", "go", "go there", id="go", tooltip="replay from the cursor"),
    ]
    HINTS = (
        Hint("esc", "back", "leave"),
        Hint("←→", "cursor", "cursor(-1)"),
        Hint("t", "window", "window(1)"),
        Hint("p", "pace", "pace"),
        Hint("z", "zero", "zero"),
        Hint("pgup", "earlier", "pan(-0.5)"),
        Hint("v", "all racers", "everyone"),
        Hint("?", "help", "app.keys"),
    )
    everyone: reactive[bool] = reactive(False, repaint=False)

    def __init__(self, at: Millis | None = None) -> None:
        super().__init__()
        self._at, self._has_window = at, False

    def on_mount(self) -> None:
        """Move the cursor to the time that was asked for, if any."""
        if self._at is not None:
            at = self._at
            self.call_after_refresh(lambda: self.chart.move_cursor_to(at))

    def watch_board(self, board: Board) -> None:
        """Choose the first time window from the first board."""
        if not self._has_window and board.standings and self.is_mounted:
            self._has_window = True
            self.chart.options = replace(self.chart.options, window=fitting_window(board))

    def compose(self) -> ComposeResult:
        """Lay out the chart."""
        yield Header().data_bind(ChartScreen.board)
        yield Chart().data_bind(ChartScreen.board, ChartScreen.everyone)
        yield Status(self.HINTS).data_bind(ChartScreen.board)
        yield TooSmall().data_bind(ChartScreen.board)

    @property
    def chart(self) -> Chart:
        """Return the chart."""
        return self.query_one(Chart)

    def action_cursor(self, cells: int) -> None:
        """Move the cursor by some cells; it first appears at the right edge."""
        chart = self.chart
        now = chart.options.cursor
        if now is None:
            now = chart.options.until or self.board.at
        chart.move_cursor_to(now + cells * chart.cell_span())

    def action_pan(self, parts: float) -> None:
        """Show an earlier or a later part of the race."""
        self.chart.pan(parts)

    def action_edge(self, end: int) -> None:
        """Move the cursor to the start of the data, or show the present again."""
        chart = self.chart
        if end:
            chart.options = replace(chart.options, until=None, cursor=None)
        else:
            chart.move_cursor_to(-(2**60))

    def action_window(self, steps: int) -> None:
        """Show the next time window, cyclically."""
        self._show_window((self._window_index() + steps) % len(WINDOWS))

    def action_zoom(self, steps: int) -> None:
        """Show a shorter or a longer time window; the cursor stays in it."""
        self._show_window(max(0, min(len(WINDOWS) - 1, self._window_index() + steps)))

    def action_all(self) -> None:
        """Show the whole time."""
        self._show_window(len(WINDOWS) - 1)

    def _window_index(self) -> int:
        return WINDOWS.index(self.chart.options.window)

    def _show_window(self, index: int) -> None:
        chart, window = self.chart, WINDOWS[index]
        until, cursor = chart.options.until, chart.options.cursor
        if window is None:
            until = None
        elif cursor is not None and cursor < (until or self.board.at) - window:
            until = cursor + window // 2
        elif until is not None and cursor is not None:
            until = min(self.board.at, max(until, cursor + window // 8))
        chart.options = replace(chart.options, window=window, until=until)

    def action_pace(self) -> None:
        """Switch between counts and pace."""
        self.chart.options = replace(self.chart.options, pace=not self.chart.options.pace)

    def action_zero(self) -> None:
        """Switch between an axis from zero and one that fits the curves."""
        self.chart.options = replace(self.chart.options, from_zero=not self.chart.options.from_zero)

    def action_everyone(self) -> None:
        """Show or hide the racers far below."""
        self.everyone = not self.everyone

    def action_go(self) -> None:
        """Move the replay to the cursor's time."""
        at = self.chart.options.cursor
        if at is not None:
            self.send(Seek(at))
            self.chart.options = replace(self.chart.options, cursor=None, until=None)

    def action_leave(self) -> None:
        """Remove the cursor; without one, leave the chart."""
        if self.chart.options.cursor is not None or self.chart.options.until is not None:
            self.chart.options = replace(self.chart.options, cursor=None, until=None)
        else:
            self.dismiss()
