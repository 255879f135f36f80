"""The follow list of an account: filtered and sorted, and quick with twenty thousand rows."""

from collections.abc import Sequence
from datetime import tzinfo

from textual.reactive import reactive

from tui.formats import age, compact, date, grouped, moment, percent
from tui.model import EMPTY_FOLLOW_LIST, Followee, FollowList
from tui.parsing import zone_of
from tui.phrases import display_name
from tui.sanitize import fit, width
from tui.view.base.list_widget import ListWidget
from tui.view.drawing.followees import BY_FOLLOWERS, COLUMNS, Column, Filter, arranged
from tui.view.drawing.lines import line, wrap
from tui.view.drawing.marks import progress_bar
from tui.view.drawing.plot import Line, Span

ANSWERS = {True: ("● yes", "good"), False: ("○ no", "loss"), None: ("? unknown", "dim")}
STAR, RACER = "★", "●"
SHORT = 44
"""Below this width the headings are short."""


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

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Followee] = []

    def count(self) -> int:
        """Return the number of followees shown."""
        return len(self._rows)

    def at_cursor(self) -> Followee | None:
        """Return the followee at the cursor."""
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def watch_follow_list(self) -> None:
        """Show a newer version of the list."""
        self.rearrange()

    def watch_shown(self) -> None:
        """Show another part of the list."""
        self.rearrange()

    def watch_text(self) -> None:
        """Show the followees whose handle or name matches."""
        self.rearrange()

    def watch_order(self) -> None:
        """Sort by another column."""
        self.rearrange()

    def watch_is_reversed(self) -> None:
        """Reverse the order."""
        self.rearrange()

    def watch_read(self) -> None:
        """Show how much of the list has been read."""
        self.redraw()

    def watch_why(self) -> None:
        """Show why the list cannot be read."""
        self.redraw()

    def rearrange(self) -> None:
        """Filter and sort the rows; the cursor stays on its followee."""
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
        """Sort by the next visible column."""
        shown = self._columns(self.size.width - 6)
        place = shown.index(COLUMNS[self.order]) if COLUMNS[self.order] in shown else -1
        self.order = COLUMNS.index(shown[(place + 1) % len(shown)])

    def on_heading(self, x: int) -> None:
        """Sort by the clicked column; a second click reverses the order."""
        left = 2
        for column, cells in self._columns_with_widths(self.size.width - 6):
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

    def _columns_with_widths(self, columns: int) -> list[tuple[Column, int]]:
        """Return the visible columns with their widths; the first one takes the remaining room."""
        shown = self._columns(columns)
        short = columns < SHORT
        cells = [width(c.short) + 3 if short and c.short else c.cells for c in shown]
        left = columns - 2 - sum(cells[1:]) - len(cells) + 1
        return [(c, wide or max(6, left)) for c, wide in zip(shown, cells, strict=True)]

    def heading(self, columns: int) -> Line:
        """Return the column headings, with an arrow at the one that sorts the list."""
        spans: list[Span] = [("  ", "")]
        for column, cells in self._columns_with_widths(columns):
            name = column.short if column.short and columns < SHORT else column.heading
            sorts = COLUMNS[self.order] is column
            if sorts:
                name += " ▾" if column.is_descending is not self.is_reversed else " ▴"
            text = fit(name, cells) if column.heading != "followers" else name[:cells].rjust(cells)
            spans += [(text, "strong" if sorts else "dim"), (" ", "")]
        return tuple(spans)

    def row(self, place: int, columns: int) -> Line:
        """Return one followee."""
        followee, zone = self._rows[place], zone_of(self.board.race.zone)
        is_racer = followee.account.id in self.racers
        mark = (RACER, "key") if is_racer else (STAR, "warn") if followee.celebrity else (" ", "")
        style = "dim" if followee.gone_at is not None else ""
        spans: list[Span] = [mark, (" ", "")]
        for column, cells in self._columns_with_widths(columns):
            spans += [*_cell(column, followee, cells, zone, style), (" ", "")]
        return tuple(spans)

    def nothing(self, columns: int) -> Sequence[Line]:
        """Return why the list is empty, and which key helps."""
        return [line((text, "dim")) for text in wrap(self._why_empty(), columns)]

    def _why_empty(self) -> str:
        if self.follow_list.followees and (self.text or self.shown is not Filter.ALL):
            return self._nothing_shown()
        why = self.why or self.follow_list.why
        if why:
            names_key = " R " in f" {why} "
            again = "" if names_key else " Press R to try again."
            return f"{why[:1].upper()}{why[1:]}.{again}"
        if self.read is not None:
            return "Reading the list …"
        account = self.follow_list.account
        if self.follow_list.following == 0 or self.follow_list.complete:
            return f"{display_name(account) if account else 'This account'} follows nobody."
        name = display_name(account) if account else "this account"
        if not self.board.clock_status.live:
            when = moment(self.board.at, zone_of(self.board.race.zone))
            return f"Whom {name} followed in {when:%B %Y} is not recorded."
        return f"The follow list of {name} hasn't been read. Press R to read it."

    def _nothing_shown(self) -> str:
        """Return why the filter or the text leaves no rows, and which keys show more."""
        whom = "followees" if self.shown is Filter.ALL else str(self.shown)
        if self.text and self.shown is Filter.GONE:
            none = f"Nobody who has gone matches {self.text!r}."
        elif self.text:
            none = f"No {whom} match {self.text!r}."
        else:
            none = "Nobody has gone." if self.shown is Filter.GONE else f"No {whom}."
        keys = [] if self.shown is Filter.ALL else ["1 to show all"]
        keys += ["esc to clear the filter"] if self.text else []
        return f"{none} Press {', '.join(keys)}."

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the rows, and set the frame's title."""
        self.set_title(self._title_text(columns))
        return super().draw(columns, rows)

    def _title_text(self, columns: int) -> str:
        """Return how many followees there are, how many are shown, and how old the list is."""
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
            parts.append(f"{grouped(len(self._rows))} match {self.text!r}")
        if follow_list.read_at is not None and self.read is None:
            old = age(self.board.at - follow_list.read_at)
            parts.append("read just now" if old == "just now" else f"read {old} ago")
        if self.why or self.follow_list.why:
            parts.append(self.why or self.follow_list.why)
        title = " · ".join(parts)
        return title if width(title) < columns else fit(title, max(4, columns - 2))


def _cell(
    column: Column, followee: Followee, cells: int, zone: tzinfo, style: str
) -> Sequence[Span]:
    """Return one cell of a followee's row."""
    heading = column.heading
    if heading == "followee":
        return [(fit(f"@{followee.account.handle}", cells), style or "strong")]
    if heading == "name":
        return [(fit(followee.account.name, cells), style)]
    if heading == "followers":
        return [(compact(followee.followers).rjust(cells), style)]
    if heading == "follows back":
        text, colour = ANSWERS[followee.follows_back]
        return [(fit(text, cells), style or colour)]
    at = followee.first_seen if heading == "first seen" else followee.gone_at
    return [(fit("" if at is None else date(at, zone), cells), style or "dim")]
