"""The races: choose, make, rename, remove."""

import pytest

from tests.view.screens.keys import Key, Keys, each_has_its_effect, stands
from tests.view.screens.lists import LIST_KEYS
from tui.model import ChooseRace, ListRaces, MakeRace, RemoveRace, RenameRace
from tui.view.screens.dialogs import Ask, Confirm
from tui.view.screens.race import RaceScreen
from tui.view.screens.races import RacesScreen
from tui.view.widgets import RaceList

WAY = ("r",)
KEYS: Keys = {
    **LIST_KEYS,
    "enter": Key(lambda s: s.sent(ChooseRace("race-1", True)) and s.on(RaceScreen)),
    "a": Key(lambda s: s.on(Ask) and "Name of the race:" in s.seen()),
    "M": Key(lambda s: s.on(Ask) and "New name of race-1:" in s.seen()),
    "d": Key(lambda s: s.on(Confirm) and "Remove the race race-1?" in s.seen()),
    "escape": Key(lambda s: s.on(RaceScreen)),
}


async def test_each_key_has_its_effect() -> None:
    await each_has_its_effect(WAY, KEYS)


async def test_the_list_is_wanted_anew_when_it_is_shown() -> None:
    async with stands() as stand:
        await stand.press("r")
        assert stand.sent(ListRaces())
        told = stand.seen()
        assert all(f"race-{n}" in told for n in range(1, 5))
        assert [kind in told for kind in ("live", "replay", "recorded")] == [True] * 3


async def test_a_race_that_is_made_is_shown() -> None:
    async with stands() as stand:
        await stand.press("r", "a", *"mine", "enter")
        assert stand.sent(MakeRace("mine", None))
        assert stand.on(RaceScreen)


async def test_a_name_that_cannot_be_is_told_and_not_taken() -> None:
    async with stands() as stand:
        await stand.press("r", "a", *"!!", "enter")
        assert "is not a race name" in stand.seen()
        await stand.press("escape")
        assert stand.on(RacesScreen)
        assert [request for request in stand.data.requests if isinstance(request, MakeRace)] == []


async def test_a_race_gets_another_name() -> None:
    async with stands() as stand:
        await stand.press("r", "down", "M", "end", "2", "enter")
        assert stand.sent(RenameRace("race-2", "race-22"))


@pytest.mark.parametrize(("key", "removed"), [("y", True), ("n", False), ("escape", False)])
async def test_a_race_is_removed_only_if_that_is_wanted(key: str, removed: bool) -> None:
    async with stands() as stand:
        await stand.press("r", "d", key)
        assert stand.sent(RemoveRace("race-1")) is removed
        assert stand.on(RacesScreen)


@pytest.mark.parametrize("key", ["M", "d"])
async def test_a_race_that_ships_stays_as_it_is(key: str) -> None:
    async with stands() as stand:
        await stand.press("r", "end", key)
        assert stand.on(RacesScreen)
        assert stand.told("ships with racetui")


async def test_a_click_goes_to_a_row_and_a_second_one_opens_it() -> None:
    async with stands() as stand:
        await stand.press("r")
        for _ in range(2):
            await stand.pilot.click(RaceList, offset=(20, 4))
            await stand.press()
        assert stand.sent(ChooseRace("race-3", True))
