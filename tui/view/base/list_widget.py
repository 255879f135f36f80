"""A scrolling list with a cursor, which draws only the visible rows."""

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.reactive import reactive

from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.lines import CHOSEN_MARK, cut, line, with_scrollbar
from tui.view.drawing.plot import Line

WHEEL = 3


class ListWidget(BoardWidget):
    """A list of rows with a heading. Subclasses say how many rows there are, and draw each."""

    DEFAULT_CSS = """
    ListWidget { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """
    cursor: reactive[int] = reactive(0, repaint=False)
    first = 0
    has_heading = True

    class RowOpened(Message):
        """A request to open the row at the cursor."""

        def __init__(self, listing: "ListWidget") -> None:
            super().__init__()
            self.listing = listing

    def count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def heading(self, columns: int) -> Line:
        """Return the line above the rows: the column headings."""
        raise NotImplementedError

    def row(self, place: int, columns: int) -> Line:
        """Return one row, at most `columns` cells wide; the cursor mark is put before it."""
        raise NotImplementedError

    def nothing(self, columns: int) -> Sequence[Line]:
        """Return the lines to show when there are no rows."""
        raise NotImplementedError

    def watch_cursor(self) -> None:
        """Redraw around the cursor."""
        self.redraw()

    def move(self, by: int) -> None:
        """Move the cursor by some rows."""
        self.go(self.cursor + by)

    def go(self, place: int) -> None:
        """Move the cursor to a row, or to the nearest one there is."""
        self.cursor = max(0, min(self.count() - 1, place))

    def page(self) -> int:
        """Return how many rows are visible at once."""
        return max(1, self.size.height - self.has_heading)

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the heading and the rows that fit."""
        total = self.count()
        if not total:
            return self.nothing(columns)[:rows]
        room = max(1, rows - self.has_heading)
        place = max(0, min(self.cursor, total - 1))
        lowest, highest = place - room + 1, min(place, max(0, total - room))
        self.first = max(0, lowest, min(self.first, highest))
        wide = columns - 2
        lines = [line("  ", *self.heading(wide - 2))] if self.has_heading else []
        for n in range(self.first, min(total, self.first + room)):
            mark = line((CHOSEN_MARK, "key") if n == place else " ", " ")
            lines.append((*mark, *cut(self.row(n, wide - 2), wide - 2)))
        return with_scrollbar(lines, columns, room, total, self.first, self.has_heading)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked row; a click on the row at the cursor opens it."""
        place = event.get_content_offset(self)
        if place is None:
            return
        row = place.y - self.has_heading
        if row < 0:
            self.on_heading(place.x - 2)
        elif self.first + row < self.count():
            is_at_cursor = self.first + row == self.cursor
            self.cursor = self.first + row
            if is_at_cursor:
                self.open()

    def on_heading(self, x: int) -> None:
        """Handle a click on the heading at cell `x`; subclasses may sort by a column."""

    def open(self) -> None:
        """Ask the screen to open the row at the cursor."""
        if self.count():
            self.post_message(self.RowOpened(self))

    def on_mouse_scroll_down(self) -> None:
        """Move down a few rows."""
        self.move(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Move up a few rows."""
        self.move(-WHEEL)
