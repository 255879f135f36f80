"""Screens that are a list: the keys that go through it."""

from textual.binding import Binding, BindingType

from tui.view.base.list_widget import ListWidget
from tui.view.screens.view import View

LIST_BINDINGS: list[BindingType] = [
    Binding("down,j", "rows(1)", "down", id="row-down", tooltip="through the list"),
    Binding("up,k", "rows(-1)", "up", id="row-up", tooltip="through the list"),
    Binding("pagedown", "pages(1)", "page down", id="page-down", tooltip="by pages"),
    Binding("pageup", "pages(-1)", "page up", id="page-up", tooltip="by pages"),
    Binding("home", "row(0)", "first", id="row-first", tooltip="the first, the last"),
    Binding("end", "row(-1)", "last", id="row-last", tooltip="the first, the last"),
]


class ListScreen(View):
    """A screen with one list; subclasses say what opening a row does."""

    BINDINGS = [
        *LIST_BINDINGS,
        Binding("enter", "open", "open", id="open-row", tooltip="open"),
    ]

    @property
    def listing(self) -> ListWidget:
        """Return the list."""
        return self.query_one(ListWidget)

    def action_rows(self, by: int) -> None:
        """Go through the list."""
        self.listing.move(by)

    def action_pages(self, by: int) -> None:
        """Go through the list by what fits on the screen."""
        self.listing.move(by * self.listing.page())

    def action_row(self, place: int) -> None:
        """Go to the first row, or the last."""
        self.listing.go(place if place >= 0 else self.listing.count() - 1)

    def on_listing_opened(self) -> None:
        """Open the row that was clicked."""
        self.action_open()

    def action_open(self) -> None:
        """Open the row at the cursor."""
        raise NotImplementedError
