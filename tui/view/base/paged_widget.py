"""A widget that scrolls through more lines than fit."""

from collections.abc import Sequence

from textual.reactive import reactive

from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.lines import cut, with_scrollbar
from tui.view.drawing.plot import Line

BAR_ROOM = 2
"""The columns kept free for the scrollbar."""
WHEEL = 3


class PagedWidget(BoardWidget):
    """Shows its lines from number `first` on, below `heading_rows` fixed ones."""

    first: reactive[int] = reactive(0, repaint=False)
    heading_rows = 0
    _count = 0

    def watch_first(self) -> None:
        """Redraw from the new first line."""
        self.redraw()

    def lines(self, columns: int, rows: int) -> Sequence[Line]:
        """Return all lines, of which `rows` fit at once."""
        raise NotImplementedError

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the lines that are visible now."""
        lines = self.lines(columns, rows)
        self._count = len(lines)
        # The scrollbar takes up room only if there is one.
        if len(lines) > rows:
            lines = [cut(spans, columns - BAR_ROOM) for spans in lines]
        room, first = max(1, rows - self.heading_rows), self._at(self.first, rows)
        head, rest = lines[: self.heading_rows], lines[self.heading_rows :]
        visible = [*head, *rest[first : first + room]]
        return with_scrollbar(visible, columns, room, len(rest), first, self.heading_rows)

    def move(self, by: int) -> None:
        """Scroll by some lines; negative numbers scroll up."""
        rows = self.size.height
        self.first = self._at(self._at(self.first, rows) + by, rows)

    def page(self) -> int:
        """Return the length of a page: the visible lines but one, which stays in view."""
        return max(1, self.size.height - self.heading_rows - 1)

    def on_mouse_scroll_down(self) -> None:
        """Scroll down a few lines."""
        self.move(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Scroll up a few lines."""
        self.move(-WHEEL)

    def _at(self, first: int, rows: int) -> int:
        return max(0, min(first, self._count - rows))
