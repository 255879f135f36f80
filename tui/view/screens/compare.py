"""Two accounts, side by side."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.reactive import reactive

from tui.model import Account, Board, Millis
from tui.view.drawing.chart_window import WINDOWS
from tui.view.screens.view import View
from tui.view.widgets import Comparison, GapCurve, Header, Status, TooSmall
from tui.view.widgets.bars import Hint


class CompareScreen(View):
    """Compares one account with another; the arrows choose whom."""

    BINDINGS = [
        Binding("right,l,c", "other(1)", "next", id="other-next", tooltip="compare with the next"),
        Binding("left,h", "other(-1)", "before", id="other-before", tooltip="and the one before"),
        Binding("down,j", "one(1)", "next first", id="one-next", tooltip="the first of the two"),
        Binding("up,k", "one(-1)", "first before", id="one-before", tooltip="the first of the two"),
        Binding("pagedown", "pages(1)", "page down", id="page-down", tooltip="through the table"),
        Binding("pageup", "pages(-1)", "page up", id="page-up", tooltip="through the table"),
        Binding("s", "swap", "swap", id="swap", tooltip="the other way round"),
        Binding("t", "window(1)", "next window", id="window", tooltip="next window"),
        Binding("plus,equals_sign", "zoom(-1)", "zoom in", id="in", tooltip="shorter, longer"),
        Binding("minus", "zoom(1)", "zoom out", id="out", tooltip="shorter, longer"),
        Binding("0", "all", "all", id="all", tooltip="all there is"),
    ]
    HINTS = (
        Hint("esc", "back", "leave"),
        Hint("←→", "with whom", "other(1)"),
        Hint("↑↓", "whom", "one(1)"),
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
        self._wanted = one

    def compose(self) -> ComposeResult:
        """Lay out the table, and the curve of the gap."""
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
        """Begin with the account that was chosen, against who is nearest to it."""
        ranked = [s.account.id for s in board.standings]
        if len(ranked) < 2:
            self.one = self.other = 0
            return
        if self.one not in ranked:
            self.one = self._wanted if self._wanted in ranked else ranked[0]
        if self.other not in ranked or self.other == self.one:
            place = ranked.index(self.one)
            self.other = ranked[place + 1] if place + 1 < len(ranked) else ranked[place - 1]

    def about(self) -> Account | None:
        """Return the first of the two."""
        return next((s.account for s in self.board.standings if s.account.id == self.one), None)

    def action_other(self, steps: int) -> None:
        """Compare with the next one, or the one before."""
        self.other = self._next(self.other, self.one, steps)

    def action_one(self, steps: int) -> None:
        """Compare the next one, or the one before."""
        self.one = self._next(self.one, self.other, steps)

    def _next(self, now: int, not_this: int, steps: int) -> int:
        ranked = [s.account.id for s in self.board.standings if s.account.id != not_this]
        if not ranked:
            return now
        place = ranked.index(now) if now in ranked else -steps
        return ranked[(place + steps) % len(ranked)]

    def action_pages(self, by: int) -> None:
        """Go through the table by what fits on the screen."""
        table = self.query_one(Comparison)
        table.move(by * table.page())

    def action_swap(self) -> None:
        """Compare them the other way round."""
        self.one, self.other = self.other, self.one

    def action_window(self, steps: int) -> None:
        """Take the next window, round and round."""
        self.window = WINDOWS[(WINDOWS.index(self.window) + steps) % len(WINDOWS)]

    def action_zoom(self, steps: int) -> None:
        """Take a shorter, or a longer, window."""
        place = WINDOWS.index(self.window) + steps
        self.window = WINDOWS[max(0, min(len(WINDOWS) - 1, place))]

    def action_all(self) -> None:
        """Show all the time there is."""
        self.window = None
