"""What a search found."""

from collections.abc import Sequence

from textual.reactive import reactive

from tui.sanitize import fit
from tui.view.base.list_widget import ListWidget
from tui.view.drawing.lines import line, wrap
from tui.view.drawing.plot import Line
from tui.view.search import Hit, search


class SearchResults(ListWidget):
    """Racers, followees, events and races with a text in their names."""

    headed = False
    text: reactive[str] = reactive("", repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._hits: list[Hit] = []

    def watch_text(self) -> None:
        """Search for another text."""
        self._hits = search(self.board, self.text)
        self.set_reactive(SearchResults.cursor, 0)
        self.redraw()

    def watch_board(self) -> None:
        """Leave what was found as it is: it must not change under the cursor."""
        if self.text and not self._hits:
            self.watch_text()

    def at_cursor(self) -> Hit | None:
        """Return what stands at the cursor."""
        return self._hits[self.cursor] if self.cursor < len(self._hits) else None

    def count(self) -> int:
        """Return how much was found."""
        return len(self._hits)

    def heading(self, columns: int) -> Line:
        """Return nothing: there are no columns."""
        return ()

    def row(self, place: int, columns: int) -> Line:
        """Return one thing that was found."""
        hit = self._hits[place]
        return line((fit(hit.kind, 9), "dim"), hit.label)

    def nothing(self, columns: int) -> Sequence[Line]:
        """Return that nothing was found."""
        words = (
            f"Nothing here has {self.text!r} in its name."
            if self.text
            else "Racers, whom they follow, events and races: type a part of a name."
        )
        return [line((text, "dim")) for text in wrap(words, columns)]
