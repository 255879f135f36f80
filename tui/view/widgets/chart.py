"""The full-screen chart: any window of the past, counts or pace, and a cursor with its values."""

from collections.abc import Sequence
from dataclasses import replace

from textual import events
from textual.reactive import reactive

from tui.formats import date_time, duration, grouped, near_time, signed
from tui.model import MINUTE, SECOND, Board, Millis, Standing
from tui.parsing import zone_of
from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.chart_window import span_name, window_name, within_reach
from tui.view.drawing.frame import ChartOptions, Frame
from tui.view.drawing.lines import both_ends, colour_of, cut, line, line_width
from tui.view.drawing.outside import title_with_notes
from tui.view.drawing.plot import DOTS_ACROSS, Line, draw
from tui.view.drawing.scene import numbered_events, scene_of

WHEEL = 0.1
"""The share of the window that one turn of the wheel pans by."""
READOUT_ROWS = 4
"""The rows below the chart that show the values at the cursor."""


class Chart(BoardWidget):
    """All curves, drawn with `options`."""

    DEFAULT_CSS = """
    Chart { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """
    options: reactive[ChartOptions] = reactive(ChartOptions(), repaint=False)
    everyone: reactive[bool] = reactive(False, repaint=False)
    frame: Frame | None = None

    def watch_options(self) -> None:
        """Redraw with the new options."""
        self.redraw()

    def watch_everyone(self) -> None:
        """Redraw with or without the racers far below."""
        self.redraw()

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the chart with the values at the cursor below it, and set the frame's title."""
        options = self.options
        shown = within_reach(self.board, options.window, self.everyone or options.from_zero)
        below = READOUT_ROWS if rows > 3 * READOUT_ROWS else 1
        if not shown or rows < 5:
            self.frame = None
            self.set_title("followers")
            return [line(("no reading yet", "dim"))]
        frame = self.frame = Frame(self.board, shown, options, columns, rows - below)
        self.set_title(chart_title(frame))
        return [*draw(scene_of(frame)), *cursor_lines(frame, columns, below)]

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked time."""
        place = event.get_content_offset(self)
        if place is None or self.frame is None:
            return
        left = self.frame.columns - self.frame.across // DOTS_ACROSS
        at = self.frame.start + (place.x - left) * DOTS_ACROSS * self.frame.step
        if place.x >= left:
            self.move_cursor_to(at)

    def cell_span(self) -> Millis:
        """Return the time that one cell covers."""
        return self.frame.step * DOTS_ACROSS if self.frame else MINUTE

    def move_cursor_to(self, at: Millis) -> None:
        """Move the cursor to a time, and pan the chart if that is outside it."""
        frame = self.frame
        if frame is None:
            return
        at = max(_first_reading(self.board), min(self.board.at, at))
        until, window = self.options.until, frame.until - frame.start
        if at < frame.start:
            until = at + window - window // 8
        elif at > frame.until:
            until = at + window // 8
        self.options = replace(self.options, cursor=at, until=_past_or_now(until, self.board))

    def on_mouse_scroll_down(self) -> None:
        """Pan to later times."""
        self.pan(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Pan to earlier times."""
        self.pan(-WHEEL)

    def pan(self, parts: float) -> None:
        """Pan by parts of the window; negative ones are earlier."""
        frame = self.frame
        if frame is None:
            return
        window = self.options.window or frame.until - frame.start
        until = (self.options.until or self.board.at) + round(parts * window)
        until = max(_first_reading(self.board) + window // 4, until)
        self.options = replace(self.options, until=_past_or_now(until, self.board))


def _first_reading(board: Board) -> Millis:
    return min((t.samples[0].at for t in board.tracks.values() if t.samples), default=board.at)


def _past_or_now(until: Millis | None, board: Board) -> Millis | None:
    return None if until is None or until >= board.at - SECOND else until


def chart_title(frame: Frame) -> str:
    """Return what the chart shows, over which time, and what lies outside it."""
    options = frame.options
    when = window_name(options.window)
    if options.until is not None:
        span = "" if options.window is None else f"{span_name(options.window)} "
        when = f"{span}until {date_time(options.until, frame.zone)}"
    parts = [f"{'followers an hour' if options.pace else 'followers'}, {when}"]
    if options.pace:
        over = max(frame.pace_span(frame.board.tracks[s.account.id]) for s in frame.shown)
        parts.append(f"averaged over {duration(over)}")
    parts.append("axis from zero" if options.from_zero else "axis not from zero")
    return title_with_notes(parts, frame)


def cursor_lines(frame: Frame, columns: int, rows: int) -> list[Line]:
    """Return each curve's value at the cursor, and the events near it."""
    at = frame.options.cursor
    if at is None:
        hint = line(
            ("← →", "key"),
            (" move a cursor along the curves  ", "dim"),
            ("p", "key"),
            (" counts or pace  ", "dim"),
            ("z", "key"),
            (" axis from zero or not", "dim"),
        )
        return [cut(hint, columns)][:rows]
    board = frame.board
    values = [(s, frame.value_at(s.account.id, at)) for s in frame.shown]
    values.sort(key=lambda pair: -(pair[1] if pair[1] is not None else -(2**60)))
    spans: list[tuple[str, str]] = []
    for standing, value in values:
        colour = colour_of(board.race, standing.account.id)
        figure = "?" if value is None else signed(value) if frame.options.pace else grouped(value)
        more = ((f"@{standing.account.handle} ", colour), (f"{figure}   ", "strong"))
        if line_width((*spans, *more)) > columns:
            spans.append(("…", "dim"))
            break
        spans += more
    head = line((date_time(at, frame.zone), "key"), ("  ", ""), *_gap(values, frame))
    if rows == 1:
        return [cut((*line((near_time(at, board.at, frame.zone), "key"), "  "), *spans), columns)]
    return [head, tuple(spans), *_events_near(frame, at, columns)][:rows]


def _gap(values: Sequence[tuple[Standing, int | None]], frame: Frame) -> Line:
    known = [(s, v) for s, v in values if v is not None]
    if len(known) < 2 or frame.options.pace:
        return ()
    first, second = known[0], known[1]
    if first[1] == second[1]:
        return line(("level", ""))
    by = grouped(first[1] - second[1])
    return line((f"@{first[0].account.handle} leads by {by}", ""))


def _events_near(frame: Frame, at: Millis, columns: int) -> list[Line]:
    """Return the events within a few cells of a time, the nearest first."""
    reach = max(MINUTE, 3 * DOTS_ACROSS * frame.step)
    near = [
        (abs(event.at - at), number, event)
        for number, event in numbered_events(frame.board, at - reach)
        if abs(event.at - at) <= reach
    ]
    lines = []
    for _, number, event in sorted(near, key=lambda item: item[:2]):
        when = near_time(event.at, frame.board.at, zone_of(frame.board.race.zone))
        spans = line((f"{number} ", "strong"), (f"{when} ", "dim"), event.title)
        lines.append(both_ends(cut(spans, columns), (), columns))
    return lines
