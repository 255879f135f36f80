"""Search over all: racers, whom they follow, events, races."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from tui.model import ChooseRace, ListRaces
from tui.view.base.list_widget import ListWidget
from tui.view.screens.view import View
from tui.view.search import HitKind
from tui.view.widgets import Header, SearchResults, Status, TooSmall
from tui.view.widgets.bars import Hint


class SearchScreen(View):
    """Finds as the user types; enter opens what stands at the cursor."""

    BINDINGS = [
        Binding("down", "rows(1)", "down", id="row-down", tooltip="through what was found"),
        Binding("up", "rows(-1)", "up", id="row-up", tooltip="through what was found"),
        Binding("pagedown", "pages(1)", "page down", id="page-down", tooltip="by pages"),
        Binding("pageup", "pages(-1)", "page up", id="page-up", tooltip="by pages"),
    ]
    HINTS = (
        Hint("esc", "back", "leave"),
        Hint("↑↓", "choose", "rows(1)"),
        Hint("enter", "open", "open"),
    )

    def compose(self) -> ComposeResult:
        """Lay out the text and what was found."""
        yield Header().data_bind(SearchScreen.board)
        yield Input(placeholder="search", id="search")
        yield SearchResults().data_bind(SearchScreen.board)
        yield Status(self.HINTS).data_bind(SearchScreen.board)
        yield TooSmall().data_bind(SearchScreen.board)

    def on_mount(self) -> None:
        """Take the text at once, and know of every race."""
        self.query_one(SearchResults).set_title("search")
        self.query_one(Input).focus()
        self.send(ListRaces())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for the text."""
        self.query_one(SearchResults).text = event.value

    def on_input_submitted(self) -> None:
        """Open what stands at the cursor."""
        self.action_open()

    def on_listing_opened(self, _message: ListWidget.RowOpened) -> None:
        """Open what was clicked."""
        self.action_open()

    def action_rows(self, by: int) -> None:
        """Go through what was found."""
        self.query_one(SearchResults).move(by)

    def action_pages(self, by: int) -> None:
        """Go through what was found by what fits on the screen."""
        hits = self.query_one(SearchResults)
        hits.move(by * hits.page())

    def action_open(self) -> None:
        """Open what stands at the cursor, in place of this screen."""
        hit = self.query_one(SearchResults).at_cursor()
        if hit is None:
            return
        if hit.kind is HitKind.RACE and hit.race is not None:
            shelved = hit.race
            self.send(ChooseRace(shelved.race.name, shelved.own))
            self.dismiss()
        elif hit.kind is HitKind.EVENT and hit.event is not None:
            self.go("chart", hit.event.at)
        elif hit.account is not None:
            self.go("account", hit.account, (self.board.race.title,))
