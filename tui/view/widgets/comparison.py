"""Two accounts side by side: their measures, whom both follow, and the curve of their gap."""

from collections.abc import Sequence
from dataclasses import replace

from textual.reactive import reactive

from tui.formats import grouped, percent, signed
from tui.metrics import METRICS, About, Metric
from tui.model import (
    EMPTY_FOLLOW_LIST,
    NO_FORECAST,
    Account,
    Board,
    Followee,
    Measure,
    Millis,
    Race,
    Sample,
    Standing,
    State,
    Track,
)
from tui.phrases import display_name
from tui.sanitize import fit, shorten, width
from tui.series import series_of
from tui.view.base.board_widget import BoardWidget
from tui.view.base.paged_widget import BAR_ROOM, PagedWidget
from tui.view.drawing.chart_window import span_name
from tui.view.drawing.frame import Frame, ChartOptions
from tui.view.drawing.lines import colour_of, cut, line, wrap
from tui.view.drawing.plot import Line, Span, draw
from tui.view.drawing.scene import scene_of
from tui.view.drawing.ties_grid import ties_lines

WIDEST = 18
"""A figure that is not wider has its room before the names of the measures have."""
GAP = Account(-1, "", "gap", "gap", "gap")


class Comparison(PagedWidget):
    """The measures of two accounts, and the followees they share."""

    DEFAULT_CSS = """
    Comparison { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """
    headed = 1
    one: reactive[int] = reactive(0, repaint=False)
    other: reactive[int] = reactive(0, repaint=False)

    def watch_one(self) -> None:
        """Compare somebody else."""
        self.redraw()

    def watch_other(self) -> None:
        """Compare with somebody else."""
        self.redraw()

    def lines(self, columns: int, rows: int) -> Sequence[Line]:
        """Return both, side by side."""
        pair = pair_of(self.board, self.one, self.other)
        self.set_title("compare")
        if pair is None:
            return [line(("there are not two accounts to compare: a adds one", "dim"))]
        return comparison_lines(self.board, *pair, columns - BAR_ROOM)


