"""Whom an account follows: filtered, sorted, twenty or twenty thousand rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from functools import lru_cache

from textual.reactive import reactive

from tui.formats import age, compact, date, grouped, percent
from tui.model import EMPTY_FOLLOW_LIST, Followee, FollowList
from tui.parsing import zone_of
from tui.sanitize import fit, width
from tui.view.base.list_widget import ListWidget
from tui.view.drawing.lines import line, wrap
from tui.view.drawing.marks import progress_bar
from tui.view.drawing.plot import Line, Span

ANSWERS = {True: ("● yes", "good"), False: ("○ no", "loss"), None: ("? unknown", "dim")}
STAR, RACER = "★", "●"


class Filter(StrEnum):
    """What of a list is shown."""

    ALL = "all"
    MUTUALS = "mutuals"
    CELEBRITIES = "celebrities"
    GONE = "gone"


KEEPS: dict[Filter, Callable[[Followee], bool]] = {
    Filter.ALL: lambda f: f.gone_at is None,
    Filter.MUTUALS: lambda f: f.gone_at is None and f.follows_back is True,
    Filter.CELEBRITIES: lambda f: f.gone_at is None and f.celebrity is True,
    Filter.GONE: lambda f: f.gone_at is not None,
}
Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width, from which width of the list it is shown, its order."""

    heading: str
    cells: int
    shown_from: int
    key: Callable[[Followee], Key]
    falling: bool = False
    short: str = ""
    """What it is called where there is little room, in the width of that."""


def _count(followee: Followee) -> Key:
    known = followee.followers is not None
    return (known, followee.followers or 0)


COLUMNS = (
    Column("followee", 0, 0, lambda f: (f.account.handle.casefold(),)),
    Column("name", 22, 84, lambda f: (not f.account.name, f.account.name.casefold())),
    Column("followers", 11, 0, _count, falling=True),
    Column(
        "follows back",
        14,
        0,
        lambda f: ({True: 2, False: 1, None: 0}[f.follows_back],),
        falling=True,
        short="back",
    ),
    Column("first seen", 12, 72, lambda f: (f.first_seen or 0,), falling=True),
    Column("gone", 11, 98, lambda f: (f.gone_at or 0,), falling=True),
)
BY_FOLLOWERS = 2
SHORT = 44
"""Below this width headings are short."""


