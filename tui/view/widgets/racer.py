"""One racer at full size: digits, growth, progress, pace, forecast, chances, whom it follows."""

from collections.abc import Sequence
from datetime import tzinfo

from textual.reactive import reactive

from tui.board.commentary import ordinal
from tui.formats import chance, duration, grouped, near_day, near_time, percent, signed
from tui.model import HOUR, Board, Forecast, Millis, Standing, State
from tui.parsing import zone_of
from tui.phrases import condition_told, lead_word
from tui.sanitize import shorten, width
from tui.view.base.board_widget import BoardWidget
from tui.view.base.messages import RacerChosen
from tui.view.drawing.growth import gain_label, growth, highest_growth, growth_span
from tui.view.drawing.lines import LEAD_MARK, both_ends_fitting, colour_of, dimmed, line
from tui.view.drawing.marks import big_digits, progress_bar, sparkline
from tui.view.drawing.plot import Line


class RacerCard(BoardWidget):
    """The racer at one rank, whoever that is from board to board; without a rank the chosen one."""

    DEFAULT_CSS = """
    RacerCard {
        border: round $race-frame;
        border-title-color: $foreground;
        border-title-style: bold;
        &.-chosen { border: heavy $primary; }
    }
    """

    chosen: reactive[int | None] = reactive(None, repaint=False)

    def __init__(self, rank: int | None, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rank = rank

    def standing(self) -> Standing | None:
        """Return who stands at this rank, or is chosen."""
        if self.rank is None:
            chosen = (s for s in self.board.standings if s.account.id == self.chosen)
            return next(chosen, None)
        return next((s for s in self.board.standings if s.rank == self.rank), None)

    def watch_chosen(self) -> None:
        """Mark the chosen racer."""
        self.redraw()

    def on_click(self) -> None:
        """Tell that this racer was clicked."""
        standing = self.standing()
        if standing is not None:
            self.post_message(RacerChosen(standing.account.id, standing.account.id == self.chosen))

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the racer's lines, and set the frame's title."""
        standing = self.standing()
        if standing is None:
            return ()
        self.set_class(standing.account.id == self.chosen, "-chosen")
        self.set_title(_title(standing, columns))
        return racer_lines(
            self.board, standing, columns, highest_growth(self.board, spark_cells(columns))
        )


def _title(standing: Standing, columns: int) -> str:
    mark = f" {LEAD_MARK}" if standing.rank == 1 and standing.followers is not None else ""
    name = standing.account.name or f"@{standing.account.handle}"
    handle = f"  @{standing.account.handle}" if standing.account.name else ""
    whole = f"{standing.rank}{mark} {name}{handle}"
    return (
        whole
        if width(whole) <= columns - 4
        else shorten(f"{standing.rank}{mark} {name}", columns - 4)
    )


def spark_cells(columns: int) -> int:
    """Return how many columns of growth fit beside their label."""
    return max(4, columns - 14)


def racer_lines(board: Board, s: Standing, columns: int, highest: float) -> list[Line]:
    """Return a racer as lines: figures and what they mean; dimmed where they are old."""
    inner = columns - 2
    told = condition_told(s.account, board.at, zone_of(board.race.zone))
    if s.followers is None:
        return [line(), line(" ", (told or "no reading yet", "warn" if told else "dim"))]
    colour = "dim" if s.state is State.STALE else colour_of(board.race, s.account.id)
    zone = zone_of(board.race.zone)
    digits = big_digits(grouped(s.followers))
    if width(digits[0]) > inner:
        digits = ("", grouped(s.followers), "")
    cells = spark_cells(columns)
    grown = growth(board.tracks[s.account.id], board.at, cells, growth_span(board, cells))
    spark = sparkline(grown, highest, colour)
    lines = [
        *(line(" ", (row, f"{colour} strong")) for row in digits),
        line(),
        line(" ", *spark, (f"  {gain_label(board, cells)}", "dim")),
        _progress(s, inner, colour),
        both_ends_fitting(_pace(s), _places(board, s), columns),
        line(" ", (told, "warn")) if told else line(" ", *finish(board, s, zone)),
        both_ends_fitting(_chances(board, s), _follow_lists(s), columns),
    ]
    if s.state is not State.STALE:
        return lines
    return [spans if told and (told, "warn") in spans else dimmed(spans) for spans in lines]


def _progress(s: Standing, inner: int, colour: str) -> Line:
    if s.progress is None:
        return line(" ", ("no target", "dim"))
    figure = f" {percent(s.progress, 1)}"
    return line(" ", *progress_bar(s.progress, inner - width(figure), colour), figure)


def _pace(s: Standing) -> Line:
    figure = "? /h" if s.pace is None else f"{signed(s.pace)}/h"
    window = "" if s.pace_window in {None, HOUR} else f" over {duration(s.pace_window)}"
    return line(" ", (figure, "strong"), (window, "dim"))


def finish(board: Board, s: Standing, zone: tzinfo) -> Line:
    """Return when the racer finishes, or finished, or that nobody knows."""
    if board.race.target is None:
        return (("T", "key"), (" sets a target", "dim"))
    if s.crossed_at is not None:
        return (("crossed ", "dim"), (near_time(s.crossed_at, board.at, zone), "good strong"))
    if s.state is State.CROSSED:
        return (("above the target from the start", "dim"),)
    return forecast_line(s.forecast, board.at, zone)


def forecast_line(forecast: Forecast, now: Millis, zone: tzinfo) -> Line:
    """Return `finish 02:21 (01:40–03:20)`, or as much as is known of it."""
    early = near_day(forecast.p10, now, zone) if forecast.p10 else "…"
    late = near_day(forecast.p90, now, zone) if forecast.p90 else "…"
    if forecast.median is not None:
        middle = near_time(forecast.median, now, zone)
        return (("finish ", "dim"), (middle, "strong"), (f" ({early}–{late})", "dim"))
    if forecast.p10 is not None:
        return ((f"not before {early}", "dim"),)
    return (("no forecast" if forecast.p_not is None else "not in reach", "dim"),)


def _chances(board: Board, s: Standing) -> Line:
    if s.state is State.CROSSED:
        return line(" ", (f"came {ordinal(s.rank)}", "good strong"))
    if any(other.state is State.CROSSED for other in board.standings):
        return line(" ", (f"heading for {ordinal(s.rank)}", "dim"))
    if board.race.target is None:
        return line(" ")
    return line(" ", ("wins ", "dim"), (chance(s.forecast.win), "strong"))


def _places(board: Board, s: Standing) -> list[Line]:
    """Return by how much a racer leads, or how far behind it is, the longest first."""
    if s.rank == 1:
        second = next((o for o in board.standings if o.rank == 2 and o.gap is not None), None)
        if second is None or second.gap is None:
            return [line()]
        if lead_word(board) != "leads":
            return [line((f"{LEAD_MARK} {lead_word(board)}", "strong"), " ")]
        by = grouped(abs(second.gap))
        return [
            line((f"{LEAD_MARK} {words}", "strong"), " ")
            for words in (f"leads by {by}", f"by {by}")
        ]
    gap = signed(s.gap)
    if s.time_gap is None:
        return [line(f"{gap} ")]
    return [line(f"{gap}  {duration(s.time_gap)} behind "), line(f"{gap} ")]


def _follow_lists(s: Standing) -> list[Line]:
    """Return whom a racer follows and how many follow back, the longest first."""
    follows = line(("follows ", "dim"), grouped(s.following))
    measure = s.measures.get("follow_back_rate")
    if measure is None or measure.value is None or not measure.n:
        return [(*follows, (" ", ""))]
    back = f"{round(measure.value / 100 * measure.n)} of {measure.n} back"
    return [(*follows, (f" · {back} ", "dim")), (*follows, (" ", ""))]
