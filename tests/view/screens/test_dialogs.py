"""Dialogs: a text, or yes and no; by key and by mouse."""

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.view.screens.keys import Key, Keys, has_its_effect, stands
from tui.model import Export, RemoveAccount, SetTarget
from tui.view.screens.dialogs import Ask, Confirm
from tui.view.screens.race import RaceScreen

WAY = ("T",)
KEYS: Keys = {"escape": Key(lambda s: s.on(RaceScreen))}
AGREED = Key(lambda s: any(isinstance(request, RemoveAccount) for request in s.data.requests))
REFUSED = Key(
    lambda s: (
        s.on(RaceScreen)
        and not any(isinstance(request, RemoveAccount) for request in s.data.requests)
    )
)
CONFIRM_KEYS: Keys = {"y": AGREED, "enter": AGREED, "n": REFUSED, "escape": REFUSED}


@pytest.mark.parametrize("key", KEYS)
async def test_each_key_of_a_question_has_its_effect(key: str) -> None:
    await has_its_effect(WAY, key, KEYS[key])


@pytest.mark.parametrize("key", CONFIRM_KEYS)
async def test_each_key_of_a_yes_or_no_has_its_effect(key: str) -> None:
    await has_its_effect(("d",), key, CONFIRM_KEYS[key])


@pytest.mark.parametrize(("answer", "requests"), [("#yes", 1), ("#no", 0)])
async def test_a_click_answers(answer: str, requests: int) -> None:
    async with stands() as stand:
        await stand.press("d")
        await stand.pilot.click(answer)
        await stand.press()
        assert len([w for w in stand.data.requests if isinstance(w, RemoveAccount)]) == requests
        assert stand.on(RaceScreen)


async def test_the_question_names_whom_it_is_about() -> None:
    async with stands() as stand:
        await stand.press("right", "d")
        assert "Remove Bob from test? Its history is kept." in stand.seen()


@pytest.mark.parametrize(
    ("typed", "target"), [("2M", 2_000_000), ("1234567", 1_234_567), ("", None)]
)
async def test_a_target_is_taken_in_any_way_it_is_written(typed: str, target: int | None) -> None:
    async with stands() as stand:
        await stand.press("T", *typed, "enter")
        assert stand.sent(SetTarget(target))


@pytest.mark.parametrize("typed", ["xx", "0", "-5"])
async def test_what_is_no_target_is_told_as_it_is_typed_and_not_taken(typed: str) -> None:
    async with stands() as stand:
        await stand.press("T", *typed)
        wrong = str(stand.screen.query_one(".wrong").render())
        assert wrong
        await stand.press("enter")
        assert stand.on(Ask)
        assert not [w for w in stand.data.requests if isinstance(w, SetTarget)]


async def test_an_export_is_only_to_a_new_file_in_a_folder_that_is_there(tmp_path: Path) -> None:
    async with stands() as stand:
        await stand.press("x")
        asked = stand.screen.query_one(Input)
        assert asked.value.endswith("test.csv")
        for text, why in (
            (str(tmp_path), "this file exists already"),
            (f"{tmp_path}/no/such.csv", "no such folder"),
            ("x" * 300, "not a valid file name"),
        ):
            asked.value = text
            await stand.press("enter")
            assert why in stand.seen()
            assert stand.on(Ask)
        asked.value = f"{tmp_path}/new.csv"
        await stand.press("enter")
        (request,) = [w for w in stand.data.requests if isinstance(w, Export)]
        assert str(request.file) == f"{tmp_path}/new.csv"


@pytest.mark.parametrize("typed", ["~", "~nobody-of-that-name/x.csv", "~/", "/"])
async def test_any_text_can_be_typed_as_the_name_of_a_file(typed: str) -> None:
    async with stands() as stand:
        await stand.press("x")
        for end in range(len(typed) + 1):
            stand.screen.query_one(Input).value = typed[:end]
            await stand.press()
        assert stand.on(Ask)


async def test_ctrl_c_quits_from_a_dialog_too() -> None:
    for key in ("T", "d", "a"):
        async with stands() as stand:
            await stand.press(key)
            await stand.pilot.press("ctrl+c")
            assert stand.app._exit


async def test_a_letter_is_typed_and_does_nothing_else() -> None:
    async with stands() as stand:
        await stand.press("T", "q", "d")
        assert stand.on(Ask)
        assert not stand.on(Confirm)
        assert stand.screen.query_one(Input).value == "qd"
