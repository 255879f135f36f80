"""The base of all widgets: draws the board as lines, and refreshes only the changed ones."""

from collections.abc import Sequence
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.model import EMPTY_BOARD, Board
from tui.view.drawing.lines import RACERS, cut
from tui.view.drawing.plot import Line


class BoardWidget(Widget):
    """A widget that shows the board as lines of text. Subclasses return the lines in `draw`."""

    STYLES = (
        *("dim", "faint", "strong", "title", "target", "good", "loss", "warn", "rail", "key"),
        *(f"racer-{n}" for n in range(1, RACERS + 1)),
    )
    COMPONENT_CLASSES = {f"widget--{name}" for name in STYLES}
    DEFAULT_CSS = """
    BoardWidget {
        color: $foreground;
        .widget--dim { color: $race-dim; }
        .widget--faint { text-style: dim; }
        .widget--strong { text-style: bold; }
        .widget--title { color: $primary; text-style: bold; }
        .widget--target { color: $race-target; }
        .widget--good { color: $text-success; }
        .widget--loss { color: $text-error; }
        .widget--warn { color: $text-warning; }
        .widget--rail { color: $race-rail; }
        .widget--key { color: $primary; text-style: bold; }
        .widget--racer-1 { color: $racer-1; }
        .widget--racer-2 { color: $racer-2; }
        .widget--racer-3 { color: $racer-3; }
        .widget--racer-4 { color: $racer-4; }
        .widget--racer-5 { color: $racer-5; }
        .widget--racer-6 { color: $racer-6; }
        .widget--racer-7 { color: $racer-7; }
        .widget--racer-8 { color: $racer-8; }
    }
    """

    board: reactive[Board] = reactive(EMPTY_BOARD, repaint=False)

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = ()
        self._title = ""

    def set_title(self, title: str) -> None:
        """Set the frame's title, if it changed."""
        if title != self._title:
            self._title = title
            self.border_title = Content(title)

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the widget's lines for its current size; lines that are too long get cut."""
        raise NotImplementedError

    def watch_board(self) -> None:
        """Redraw for the new board."""
        self.redraw()

    def on_resize(self) -> None:
        """Redraw for the new size."""
        self.redraw()

    def redraw(self) -> None:
        """Draw, and refresh the lines that changed; does nothing while the widget is hidden."""
        if not self.is_attached or not self.display or not self.size.area:
            return
        # The screen behind a dialog stays visible; any other screen covers it.
        if not self.screen.is_active and not self.app.screen.is_modal:
            return
        before, columns = self._lines, self.size.width
        self._lines = tuple(cut(spans, columns) for spans in self.draw(columns, self.size.height))
        longest = max(len(before), len(self._lines))
        changed = [
            row for row in range(longest) if before[row : row + 1] != self._lines[row : row + 1]
        ]
        if changed:
            self.refresh(*(Region(0, row, columns, 1) for row in changed))

    def render_line(self, y: int) -> Strip:
        """Return one line as a strip."""
        base = self.rich_style
        spans = self._lines[y] if y < len(self._lines) else ()
        segments = [Segment(text, self._style(style, base)) for text, style in spans]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _style(self, names: str, base: Style) -> Style:
        style = base
        for name in names.split():
            style = style + _plain(self.get_component_rich_style(f"widget--{name}", partial=True))
        return style


@lru_cache(maxsize=256)
def _plain(style: Style) -> Style:
    """Return a style without its background."""
    return Style(
        color=style.color,
        bold=style.bold,
        italic=style.italic,
        dim=style.dim,
        reverse=style.reverse,
    )
