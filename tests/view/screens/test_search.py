"""Search over all, as the user types."""

from tests.view.screens.keys import Key, Keys, each_has_its_effect, replayed, stands
from tests.view.screens.lists import at
from tui.model import ChooseRace, OpenAccount
from tui.view.screens.account import AccountScreen
from tui.view.screens.chart import ChartScreen
from tui.view.screens.race import RaceScreen
from tui.view.screens.search import SearchScreen
from tui.view.widgets import SearchResults

WAY = ("slash",)
TYPED = tuple("event")
KEYS: Keys = {
    "down": Key(lambda s: at(s) == 1, TYPED),
    "up": Key(lambda s: at(s) == 0, (*TYPED, "down")),
    "pagedown": Key(lambda s: at(s) == 4, TYPED),
    "pageup": Key(lambda s: at(s) == 0, (*TYPED, "down", "down")),
    "escape": Key(lambda s: s.on(RaceScreen)),
}


async def test_each_key_has_its_effect() -> None:
    await each_has_its_effect(WAY, KEYS)


async def test_every_key_that_is_a_letter_is_typed() -> None:
    async with stands() as stand:
        await stand.press("slash", *"agq", "slash", "question_mark", "1", "space", "R")
        assert stand.on(SearchScreen)
        assert stand.screen.query_one(SearchResults).text == "agq/?1 R"


async def test_enter_opens_a_racer() -> None:
    async with stands() as stand:
        await stand.press("slash", *"cat", "enter")
        assert stand.on(AccountScreen)
        assert stand.sent(OpenAccount(3))
        await stand.press("escape")
        assert stand.on(SearchScreen)


async def test_enter_opens_a_followee_of_a_racer() -> None:
    async with stands() as stand:
        await stand.press("slash", *"racer 107", "enter")
        assert stand.sent(OpenAccount(107))


async def test_enter_shows_the_chart_at_an_event() -> None:
    async with stands() as stand:
        await stand.press("slash", *"number 2", "enter")
        assert stand.on(ChartScreen)
        await stand.press()
        screen = stand.screen
        assert isinstance(screen, ChartScreen)
        assert screen.chart.options.cursor == replayed().events[1].at


async def test_enter_chooses_a_race_in_place_of_the_search() -> None:
    async with stands() as stand:
        await stand.press("slash", *"race-3", "enter")
        assert stand.sent(ChooseRace("race-3", True))
        assert stand.on(RaceScreen)


async def test_a_click_opens_what_stands_at_the_cursor() -> None:
    async with stands() as stand:
        await stand.press("slash", *"cat")
        await stand.pilot.click(SearchResults, offset=(10, 1))
        await stand.press()
        assert stand.sent(OpenAccount(3))
