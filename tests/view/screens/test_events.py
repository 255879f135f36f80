"""The events: to read, to go to, to note."""

from tests.view.screens.keys import Key, Keys, Stand, each_has_its_effect, replayed, stands
from tests.view.screens.lists import LIST_KEYS, listed
from tui.model import NoteEvent, Seek
from tui.view.screens.chart import ChartScreen
from tui.view.screens.dialogs import Ask
from tui.view.screens.race import RaceScreen
from tui.view.widgets import EventList

WAY = ("e",)
NOTES = Key(lambda s: s.on(Ask) and "What just happened?" in s.seen())
KEYS: Keys = {
    **LIST_KEYS,
    "enter": Key(lambda s: s.sent(Seek(replayed().events[-1].at)) and s.on(RaceScreen)),
    "a": NOTES,
    "e": NOTES,
    "escape": Key(lambda s: s.on(RaceScreen)),
}


async def test_each_key_has_its_effect() -> None:
    await each_has_its_effect(WAY, KEYS)


async def test_the_newest_event_comes_first_with_the_number_of_its_flag() -> None:
    async with stands() as stand:
        await stand.press("e")
        rows = [row for row in stand.seen().splitlines() if "Event number" in row]
        assert ["Event number 5" in row and " 5 " in row for row in rows[:1]] == [True]
        assert len(rows) == 5


async def test_in_a_live_race_enter_shows_the_chart_at_the_event() -> None:
    async with stands(replayed(live=True)) as stand:
        await stand.press("e", "down", "enter")
        assert stand.on(ChartScreen)
        assert not [request for request in stand.data.requests if isinstance(request, Seek)]


async def test_what_is_typed_is_noted_as_of_now() -> None:
    async with stands() as stand:
        await stand.press("e", "a", *"on tv", "enter")
        (request,) = [request for request in stand.data.requests if isinstance(request, NoteEvent)]
        assert (request.title, request.account, request.ago) == ("on tv", None, 0)
        await stand.press("a", "space", "enter")
        assert (
            len([request for request in stand.data.requests if isinstance(request, NoteEvent)]) == 1
        )


async def test_a_click_goes_to_a_row_and_a_second_one_opens_it() -> None:
    async with stands() as stand:
        await stand.press("e")
        for _ in range(2):
            await stand.pilot.click(EventList, offset=(20, 4))
            await stand.press()
        assert stand.sent(Seek(replayed().events[2].at))


async def test_the_wheel_scrolls() -> None:
    async with stands() as stand:
        await stand.press("e")
        await stand.wheel(stand.screen.query_one(EventList), down=True)
        assert cursor(stand) == 3


def cursor(stand: Stand) -> int:
    return listed(stand).cursor
