"""The card of one racer: count, growth, progress, pace, forecast, chance and follow list."""

from collections.abc import Sequence
from datetime import tzinfo

from textual.reactive import reactive

from tui.board.commentary import ordinal
from tui.formats import chance, duration, grouped, near_time, percent, signed
from tui.model import HOUR, Board, Forecast, Millis, Standing, State
from tui.parsing import zone_of
from tui.phrases import condition_text, lead_word
from tui.sanitize import shorten, width
from tui.view.base.board_widget import BoardWidget
from tui.view.base.messages import RacerChosen
from tui.view.drawing.growth import LABEL_ROOM, gain_label, growth, growth_span, highest_growth
from tui.view.drawing.lines import (
    LEAD_MARK,
    both_ends_fitting,
    colour_of,
    dimmed,
    first_fitting,
    line,
)
from tui.view.drawing.marks import big_digits, progress_bar, sparkline
from tui.view.drawing.plot import Line
from tui.view.drawing.times import time_range


class RacerCard(BoardWidget):
    """The card of the racer at a rank, or of the chosen racer if there is no rank."""

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
        """Return the standing of the racer on the card."""
        if self.rank is None:
            chosen = (s for s in self.board.standings if s.account.id == self.chosen)
            return next(chosen, None)
        return next((s for s in self.board.standings if s.rank == self.rank), None)

    def watch_chosen(self) -> None:
        """Mark the card if its racer is the chosen one."""
        self.redraw()

    def on_click(self) -> None:
        """Report a click on this racer."""
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
    title = f"{standing.rank}{mark} {name}{handle}"
    return (
        title
        if width(title) <= columns - 4
        else shorten(f"{standing.rank}{mark} {name}", columns - 4)
    )


def spark_cells(columns: int) -> int:
    """Return the width of the sparkline beside its label, in cells."""
    return max(4, columns - LABEL_ROOM - 4)


def racer_lines(board: Board, s: Standing, columns: int, highest: float) -> list[Line]:
    """Return a racer's lines, dimmed if its counts are stale."""
    inner = columns - 2
    zone = zone_of(board.race.zone)
    condition = condition_text(s.account, board.at, zone)
    if s.followers is None:
        style = "warn" if condition else "dim"
        return [line(), line(" ", (condition or "no reading yet", style))]
    colour = "dim" if s.state is State.STALE else colour_of(board.race, s.account.id)
    digits = big_digits(grouped(s.followers))
    if width(digits[0]) > inner:
        digits = ("", grouped(s.followers), "")
    cells = spark_cells(columns)
    gains = growth(board.tracks[s.account.id], board.at, cells, growth_span(board, cells))
    spark = sparkline(gains, highest, colour)
    warning = line((condition, "warn"))
    lines = [
        *(line(" ", (row, f"{colour} strong")) for row in digits),
        line(),
        line(" ", *spark, (f"  {gain_label(board, cells)}", "dim")),
        _progress(s, inner, colour),
        both_ends_fitting(_pace(s), _gaps(board, s), columns),
        line(" ", *(warning if condition else first_fitting(finish(board, s, zone), inner))),
        both_ends_fitting(_chances(board, s), _follow_lists(s), columns),
    ]
    if s.state is not State.STALE:
        return lines
    return [spans if condition and warning[0] in spans else dimmed(spans) for spans in lines]


def _progress(s: Standing, inner: int, colour: str) -> Line:
    if s.progress is None:
        return line(" ", ("no target", "dim"))
    figure = f" {percent(s.progress, 1)}"
    return line(" ", *progress_bar(s.progress, inner - width(figure), colour), figure)


def _pace(s: Standing) -> Line:
    figure = "? /h" if s.pace is None else f"{signed(s.pace)}/h"
    window = "" if s.pace_window in {None, HOUR} else f" over {duration(s.pace_window)}"
    return line(" ", (figure, "strong"), (window, "dim"))


def finish(board: Board, s: Standing, zone: tzinfo) -> list[Line]:
    """Return when a racer reaches the target, or reached it, from the longest to the shortest."""
    if board.race.target is None:
        return [line(("T", "key"), (" sets a target", "dim"))]
    if s.crossed_at is not None:
        when = (near_time(s.crossed_at, board.at, zone), "good strong")
        return [line(("reached the target at ", "dim"), when), line(("finished ", "dim"), when)]
    if s.state is State.CROSSED:
        texts = ("was above the target before the race", "above the target", "above target")
        return [line((text, "dim")) for text in texts]
    return forecast_lines(s.forecast, board.at, zone)


def forecast_lines(forecast: Forecast, now: Millis, zone: tzinfo) -> list[Line]:
    """Return `finish 02:21 (01:40 to 03:20)` and shorter forms, or what is known of the finish."""
    early, late = forecast.p10, forecast.p90
    if forecast.median is not None:
        median = (near_time(forecast.median, now, zone), "strong")
        interval = ""
        if early is not None and late is not None:
            interval = time_range(early, late, now, zone)
        elif early is not None:
            interval = f"{near_time(early, now, zone)} or later"
        between = (f" ({interval})", "dim") if interval else ("", "")
        label = ("finish ", "dim")
        return [(label, median, between), (median, between), (label, median)]
    if early is not None:
        return [line((f"not before {near_time(early, now, zone)}", "dim"))]
    return [line(("no forecast" if forecast.p_not is None else "out of reach", "dim"))]


def _chances(board: Board, s: Standing) -> Line:
    """Return a racer's place if it has finished, else its likely place or its chance to win."""
    if s.state is State.CROSSED:
        came = "" if s.crossed_at is None else f"came {ordinal(s.rank)}"
        return line(" ", (came, "good strong"))
    if any(other.state is State.CROSSED for other in board.standings):
        return line(" ", (f"heading for {ordinal(s.rank)}", "dim"))
    if board.race.target is None:
        return line(" ")
    return line(" ", (chance(s.forecast.win), "strong"), (" to win", "dim"))


def _gaps(board: Board, s: Standing) -> list[Line]:
    """Return by how much a racer leads, or how far behind it is, the longest form first."""
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
    """Return how many accounts a racer follows and how many follow back, the longest form first."""
    follows = line(("follows ", "dim"), grouped(s.following))
    measure = s.measures.get("follow_back_rate")
    if measure is None or measure.value is None or not measure.n:
        return [(*follows, (" ", ""))]
    back = round(measure.value / 100 * measure.n)
    if back == measure.n:
        known = "the 1 known follows back" if back == 1 else f"the {back} known follow back"
    else:
        known = f"{back} of {measure.n} known follow back"
    return [(*follows, (f"; {known} ", "dim")), (*follows, (" ", ""))]
