"""Help and the palette: every key that does something, from the bindings themselves."""

import pytest
from textual.command import CommandPalette
from textual.widgets import Static

from tests.view.screens.keys import Key, Keys, has_its_effect, replayed, stands
from tui.model import Pause
from tui.view.screens import REPLAYS_ONLY, HelpScreen, RaceScreen
from tui.view.screens.help import keys_of

WAY = ("question_mark",)
CLOSES = Key(lambda s: s.on(RaceScreen))
KEYS: Keys = {"escape": CLOSES, "question_mark": CLOSES, "q": CLOSES}
SMALL = (40, 12)


@pytest.mark.parametrize("key", KEYS)
async def test_each_key_closes_it(key: str) -> None:
    await has_its_effect(WAY, key, KEYS[key])


@pytest.mark.parametrize("way", [(), ("enter",), ("g",), ("c",), ("e",), ("r",)])
async def test_it_lists_every_key_of_the_screen_below(way: tuple[str, ...]) -> None:
    async with stands() as stand:
        await stand.press(*way)
        bindings = stand.app.bindings_of(stand.screen)
        await stand.press("question_mark")
        assert stand.on(HelpScreen)
        told = "\n".join(str(s.render()) for s in stand.screen.query(Static))
        assert all(keys_of(binding) in told for binding in bindings)
        assert all(binding.tooltip in told for binding in bindings)


async def test_a_key_that_means_two_things_is_listed_once() -> None:
    async with stands() as stand:
        for way in ((), ("enter",), ("escape", "g"), ("escape", "c"), ("escape", "e")):
            await stand.press(*way)
            bound = [k for b in stand.app.bindings_of(stand.screen) for k in b.key.split(",")]
            assert len(bound) == len(set(bound))


@pytest.mark.parametrize("live", [True, False])
async def test_the_keys_of_a_replays_time_are_told_of_a_replay_alone(live: bool) -> None:
    async with stands(replayed(live)) as stand:
        told = {b.id for b in stand.app.bindings_of(stand.screen)}
        assert told.isdisjoint(REPLAYS_ONLY) if live else told >= REPLAYS_ONLY
        assert "pause" in told


async def test_it_scrolls_in_a_small_screen() -> None:
    async with stands(size=SMALL) as stand:
        await stand.press("question_mark")
        frame = stand.screen.query_one("#help")
        assert frame.max_scroll_y > 0
        await stand.press("down", "j", "down")
        assert frame.scroll_y == 3
        await stand.press("up", "k")
        assert frame.scroll_y == 1
        await stand.press("pagedown")
        assert frame.scroll_y == 9
        await stand.press("pageup")
        assert frame.scroll_y == 1
        await stand.press(*["end"] * 20)
        assert frame.scroll_y == frame.max_scroll_y
        await stand.press(*["home"] * 20)
        assert frame.scroll_y == 0


async def test_every_command_is_in_the_palette_and_runs_from_there() -> None:
    async with stands() as stand:
        screen = stand.screen
        assert isinstance(screen, RaceScreen)
        commands = {c.title: c.callback for c in stand.app.get_system_commands(screen)}
        assert {"Pause", "Next event", "Quit", "Help", "Everyone", "Theme"} <= set(commands)
        await stand.press("ctrl+p")
        assert stand.on(CommandPalette)
        await stand.press("escape")
        commands["Everyone"]()
        await stand.press()
        assert screen.everyone


@pytest.mark.parametrize("way", [(), ("enter",), ("g",), ("c",), ("slash", "a")])
async def test_a_command_chosen_in_the_palette_runs_on_the_screen_below(
    way: tuple[str, ...],
) -> None:
    async with stands() as stand:
        await stand.press(*way)
        below = stand.screen
        commands = {c.title: c.callback for c in stand.app.get_system_commands(below)}
        await stand.press("ctrl+p")
        assert stand.on(CommandPalette)
        await stand.press("escape")
        assert stand.screen is below
        commands["Pause"]()
        await stand.press()
        assert stand.sent(Pause())
