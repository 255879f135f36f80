"""The spare screen: any key leaves it, something that happens moves it."""

from dataclasses import replace

import pytest

from tests.building import minute
from tests.view.screens.keys import EVENTS, RACERS, Stand, replayed, stands
from tui.model import Board, Event, EventKind, Origin
from tui.view.screens.monitor import MonitorScreen
from tui.view.screens.race import RaceScreen
from tui.view.widgets import Curve
from tui.view.widgets.monitor import Monitor

WAY = ("m",)


def shown(stand: Stand) -> str:
    """Return whom it shows, or that it shows the curves."""
    screen = stand.screen
    assert isinstance(screen, MonitorScreen)
    if screen.query_one(Curve).display:
        assert not screen.query_one(Monitor).display
        return "curves"
    return screen.board.standings[screen.turn].account.name


def happened(number: int) -> Board:
    new = Event(minute(360), EventKind.POST, "Something new", Origin.NOTED, RACERS[number])
    return replace(replayed(), events=(*EVENTS, new))


@pytest.mark.parametrize("key", ["q", "escape", "space", "m", "x", "down", "ctrl+p", "f1", "7"])
async def test_any_key_leaves_it_and_does_nothing_else(key: str) -> None:
    async with stands() as stand:
        await stand.press("m")
        assert stand.on(MonitorScreen)
        before = list(stand.data.requests)
        await stand.press(key)
        assert stand.on(RaceScreen)
        assert stand.data.requests == before
        assert not stand.app._exit


async def test_a_click_leaves_it() -> None:
    async with stands() as stand:
        await stand.press("m")
        await stand.pilot.click(Monitor)
        await stand.press()
        assert stand.on(RaceScreen)


async def test_ctrl_c_quits() -> None:
    async with stands() as stand:
        await stand.press("m")
        await stand.pilot.press("ctrl+c")
        assert stand.app._exit


async def test_it_goes_through_the_racers_and_the_curves_and_begins_again() -> None:
    async with stands() as stand:
        await stand.press("m")
        screen = stand.screen
        assert isinstance(screen, MonitorScreen)
        told = [shown(stand)]
        for _ in range(5):
            screen.next()
            await stand.press()
            told.append(shown(stand))
        assert told == ["Ann", "Bob", "Cat", "Dan", "curves", "Ann"]


async def test_it_goes_to_whom_something_happened_to() -> None:
    async with stands() as stand:
        await stand.press("m")
        stand.data.show(happened(2))
        await stand.press()
        assert shown(stand) == "Cat"


async def test_it_leaves_the_curves_for_whom_something_happened_to() -> None:
    async with stands() as stand:
        await stand.press("m")
        screen = stand.screen
        assert isinstance(screen, MonitorScreen)
        for _ in range(4):
            screen.next()
        await stand.press()
        assert shown(stand) == "curves"
        stand.data.show(happened(1))
        await stand.press()
        assert shown(stand) == "Bob"
        assert "936,000" in stand.seen()


@pytest.mark.parametrize(("live", "made"), [(True, "read just now"), (False, "live:test")])
async def test_the_race_the_count_the_clock_and_what_it_is_made_of_are_on_it(
    live: bool, made: str
) -> None:
    async with stands(replayed(live)) as stand:
        await stand.press("m")
        told = stand.seen()
        for words in ("1 ★ Ann", "leads", "+6,000/h", "06:00", made, "███"):
            assert words in told


async def test_now_and_then_all_of_it_moves_by_a_cell() -> None:
    async with stands() as stand:
        await stand.press("m")
        screen = stand.screen
        assert isinstance(screen, MonitorScreen)
        before = stand.seen().splitlines()[5:15]
        screen.move()
        await stand.press()
        after = stand.seen().splitlines()[5:15]
        assert [row[1:] for row in after] == [row[:-1] for row in before]
        screen.move()
        await stand.press()
        assert stand.seen().splitlines()[5:15] == before
