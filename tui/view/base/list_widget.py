"""A list of rows with a cursor: as many as there are, of which only those seen are drawn."""

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.reactive import reactive

from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.lines import CHOSEN_MARK, cut, line, with_scrollbar
from tui.view.drawing.plot import Line

WHEEL = 3


class ListWidget(BoardWidget):
    """Draws a heading, and the rows around the cursor. Subclasses say how many, and what."""

    DEFAULT_CSS = """
    ListWidget { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """
    cursor: reactive[int] = reactive(0, repaint=False)
    first = 0
    headed = True

    class RowOpened(Message):
        """The row at the cursor is to be opened."""

        def __init__(self, listing: "ListWidget") -> None:
            super().__init__()
            self.listing = listing

    def count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def heading(self, columns: int) -> Line:
        """Return the line above the rows."""
        raise NotImplementedError

    def row(self, place: int, columns: int) -> Line:
        """Return one row in so many columns; the mark of the cursor stands before it."""
        raise NotImplementedError

    def nothing(self, columns: int) -> Sequence[Line]:
        """Return what is told where there is no row."""
        raise NotImplementedError

    def watch_cursor(self) -> None:
        """Draw around the cursor."""
        self.redraw()

    def move(self, by: int) -> None:
        """Move the cursor by some rows."""
        self.go(self.cursor + by)

    def go(self, place: int) -> None:
        """Move the cursor to a row; before the first from the end."""
        last = self.count() - 1
        self.cursor = max(0, min(last, place if place >= 0 or self.cursor + place >= 0 else 0))

    def page(self) -> int:
        """Return how many rows are seen at once."""
        return max(1, self.size.height - self.headed)

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the heading and the rows that fit."""
        known = self.count()
        if not known:
            return self.nothing(columns)[:rows]
        room = max(1, rows - self.headed)
        place = max(0, min(self.cursor, known - 1))
        lowest, highest = place - room + 1, min(place, max(0, known - room))
        self.first = max(0, lowest, min(self.first, highest))
        wide = columns - 2
        lines = [line("  ", *self.heading(wide - 2))] if self.headed else []
        for n in range(self.first, min(known, self.first + room)):
            mark = line((CHOSEN_MARK, "key") if n == place else " ", " ")
            told = (*mark, *cut(self.row(n, wide - 2), wide - 2))
            lines.append(told)
        return with_scrollbar(lines, columns, room, known, self.first, self.headed)

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked row; a click on the one at the cursor opens it."""
        place = event.get_content_offset(self)
        if place is None:
            return
        row = place.y - self.headed
        if row < 0:
            self.on_heading(place.x - 2)
        elif self.first + row < self.count():
            again = self.first + row == self.cursor
            self.cursor = self.first + row
            if again:
                self.open()

    def on_heading(self, x: int) -> None:
        """Take a click on the heading, at a column of cells."""

    def open(self) -> None:
        """Tell that the row at the cursor is to be opened."""
        if self.count():
            self.post_message(self.RowOpened(self))

    def on_mouse_scroll_down(self) -> None:
        """Go on by some rows."""
        self.move(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Go back by some rows."""
        self.move(-WHEEL)
