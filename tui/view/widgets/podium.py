"""The end of a race: order, times and how far apart."""

from collections.abc import Sequence

from tui.formats import clock_time, date, duration, grouped
from tui.model import SECOND, Board, Podium, Standing
from tui.parsing import zone_of
from tui.phrases import display_name
from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.lines import colour_of, cut, line, line_width
from tui.view.drawing.plot import Line

MEDALS = ("①", "②", "③")


class PodiumWidget(BoardWidget):
    """Shown once the race that plays is over."""

    DEFAULT_CSS = """
    PodiumWidget { border: double $race-target; border-title-color: $foreground; padding: 0 2; }
    """

    def on_mount(self) -> None:
        """Name the frame."""
        self.set_title("the end of the race")

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the order of the finish."""
        podium = self.board.podium
        return podium_lines(self.board, podium, columns, rows) if podium else ()


def podium_lines(board: Board, podium: Podium, columns: int, rows: int) -> list[Line]:
    """Return the finishers, how far apart they were, and when it starts again."""
    zone, target = zone_of(board.race.zone), board.race.target
    again = line(("enter", "key"), (f": again, or in {podium.again_in // SECOND} s", "dim"))
    if not podium.finishers:
        goal = _without_a_finish(board)
        head = line((goal, "strong"), f", {clock_time(board.at, zone)}.")
        return [head, line(), again] if rows > 2 else [head, again][:rows]
    finishers = podium.finishers[: len(MEDALS)]
    title = line((f"First to {grouped(target)}", "strong"), (f"  {date(board.at, zone)}", "dim"))
    lines = [title, *(_finisher(board, s, finishers[0], columns) for s in finishers), again]
    if rows >= len(lines) + 2:
        lines = [title, line(), *lines[1:-1], line(), again]
    return lines[:rows]


def _without_a_finish(board: Board) -> str:
    """Return what a replay ends with where nobody finished; a live race may go on."""
    live, target = board.race.end is None, board.race.target
    if target is None:
        return "As far as was read" if live else "The race ends here"
    return f"Nobody {'has ' if live else ''}reached {grouped(target)}"


def _finisher(board: Board, s: Standing, first: Standing, columns: int) -> Line:
    """Return a finisher with its time, and how long after the first that was, as far as it fits."""
    zone = zone_of(board.race.zone)
    when = "?" if s.crossed_at is None else clock_time(s.crossed_at, zone)
    colour = colour_of(board.race, s.account.id)
    name = line((f"{MEDALS[s.rank - 1]} ", "strong"), (display_name(s.account), f"{colour} strong"))
    handle = line((f"  @{s.account.handle}", "dim"))
    time = line("  ", (when, "strong"))
    after = line((_after(s, first), "dim"))
    wishes = ((*name, *handle, *time, *after), (*name, *time, *after), (*name, *time))
    fitting = (whole for whole in wishes if line_width(whole) <= columns)
    return next(fitting, cut(wishes[-1], columns))


def _after(s: Standing, first: Standing) -> str:
    """Return how long after the first a finisher came; of the first, how well its time is known."""
    if s is first or s.crossed_at is None or first.crossed_at is None:
        return f" ± {s.crossed_within // SECOND} s" if s.crossed_within else ""
    return f"  +{duration(s.crossed_at - first.crossed_at)}"
