"""The latest events on the race screen, numbered like their flags in the chart."""

from collections.abc import Sequence

from tui.formats import vague_time
from tui.model import Board, Origin
from tui.parsing import zone_of
from tui.sanitize import width
from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.lines import line, wrap
from tui.view.drawing.marks import NOTABLE
from tui.view.drawing.plot import Line

TIME_WIDTH = 6


class Events(BoardWidget):
    """The latest events."""

    DEFAULT_CSS = """
    Events { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """

    def on_mount(self) -> None:
        """Set the frame's title."""
        self.set_title("events")

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the events that fit, the newest first."""
        return event_lines(self.board, columns, rows)


def event_lines(board: Board, columns: int, rows: int) -> list[Line]:
    """Return events as lines: time, wrapped title, and the number of the flag."""
    if not board.events:
        return [line(("nothing has happened yet", "dim"))]
    zone, lines = zone_of(board.race.zone), list[Line]()
    newest = list(enumerate(board.events, 1))[: -rows - 1 : -1]
    times = [vague_time(event.at, event.within, board.at, zone) for _, event in newest]
    indent = max(TIME_WIDTH, *(width(when) for when in times)) + 2
    for when, (number, event) in zip(times, newest, strict=True):
        mark = NOTABLE.get(event.kind, "·" if event.origin is Origin.DOCUMENTED else "~")
        flag = f" {number}"
        texts = wrap(f"{mark} {event.title}", max(10, columns - indent - width(flag)))
        for place, text in enumerate(texts):
            head = when.rjust(indent - 2) + "  " if place == 0 else " " * indent
            tail = (flag.rjust(columns - indent - width(text)), "dim") if place == 0 else ("", "")
            lines.append(
                line((head, "dim"), (text, "strong" if event.kind in NOTABLE else ""), tail)
            )
        if len(lines) >= rows:
            break
    return lines[:rows]
