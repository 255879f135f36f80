"""Two accounts side by side: their measures, shared followees, and the curve of their gap."""

from collections.abc import Sequence
from dataclasses import replace

from textual.reactive import reactive

from tui.formats import grouped, moment, percent, signed
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
from tui.parsing import zone_of
from tui.phrases import display_name
from tui.sanitize import fit, shorten, width
from tui.series import series_of
from tui.view.base.board_widget import BoardWidget
from tui.view.base.paged_widget import BAR_ROOM, PagedWidget
from tui.view.drawing.chart_window import window_name
from tui.view.drawing.frame import ChartOptions, Frame
from tui.view.drawing.lines import colour_of, cut, line, wrap
from tui.view.drawing.plot import Line, Span, draw
from tui.view.drawing.scene import scene_of
from tui.view.drawing.ties_grid import ties_lines

WIDEST = 18
"""Up to this width, figures get their room before the measures' names do."""
GAP = Account(-1, "", "gap", "gap", "gap")


class Comparison(PagedWidget):
    """The measures of two accounts, and the followees that they share."""

    DEFAULT_CSS = """
    Comparison { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """
    heading_rows = 1
    one: reactive[int] = reactive(0, repaint=False)
    other: reactive[int] = reactive(0, repaint=False)

    def watch_one(self) -> None:
        """Redraw for another first account."""
        self.redraw()

    def watch_other(self) -> None:
        """Redraw for another second account."""
        self.redraw()

    def lines(self, columns: int, rows: int) -> Sequence[Line]:
        """Return both accounts side by side."""
        pair = pair_of(self.board, self.one, self.other)
        self.set_title("compare")
        if pair is None:
            return [line(("Comparing needs two accounts. Press a to add one.", "dim"))]
        return comparison_lines(self.board, *pair, columns - BAR_ROOM)


