"""The follower curves: who stood where, the target, events, what is likely next."""

from collections.abc import Sequence

from textual.reactive import reactive

from tui.formats import grouped
from tui.model import HOUR, Board, Millis, Standing
from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.chart_window import span_name, within_reach
from tui.view.drawing.frame import Frame, ChartOptions
from tui.view.drawing.lines import line
from tui.view.drawing.plot import Line, draw
from tui.view.drawing.scene import scene_of


class Curve(BoardWidget):
    """The chart of the racers within reach of the leader, or of all."""

    DEFAULT_CSS = """
    Curve { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """
    window: reactive[Millis | None] = reactive(6 * HOUR, repaint=False)
    everyone: reactive[bool] = reactive(False, repaint=False)

    def watch_window(self) -> None:
        """Draw the new window."""
        self.redraw()

    def watch_everyone(self) -> None:
        """Draw with, or without, those far behind."""
        self.redraw()

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the chart, and set the frame's title."""
        board = self.board
        shown = within_reach(board, self.window, self.everyone)
        if not shown or rows < 4:
            self.set_title("curve")
            return no_curve(board)
        frame = Frame(board, shown, ChartOptions(self.window), columns, rows)
        self.set_title(curve_title(board, shown, self.window, frame))
        return draw(scene_of(frame))


def no_curve(board: Board) -> list[Line]:
    """Return why there is no curve, and what to press."""
    if board.race.name and not board.race.accounts:
        return [line("This race has no account yet: ", ("a", "key"), " adds one.")]
    return [line(("no reading yet", "dim"))]


def curve_title(
    board: Board, shown: Sequence[Standing], window: Millis | None, frame: "Frame"
) -> str:
    """Return what the chart shows: its window, and what lies outside it."""
    parts = [f"curve  {'all' if window is None else span_name(window)}"]
    target = board.race.target
    if target is not None and not frame.bottom <= target <= frame.top:
        parts.append(f"target {grouped(target)} is {'above' if target > frame.top else 'below'}")
    hidden = sum(s.followers is not None for s in board.standings) - len(shown)
    if hidden > 0:
        parts.append(f"{hidden} far below: v")
    return " · ".join(parts)
