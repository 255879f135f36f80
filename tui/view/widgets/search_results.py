"""The results of a search."""

from collections.abc import Sequence

from textual.reactive import reactive

from tui.sanitize import fit
from tui.view.base.list_widget import ListWidget
from tui.view.drawing.lines import line, wrap
from tui.view.drawing.plot import Line
from tui.view.search import Hit, search


class SearchResults(ListWidget):
    """The racers, followees, events and races that match a text."""

    has_heading = False
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
        """Keep the results, so that they do not change under the cursor."""
        if self.text and not self._hits:
            self.watch_text()

    def at_cursor(self) -> Hit | None:
        """Return the result at the cursor."""
        return self._hits[self.cursor] if self.cursor < len(self._hits) else None

    def count(self) -> int:
        """Return the number of results."""
        return len(self._hits)

    def heading(self, columns: int) -> Line:
        """Return an empty line, as there are no columns."""
        return ()

    def row(self, place: int, columns: int) -> Line:
        """Return one result."""
        hit = self._hits[place]
        return line((fit(hit.kind, 9), "dim"), hit.label)

    def nothing(self, columns: int) -> Sequence[Line]:
        """Return that nothing matches, or what can be found."""
        words = (
            f"Nothing here matches {self.text!r}."
            if self.text
            else "Type part of a name to find racers, followees, events or races."
        )
        return [line((text, "dim")) for text in wrap(words, columns)]
