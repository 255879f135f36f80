"""Adding an account: looked up before it is added; a typo gets a suggestion."""

from dataclasses import replace

import pytest
from textual.widgets import Input

from tests.building import account, minute
from tests.view.screens.keys import RACERS, Key, Keys, Stand, has_its_effect, replayed, stands
from tui.model import AddAccount, LookUp, LookupResult, Sample
from tui.view.screens.add_account import AddAccountDialog
from tui.view.screens.race import RaceScreen

EVE = account(9, "Eve")
WAY = ("a",)
KEYS: Keys = {"escape": Key(lambda s: s.on(RaceScreen))}
"""That of tab is below: it takes what came of looking a name up."""
TAB = "tab"


async def look_up(stand: Stand, name: str, found: LookupResult) -> None:
    await stand.press("a", *name, "enter")
    assert stand.sent(LookUp(name))
    assert "looking it up" in stand.seen()
    stand.data.show(replace(replayed(), found=found))
    await stand.press()


@pytest.mark.parametrize("key", KEYS)
async def test_each_key_has_its_effect(key: str) -> None:
    await has_its_effect(WAY, key, KEYS[key])


async def test_what_was_found_is_shown_with_its_count_and_enter_adds_it() -> None:
    async with stands() as stand:
        await look_up(stand, "test:eve", LookupResult("test:eve", EVE, 1_234))
        assert "Eve @eve on test, 1,234 followers: enter adds it" in stand.seen()
        assert not stand.sent(AddAccount(EVE))
        await stand.press("enter")
        assert stand.sent(AddAccount(EVE))
        assert stand.on(RaceScreen)


async def test_who_races_already_is_said_to() -> None:
    async with stands() as stand:
        await look_up(stand, "test:bob", LookupResult("test:bob", RACERS[1], 5))
        assert "already in the race" in stand.seen()


async def test_tab_takes_the_name_that_may_have_been_meant() -> None:
    async with stands() as stand:
        found = LookupResult("test:evee", why="no account 'evee'; did you mean eve?", near=("eve",))
        await look_up(stand, "test:evee", found)
        assert "did you mean eve?" in stand.seen()
        await stand.press("tab")
        assert stand.screen.query_one(Input).value == "test:eve"
        assert "did you mean" not in stand.seen()
        await stand.press("enter")
        assert stand.sent(LookUp("test:eve"))


async def test_what_was_asked_before_is_no_answer_to_another_name() -> None:
    async with stands() as stand:
        await stand.press("a", *"test:eve", "enter", "x")
        stand.data.show(replace(replayed(), found=LookupResult("test:eve", EVE, 5)))
        await stand.press()
        assert "@eve" not in stand.seen()
        await stand.press("enter")
        assert stand.sent(LookUp("test:evex"))
        assert stand.on(AddAccountDialog)


async def test_the_same_name_can_be_looked_up_again() -> None:
    async with stands() as stand:
        await look_up(stand, "test:eve", LookupResult("test:eve", why="test: is out"))
        assert "is out" in stand.seen()
        await stand.press("enter")
        assert stand.data.requests.count(LookUp("test:eve")) == 2
        stand.data.show(replace(replayed(), found=LookupResult("test:eve", EVE, 5)))
        await stand.press()
        assert "enter adds it" in stand.seen()


async def test_an_account_that_is_not_in_the_race_is_named_where_it_is_added() -> None:
    async with stands() as stand:
        await stand.press("enter", "enter")
        opened = stand.data.board.opened
        assert opened is not None
        stand.data.show(replace(replayed(), opened=replace(opened, newest=Sample(minute(1), 5))))
        await stand.press()
        assert "not in this race: a adds it" in stand.seen()
        await stand.press("a")
        asked = stand.screen.query_one(Input).value
        assert asked.startswith("test:")
        assert asked.endswith("218")