class GapCurve(BoardWidget):
    """The curve of the gap between two accounts."""

    DEFAULT_CSS = """
    GapCurve { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """
    one: reactive[int] = reactive(0, repaint=False)
    other: reactive[int] = reactive(0, repaint=False)
    window: reactive[Millis | None] = reactive(None, repaint=False)

    def watch_one(self) -> None:
        """Draw the gap of somebody else."""
        self.redraw()

    def watch_other(self) -> None:
        """Draw the gap to somebody else."""
        self.redraw()

    def watch_window(self) -> None:
        """Draw the new window."""
        self.redraw()

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the curve: above zero the first is ahead, below it the other."""
        pair = pair_of(self.board, self.one, self.other)
        if pair is None:
            return ()
        names = [f"@{standing.account.handle}" for standing in pair]
        window = "all" if self.window is None else span_name(self.window)
        title = f"gap  {window} · above 0 {names[0]} is ahead, below 0 {names[1]}"
        self.set_title(shorten(title, max(8, columns - 2)))
        board = gap_board(self.board, *pair)
        if not board.tracks[GAP.id].samples or rows < 4:
            return [line(("no two readings to compare yet", "dim"))]
        return draw(scene_of(Frame(board, board.standings, ChartOptions(self.window), columns, rows)))


def pair_of(board: Board, one: int, other: int) -> tuple[Standing, Standing] | None:
    """Return the standings of two accounts."""
    known = {s.account.id: s for s in board.standings}
    return (known[one], known[other]) if one in known and other in known else None


def gap_board(board: Board, one: Standing, other: Standing) -> Board:
    """Return a board whose only curve is by how much one account is ahead of another."""
    mine, theirs = (series_of(board.tracks[s.account.id], board.at) for s in (one, other))
    samples = []
    for at in sorted({*mine.ats, *theirs.ats}):
        a, b = mine.at(at), theirs.at(at)
        if a is not None and b is not None:
            samples.append(Sample(at, a - b))
    step = max(mine.step, theirs.step)
    gap = samples[-1].followers if samples else None
    standing = Standing(GAP, 1, State.RACING, followers=gap, forecast=NO_FORECAST)
    race = Race(board.race.name, board.race.title, (GAP,), zone=board.race.zone)
    return replace(
        board,
        race=race,
        standings=(standing,),
        tracks={GAP.id: Track(GAP, tuple(samples), step)},
        follow_lists={},
    )


def comparison_lines(board: Board, one: Standing, other: Standing, columns: int) -> list[Line]:
    """Return two accounts as a table, and whom both follow."""
    longest = max(width(metric.name) for metric in METRICS)
    label = max(10, min(longest, columns - 2 * (WIDEST + 2)))
    cell = max(8, (columns - label - 4) // 2)

    def told(name: str, first: Span, second: Span) -> Line:
        cells = [(shorten(text, cell).rjust(cell), style) for text, style in (first, second)]
        return line((fit(name, label), "dim"), "  ", cells[0], "  ", cells[1])

    def both(name: str, figure: str, against: str) -> Line:
        return told(name, (figure, "strong"), (against, "strong"))

    names = [
        (shorten(display_name(s.account), cell), f"{colour_of(board.race, s.account.id)} strong")
        for s in (one, other)
    ]
    lines = [
        told("", *names),
        both("rank", str(one.rank), str(other.rank)),
        both("followers", grouped(one.followers), grouped(other.followers)),
        both("following", grouped(one.following), grouped(other.following)),
    ]
    measured = [
        (metric, one.measures.get(metric.key), other.measures.get(metric.key))
        for metric in METRICS
        if metric.about is not About.RACE and metric.key != "gap"
    ]
    unknown = [m.name for m, mine, theirs in measured if not (is_known(mine) or is_known(theirs))]
    for metric, mine, theirs in measured:
        if metric.name in unknown:
            continue
        marks = better_of(metric, mine, theirs)
        shown = [
            (f"{mark}{metric.show(m)}", "good strong" if mark else "strong")
            if m is not None and is_known(m)
            else ("?", "dim")
            for mark, m in zip(marks, (mine, theirs), strict=True)
        ]
        lines.append(told(metric.name, shown[0], shown[1]))
    if one.followers is not None and other.followers is not None:
        by = one.followers - other.followers
        lines.append(told("gap", (signed(by), "strong"), (signed(-by), "strong")))
    ties = ties_lines(board, columns)
    return [
        *(cut(spans, columns) for spans in lines),
        line(),
        *ties,
        *([line()] if ties else []),
        *_shared(board, one, other, columns),
        *_unknown(unknown, columns),
    ]


def _unknown(names: Sequence[str], columns: int) -> list[Line]:
    """Return which measures are known of neither."""
    if not names:
        return []
    words = f"Known of neither: {', '.join(names)}."
    return [line(), *(line((row, "dim")) for row in wrap(words, columns))]


BETTER = "✓ "


def is_known(measure: Measure | None) -> bool:
    """Tell whether there is anything to show of a measure."""
    return measure is not None and (measure.value is not None or measure.low is not None)


def better_of(metric: Metric, one: Measure | None, other: Measure | None) -> tuple[str, str]:
    """Return a mark for the better of two figures, where one of them is."""
    if one is None or other is None or one.value is None or other.value is None:
        return "", ""
    ahead = metric.better * (one.value - other.value)
    return (BETTER, "") if ahead > 0 else ("", BETTER) if ahead < 0 else ("", "")


def _shared(board: Board, one: Standing, other: Standing, columns: int) -> list[Line]:
    """Return whom both follow, as far as both lists are known."""
    follow_lists = [board.follow_lists.get(s.account.id, EMPTY_FOLLOW_LIST) for s in (one, other)]
    unread = [
        s
        for s, c in zip((one, other), follow_lists, strict=True)
        if not c.followees and not c.complete
    ]
    if unread:
        names = " and ".join(display_name(s.account) for s in unread)
        follow = "follow" if len(unread) > 1 else "follows"
        words = f"Whom {names} {follow} is not known; enter on a racer reads the list."
        return [line((text, "dim")) for text in wrap(words, columns)]
    mine, theirs = (
        {f.account.id: f for f in follow_list.followees if f.gone_at is None}
        for follow_list in follow_lists
    )
    both = sorted(mine.keys() & theirs.keys(), key=lambda n: -(mine[n].followers or 0))
    overlap = len(both) / len(mine.keys() | theirs.keys()) if both else 0.0
    whole = "" if all(c.complete for c in follow_lists) else ", of those known"
    head = line(
        ("both follow ", "dim"),
        (grouped(len(both)), "strong"),
        (f"  overlap {percent(overlap)}{whole}", "dim"),
    )
    return [head, *(line(f"  {_name(mine[n])}") for n in both[:200])]


def _name(followee: Followee) -> str:
    account = followee.account
    name = f"  {account.name}" if account.name else ""
    return f"@{account.handle}{name}" if width(account.handle) else name
