"""The end of a race: order, times and how far apart."""

from collections.abc import Sequence

from tui.formats import clock_time, date, duration, grouped, zone_of
from tui.model import SECOND, Board, Podium, Standing
from tui.panels.lines import colour_of, line
from tui.panels.panel import Panel
from tui.plot import Line
from tui.standings import called

MEDALS = ("①", "②", "③")


class PodiumPanel(Panel):
    """Shown once the race that plays is over."""

    DEFAULT_CSS = """
    PodiumPanel { border: double $race-target; border-title-color: $foreground; padding: 0 2; }
    """

    def on_mount(self) -> None:
        """Name the frame."""
        self.entitle("the end of the race")

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the order of the finish."""
        podium = self.board.podium
        return podium_lines(self.board, podium) if podium else ()


def podium_lines(board: Board, podium: Podium) -> list[Line]:
    """Return the finishers, the spread, and when it starts again."""
    zone = zone_of(board.race.zone)
    if not podium.finishers:
        lines = [
            line(f"Nobody reached {grouped(board.race.target)} until {clock_time(board.at, zone)}.")
        ]
    else:
        title = f"First to {grouped(board.race.target)}"
        lines = [line((title, "strong"), (f"  {date(board.at, zone)}", "dim")), line()]
        lines += [_finisher(board, s) for s in podium.finishers[: len(MEDALS)]]
        if podium.spread is not None:
            lines.append(line(("   first to last ", "dim"), (duration(podium.spread), "strong")))
        lines.append(line())
    left = podium.again_in // SECOND
    again = (f"again in {left} s", "dim"), ("   enter", "key"), (": now", "dim")
    return [*lines, line(*again)]


def _finisher(board: Board, s: Standing) -> Line:
    zone = zone_of(board.race.zone)
    when = clock_time(s.crossed_at, zone) if s.crossed_at is not None else "?"
    within = f" ± {s.crossed_within // SECOND} s" if s.crossed_within else ""
    colour = colour_of(board.race, s.account.id)
    return line(
        (f"{MEDALS[s.rank - 1]}  ", "strong"),
        (called(s.account), f"{colour} strong"),
        (f"  @{s.account.handle}  ", "dim"),
        (when, "strong"),
        (within, "dim"),
    )