class GapCurve(BoardWidget):
    """A chart of the gap between two accounts."""

    DEFAULT_CSS = """
    GapCurve { border: round $race-frame; border-title-color: $race-dim; padding: 0 1; }
    """
    one: reactive[int] = reactive(0, repaint=False)
    other: reactive[int] = reactive(0, repaint=False)
    window: reactive[Millis | None] = reactive(None, repaint=False)

    def watch_one(self) -> None:
        """Redraw for another first account."""
        self.redraw()

    def watch_other(self) -> None:
        """Redraw for another second account."""
        self.redraw()

    def watch_window(self) -> None:
        """Redraw with the new window."""
        self.redraw()

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the curve: above zero the first account leads, below zero the other one."""
        pair = pair_of(self.board, self.one, self.other)
        if pair is None:
            return ()
        first = f"@{pair[0].account.handle}"
        title = f"gap, {window_name(self.window)} · {first} leads above 0"
        self.set_title(shorten(title, max(8, columns - 2)))
        board = gap_board(self.board, *pair)
        if not board.tracks[GAP.id].samples or rows < 4:
            return [line(("no readings of both accounts yet", "dim"))]
        options = ChartOptions(self.window)
        return draw(scene_of(Frame(board, board.standings, options, columns, rows)))


def pair_of(board: Board, one: int, other: int) -> tuple[Standing, Standing] | None:
    """Return the standings of two accounts, None unless both race."""
    by_id = {s.account.id: s for s in board.standings}
    return (by_id[one], by_id[other]) if one in by_id and other in by_id else None


def gap_board(board: Board, one: Standing, other: Standing) -> Board:
    """Return a board with a single curve: by how many followers one account leads the other."""
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
    """Return a table of two accounts, and the followees that they share.

    A measure whose name or figures do not fit into its columns has two lines.
    """
    longest = max(width(metric.name) for metric in METRICS)
    label = max(10, min(longest, columns - 2 * (WIDEST + 2)))
    cell = max(8, (columns - label - 4) // 2)

    def row(name: str, first: Span, second: Span) -> list[Line]:
        if width(name) <= label and max(width(first[0]), width(second[0])) <= cell:
            return [line((fit(name, label), "dim"), "  ", *_cells(first, second, (cell, cell)))]
        return [line((name, "dim")), line(*_cells(first, second, _halves(first, second, columns)))]

    def figures(name: str, first: str, second: str) -> list[Line]:
        return row(name, (first, "strong"), (second, "strong"))

    names = [
        (shorten(display_name(s.account), cell), f"{colour_of(board.race, s.account.id)} strong")
        for s in (one, other)
    ]
    lines = [
        *row("", *names),
        *figures("rank", str(one.rank), str(other.rank)),
        *figures("followers", grouped(one.followers), grouped(other.followers)),
        *figures("following", grouped(one.following), grouped(other.following)),
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
        lines += row(metric.name, shown[0], shown[1])
    if one.followers is not None and other.followers is not None:
        by = one.followers - other.followers
        lines += figures("gap", signed(by), signed(-by))
    ties = ties_lines(board, columns)
    return [
        *(cut(spans, columns) for spans in lines),
        line(),
        *ties,
        *([line()] if ties else []),
        *_shared_followees(board, one, other, columns),
        *_unknown_count(len(unknown), columns),
    ]


def _halves(first: Span, second: Span, columns: int) -> tuple[int, int]:
    """Return the widths of two cells in a line: half of it each, or more for a longer text."""
    room = columns - 2
    half = room // 2
    if width(first[0]) > half:
        half = max(half, min(width(first[0]), room - width(second[0])))
    elif width(second[0]) > half:
        half = max(width(first[0]), room - width(second[0]))
    return half, room - half


def _cells(first: Span, second: Span, widths: tuple[int, int]) -> list[Span]:
    """Return two cells of a row, right-aligned."""
    cells = [
        (shorten(text, wide).rjust(wide), style)
        for (text, style), wide in zip((first, second), widths, strict=True)
    ]
    return [cells[0], ("  ", ""), cells[1]]


def _unknown_count(n: int, columns: int) -> list[Line]:
    """Return how many measures are left out, because they are unknown for both accounts."""
    if not n:
        return []
    words = f"{n} {'measure is' if n == 1 else 'measures are'} unknown for both accounts."
    return [line(), *(line((row, "dim")) for row in wrap(words, columns))]


BETTER = "✓ "


def is_known(measure: Measure | None) -> bool:
    """Return whether a measure has a value, or at least a bound."""
    return measure is not None and (measure.value is not None or measure.low is not None)


def better_of(metric: Metric, one: Measure | None, other: Measure | None) -> tuple[str, str]:
    """Return a mark for each of two figures: a tick for the better one, else nothing."""
    if one is None or other is None or one.value is None or other.value is None:
        return "", ""
    ahead = metric.better * (one.value - other.value)
    return (BETTER, "") if ahead > 0 else ("", BETTER) if ahead < 0 else ("", "")


def _shared_followees(board: Board, one: Standing, other: Standing, columns: int) -> list[Line]:
    """Return the followees that two accounts share, as far as their lists have been read."""
    follow_lists = [board.follow_lists.get(s.account.id, EMPTY_FOLLOW_LIST) for s in (one, other)]
    unread = [
        display_name(standing.account)
        for standing, follow_list in zip((one, other), follow_lists, strict=True)
        if not follow_list.followees and not follow_list.complete
    ]
    if unread:
        return [line((text, "dim")) for text in wrap(_why_unread(board, unread), columns)]
    mine, theirs = (
        {f.account.id: f for f in follow_list.followees if f.gone_at is None}
        for follow_list in follow_lists
    )
    both = sorted(mine.keys() & theirs.keys(), key=lambda n: -(mine[n].followers or 0))
    overlap = len(both) / len(mine.keys() | theirs.keys()) if both else 0.0
    incomplete = "" if all(c.complete for c in follow_lists) else " (lists incomplete)"
    head = line(
        ("both follow ", "dim"),
        (grouped(len(both)), "strong"),
        (f"  overlap {percent(overlap)}{incomplete}", "dim"),
    )
    return [head, *(line(f"  {_name(mine[n])}") for n in both[:200])]


def _why_unread(board: Board, names: Sequence[str]) -> str:
    """Return why there are no shared followees to show: whose lists are missing, and why."""
    if not board.clock_status.live:
        when = moment(board.at, zone_of(board.race.zone))
        return f"Whom {' and '.join(names)} followed in {when:%B %Y} is not recorded."
    whose = " and ".join(f"{name}'s" for name in names)
    lists, it = ("list hasn't", "it") if len(names) == 1 else ("lists haven't", "them")
    return f"{whose} follow {lists} been read. Press enter on a racer to read {it}."


def _name(followee: Followee) -> str:
    account = followee.account
    name = f"  {account.name}" if account.name else ""
    return f"@{account.handle}{name}" if width(account.handle) else name
