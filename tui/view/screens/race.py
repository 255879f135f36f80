"""The race screen: racers side by side or in rows, their curves, recent events."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive

from tui.model import Account, Board, Millis, Restart
from tui.view.base.messages import RacerChosen
from tui.view.drawing.chart_window import WINDOWS, fitting_window
from tui.view.screens.view import EVERYONE, WINDOW_BINDINGS, View
from tui.view.widgets import (
    Commentary,
    Curve,
    Events,
    Header,
    Leaderboard,
    PodiumWidget,
    RacerCard,
    Status,
    TooSmall,
)
from tui.view.widgets.bars import Hint

MAX_CARDS, MAX_MIDDLING_CARDS = 4, 3
"""Up to this many racers get a card each on a wide and on a middling screen; more get rows."""


class RaceScreen(View):
    """Shows one race."""

    BINDINGS = [
        Binding(
            "left,up,h,k", "choose(-1)", "previous racer", id="before", tooltip="choose a racer"
        ),
        Binding("right,down,l,j", "choose(1)", "next racer", id="after", tooltip="choose a racer"),
        Binding("home", "choose_at(0)", "first racer", id="first", tooltip="first, last racer"),
        Binding("end", "choose_at(-1)", "last racer", id="last", tooltip="first, last racer"),
        Binding("pagedown", "page(1)", "page down", id="down", tooltip="a page of racers"),
        Binding("pageup", "page(-1)", "page up", id="up", tooltip="a page of racers"),
        Binding("enter", "open", "open account", id="open", tooltip="open the account"),
        *WINDOW_BINDINGS,
        EVERYONE,
    ]
    HINTS = (
        Hint("?", "help", "app.keys"),
        Hint("space", "pause", "pause"),
        Hint("q", "quit", "app.quit"),
        Hint("enter", "account", "open"),
        Hint("r", "races", "races"),
        Hint("g", "chart", "chart"),
        Hint("n", "next event", "event(1)", replay_only=True),
        Hint("]", "faster", "faster(1)", replay_only=True),
        Hint("c", "compare", "compare"),
        Hint("a", "add", "add"),
        Hint("e", "events", "events"),
        Hint("m", "monitor", "monitor"),
    )

    chosen: reactive[int | None] = reactive(None, repaint=False)
    window: reactive[Millis | None] = reactive(WINDOWS[1], repaint=False)
    everyone: reactive[bool] = reactive(False, repaint=False)
    over: reactive[bool] = reactive(False, repaint=False, toggle_class="-over")
    crowd: reactive[bool] = reactive(False, repaint=False, toggle_class="-crowd")
    few: reactive[bool] = reactive(False, repaint=False, toggle_class="-few")
    _window_chosen = False

    def compose(self) -> ComposeResult:
        """Lay out the panels; the app's style sheet places them."""
        yield Header().data_bind(RaceScreen.board)
        yield Horizontal(id="cards")
        yield RacerCard(None, id="card").data_bind(RaceScreen.board, RaceScreen.chosen)
        yield Leaderboard().data_bind(RaceScreen.board, RaceScreen.chosen)
        with Horizontal(id="below"):
            with Vertical(id="middle"):
                yield PodiumWidget().data_bind(RaceScreen.board)
                yield Curve().data_bind(RaceScreen.board, RaceScreen.window, RaceScreen.everyone)
            yield Events().data_bind(RaceScreen.board)
        yield Commentary().data_bind(RaceScreen.board)
        yield Status(self.HINTS).data_bind(RaceScreen.board)
        yield TooSmall().data_bind(RaceScreen.board)

    async def watch_board(self, board: Board) -> None:
        """Bring the cards, the chosen racer and the podium up to date with the board."""
        if not self.is_mounted:
            return
        await self._lay_cards(len(board.standings))
        if self.chosen not in {s.account.id for s in board.standings}:
            self.chosen = board.standings[0].account.id if board.standings else None
        if not self._window_chosen:
            self.window = fitting_window(board)
        self.over = board.podium is not None

    async def _lay_cards(self, racers: int) -> None:
        self.crowd, self.few = racers > MAX_CARDS, 0 < racers <= MAX_MIDDLING_CARDS
        wanted = 0 if self.crowd else racers
        cards = self.query_one("#cards")
        if len(cards.children) != wanted:
            await cards.remove_children()
            ranks = range(1, wanted + 1)
            await cards.mount_all(
                RacerCard(rank).data_bind(RaceScreen.board, RaceScreen.chosen) for rank in ranks
            )

    def about(self) -> Account | None:
        """Return the chosen racer."""
        return next((s.account for s in self.board.standings if s.account.id == self.chosen), None)

    def on_racer_chosen(self, message: RacerChosen) -> None:
        """Choose the clicked racer; open it if it was chosen already."""
        self.chosen = message.account_id
        if message.again:
            self._open()

    def action_choose(self, steps: int) -> None:
        """Choose the racer some ranks below, or above."""
        ranked = [s.account.id for s in self.board.standings]
        if ranked:
            place = ranked.index(self.chosen) if self.chosen in ranked else 0
            self.chosen = ranked[max(0, min(len(ranked) - 1, place + steps))]

    def action_choose_at(self, place: int) -> None:
        """Choose the racer at an index of the ranking."""
        if self.board.standings:
            self.chosen = self.board.standings[place].account.id

    def action_page(self, steps: int) -> None:
        """Choose the racer a page further down, or up."""
        self.action_choose(steps * self.query_one(Leaderboard).page())

    def action_open(self) -> None:
        """Open the chosen account; at the end of a replay, play it again."""
        if self.over:
            self.send(Restart())
        else:
            self._open()

    def _open(self) -> None:
        account = self.about()
        if account is None:
            self.show_notice("no account yet; a adds one")
        else:
            self.go("account", account, (self.board.race.title,))

    def action_leave(self) -> None:
        """Do nothing: there is no screen below."""

    def action_window(self, steps: int) -> None:
        """Show the chart's next time window, cyclically."""
        self._show_window(WINDOWS[(WINDOWS.index(self.window) + steps) % len(WINDOWS)])

    def action_zoom(self, steps: int) -> None:
        """Show a shorter or a longer time window."""
        place = WINDOWS.index(self.window) + steps
        self._show_window(WINDOWS[max(0, min(len(WINDOWS) - 1, place))])

    def action_all(self) -> None:
        """Show the whole time."""
        self._show_window(None)

    def _show_window(self, window: Millis | None) -> None:
        """Show a window that the user chose; from now on it does not change by itself."""
        self._window_chosen = True
        self.window = window

    def action_everyone(self) -> None:
        """Show or hide the racers far below."""
        self.everyone = not self.everyone
