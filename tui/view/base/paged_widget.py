"""A panel with more lines than fit: pages lead through them."""

from collections.abc import Sequence

from textual.reactive import reactive

from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.lines import cut, with_scrollbar
from tui.view.drawing.plot import Line

BAR_ROOM = 2
"""So many columns are kept for the bar."""
WHEEL = 3


class PagedWidget(BoardWidget):
    """Draws some of its lines, from the `first` on; the first `headed` ones stay."""

    first: reactive[int] = reactive(0, repaint=False)
    headed = 0
    _count = 0

    def watch_first(self) -> None:
        """Draw another part."""
        self.redraw()

    def lines(self, columns: int, rows: int) -> Sequence[Line]:
        """Return all lines; `rows` of them fit."""
        raise NotImplementedError

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the lines that are seen now."""
        lines = self.lines(columns, rows)
        self._count = len(lines)
        # Only where there is a bar it takes room.
        if len(lines) > rows:
            lines = [cut(told, columns - BAR_ROOM) for told in lines]
        room, first = max(1, rows - self.headed), self._at(self.first, rows)
        head, rest = lines[: self.headed], lines[self.headed :]
        seen = [*head, *rest[first : first + room]]
        return with_scrollbar(seen, columns, room, len(rest), first, self.headed)

    def move(self, by: int) -> None:
        """Go on, or back, by some lines."""
        rows = self.size.height
        self.first = self._at(self._at(self.first, rows) + by, rows)

    def page(self) -> int:
        """Return how many lines are seen at once, but for one that stays to be read on from."""
        return max(1, self.size.height - self.headed - 1)

    def on_mouse_scroll_down(self) -> None:
        """Go on by some lines."""
        self.move(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Go back by some lines."""
        self.move(-WHEEL)

    def _at(self, first: int, rows: int) -> int:
        return max(0, min(first, self._count - rows))
