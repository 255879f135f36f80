"""The account screen: profile, measures, whom it follows and who follows back."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Input

from tui.model import EMPTY_FOLLOW_LIST, Account, Board, CloseAccount, OpenAccount, OpenedAccount
from tui.phrases import display_name
from tui.view.base.list_widget import ListWidget
from tui.view.drawing.followees import Filter
from tui.view.screens.view import View
from tui.view.widgets import FollowListTable, Header, Profile, Status, TooSmall
from tui.view.widgets.bars import Crumbs, Hint
from tui.view.widgets.profile import ALL_LINES

FILTERS = tuple(Filter)


class AccountScreen(View):
    """Shows one account; a followee opens on top, and closing it returns to its row."""

    BINDINGS = [
        Binding("down,j", "rows(1)", "down", id="row-down", tooltip="move through the list"),
        Binding("up,k", "rows(-1)", "up", id="row-up", tooltip="move through the list"),
        Binding(
            "pagedown,right,l",
            "pages(1)",
            "page down",
            id="page-down",
            tooltip="a page of the list",
        ),
        Binding(
            "pageup,left,h", "pages(-1)", "page up", id="page-up", tooltip="a page of the list"
        ),
        Binding("home", "row(0)", "first", id="row-first", tooltip="first, last row"),
        Binding("end", "row(-1)", "last", id="row-last", tooltip="first, last row"),
        Binding("enter", "open", "open", id="open-followee", tooltip="open the followee"),
        Binding("1", "show(0)", "all", id="show-all", tooltip="show all"),
        Binding("2", "show(1)", "mutuals", id="show-mutuals", tooltip="show mutuals"),
        Binding("3", "show(2)", "celebrities", id="show-celebrities", tooltip="show celebrities"),
        Binding("4", "show(3)", "gone", id="show-gone", tooltip="show unfollowed accounts"),
        Binding("s", "sort", "sort", id="sort", tooltip="sort by the next column"),
        Binding("S", "reverse", "reverse", id="reverse", tooltip="reverse the order"),
        Binding("p", "profile", "measures", id="whole", tooltip="every measure"),
        Binding("slash", "filter", "filter", id="filter", tooltip="filter as you type"),
    ]
    HINTS = (
        Hint("esc", "back", "leave"),
        Hint("p", "measures", "profile"),
        Hint("/", "filter", "filter"),
        Hint("1-4", "all mutual celebrity gone", "next_filter"),
        Hint("s", "sort", "sort"),
        Hint("S", "reverse", "reverse"),
        Hint("enter", "open", "open"),
        Hint("?", "help", "app.keys"),
        Hint("R", "read again", "refresh"),
    )
    NESTS = True
    opened: reactive[OpenedAccount | None] = reactive(None, repaint=False)

    def __init__(self, account: Account, trail: tuple[str, ...]) -> None:
        super().__init__()
        self.account = account
        self._trail = (*trail, display_name(account))
        self._has_answer = False

    def compose(self) -> ComposeResult:
        """Lay out the profile and the follow list."""
        yield Header().data_bind(AccountScreen.board)
        yield Crumbs(self._trail)
        with Horizontal(id="account"):
            yield Profile().data_bind(AccountScreen.board, AccountScreen.opened)
            yield FollowListTable().data_bind(AccountScreen.board)
        yield Input(placeholder="part of a handle or name", id="filter")
        yield Status(self.HINTS).data_bind(AccountScreen.board)
        yield TooSmall().data_bind(AccountScreen.board)

    def on_mount(self) -> None:
        """Show what the board knows of the account so far."""
        self.query_one("#filter").display = False
        follow_list = self.board.follow_lists.get(self.account.id)
        if self.opened is None:
            self.opened = OpenedAccount(self.account, follow_list or EMPTY_FOLLOW_LIST)
        self._show(self.opened)

    def on_screen_resume(self) -> None:
        """Ask for the account, again if another was opened meanwhile."""
        self.send(OpenAccount(self.account.id))
        super().on_screen_resume()

    def watch_board(self, board: Board) -> None:
        """Take the account's data from the board."""
        if board.opened is not None and board.opened.account.id == self.account.id:
            self._has_answer, self.opened = True, board.opened
        elif not self._has_answer and self.account.id in board.follow_lists:
            self.opened = OpenedAccount(self.account, board.follow_lists[self.account.id])

    def watch_opened(self, opened: OpenedAccount | None) -> None:
        """Show the account's new data."""
        if opened is not None and self.is_mounted:
            self._show(opened)

    def _show(self, opened: OpenedAccount) -> None:
        table = self.query_one(FollowListTable)
        table.racers = frozenset(a.id for a in self.board.race.accounts)
        table.why = opened.why
        table.read = opened.read
        table.follow_list = opened.follow_list

    def about(self) -> Account | None:
        """Return the followee at the cursor, else the account itself."""
        if self.query_one(Profile).alone:
            return self.account
        followee = self.query_one(FollowListTable).at_cursor()
        return followee.account if followee else self.account

    def to_add(self) -> str:
        """Return the account itself, unless it is a racer."""
        racing = self.account.id in {account.id for account in self.board.race.accounts}
        return "" if racing else f"{self.account.source}:{self.account.handle}"

    def copied(self) -> str:
        """Return the handle at the cursor."""
        account = self.about()
        return f"@{account.handle}" if account else ""

    @on(ListWidget.RowOpened)
    def open_clicked_row(self) -> None:
        """Open the followee that was clicked."""
        self.action_open()

    def action_open(self) -> None:
        """Open the followee at the cursor."""
        if self._show_list():
            return
        followee = self.query_one(FollowListTable).at_cursor()
        if followee is not None:
            self.put_over(AccountScreen(followee.account, self._trail))

    def action_leave(self) -> None:
        """Close the measures or the filter if open, else the account."""
        table, text = self.query_one(FollowListTable), self.query_one("#filter", Input)
        if self._show_list():
            return
        if text.display or table.text:
            text.value = ""
            text.display = False
            self.set_focus(None)
            return
        self.send(CloseAccount())
        self.dismiss()

    def action_profile(self) -> None:
        """Switch between the list and every measure of the account."""
        profile = self.query_one(Profile)
        profile.alone = not profile.alone
        self.set_class(profile.alone, "-profile")

    def _show_list(self) -> bool:
        """Show the list in place of the measures; returns whether those were shown."""
        alone = self.query_one(Profile).alone
        if alone:
            self.action_profile()
        return alone

    def action_rows(self, by: int) -> None:
        """Move through the list, or scroll the measures."""
        profile = self.query_one(Profile)
        (profile if profile.alone else self.query_one(FollowListTable)).move(by)

    def action_pages(self, by: int) -> None:
        """Move through the list, or scroll the measures, by pages."""
        profile = self.query_one(Profile)
        shown = profile if profile.alone else self.query_one(FollowListTable)
        shown.move(by * shown.page())

    def action_row(self, index: int) -> None:
        """Go to the first row (0) or the last (-1)."""
        profile, table = self.query_one(Profile), self.query_one(FollowListTable)
        if profile.alone:
            profile.move(-ALL_LINES if index >= 0 else ALL_LINES)
            return
        table.go(index if index >= 0 else table.count() - 1)

    def action_show(self, index: int) -> None:
        """Show all, mutuals, celebrities or unfollowed accounts."""
        if self._show_list():
            return
        self.query_one(FollowListTable).shown = FILTERS[index]

    def action_next_filter(self) -> None:
        """Apply the next of the four filters."""
        if self._show_list():
            return
        table = self.query_one(FollowListTable)
        table.shown = FILTERS[(FILTERS.index(table.shown) + 1) % len(FILTERS)]

    def action_sort(self) -> None:
        """Sort by the next column."""
        if self._show_list():
            return
        self.query_one(FollowListTable).sort_by_next()

    def action_reverse(self) -> None:
        """Reverse the order."""
        if self._show_list():
            return
        table = self.query_one(FollowListTable)
        table.is_reversed = not table.is_reversed

    def action_filter(self) -> None:
        """Open the filter's input."""
        if self._show_list():
            return
        text = self.query_one("#filter", Input)
        text.display = True
        text.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show only the handles and names that contain the text."""
        self.query_one(FollowListTable).text = event.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter and return to the list."""
        event.input.display = bool(event.value)
        self.set_focus(None)
