"""The racers in rows: one line each, with as many columns as fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from textual import events
from textual.geometry import Size
from textual.reactive import reactive

from tui.formats import fit, grouped, near_time, percent, signed, width, zone_of
from tui.model import Board, Standing
from tui.panels.growth import growth, highest_growth
from tui.panels.lines import CHOSEN_MARK, LEAD_MARK, colour_of, line
from tui.panels.marks import bar, sparkline
from tui.panels.messages import RacerChosen
from tui.panels.panel import Panel
from tui.plot import Line, Span

SPARK, BAR = 10, 8


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the leaderboard, its width in cells, and how a racer fills it."""

    cells: int
    spans: Callable[["Row"], Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Row:
    """What a column needs to know of a racer."""

    board: Board
    standing: Standing
    zone: tzinfo
    highest: float

    @property
    def colour(self) -> str:
        """Return the racer's style."""
        return colour_of(self.board.race, self.standing.account.id)


def _right(text: str, cells: int, style: str = "") -> Sequence[Span]:
    return ((fit(" " * max(0, cells - width(text)) + text, cells), style),)


def _gap(row: Row) -> Sequence[Span]:
    s = row.standing
    if s.rank == 1 and s.followers is not None:
        return _right(f"{LEAD_MARK} leads", 9, "strong")
    return _right("?" if s.gap is None else signed(s.gap), 9)


def _spark(row: Row) -> Sequence[Span]:
    track = row.board.tracks.get(row.standing.account.id)
    values = growth(track, row.board.at, SPARK) if track else [None] * SPARK
    return sparkline(values, row.highest, row.colour)


def _progress(row: Row) -> Sequence[Span]:
    share = row.standing.progress
    if share is None:
        return _right("?", BAR + 8)
    filled = bar(share, BAR).rstrip()
    rest = ("·" * (BAR - width(filled)), "rail")
    return ((filled, row.colour), rest, *_right(percent(share, 1), 8))


def _pace(row: Row) -> Sequence[Span]:
    pace = row.standing.pace
    return _right("?" if pace is None else f"{signed(pace)}/h", 9)


def _finish(row: Row) -> Sequence[Span]:
    s = row.standing
    if s.crossed_at is not None:
        return _right(f"✓ {near_time(s.crossed_at, row.board.at, row.zone)}", 9, "good strong")
    if s.forecast.median is None:
        return _right("–", 9, "dim")
    return _right(near_time(s.forecast.median, row.board.at, row.zone), 9)


EXTRAS = (
    (60, Column(9, _pace)),
    (70, Column(9, _finish)),
    (80, Column(SPARK, _spark)),
    (100, Column(BAR + 8, _progress)),
)
"""Columns beside rank, name, count and gap, and the width from which each is shown."""


def leaderboard_line(row: Row, columns: int, chosen: bool) -> Line:
    """Return one racer's line."""
    s = row.standing
    extras = [column for least, column in EXTRAS if columns >= least]
    taken = 4 + 10 + 1 + 9 + sum(column.cells + 1 for column in extras)
    handle = f"@{s.account.handle}"
    name = s.account.name if s.account.name and columns >= 60 else handle
    spans: list[Span] = [
        (f"{CHOSEN_MARK if chosen else ' '}{s.rank:>2} ", "strong" if chosen else ""),
        (fit(name, max(4, columns - taken - 1)), f"{row.colour} strong" if chosen else row.colour),
        *_right(grouped(s.followers), 10, "strong"),
        (" ", ""),
        *_gap(row),
    ]
    for column in extras:
        spans += [(" ", ""), *column.spans(row)]
    return line(*spans)


class Leaderboard(Panel):
    """All racers, a line each; scrolled so that the chosen one is seen."""

    chosen: reactive[int | None] = reactive(None, repaint=False)
    first = 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return a line for each racer."""
        return max(1, len(self.board.standings))

    def watch_board(self) -> None:
        """Draw the new board, in another height where racers came or went."""
        if self.is_attached and len(self.board.standings) != self.size.height:
            self.refresh(layout=True)
        self.redraw()

    def watch_chosen(self) -> None:
        """Mark the chosen racer."""
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Choose the racer on the clicked line."""
        place = self.first + event.y
        if place < len(self.board.standings):
            account = self.board.standings[place].account.id
            self.post_message(RacerChosen(account, account == self.chosen))

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return a line for each racer that fits."""
        standings = self.board.standings
        place = next((i for i, s in enumerate(standings) if s.account.id == self.chosen), 0)
        self.first = max(0, min(self.first, place), place - rows + 1)
        zone, highest = zone_of(self.board.race.zone), highest_growth(self.board, SPARK)
        return [
            leaderboard_line(
                Row(self.board, s, zone, highest), columns, s.account.id == self.chosen
            )
            for s in standings[self.first : self.first + rows]
        ]
