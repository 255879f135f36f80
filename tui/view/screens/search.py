"""The search screen: racers, whom they follow, events, races."""

from textual import on
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
    """Searches as the user types; enter opens the hit at the cursor."""

    BINDINGS = [
        Binding("down", "rows(1)", "down", id="row-down", tooltip="move through the hits"),
        Binding("up", "rows(-1)", "up", id="row-up", tooltip="move through the hits"),
        Binding("pagedown", "pages(1)", "page down", id="page-down", tooltip="a page of hits"),
        Binding("pageup", "pages(-1)", "page up", id="page-up", tooltip="a page of hits"),
    ]
    HINTS = (
        Hint("esc", "back", "leave"),
        Hint("↑↓", "choose", "rows(1)"),
        Hint("enter", "open", "open"),
    )

    def compose(self) -> ComposeResult:
        """Lay out the input and the hits."""
        yield Header().data_bind(SearchScreen.board)
        yield Input(placeholder="search", id="search")
        yield SearchResults().data_bind(SearchScreen.board)
        yield Status(self.HINTS).data_bind(SearchScreen.board)
        yield TooSmall().data_bind(SearchScreen.board)

    def on_mount(self) -> None:
        """Focus the input, and ask for the list of races to search."""
        self.query_one(SearchResults).set_title("search")
        self.query_one(Input).focus()
        self.send(ListRaces())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for the text."""
        self.query_one(SearchResults).text = event.value

    def on_input_submitted(self) -> None:
        """Open the hit at the cursor."""
        self.action_open()

    @on(ListWidget.RowOpened)
    def open_clicked_row(self) -> None:
        """Open the hit that was clicked."""
        self.action_open()

    def action_rows(self, by: int) -> None:
        """Move the cursor by some hits."""
        self.query_one(SearchResults).move(by)

    def action_pages(self, by: int) -> None:
        """Move the cursor by some pages."""
        hits = self.query_one(SearchResults)
        hits.move(by * hits.page())

    def action_open(self) -> None:
        """Open the hit at the cursor."""
        hit = self.query_one(SearchResults).at_cursor()
        if hit is None:
            return
        if hit.kind is HitKind.RACE and hit.race is not None:
            self.send(ChooseRace(hit.race.race.name, hit.race.own))
            self.dismiss()
        elif hit.kind is HitKind.EVENT and hit.event is not None:
            self.go("chart", hit.event.at)
        elif hit.account is not None:
            self.go("account", hit.account, (self.board.race.title,))
