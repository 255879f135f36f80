"""The podium at the end of a race: order, times and gaps."""

from collections.abc import Sequence

from tui.formats import clock_time, date, duration, grouped
from tui.model import SECOND, Board, Podium, Standing
from tui.parsing import zone_of
from tui.phrases import display_name
from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.lines import colour_of, first_fitting, line
from tui.view.drawing.plot import Line

MEDALS = ("①", "②", "③")


class PodiumWidget(BoardWidget):
    """The podium, shown once a replay is over."""

    DEFAULT_CSS = """
    PodiumWidget { border: double $race-target; border-title-color: $foreground; padding: 0 2; }
    """

    def on_mount(self) -> None:
        """Set the frame's title."""
        self.set_title("the end of the race")

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the finishers in order."""
        podium = self.board.podium
        return podium_lines(self.board, podium, columns, rows) if podium else ()


def podium_lines(board: Board, podium: Podium, columns: int, rows: int) -> list[Line]:
    """Return the finishers, their gaps, and when the replay starts again."""
    zone, target = zone_of(board.race.zone), board.race.target
    wait = podium.again_in // SECOND
    again = line(("enter", "key"), (f" plays it again (by itself in {wait} s)", "dim"))
    if not podium.finishers:
        head = line((_no_finish(board), "strong"), f" {clock_time(board.at, zone)}.")
        return [head, line(), again] if rows > 2 else [head, again][:rows]
    finishers = podium.finishers[: len(MEDALS)]
    title = line((f"First to {grouped(target)}", "strong"), (f"  {date(board.at, zone)}", "dim"))
    lines = [title, *(_finisher(board, s, finishers[0], columns) for s in finishers), again]
    if rows >= len(lines) + 2:
        lines = [title, line(), *lines[1:-1], line(), again]
    return lines[:rows]


def _no_finish(board: Board) -> str:
    """Return how a replay without finishers ended, up to its time."""
    goes_on, target = board.race.end is None, board.race.target
    if target is None:
        return "The readings end at" if goes_on else "The race ended at"
    return f"Nobody {'has ' if goes_on else ''}reached {grouped(target)} by"


def _finisher(board: Board, s: Standing, first: Standing, columns: int) -> Line:
    """Return a finisher with its time and gap to the first, as much as fits."""
    zone = zone_of(board.race.zone)
    when = "?" if s.crossed_at is None else clock_time(s.crossed_at, zone)
    colour = colour_of(board.race, s.account.id)
    name = line((f"{MEDALS[s.rank - 1]} ", "strong"), (display_name(s.account), f"{colour} strong"))
    handle = line((f"  @{s.account.handle}", "dim"))
    time = line("  ", (when, "strong"))
    after = line((_after(s, first), "dim"))
    lines = ((*name, *handle, *time, *after), (*name, *time, *after), (*name, *time))
    return first_fitting(lines, columns)


def _after(s: Standing, first: Standing) -> str:
    """Return a finisher's gap to the first; for the first, how uncertain its time is."""
    if s is first or s.crossed_at is None or first.crossed_at is None:
        return f" ± {s.crossed_within // SECOND} s" if s.crossed_within else ""
    return f"  +{duration(s.crossed_at - first.crossed_at)}"
