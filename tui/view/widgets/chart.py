"""The whole chart: any window of the past, counts or pace, and a cursor that reads every curve."""

from collections.abc import Sequence

from textual import events
from textual.reactive import reactive

from tui.formats import date_time, duration, grouped, near_time, signed
from tui.model import MINUTE, SECOND, Board, Millis, Standing
from tui.parsing import zone_of
from tui.sanitize import shorten
from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.chart_window import span_name, within_reach
from tui.view.drawing.frame import Frame, ChartOptions
from tui.view.drawing.lines import both_ends, colour_of, cut, line, line_width
from tui.view.drawing.plot import DOTS_ACROSS, Line, draw
from tui.view.drawing.scene import numbered_events, scene_of

WHEEL = 0.1
"""The part of the window that the wheel goes by."""
READ_ROWS = 4
"""So many lines below the chart tell what the cursor reads."""


class Chart(BoardWidget):
    """All curves, as `options` say."""

    DEFAULT_CSS = """
    Chart { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """
    options: reactive[ChartOptions] = reactive(ChartOptions(), repaint=False)
    everyone: reactive[bool] = reactive(False, repaint=False)
    frame: Frame | None = None

    def watch_options(self) -> None:
        """Draw what is looked at now."""
        self.redraw()

    def watch_everyone(self) -> None:
        """Draw with, or without, those far below."""
        self.redraw()

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the chart, below it what the cursor reads, and set the frame's title."""
        shown = within_reach(self.board, self.options.window, self.everyone or self.options.from_zero)
        below = READ_ROWS if rows > 3 * READ_ROWS else 1
        if not shown or rows < 5:
            self.frame = None
            self.set_title("followers")
            return [line(("no reading yet", "dim"))]
        frame = self.frame = Frame(self.board, shown, self.options, columns, rows - below)
        self.set_title(shorten(chart_title(self.board, shown, frame), columns - 2))
        told = read_lines(frame, columns, below)
        return [*draw(scene_of(frame)), *told]

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the chart was clicked."""
        place = event.get_content_offset(self)
        if place is None or self.frame is None:
            return
        left = self.frame.columns - self.frame.across // DOTS_ACROSS
        at = self.frame.start + (place.x - left) * DOTS_ACROSS * self.frame.step
        if place.x >= left:
            self.point(at)

    def step_of(self) -> Millis:
        """Return the time of one cell."""
        return self.frame.step * DOTS_ACROSS if self.frame else MINUTE

    def point(self, at: Millis) -> None:
        """Put the cursor at a time; the chart goes along where that is outside it."""
        frame = self.frame
        if frame is None:
            return
        first = min(
            (t.samples[0].at for t in self.board.tracks.values() if t.samples),
            default=self.board.at,
        )
        at = max(first, min(self.board.at, at))
        until, window = self.options.until, frame.until - frame.start
        if at < frame.start:
            until = at + window - window // 8
        elif at > frame.until:
            until = at + window // 8
        self.options = _with(self.options, cursor=at, until=_or_now(until, self.board))

    def on_mouse_scroll_down(self) -> None:
        """Look at later times."""
        self.pan(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Look at earlier times."""
        self.pan(-WHEEL)

    def pan(self, parts: float) -> None:
        """Look at earlier, or later, by parts of the window."""
        frame = self.frame
        if frame is None:
            return
        window = self.options.window or frame.until - frame.start
        until = (self.options.until or self.board.at) + round(parts * window)
        first = min(
            (t.samples[0].at for t in self.board.tracks.values() if t.samples),
            default=self.board.at,
        )
        until = max(first + window // 4, until)
        self.options = _with(self.options, cursor=self.options.cursor, until=_or_now(until, self.board))


def _or_now(until: Millis | None, board: Board) -> Millis | None:
    return None if until is None or until >= board.at - SECOND else until


def _with(look: ChartOptions, cursor: Millis | None, until: Millis | None) -> ChartOptions:
    return ChartOptions(look.window, until, cursor, look.pace, look.from_zero)


def chart_title(board: Board, shown: Sequence[Standing], frame: Frame) -> str:
    """Return what the chart shows, from where to where, and what lies outside it."""
    look = frame.options
    what = "followers"
    if look.pace:
        over = max(frame.paced_over(board.tracks[s.account.id]) for s in shown)
        what = f"followers/h, over {duration(over)}"
    scale = "from zero" if look.from_zero else "fitted, not from zero"
    window = "all" if look.window is None else span_name(look.window)
    parts = [what, window, scale]
    if look.until is not None:
        parts.insert(2, f"until {date_time(look.until, frame.zone)}")
    target = board.race.target
    if target is not None and not look.pace and not frame.bottom <= target <= frame.top:
        parts.append(f"target {grouped(target)} is {'above' if target > frame.top else 'below'}")
    hidden = sum(s.followers is not None for s in board.standings) - len(shown)
    if hidden > 0:
        parts.append(f"{hidden} far below: v")
    return " · ".join(parts)


def read_lines(frame: Frame, columns: int, rows: int) -> list[Line]:
    """Return what the cursor reads: each curve's value, and the events at that time."""
    at = frame.options.cursor
    if at is None:
        hint = line(
            ("← →", "key"),
            (" a cursor that reads the curves  ", "dim"),
            ("p", "key"),
            (" counts or pace  ", "dim"),
            ("z", "key"),
            (" from zero or fitted", "dim"),
        )
        return [cut(hint, columns)][:rows]
    board = frame.board
    values = [(s, frame.value_at(s.account.id, at)) for s in frame.shown]
    values.sort(key=lambda pair: -(pair[1] if pair[1] is not None else -(2**60)))
    spans: list[tuple[str, str]] = []
    for standing, value in values:
        colour = colour_of(board.race, standing.account.id)
        told = "?" if value is None else signed(value) if frame.options.pace else grouped(value)
        more = ((f"@{standing.account.handle} ", colour), (f"{told}   ", "strong"))
        if line_width((*spans, *more)) > columns:
            spans.append(("…", "dim"))
            break
        spans += more
    head = line((date_time(at, frame.zone), "key"), ("  ", ""), *_gap(values, frame))
    if rows == 1:
        return [cut((*line((near_time(at, board.at, frame.zone), "key"), "  "), *spans), columns)]
    return [head, tuple(spans), *_events_at(frame, at, columns)][:rows]


def _gap(values: Sequence[tuple[Standing, int | None]], frame: Frame) -> Line:
    known = [(s, v) for s, v in values if v is not None]
    if len(known) < 2 or frame.options.pace:
        return ()
    first, second = known[0], known[1]
    if first[1] == second[1]:
        return line(("level", ""))
    by = grouped(first[1] - second[1])
    return line((f"@{first[0].account.handle} leads by {by}", ""))


def _events_at(frame: Frame, at: Millis, columns: int) -> list[Line]:
    """Return the events within a few cells of a time, the nearest first."""
    near = max(MINUTE, 3 * DOTS_ACROSS * frame.step)
    found = [
        (abs(event.at - at), number, event)
        for number, event in numbered_events(frame.board, at - near)
        if abs(event.at - at) <= near
    ]
    lines = []
    for _, number, event in sorted(found, key=lambda item: item[:2]):
        when = near_time(event.at, frame.board.at, zone_of(frame.board.race.zone))
        told = line((f"{number} ", "strong"), (f"{when} ", "dim"), event.title)
        lines.append(both_ends(cut(told, columns), (), columns))
    return lines
