"""The follower curves on the race screen: counts, target, events and forecasts."""

from collections.abc import Sequence

from textual.reactive import reactive

from tui.model import HOUR, Board, Millis
from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.chart_window import window_name, within_reach
from tui.view.drawing.frame import ChartOptions, Frame
from tui.view.drawing.lines import line
from tui.view.drawing.outside import title_with_notes
from tui.view.drawing.plot import Line, draw
from tui.view.drawing.scene import scene_of


class Curve(BoardWidget):
    """A chart of the racers near the leader, or of all racers."""

    DEFAULT_CSS = """
    Curve { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """
    window: reactive[Millis | None] = reactive(6 * HOUR, repaint=False)
    everyone: reactive[bool] = reactive(False, repaint=False)

    def watch_window(self) -> None:
        """Redraw with the new window."""
        self.redraw()

    def watch_everyone(self) -> None:
        """Redraw with or without the racers far below."""
        self.redraw()

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the chart, and set the frame's title."""
        board = self.board
        shown = within_reach(board, self.window, self.everyone)
        if not shown or rows < 4:
            self.set_title("followers")
            return no_curve(board)
        frame = Frame(board, shown, ChartOptions(self.window), columns, rows)
        self.set_title(curve_title(frame))
        return draw(scene_of(frame))


def no_curve(board: Board) -> list[Line]:
    """Return why there is no curve, and which key helps."""
    if not board.race.name:
        return [line(("opening the race …", "dim"))]
    if not board.race.accounts:
        return [line("This race has no account yet: ", ("a", "key"), " adds one.")]
    return [line(("no reading yet", "dim"))]


def curve_title(frame: Frame) -> str:
    """Return the window that the chart shows, and what lies outside it."""
    return title_with_notes([f"followers, {window_name(frame.options.window)}"], frame)
