"""The leaderboard: one row for each racer, with as many columns as fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from textual import events
from textual.geometry import Size
from textual.reactive import reactive

from tui.formats import chance, grouped, near_time, percent, signed
from tui.model import Board, Standing, State
from tui.parsing import zone_of
from tui.phrases import condition_text, lead_word
from tui.sanitize import width
from tui.view.base.board_widget import BoardWidget
from tui.view.base.messages import RacerChosen
from tui.view.drawing.growth import gain_label, growth, growth_span, highest_growth
from tui.view.drawing.lines import CHOSEN_MARK, LEAD_MARK, colour_of, cut, line, line_width
from tui.view.drawing.marks import progress_bar, sparkline
from tui.view.drawing.plot import Line, Span

SOURCE = "source"
"""The heading of the source column, which is shown if racers come from several sources."""
GAIN = "gain"
"""The heading of the sparkline column; the screen shows `gain_label` instead."""
SPARK, BAR = (10, 50), (8, 24)
"""The least and the most cells of a sparkline, and of a progress bar."""
HEADED_FROM = 60
"""From this width on, the columns have headings."""


@dataclass(frozen=True, slots=True)
class Row:
    """A racer, with what the columns need to draw it."""

    board: Board
    standing: Standing
    zone: tzinfo
    highest: float
    is_chosen: bool
    columns: int

    @property
    def colour(self) -> str:
        """Return the racer's style; stale figures are dim."""
        if self.standing.state is State.STALE:
            return "dim"
        return colour_of(self.board.race, self.standing.account.id)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the least screen width that shows it, and its cells."""

    heading: str
    shown_from: int
    cell: Callable[[Row], Line]
    is_right_aligned: bool = True


def _rank(row: Row) -> Line:
    mark = CHOSEN_MARK if row.is_chosen else " "
    return line((f"{mark}{row.standing.rank:>2}", "strong" if row.is_chosen else ""))


def _name(row: Row) -> Line:
    account = row.standing.account
    short = row.columns < 60 or not account.name
    name = f"@{account.handle}" if short else account.name
    return line((name, f"{row.colour} strong" if row.is_chosen else row.colour))


def _source(row: Row) -> Line:
    return line((row.standing.account.source, "dim"))


def _count(row: Row) -> Line:
    return line((grouped(row.standing.followers), "strong"))


def _gap(row: Row) -> Line:
    s = row.standing
    if s.rank == 1 and s.followers is not None:
        return line((f"{LEAD_MARK} {lead_word(row.board)}", "strong"))
    return line("?" if s.gap is None else signed(s.gap))


def _pace(row: Row) -> Line:
    pace = row.standing.pace
    return line("?" if pace is None else f"{signed(pace)}/h")


def _finish(row: Row) -> Line:
    s = row.standing
    if condition_text(s.account, row.board.at, row.zone):
        return line((str(s.account.condition), "warn"))
    if s.crossed_at is not None:
        return line((f"✓ {near_time(s.crossed_at, row.board.at, row.zone)}", "good strong"))
    if s.forecast.median is None:
        return line(("–", "dim"))
    return line(near_time(s.forecast.median, row.board.at, row.zone))


def _to_win(row: Row) -> Line:
    settled = any(s.state is State.CROSSED for s in row.board.standings)
    return line(("" if settled else chance(row.standing.forecast.win), "strong"))


def _spark(row: Row) -> Line:
    track = row.board.tracks.get(row.standing.account.id)
    cells = spark_cells(row.columns)
    span = growth_span(row.board, cells)
    values = growth(track, row.board.at, cells, span) if track else [None] * cells
    return sparkline(values, row.highest, row.colour)


def _progress(row: Row) -> Line:
    share = row.standing.progress
    if share is None:
        return line("?")
    bar = progress_bar(share, bar_cells(row.columns), row.colour)
    return line(*bar, percent(share, 1).rjust(8))


def spark_cells(columns: int) -> int:
    """Return the width of the sparklines, in cells, for a leaderboard of a width."""
    return max(SPARK[0], min(SPARK[1], columns - 110))


def bar_cells(columns: int) -> int:
    """Return the width of the progress bars, in cells, for a leaderboard of a width."""
    return max(BAR[0], min(BAR[1], (columns - 110) // 3))


COLUMNS = (
    Column("", 0, _rank, is_right_aligned=False),
    Column("", 0, _name, is_right_aligned=False),
    Column(SOURCE, 60, _source, is_right_aligned=False),
    Column("followers", 0, _count),
    Column("gap", 0, _gap),
    Column("pace", 60, _pace),
    Column("finish", 70, _finish),
    Column("to win", 90, _to_win),
    Column(GAIN, 80, _spark),
    Column("done", 100, _progress),
)
NAME, LEAST_NAME, FEWEST = 1, 4, 3
"""The name column, which takes the remaining room, its least width, and the fewest columns."""


def leaderboard_lines(rows: Sequence[Row], columns: int, has_headings: bool) -> list[Line]:
    """Return a line for each racer, with columns as wide as their widest figure."""
    racers = rows[0].board.standings if rows else ()
    has_sources = len({s.account.source for s in racers}) > 1
    shown = [c for c in COLUMNS if columns >= c.shown_from and (has_sources or c.heading != SOURCE)]
    cells = [[column.cell(row) for column in shown] for row in rows]
    has_headings = has_headings and any(column.shown_from for column in shown)
    names = [
        gain_label(rows[0].board, spark_cells(columns)) if rows and c.heading == GAIN else c.heading
        for c in shown
    ]
    widths = [
        max([line_width(line_[i]) for line_ in cells] + [width(names[i]) if has_headings else 0])
        for i in range(len(shown))
    ]
    # Figures are never cut: columns are left out from the right until the rest fits.
    while (
        len(shown) > FEWEST and sum(widths) - widths[NAME] + LEAST_NAME + len(widths) > columns + 1
    ):
        shown.pop()
        widths.pop()
        cells = [line_[: len(shown)] for line_ in cells]
    widths[NAME] = max(LEAST_NAME, columns - sum(widths) + widths[NAME] - len(widths))
    lines = [_joined(line_, shown, widths) for line_ in cells]
    if not has_headings:
        return lines
    return [_joined([line((name, "dim")) for name in names[: len(shown)]], shown, widths), *lines]


def _joined(cells: Sequence[Line], columns: Sequence[Column], widths: Sequence[int]) -> Line:
    spans: list[Span] = []
    for cell, column, cells_wide in zip(cells, columns, widths, strict=True):
        room = cells_wide - line_width(cell)
        if column.is_right_aligned:
            spans += [(" " * room, ""), *cell, (" ", "")]
        else:
            spans += [*cut(cell, cells_wide), (" " * room, ""), (" ", "")]
    return tuple(spans[:-1])


class Leaderboard(BoardWidget):
    """All racers, one row each, scrolled so that the chosen one is visible."""

    chosen: reactive[int | None] = reactive(None, repaint=False)
    first = 0
    _racers = 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height: a row for each racer, and one for the headings."""
        return max(1, len(self.board.standings)) + (width >= HEADED_FROM)

    def watch_board(self) -> None:
        """Redraw for the new board, with a new height if the number of racers changed."""
        if self.is_attached and len(self.board.standings) != self._racers:
            self._racers = len(self.board.standings)
            self.refresh(layout=True)
        self.redraw()

    def page(self) -> int:
        """Return how many racers are visible at once."""
        return max(1, self.size.height - 2)

    def on_mouse_scroll_down(self) -> None:
        """Choose the next racer."""
        self._choose(1)

    def on_mouse_scroll_up(self) -> None:
        """Choose the previous racer."""
        self._choose(-1)

    def _choose(self, by: int) -> None:
        ranked = [s.account.id for s in self.board.standings]
        if ranked:
            place = ranked.index(self.chosen) if self.chosen in ranked else 0
            wanted = ranked[max(0, min(len(ranked) - 1, place + by))]
            self.post_message(RacerChosen(wanted, again=False))

    def watch_chosen(self) -> None:
        """Mark the newly chosen racer."""
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Choose the racer in the clicked row."""
        place = self.first + event.y - (self.size.width >= HEADED_FROM)
        if 0 <= place < len(self.board.standings):
            account = self.board.standings[place].account.id
            self.post_message(RacerChosen(account, account == self.chosen))

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return a row for each racer that fits."""
        board, has_headings = self.board, columns >= HEADED_FROM
        room = max(1, rows - has_headings)
        if room < len(board.standings):
            room = max(1, room - 1)
        place = next((i for i, s in enumerate(board.standings) if s.account.id == self.chosen), 0)
        self.first = max(0, min(self.first, place), place - room + 1)
        zone, highest = zone_of(board.race.zone), highest_growth(board, spark_cells(columns))
        shown = board.standings[self.first : self.first + room]
        lines = leaderboard_lines(
            [Row(board, s, zone, highest, s.account.id == self.chosen, columns) for s in shown],
            columns,
            has_headings,
        )
        return lines if len(shown) == len(board.standings) else [*lines, self._more(len(shown))]

    def _more(self, shown: int) -> Line:
        """Return how many racers there are above and below the visible ones."""
        below = len(self.board.standings) - self.first - shown
        parts = [f"{n} more {where}" for n, where in ((self.first, "above"), (below, "below")) if n]
        return line((f"    {', '.join(parts)}", "dim"))
