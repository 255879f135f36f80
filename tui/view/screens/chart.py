"""The whole chart: windows, zoom, pan, a time cursor, counts or pace."""

from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding
from textual.reactive import reactive

from tui.model import Board, Millis, Seek
from tui.view.drawing.chart_window import WINDOWS, fitting_window
from tui.view.screens.view import View
from tui.view.widgets import Chart, Header, Status, TooSmall
from tui.view.widgets.bars import Hint


class ChartScreen(View):
    """Shows the curves as large as the screen."""

    BINDINGS = [
        Binding("left,h", "cursor(-1)", "cursor back", id="cursor-back", tooltip="the time cursor"),
        Binding("right,l", "cursor(1)", "cursor on", id="cursor-on", tooltip="the time cursor"),
        Binding("pageup,up,k", "pan(-0.5)", "earlier", id="pan-back", tooltip="earlier, later"),
        Binding("pagedown,down,j", "pan(0.5)", "later", id="pan-on", tooltip="earlier, later"),
        Binding("home", "edge(0)", "the start", id="edge-start", tooltip="the start, now"),
        Binding("end", "edge(1)", "now", id="edge-now", tooltip="the start, now"),
        Binding("t", "window(1)", "next window", id="window", tooltip="next window"),
        Binding("plus,equals_sign", "zoom(-1)", "zoom in", id="in", tooltip="shorter, longer"),
        Binding("minus", "zoom(1)", "zoom out", id="out", tooltip="shorter, longer"),
        Binding("0", "all", "all", id="all", tooltip="all there is"),
        Binding("p", "pace", "pace", id="pace", tooltip="counts or pace"),
        Binding("z", "zero", "zero", id="zero", tooltip="from zero or fitted"),
        Binding("v", "everyone", "everyone", id="everyone", tooltip="who is far below"),
        Binding("enter", "go", "go there", id="go", tooltip="a replay goes to the cursor"),
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
        self._at, self._looks = at, False

    def on_mount(self) -> None:
        """Look at a time, where one was asked for."""
        if self._at is not None:
            at = self._at
            self.call_after_refresh(lambda: self.chart.point(at))

    def watch_board(self, board: Board) -> None:
        """Look at first at what shows the race best."""
        if not self._looks and board.standings and self.is_mounted:
            self._looks = True
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
        """Move the cursor by a cell; the first time it comes from the right."""
        chart = self.chart
        now = chart.options.cursor
        if now is None:
            now = chart.options.until or self.board.at
        chart.point(now + cells * chart.step_of())

    def action_pan(self, parts: float) -> None:
        """Look at earlier, or later."""
        self.chart.pan(parts)

    def action_edge(self, end: int) -> None:
        """Put the cursor to the start of all there is, or look at now again."""
        chart = self.chart
        if end:
            chart.options = replace(chart.options, until=None, cursor=None)
        else:
            chart.point(-(2**60))

    def action_window(self, steps: int) -> None:
        """Take the next window, round and round."""
        self._take((self._place() + steps) % len(WINDOWS))

    def action_zoom(self, steps: int) -> None:
        """Take a shorter, or a longer, window; the cursor stays in it."""
        self._take(max(0, min(len(WINDOWS) - 1, self._place() + steps)))

    def action_all(self) -> None:
        """Show all the time there is."""
        self._take(len(WINDOWS) - 1)

    def _place(self) -> int:
        return WINDOWS.index(self.chart.options.window)

    def _take(self, place: int) -> None:
        chart, window = self.chart, WINDOWS[place]
        until, cursor = chart.options.until, chart.options.cursor
        if window is None:
            until = None
        elif cursor is not None and cursor < (until or self.board.at) - window:
            until = cursor + window // 2
        elif until is not None and cursor is not None:
            until = min(self.board.at, max(until, cursor + window // 8))
        chart.options = replace(chart.options, window=window, until=until)

    def action_pace(self) -> None:
        """Show pace in place of counts, or counts again."""
        self.chart.options = replace(self.chart.options, pace=not self.chart.options.pace)

    def action_zero(self) -> None:
        """Show the height from zero, or what the curves need."""
        self.chart.options = replace(self.chart.options, from_zero=not self.chart.options.from_zero)

    def action_everyone(self) -> None:
        """Show those far below, too, or not."""
        self.everyone = not self.everyone

    def action_go(self) -> None:
        """Let a replay go to the cursor's time."""
        at = self.chart.options.cursor
        if at is not None:
            self.send(Seek(at))
            self.chart.options = replace(self.chart.options, cursor=None, until=None)

    def action_leave(self) -> None:
        """Leave the cursor, then the chart."""
        if self.chart.options.cursor is not None or self.chart.options.until is not None:
            self.chart.options = replace(self.chart.options, cursor=None, until=None)
        else:
            self.dismiss()
