"""The base of the screens with one list, and the keys that move through it."""

from textual import on
from textual.binding import Binding, BindingType

from tui.view.base.list_widget import ListWidget
from tui.view.screens.view import View

LIST_BINDINGS: list[BindingType] = [
    Binding("down,j", "rows(1)", "down", id="row-down", tooltip="move through the list"),
    Binding("up,k", "rows(-1)", "up", id="row-up", tooltip="move through the list"),
    Binding("pagedown", "pages(1)", "page down", id="page-down", tooltip="a page of the list"),
    Binding("pageup", "pages(-1)", "page up", id="page-up", tooltip="a page of the list"),
    Binding("home", "row(0)", "first", id="row-first", tooltip="first, last row"),
    Binding("end", "row(-1)", "last", id="row-last", tooltip="first, last row"),
]


class ListScreen(View):
    """A screen with one list; subclasses define what opening a row does."""

    BINDINGS = [
        *LIST_BINDINGS,
        Binding("enter", "open", "open", id="open-row", tooltip="open"),
    ]

    @property
    def listing(self) -> ListWidget:
        """Return the list."""
        return self.query_one(ListWidget)

    def action_rows(self, by: int) -> None:
        """Move the cursor by some rows."""
        self.listing.move(by)

    def action_pages(self, by: int) -> None:
        """Move the cursor by some pages."""
        self.listing.move(by * self.listing.page())

    def action_row(self, index: int) -> None:
        """Move the cursor to the first row (0) or the last (-1)."""
        self.listing.go(index if index >= 0 else self.listing.count() - 1)

    @on(ListWidget.RowOpened)
    def open_clicked_row(self) -> None:
        """Open the row that was clicked."""
        self.action_open()

    def action_open(self) -> None:
        """Open the row at the cursor."""
        raise NotImplementedError
