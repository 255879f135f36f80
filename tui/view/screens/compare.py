"""The compare screen: two accounts side by side."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.reactive import reactive

from tui.model import Account, Board, Millis
from tui.view.drawing.chart_window import WINDOWS
from tui.view.screens.view import WINDOW_BINDINGS, View
from tui.view.widgets import Comparison, GapCurve, Header, Status, TooSmall
from tui.view.widgets.bars import Hint


class CompareScreen(View):
    """Compares two racers; the arrow keys choose them."""

    BINDINGS = [
        Binding(
            "right,l,c",
            "other(1)",
            "next second racer",
            id="other-next",
            tooltip="the second racer",
        ),
        Binding(
            "left,h",
            "other(-1)",
            "previous second racer",
            id="other-before",
            tooltip="the second racer",
        ),
        Binding("down,j", "one(1)", "next first racer", id="one-next", tooltip="the first racer"),
        Binding(
            "up,k", "one(-1)", "previous first racer", id="one-before", tooltip="the first racer"
        ),
        Binding("pagedown", "pages(1)", "page down", id="page-down", tooltip="a page of the table"),
        Binding("pageup", "pages(-1)", "page up", id="page-up", tooltip="a page of the table"),
        Binding("s", "swap", "swap", id="swap", tooltip="swap the two"),
        *WINDOW_BINDINGS,
    ]
    HINTS = (
        Hint("esc", "back", "leave"),
        Hint("←→", "second", "other(1)"),
        Hint("↑↓", "first", "one(1)"),
        Hint("pgdn", "more", "pages(1)"),
        Hint("s", "swap", "swap"),
        Hint("t", "window", "window(1)"),
        Hint("?", "help", "app.keys"),
    )
    one: reactive[int] = reactive(0, repaint=False)
    other: reactive[int] = reactive(0, repaint=False)
    window: reactive[Millis | None] = reactive(WINDOWS[2], repaint=False)

    def __init__(self, one: int | None) -> None:
        super().__init__()
        self._first_choice = one

    def compose(self) -> ComposeResult:
        """Lay out the table and the curve of the gap."""
        yield Header().data_bind(CompareScreen.board)
        with Horizontal(id="compare"):
            yield Comparison().data_bind(
                CompareScreen.board, CompareScreen.one, CompareScreen.other
            )
            yield GapCurve().data_bind(
                CompareScreen.board, CompareScreen.one, CompareScreen.other, CompareScreen.window
            )
        yield Status(self.HINTS).data_bind(CompareScreen.board)
        yield TooSmall().data_bind(CompareScreen.board)

    def watch_board(self, board: Board) -> None:
        """Start with the chosen account and the racer ranked next to it."""
        ranked = [s.account.id for s in board.standings]
        if len(ranked) < 2:
            self.one = self.other = 0
            return
        if self.one not in ranked:
            self.one = self._first_choice if self._first_choice in ranked else ranked[0]
        if self.other not in ranked or self.other == self.one:
            index = ranked.index(self.one)
            self.other = ranked[index + 1] if index + 1 < len(ranked) else ranked[index - 1]

    def about(self) -> Account | None:
        """Return the first of the two."""
        return next((s.account for s in self.board.standings if s.account.id == self.one), None)

    def action_other(self, steps: int) -> None:
        """Choose the next or the previous racer as the second."""
        self.other = self._next(self.other, self.one, steps)

    def action_one(self, steps: int) -> None:
        """Choose the next or the previous racer as the first."""
        self.one = self._next(self.one, self.other, steps)

    def _next(self, current: int, excluded: int, steps: int) -> int:
        ranked = [s.account.id for s in self.board.standings if s.account.id != excluded]
        if not ranked:
            return current
        index = ranked.index(current) if current in ranked else -steps
        return ranked[(index + steps) % len(ranked)]

    def action_pages(self, by: int) -> None:
        """Scroll the table by pages."""
        table = self.query_one(Comparison)
        table.move(by * table.page())

    def action_swap(self) -> None:
        """Swap the two."""
        self.one, self.other = self.other, self.one

    def action_window(self, steps: int) -> None:
        """Show the next time window, cyclically."""
        self.window = WINDOWS[(WINDOWS.index(self.window) + steps) % len(WINDOWS)]

    def action_zoom(self, steps: int) -> None:
        """Show a shorter or a longer time window."""
        index = WINDOWS.index(self.window) + steps
        self.window = WINDOWS[max(0, min(len(WINDOWS) - 1, index))]

    def action_all(self) -> None:
        """Show the whole time."""
        self.window = None
