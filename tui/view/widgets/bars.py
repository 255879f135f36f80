"""The lines at the screen's edges: header, breadcrumbs, commentary and status line."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events

from tui.formats import date_time, near_time
from tui.model import MINUTE, Board, SourceStatus, State
from tui.parsing import zone_of
from tui.phrases import target_suffix
from tui.sanitize import shorten, width
from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.lines import both_ends, cut, line, line_width, wrap
from tui.view.drawing.plot import Line
from tui.view.drawing.times import read_when

WIDE = 120
"""From this width on, key hints fit beside an error."""
NARROW = 40
"""Below this width, only the age of the counts is shown, without their time."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A key, a word for what it does, and the action that a click on it runs.

    One that is `replay_only` is hidden in a live race.
    """

    key: str
    name: str
    action: str
    replay_only: bool = False


class Header(BoardWidget):
    """The race, its time, and how fast that runs."""

    DEFAULT_CSS = "Header { height: 1; background: $race-bar; }"

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the header line."""
        return [header_line(self.board, columns)]


def header_line(board: Board, columns: int) -> Line:
    """Return the header; a narrow one keeps the time and the speed."""
    if not board.race.name:
        return line((" racetui", "title"), ("  opening the race …", "dim"))
    time = date_time(board.at, zone_of(board.race.zone))
    if columns < 60:
        return both_ends(
            line((" racetui", "title")), line(time, f"  {speed_label(board)} "), columns
        )
    left = line((" racetui ", "title"), f"  {board.race.title}")
    right = line(time, f"   {speed_label(board)}", " ")
    for more in (line(target_suffix(board.race)), line("  ", (board.clock_status.label, "dim"))):
        if line_width(left) + line_width(more) + line_width(right) + 2 <= columns:
            left = (*left, *more)
    return both_ends(left, right, columns)


def speed_label(board: Board) -> str:
    """Return the speed of a replay, or the state of a live race."""
    is_unread = bool(board.statuses) and all(status.why for status in board.statuses)
    if board.clock_status.live and is_unread and board.clock_status.running:
        return "○ offline"
    if board.clock_status.live:
        return "● live" if board.clock_status.running else "⏸ paused"
    return (
        f"▶ ×{board.clock_status.speed}"
        if board.clock_status.running
        else f"⏸ ×{board.clock_status.speed}"
    )


class Commentary(BoardWidget):
    """The one sentence that matters most."""

    DEFAULT_CSS = "Commentary { height: 1; }"

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the sentence."""
        texts = wrap(self.board.sentence, columns - 2) if rows > 1 else [self.board.sentence]
        return [line(" ", (text, "strong")) for text in texts][:rows]


class Crumbs(BoardWidget):
    """Breadcrumbs: the accounts that led to the open one."""

    DEFAULT_CSS = "Crumbs { height: 1; }"

    def __init__(self, trail: tuple[str, ...]) -> None:
        super().__init__()
        self._trail = trail

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the breadcrumbs."""
        return [crumbs_line(self._trail, columns)]


def crumbs_line(trail: tuple[str, ...], columns: int) -> Line:
    """Return breadcrumbs as a line; if they are too long, the first ones are left out."""
    shown = list(trail)
    while len(shown) > 1 and width(" › ".join(shown)) + 4 > columns:
        shown.pop(0)
    before = ("… › " if len(shown) < len(trail) else "") + " › ".join(shown[:-1])
    before = f"{before} › " if len(shown) > 1 else before
    return cut(line((f" {before}", "dim"), (shown[-1], "strong")), columns)


class Status(BoardWidget):
    """The status line: key hints, and the origin and age of the counts, or what is wrong."""

    DEFAULT_CSS = "Status { height: 1; background: $race-bar; }"

    def __init__(self, hints: Sequence[Hint] = ()) -> None:
        super().__init__()
        self._hints = hints

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the status line."""
        return [status_line(self.board, self._hints, columns)]

    async def on_click(self, event: events.Click) -> None:
        """Run the action of the clicked hint."""
        left = 0
        for hint in hints_that_fit(self.board, self._hints, self.size.width):
            right = left + line_width(_hint_line(hint))
            if left <= event.x < right:
                await self.screen.run_action(hint.action)
            left = right


def _hint_line(hint: Hint) -> Line:
    return line(" ", (hint.key, "key"), (f" {hint.name} ", "dim"))


def hints_that_fit(board: Board, hints: Sequence[Hint], columns: int) -> list[Hint]:
    """Return the hints that fit beside the right end of the status line."""
    room = columns - line_width(_right_end(board, columns)) - 1
    fitting: list[Hint] = []
    for hint in hints:
        if hint.replay_only and board.clock_status.live:
            continue
        room -= line_width(_hint_line(hint))
        if room < 0:
            break
        fitting.append(hint)
    return fitting


def status_line(board: Board, hints: Sequence[Hint], columns: int) -> Line:
    """Return the status line: the hints that fit, then the origin and age of the counts."""
    left = [span for hint in hints_that_fit(board, hints, columns) for span in _hint_line(hint)]
    return both_ends(tuple(left), _right_end(board, columns), columns)


def _right_end(board: Board, columns: int) -> Line:
    """Return the right end of the status line: an error if there is one, and the counts' age."""
    failing = next((status for status in board.statuses if status.why), None)
    text = freshness(board)
    style = "warn" if is_stale(board) else "dim"
    if failing is not None and columns >= NARROW:
        room = (columns * 2 // 3 if columns >= WIDE else columns) - width(text) - 5
        error = (shorten(outage(board, failing), max(12, room)), "warn")
        return line(error, (" · ", "dim"), (text, style), " ")
    right = line((text if columns >= NARROW else text.split(", ")[-1], style), " ")
    origin = _origin(board) if columns >= 70 else _brief_origin(board)
    return line((origin, "dim"), (" · ", "dim"), *right) if origin else right


def _origin(board: Board) -> str:
    """Return `live`, or the provenance of recorded counts."""
    is_live = board.clock_status.live and "documented" not in board.provenance
    return "live" if is_live else board.provenance


def _brief_origin(board: Board) -> str:
    """Return `synthetic` if any counts are drawn between documented points, else nothing."""
    marks = ("synthetic", "drawn between")
    return "synthetic" if any(mark in board.provenance for mark in marks) else ""


def outage(board: Board, status: SourceStatus) -> str:
    """Return since when a source has been down, when it is tried next, and why it fails."""
    zone = zone_of(board.race.zone)
    since = "" if status.since is None else f" since {near_time(status.since, board.at, zone)}"
    if status.next_at is None or status.next_at < board.at - MINUTE:
        again = ""
    elif status.next_at - board.at < MINUTE:
        again = ", next try within a minute"
    else:
        again = f", next try {near_time(status.next_at, board.at, zone)}"
    # The reason comes last, because a narrow status line cuts the end.
    return f"{status.source} down{since}{again}: {status.why}"


def is_stale(board: Board) -> bool:
    """Return whether the counts of any racer are stale."""
    return any(s.state is State.STALE for s in board.standings)


def freshness(board: Board) -> str:
    """Return when the newest counts were read, and how long ago."""
    times = [s.read_at for s in board.standings if s.read_at is not None]
    return read_when(board, max(times)) if times else "no reading yet"


class TooSmall(BoardWidget):
    """The message in a terminal that is too small for anything else."""

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the size that is needed, wrapped."""
        words = "racetui needs 30 × 10 cells; q quits"
        return [line(text) for text in wrap(words, max(1, columns))][:rows]
