"""One account: who it is, what is measured of it, whom it follows and who follows back."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Input

from tui.model import EMPTY_FOLLOW_LIST, Account, Board, CloseAccount, OpenAccount, OpenedAccount
from tui.phrases import display_name
from tui.view.base.list_widget import ListWidget
from tui.view.screens.view import View
from tui.view.widgets import FollowListTable, Header, Profile, Status, TooSmall
from tui.view.widgets.bars import Crumbs, Hint
from tui.view.widgets.follow_list import Filter
from tui.view.widgets.profile import ALL_LINES

FILTERS = tuple(Filter)


class AccountScreen(View):
    """The drill-down; a followee opens in turn, and the way back leads to the same row."""

    BINDINGS = [
        Binding("down,j", "rows(1)", "down", id="row-down", tooltip="through the list"),
        Binding("up,k", "rows(-1)", "up", id="row-up", tooltip="through the list"),
        Binding("pagedown,right,l", "pages(1)", "page down", id="page-down", tooltip="by pages"),
        Binding("pageup,left,h", "pages(-1)", "page up", id="page-up", tooltip="by pages"),
        Binding("home", "row(0)", "first", id="row-first", tooltip="the first, the last"),
        Binding("end", "row(-1)", "last", id="row-last", tooltip="the first, the last"),
        Binding("enter", "open", "open", id="open-followee", tooltip="open the followee"),
        Binding("1", "show(0)", "all", id="show-all", tooltip="all"),
        Binding("2", "show(1)", "mutuals", id="show-mutuals", tooltip="who follows back"),
        Binding("3", "show(2)", "celebrities", id="show-celebrities", tooltip="celebrities"),
        Binding("4", "show(3)", "gone", id="show-gone", tooltip="who is gone"),
        Binding("s", "sort", "sort", id="sort", tooltip="sort by the next column"),
        Binding("S", "turn", "turn", id="turn", tooltip="turn the order"),
        Binding("p", "profile", "profile", id="whole", tooltip="all that is measured"),
        Binding("slash", "filter", "filter", id="filter", tooltip="filter as you type"),
    ]
    HINTS = (
        Hint("esc", "back", "leave"),
        Hint("p", "profile", "profile"),
        Hint("/", "filter", "filter"),
        Hint("1-4", "all mutual celebrity gone", "next_filter"),
        Hint("s", "sort", "sort"),
        Hint("S", "turn", "turn"),
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
        self._answered = False

    def compose(self) -> ComposeResult:
        """Lay out the account and its list."""
        yield Header().data_bind(AccountScreen.board)
        yield Crumbs(self._trail)
        with Horizontal(id="account"):
            yield Profile().data_bind(AccountScreen.board, AccountScreen.opened)
            yield FollowListTable().data_bind(AccountScreen.board)
        yield Input(placeholder="a part of a handle or a name", id="filter")
        yield Status(self.HINTS).data_bind(AccountScreen.board)
        yield TooSmall().data_bind(AccountScreen.board)

    def on_mount(self) -> None:
        """Show what is known at once, and want the rest."""
        self.query_one("#filter").display = False
        follow_list = self.board.follow_lists.get(self.account.id)
        if self.opened is None:
            self.opened = OpenedAccount(self.account, follow_list or EMPTY_FOLLOW_LIST)
        self._show(self.opened)

    def on_screen_resume(self) -> None:
        """Open the account, again where another was opened meanwhile."""
        self.send(OpenAccount(self.account.id))
        super().on_screen_resume()

    def watch_board(self, board: Board) -> None:
        """Take what is known of the account now."""
        if board.opened is not None and board.opened.account.id == self.account.id:
            self._answered, self.opened = True, board.opened
        elif not self._answered and self.account.id in board.follow_lists:
            self.opened = OpenedAccount(self.account, board.follow_lists[self.account.id])

    def watch_opened(self, opened: OpenedAccount | None) -> None:
        """Show the list as it is known now."""
        if opened is not None and self.is_mounted:
            self._show(opened)

    def _show(self, opened: OpenedAccount) -> None:
        listed = self.query_one(FollowListTable)
        listed.racers = frozenset(a.id for a in self.board.race.accounts)
        listed.why = opened.why
        listed.read = opened.read
        listed.follow_list = opened.follow_list

    def about(self) -> Account | None:
        """Return the followee at the cursor, else the account itself."""
        if self.query_one(Profile).alone:
            return self.account
        followee = self.query_one(FollowListTable).at_cursor()
        return followee.account if followee else self.account

    def to_add(self) -> str:
        """Return the account itself, where it does not race."""
        racing = self.account.id in {account.id for account in self.board.race.accounts}
        return "" if racing else f"{self.account.source}:{self.account.handle}"

    def copied(self) -> str:
        """Return the handle at the cursor."""
        account = self.about()
        return f"@{account.handle}" if account else ""

    def on_listing_opened(self, message: ListWidget.RowOpened) -> None:
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
        """Leave the filter, then the account; what was read is kept."""
        listed, text = self.query_one(FollowListTable), self.query_one("#filter", Input)
        if self._show_list():
            return
        if text.display or listed.text:
            text.value = ""
            text.display = False
            self.set_focus(None)
            return
        self.send(CloseAccount())
        self.dismiss()

    def action_profile(self) -> None:
        """Show all that is measured of the account in place of its list, or the list again."""
        profile = self.query_one(Profile)
        profile.alone = not profile.alone
        self.set_class(profile.alone, "-profile")

    def _show_list(self) -> bool:
        """Show the list, where what is measured is in its place; tells whether it was."""
        alone = self.query_one(Profile).alone
        if alone:
            self.action_profile()
        return alone

    def action_rows(self, by: int) -> None:
        """Go through the list, or through what is measured."""
        profile = self.query_one(Profile)
        (profile if profile.alone else self.query_one(FollowListTable)).move(by)

    def action_pages(self, by: int) -> None:
        """Go through it by what fits on the screen."""
        profile = self.query_one(Profile)
        shown = profile if profile.alone else self.query_one(FollowListTable)
        shown.move(by * shown.page())

    def action_row(self, place: int) -> None:
        """Go to the first row, or the last."""
        profile, listed = self.query_one(Profile), self.query_one(FollowListTable)
        if profile.alone:
            profile.move(-ALL_LINES if place >= 0 else ALL_LINES)
            return
        listed.go(place if place >= 0 else listed.count() - 1)

    def action_show(self, place: int) -> None:
        """Show all, mutuals, celebrities or who is gone."""
        if self._show_list():
            return
        self.query_one(FollowListTable).shown = FILTERS[place]

    def action_next_filter(self) -> None:
        """Show the next of the four."""
        if self._show_list():
            return
        listed = self.query_one(FollowListTable)
        listed.shown = FILTERS[(FILTERS.index(listed.shown) + 1) % len(FILTERS)]

    def action_sort(self) -> None:
        """Sort by the next column."""
        if self._show_list():
            return
        self.query_one(FollowListTable).sort_by_next()

    def action_turn(self) -> None:
        """Turn the order."""
        if self._show_list():
            return
        listed = self.query_one(FollowListTable)
        listed.is_reversed = not listed.is_reversed

    def action_filter(self) -> None:
        """Filter as the user types."""
        if self._show_list():
            return
        text = self.query_one("#filter", Input)
        text.display = True
        text.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show whose handle or name has the text in it."""
        self.query_one(FollowListTable).text = event.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter, and go back to the list."""
        event.input.display = bool(event.value)
        self.set_focus(None)