class FollowListTable(ListWidget):
    """The follow list of one account."""

    follow_list: reactive[FollowList] = reactive(EMPTY_FOLLOW_LIST, repaint=False)
    shown: reactive[Filter] = reactive(Filter.ALL, repaint=False)
    text: reactive[str] = reactive("", repaint=False)
    order: reactive[int] = reactive(BY_FOLLOWERS, repaint=False)
    is_reversed: reactive[bool] = reactive(False, repaint=False)
    read: reactive[int | None] = reactive(None, repaint=False)
    why: reactive[str] = reactive("", repaint=False)
    racers: frozenset[int] = frozenset()
    headed = True

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Followee] = []

    def count(self) -> int:
        """Return how many followees are shown."""
        return len(self._rows)

    def at_cursor(self) -> Followee | None:
        """Return the followee at the cursor."""
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def watch_circle(self) -> None:
        """Show another state of the list; the cursor stays with whom it was."""
        self.rearrange()

    def watch_shown(self) -> None:
        """Show another part of the list."""
        self.rearrange()

    def watch_text(self) -> None:
        """Show whose handle or name has a text in it."""
        self.rearrange()

    def watch_order(self) -> None:
        """Sort by another column."""
        self.rearrange()

    def watch_turned(self) -> None:
        """Turn the order."""
        self.rearrange()

    def watch_read(self) -> None:
        """Show how far the list was read."""
        self.redraw()

    def rearrange(self) -> None:
        """Filter and sort; the cursor stays with whom it was."""
        before = self.at_cursor()
        self._rows = arranged(self.follow_list, self.shown, self.text, self.order, self.is_reversed)
        place = self.cursor
        if before is not None:
            n = before.account.id
            same = (i for i, f in enumerate(self._rows) if f.account.id == n)
            place = next(same, min(place, max(0, len(self._rows) - 1)))
        self.set_reactive(FollowListTable.cursor, place)
        self.redraw()

    def sort_by_next(self) -> None:
        """Sort by the next of the columns that are shown."""
        shown = self._columns(self.size.width - 6)
        place = shown.index(COLUMNS[self.order]) if COLUMNS[self.order] in shown else -1
        self.order = COLUMNS.index(shown[(place + 1) % len(shown)])

    def on_heading(self, x: int) -> None:
        """Sort by the column whose heading was clicked; again turns the order."""
        left = 2
        for column, cells in self._laid(self.size.width - 6):
            if left <= x < left + cells:
                place = COLUMNS.index(column)
                if place == self.order:
                    self.is_reversed = not self.is_reversed
                else:
                    self.order = place
            left += cells + 1

    def _columns(self, columns: int) -> list[Column]:
        gone = self.shown is Filter.GONE
        return [
            c
            for c in COLUMNS
            if columns >= c.shown_from or (gone and c.heading == "gone" and columns > 60)
        ]

    def _laid(self, columns: int) -> list[tuple[Column, int]]:
        """Return the columns that are shown, with their widths; the first takes what is left."""
        shown = self._columns(columns)
        short = columns < SHORT
        cells = [width(c.short) + 3 if short and c.short else c.cells for c in shown]
        left = columns - 2 - sum(cells[1:]) - len(cells) + 1
        return [(c, wide or max(6, left)) for c, wide in zip(shown, cells, strict=True)]

    def heading(self, columns: int) -> Line:
        """Return the columns' names; that of the order is marked."""
        spans: list[Span] = [("  ", "")]
        for column, cells in self._laid(columns):
            name = column.short if column.short and columns < SHORT else column.heading
            mine = COLUMNS[self.order] is column
            if mine:
                name += " ▾" if column.falling is not self.is_reversed else " ▴"
            told = fit(name, cells) if column.heading != "followers" else name[:cells].rjust(cells)
            spans += [(told, "strong" if mine else "dim"), (" ", "")]
        return tuple(spans)

    def row(self, place: int, columns: int) -> Line:
        """Return one followee."""
        followee, zone = self._rows[place], zone_of(self.board.race.zone)
        racing = followee.account.id in self.racers
        mark = (RACER, "key") if racing else (STAR, "warn") if followee.celebrity else (" ", "")
        style = "dim" if followee.gone_at is not None else ""
        spans: list[Span] = [mark, (" ", "")]
        for column, cells in self._laid(columns):
            spans += [*_cell(column, followee, cells, zone, style), (" ", "")]
        return tuple(spans)

    def nothing(self, columns: int) -> Sequence[Line]:
        """Return why no row is shown, and what to press."""
        return [line((text, "dim")) for text in wrap(self._why_empty(), columns)]

    def _why_empty(self) -> str:
        if self.follow_list.followees and (self.text or self.shown is not Filter.ALL):
            what = f" with {self.text!r}" if self.text else ""
            instead = "1 for all, esc for no text" if self.text else "1 for all"
            return f"None of them{what} is among {self.shown}. Press {instead}."
        why = self.why or self.follow_list.why
        if why:
            again = "" if self.why and "R reads it" in why else " Press R to try again."
            return f"{why[:1].upper()}{why[1:]}.{again}"
        if self.read is not None:
            return "Reading the list …"
        if self.follow_list.following == 0 or self.follow_list.complete:
            return "It follows nobody."
        return "Nobody says whom this account follows."

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the rows, and say above them what is shown of how many."""
        self.set_title(self._told(columns))
        return super().draw(columns, rows)

    def _told(self, columns: int) -> str:
        follow_list = self.follow_list
        parts = [f"follows {grouped(follow_list.following)}"]
        listed = sum(f.gone_at is None for f in follow_list.followees)
        if self.read is not None:
            of = f" of {grouped(follow_list.following)}" if follow_list.following else ""
            parts = [f"reading {grouped(self.read)}{of}"]
            if follow_list.following:
                share = min(1.0, self.read / follow_list.following)
                bar = "".join(text for text, _ in progress_bar(share, 12, ""))
                parts[0] += f" {bar} {percent(share)}"
        elif not follow_list.complete and listed != follow_list.following:
            parts[0] += f", {grouped(listed)} known"
        gone = len(follow_list.followees) - listed
        if gone and self.shown is not Filter.GONE:
            parts.append(f"{grouped(gone)} unfollowed")
        if self.shown is not Filter.ALL:
            parts.append(f"{self.shown}: {grouped(len(self._rows))}")
        elif self.text:
            parts.append(f"{grouped(len(self._rows))} with {self.text!r}")
        if follow_list.read_at is not None and self.read is None:
            old = age(self.board.at - follow_list.read_at)
            parts.append("read just now" if old == "just now" else f"read {old} ago")
        if self.why or self.follow_list.why:
            parts.append(self.why or self.follow_list.why)
        whole = " · ".join(parts)
        return whole if width(whole) < columns else fit(whole, max(4, columns - 2))


def _cell(
    column: Column, followee: Followee, cells: int, zone: tzinfo, style: str
) -> Sequence[Span]:
    """Return what stands in a column."""
    heading = column.heading
    if heading == "followee":
        return [(fit(f"@{followee.account.handle}", cells), style or "strong")]
    if heading == "name":
        return [(fit(followee.account.name, cells), style)]
    if heading == "followers":
        return [(compact(followee.followers).rjust(cells), style)]
    if heading == "follows back":
        words, colour = ANSWERS[followee.follows_back]
        return [(fit(words, cells), style or colour)]
    at = followee.first_seen if heading == "first seen" else followee.gone_at
    return [(fit("" if at is None else date(at, zone), cells), style or "dim")]


def arranged(
    follow_list: FollowList, shown: Filter, text: str, order: int, is_reversed: bool
) -> list[Followee]:
    """Return the followees of a filter that have a text in handle or name, in an order."""
    rows = _sorted(follow_list, shown, order, is_reversed)
    wanted = text.strip().removeprefix("@").casefold()
    if not wanted:
        return list(rows)
    told = _told(follow_list)
    return [followee for followee in rows if wanted in told[followee.account.id]]


@lru_cache(maxsize=4)
def _sorted(
    follow_list: FollowList, shown: Filter, order: int, is_reversed: bool
) -> tuple[Followee, ...]:
    """Return the followees of a filter in an order; those that are alike by handle."""
    column, keeps = COLUMNS[order], KEEPS[shown]
    rows = [followee for followee in _by_handle(follow_list) if keeps(followee)]
    rows.sort(key=column.key, reverse=column.falling is not is_reversed)
    return tuple(rows)


@lru_cache(maxsize=2)
def _by_handle(follow_list: FollowList) -> tuple[Followee, ...]:
    return tuple(sorted(follow_list.followees, key=lambda f: f.account.handle))


@lru_cache(maxsize=2)
def _told(follow_list: FollowList) -> dict[int, str]:
    """Return what a filter looks at, by account id."""
    return {
        f.account.id: f"{f.account.handle}\n{f.account.name}".casefold()
        for f in follow_list.followees
    }
