"""The race: racers side by side or in rows, their curves, what happened, whom they follow."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive
from textual.screen import Screen

from tui.model import EMPTY_BOARD, MINUTE, Board, Millis
from tui.panels import (
    CirclePanel,
    Commentary,
    Curve,
    Events,
    Header,
    Leaderboard,
    Panel,
    PodiumPanel,
    RacerPanel,
    Status,
    TooSmall,
)
from tui.panels.curve import WINDOWS
from tui.panels.messages import RacerChosen
from tui.screens.wish import Wish

CARDS, FEW = 4, 3
"""So many racers stand side by side, with whole digits, in a wide and in a middling screen; more
stand in rows."""
PAGE = 5


class RaceScreen(Screen[None]):
    """Follows one race."""

    HORIZONTAL_BREAKPOINTS = [
        (0, "-cramped"),
        (30, "-tiny"),
        (60, "-narrow"),
        (105, "-middling"),
        (140, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-low"), (18, "-medium"), (32, "-tall")]
    BINDINGS = [
        Binding(
            "left,up,h,k",
            "choose(-1)",
            "racer before",
            id="before",
            tooltip="choose a racer",
        ),
        Binding("right,down,l,j", "choose(1)", "next racer", id="after", tooltip="choose a racer"),
        Binding("home", "choose_at(0)", "first racer", id="first", tooltip="the first, the last"),
        Binding("end", "choose_at(-1)", "last racer", id="last", tooltip="the first, the last"),
        Binding("enter", "open", "whom it follows", id="open", tooltip="whom it follows"),
        Binding("escape", "close", "back", id="close", tooltip="back"),
        Binding("pagedown", f"page({PAGE})", "list down", id="down", tooltip="through that list"),
        Binding("pageup", f"page(-{PAGE})", "list up", id="up", tooltip="through that list"),
        Binding("space", "pause", "pause", id="pause", tooltip="stop, go on"),
        Binding(
            "left_square_bracket", "faster(-1)", "slower", id="slower", tooltip="slower, faster"
        ),
        Binding(
            "right_square_bracket", "faster(1)", "faster", id="faster", tooltip="slower, faster"
        ),
        Binding("comma", "move(-1)", "minute back", id="back", tooltip="a minute back, on"),
        Binding("full_stop", "move(1)", "minute on", id="on", tooltip="a minute back, on"),
        Binding("n", "event(1)", "next event", id="event", tooltip="next event, and before"),
        Binding(
            "N", "event(-1)", "event before", id="event-before", tooltip="next event, and before"
        ),
        Binding("t", "window(1)", "next window", id="window", tooltip="next window of the chart"),
        Binding("plus,equals_sign", "zoom(-1)", "zoom in", id="in", tooltip="shorter, longer"),
        Binding("minus", "zoom(1)", "zoom out", id="out", tooltip="shorter, longer"),
        Binding("0", "all", "all", id="all", tooltip="all there is"),
        Binding("v", "everyone", "everyone", id="everyone", tooltip="who is far below"),
    ]

    board: reactive[Board] = reactive(EMPTY_BOARD, repaint=False)
    chosen: reactive[int | None] = reactive(None, repaint=False)
    window: reactive[Millis | None] = reactive(WINDOWS[1], repaint=False)
    everyone: reactive[bool] = reactive(False, repaint=False)
    drilled: reactive[bool] = reactive(False, repaint=False, toggle_class="-drilled")
    over: reactive[bool] = reactive(False, repaint=False, toggle_class="-over")
    crowd: reactive[bool] = reactive(False, repaint=False, toggle_class="-crowd")
    few: reactive[bool] = reactive(False, repaint=False, toggle_class="-few")

    def compose(self) -> ComposeResult:
        """Lay out the panels; where they sit stands in the app's style sheet."""
        yield Header().data_bind(RaceScreen.board)
        yield Horizontal(id="cards")
        yield Leaderboard().data_bind(RaceScreen.board, RaceScreen.chosen)
        with Horizontal(id="below"):
            with Vertical(id="middle"):
                yield PodiumPanel().data_bind(RaceScreen.board)
                yield Curve().data_bind(RaceScreen.board, RaceScreen.window, RaceScreen.everyone)
            yield Events().data_bind(RaceScreen.board)
            yield CirclePanel().data_bind(RaceScreen.board, RaceScreen.chosen)
        yield Commentary().data_bind(RaceScreen.board)
        yield Status().data_bind(RaceScreen.board)
        yield TooSmall().data_bind(RaceScreen.board)

    def on_screen_resume(self) -> None:
        """Draw what was not drawn while another screen covered this one."""
        for panel in self.query(Panel):
            panel.redraw()

    async def watch_board(self, board: Board) -> None:
        """Keep the number of cards, the choice and the end of the race as the board has them."""
        if not self.is_mounted:
            return
        await self._lay_cards(len(board.standings))
        if self.chosen not in {s.account.id for s in board.standings}:
            self.chosen = board.standings[0].account.id if board.standings else None
        over = board.podium is not None
        if over and not self.over:
            self.drilled = False
        self.over = over

    async def _lay_cards(self, racers: int) -> None:
        self.crowd, self.few = racers > CARDS, 0 < racers <= FEW
        wanted = 0 if self.crowd else racers
        cards = self.query_one("#cards")
        if len(cards.children) != wanted:
            await cards.remove_children()
            ranks = range(1, wanted + 1)
            await cards.mount_all(
                RacerPanel(rank).data_bind(RaceScreen.board, RaceScreen.chosen) for rank in ranks
            )

    def on_racer_chosen(self, message: RacerChosen) -> None:
        """Choose the racer that was clicked; a second click opens it."""
        self.drilled = self.drilled or message.again
        self.chosen = message.account_id

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

    def action_open(self) -> None:
        """Show whom the racer follows; at the end of a race, start it again."""
        if self.over and not self.drilled:
            self.post_message(Wish(lambda playing: playing.restart()))
        else:
            self.drilled = True

    def action_close(self) -> None:
        """Go back to the events."""
        self.drilled = False

    def action_page(self, rows: int) -> None:
        """Go down or up in the list that is open."""
        self.query_one(CirclePanel).scroll_rows(rows)

    def action_pause(self) -> None:
        """Stop the race's time, or let it go on."""
        self.post_message(Wish(lambda playing: playing.pause()))

    def action_faster(self, steps: int) -> None:
        """Let the race's time run faster, or slower."""
        self.post_message(Wish(lambda playing: playing.faster(steps)))

    def action_move(self, minutes: int) -> None:
        """Go on, or back, by minutes."""
        self.post_message(Wish(lambda playing: playing.move(minutes * MINUTE)))

    def action_event(self, steps: int) -> None:
        """Go to the next event, or to the one before."""
        self.post_message(Wish(lambda playing: playing.next_event(steps)))

    def action_window(self, steps: int) -> None:
        """Take the chart's next window, round and round."""
        self.window = WINDOWS[(WINDOWS.index(self.window) + steps) % len(WINDOWS)]

    def action_zoom(self, steps: int) -> None:
        """Take a shorter, or a longer, window."""
        place = WINDOWS.index(self.window) + steps
        self.window = WINDOWS[max(0, min(len(WINDOWS) - 1, place))]

    def action_all(self) -> None:
        """Show all the time there is."""
        self.window = None

    def action_everyone(self) -> None:
        """Show those far behind, too, or not."""
        self.everyone = not self.everyone
