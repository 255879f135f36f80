"""The race: racers side by side or in rows, their curves, what happened."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive

from tui.model import Account, Board, Millis, Restart
from tui.view.base.messages import RacerChosen
from tui.view.drawing.chart_window import WINDOWS, fitting_window
from tui.view.screens.view import View
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

CARDS, FEW = 4, 3
"""So many racers stand side by side, with whole digits, in a wide and in a middling screen; more
stand in rows."""


class RaceScreen(View):
    """Follows one race."""

    BINDINGS = [
        Binding("left,up,h,k", "choose(-1)", "racer before", id="before", tooltip="choose a racer"),
        Binding("right,down,l,j", "choose(1)", "next racer", id="after", tooltip="choose a racer"),
        Binding("home", "choose_at(0)", "first racer", id="first", tooltip="the first, the last"),
        Binding("end", "choose_at(-1)", "last racer", id="last", tooltip="the first, the last"),
        Binding("pagedown", "page(1)", "page down", id="down", tooltip="racers by pages"),
        Binding("pageup", "page(-1)", "page up", id="up", tooltip="racers by pages"),
        Binding("enter", "open", "whom it follows", id="open", tooltip="open the account"),
        Binding("t", "window(1)", "next window", id="window", tooltip="next window of the chart"),
        Binding("plus,equals_sign", "zoom(-1)", "zoom in", id="in", tooltip="shorter, longer"),
        Binding("minus", "zoom(1)", "zoom out", id="out", tooltip="shorter, longer"),
        Binding("0", "all", "all", id="all", tooltip="all there is"),
        Binding("v", "everyone", "everyone", id="everyone", tooltip="who is far below"),
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
        """Lay out the panels; where they sit stands in the app's style sheet."""
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
        """Keep the number of cards, the choice and the end of the race as the board has them."""
        if not self.is_mounted:
            return
        await self._lay_cards(len(board.standings))
        if self.chosen not in {s.account.id for s in board.standings}:
            self.chosen = board.standings[0].account.id if board.standings else None
        if not self._window_chosen:
            self.window = fitting_window(board)
        self.over = board.podium is not None

    async def _lay_cards(self, racers: int) -> None:
        self.crowd, self.few = racers > CARDS, 0 < racers <= FEW
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
        """Choose the clicked racer; one that is chosen already is opened."""
        self.chosen = message.account_id
        if message.again:
            self._open()

    def action_choose(self, steps: int) -> None:
        """Choose a racer some ranks on."""
        ranked = [s.account.id for s in self.board.standings]
        if ranked:
            place = ranked.index(self.chosen) if self.chosen in ranked else 0
            self.chosen = ranked[max(0, min(len(ranked) - 1, place + steps))]

    def action_choose_at(self, place: int) -> None:
        """Choose the racer at a place."""
        if self.board.standings:
            self.chosen = self.board.standings[place].account.id

    def action_page(self, steps: int) -> None:
        """Choose a racer as many ranks on as are seen."""
        self.action_choose(steps * self.query_one(Leaderboard).page())

    def action_open(self) -> None:
        """Open the chosen account; at the end of a race, start it again."""
        if self.over:
            self.send(Restart())
        else:
            self._open()

    def _open(self) -> None:
        account = self.about()
        if account is None:
            self.tell("no account yet: a adds one")
        else:
            self.go("account", account, (self.board.race.title,))

    def action_leave(self) -> None:
        """Stay: there is nothing below this screen."""

    def action_window(self, steps: int) -> None:
        """Take the chart's next window, round and round."""
        self._look_at(WINDOWS[(WINDOWS.index(self.window) + steps) % len(WINDOWS)])

    def action_zoom(self, steps: int) -> None:
        """Take a shorter, or a longer, window."""
        place = WINDOWS.index(self.window) + steps
        self._look_at(WINDOWS[max(0, min(len(WINDOWS) - 1, place))])

    def action_all(self) -> None:
        """Show all the time there is."""
        self._look_at(None)

    def _look_at(self, window: Millis | None) -> None:
        """Take a window that the user chose; from now on it stays what it is."""
        self._window_chosen = True
        self.window = window

    def action_everyone(self) -> None:
        """Show those far behind, too, or not."""
        self.everyone = not self.everyone
