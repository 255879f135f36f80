"""What all screens have in common: the keys, the status line, every size, hostile names."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.events import Paste
from textual.screen import Screen
from textual.widgets import Input

from tests.building import board, track
from tests.view.screens import (
    test_account,
    test_add_account,
    test_chart,
    test_compare,
    test_dialogs,
    test_events,
    test_help,
    test_ledger,
    test_race,
    test_races,
    test_search,
)
from tests.view.screens.keys import (
    ANNS,
    EVENTS,
    FOLLOWEES,
    ON_THE_RACE,
    RACERS,
    TRACKS,
    Key,
    Keys,
    Stand,
    has_its_effect,
    replayed,
    stands,
)
from tui.model import (
    MINUTE,
    Account,
    Board,
    ChangeSpeed,
    GoToEvent,
    LookupResult,
    MoveBy,
    Notice,
    OpenedAccount,
    Pause,
    Refresh,
    Request,
    SourceStatus,
)
from tui.view.screens import HelpScreen
from tui.view.screens.account import AccountScreen
from tui.view.screens.add_account import AddAccountDialog
from tui.view.screens.chart import ChartScreen
from tui.view.screens.compare import CompareScreen
from tui.view.screens.dialogs import Ask, Confirm
from tui.view.screens.events import EventsScreen
from tui.view.screens.ledger import LedgerScreen
from tui.view.screens.monitor import MonitorScreen
from tui.view.screens.race import RaceScreen
from tui.view.screens.races import RacesScreen
from tui.view.screens.search import SearchScreen
from tui.view.widgets import Status

SIZES = ((160, 45), (80, 24), (40, 12), (30, 10), (20, 5))
SCREENS: Mapping[type[Screen[Any]], Sequence[str]] = {
    RaceScreen: (),
    AccountScreen: ("enter",),
    ChartScreen: ("g", "left"),
    CompareScreen: ("c",),
    EventsScreen: ("e",),
    LedgerScreen: ("L",),
    RacesScreen: ("r",),
    SearchScreen: ("slash", "a"),
    MonitorScreen: ("m",),
    HelpScreen: ("question_mark",),
    Ask: ("T", "x"),
    Confirm: ("d",),
    AddAccountDialog: ("a", "x"),
}
"""Every screen, and the keys that lead there from the race."""
VIEWS = (
    RaceScreen,
    AccountScreen,
    ChartScreen,
    CompareScreen,
    EventsScreen,
    LedgerScreen,
    RacesScreen,
)
"""Those on which no text is typed."""


def on_top(screen: type[Screen[Any]]) -> Key:
    return Key(lambda s: s.on(screen))


def sent(request: Request) -> Key:
    return Key(lambda s: s.sent(request))


def whom(stand: Stand) -> bool:
    """Tell whether the screen is about one of the racers."""
    return stand.told("select a racer first") or stand.on(Confirm)


COMMON: Keys = {
    "space": sent(Pause()),
    "left_square_bracket": sent(ChangeSpeed(-1)),
    "right_square_bracket": sent(ChangeSpeed(1)),
    "comma": sent(MoveBy(-MINUTE)),
    "full_stop": sent(MoveBy(MINUTE)),
    "n": sent(GoToEvent(1)),
    "N": sent(GoToEvent(-1)),
    "R": sent(Refresh()),
    "g": on_top(ChartScreen),
    "c": on_top(CompareScreen),
    "m": on_top(MonitorScreen),
    "e": on_top(EventsScreen),
    "L": on_top(LedgerScreen),
    "r": on_top(RacesScreen),
    "slash": on_top(SearchScreen),
    "a": on_top(AddAccountDialog),
    "d": Key(whom),
    "T": Key(lambda s: s.on(Ask) and "Target, such as 1M (empty: none)" in s.seen()),
    "y": Key(lambda s: s.told("copied: ") or s.told("nothing to copy here")),
    "o": Key(lambda s: s.told("has no page here") or s.told("select a racer first")),
    "x": Key(lambda s: s.on(Ask) and "Export all samples of the race" in s.seen()),
    "question_mark": on_top(HelpScreen),
    "ctrl+p": on_top(CommandPalette),
    "q": Key(lambda s: s.app._exit),
    "ctrl+c": Key(lambda s: s.app._exit),
}
OWN: Mapping[type[Screen[Any]], Keys] = {
    RaceScreen: {**test_race.KEYS, "escape": Key(lambda s: True)},
    AccountScreen: test_account.KEYS,
    ChartScreen: test_chart.KEYS,
    CompareScreen: test_compare.KEYS,
    EventsScreen: test_events.KEYS,
    LedgerScreen: test_ledger.KEYS,
    RacesScreen: test_races.KEYS,
    SearchScreen: test_search.KEYS,
    MonitorScreen: {},
    HelpScreen: test_help.KEYS,
    Ask: test_dialogs.KEYS,
    Confirm: test_dialogs.CONFIRM_KEYS,
    AddAccountDialog: {**test_add_account.KEYS, test_add_account.TAB: Key(lambda s: True)},
}
"""What the tests of each screen press; each table drives its tests."""
ITSELF = {(ChartScreen, "g"), (LedgerScreen, "L"), (RacesScreen, "r")}
"""Keys that lead to the screen that is there already."""
ENDS = ("q", "ctrl+c")


@pytest.mark.parametrize("screen", VIEWS, ids=lambda v: v.__name__)
async def test_each_common_key_has_its_effect_on_each_screen(
    screen: type[Screen[Any]],
) -> None:
    async with stands() as stand:
        await stand.press(*SCREENS[screen])
        here = stand.screen
        for key, does in COMMON.items():
            if key in OWN[screen] or key in ENDS or (screen, key) in ITSELF:
                continue
            stand.data.requests.clear()
            stand.app._notifications.clear()
            assert not does.effect(stand), key
            await stand.press(key)
            assert does.effect(stand), key
            while stand.screen is not here:
                await stand.press("escape")


@pytest.mark.parametrize("screen", SCREENS, ids=lambda v: v.__name__)
async def test_ctrl_c_quits_wherever_it_is_pressed(screen: type[Screen[Any]]) -> None:
    await has_its_effect(SCREENS[screen], "ctrl+c", COMMON["ctrl+c"])


@pytest.mark.parametrize("screen", VIEWS, ids=lambda v: v.__name__)
async def test_q_quits_where_no_text_is_typed(screen: type[Screen[Any]]) -> None:
    await has_its_effect(SCREENS[screen], "q", COMMON["q"])


@pytest.mark.parametrize(("screen", "key"), sorted(ITSELF, key=str))
async def test_a_key_that_leads_to_this_screen_does_not_pile_it_up(
    screen: type[Screen[Any]], key: str
) -> None:
    async with stands() as stand:
        await stand.press(*SCREENS[screen], key, key)
        assert sum(isinstance(below, screen) for below in stand.app.screen_stack) == 1


async def test_every_key_of_every_screen_is_pressed_by_a_test() -> None:
    async with stands() as stand:
        for screen, way in SCREENS.items():
            await stand.press(*way)
            assert stand.on(screen)
            bound = {k for b in stand.app.bindings_of(stand.screen) for k in b.key.split(",")}
            pressed = {*COMMON, *OWN[screen]}
            assert bound - pressed == set(), screen
            # A key that a table tells of is one that a screen has.
            assert OWN[screen].keys() - bound == set(), screen
            while len(stand.app.screen_stack) > ON_THE_RACE:
                await stand.press("escape")


async def test_every_screen_there_is_is_walked() -> None:
    def below(kind: type[Screen[Any]]) -> set[type[Screen[Any]]]:
        return {kind, *(deep for sub in kind.__subclasses__() for deep in below(sub))}

    ours = {kind for kind in below(Screen) if kind.__module__.startswith("tui.")}
    abstract = {kind for kind in ours if kind.__subclasses__() or "[" in kind.__name__}
    assert ours - abstract == set(SCREENS)


async def test_each_binding_has_a_name_of_its_own_on_its_screen() -> None:
    async with stands() as stand:
        for screen in VIEWS:
            await stand.press(*SCREENS[screen])
            names = [b.id for b in stand.app.bindings_of(stand.screen)]
            assert None not in names
            assert len(names) == len(set(names)), screen
            while len(stand.app.screen_stack) > ON_THE_RACE:
                await stand.press("escape")


# The status line


@pytest.mark.parametrize("screen", [*VIEWS, SearchScreen], ids=lambda v: v.__name__)
async def test_a_click_on_a_key_of_the_status_line_does_what_the_key_does(
    screen: type[Screen[Any]],
) -> None:
    async with stands() as stand:
        await stand.press(*SCREENS[screen])
        row = stand.seen().splitlines()[-1]
        status = stand.screen.query_one(Status)
        last = next(h for h in status._hints if h.name in ("help", "search", "choose"))
        assert f" {last.key} {last.name} " in row
        await stand.pilot.click(Status, offset=(row.index(f"{last.key} {last.name}") + 1, 0))
        await stand.press()
        assert stand.on(HelpScreen) or (screen is SearchScreen and stand.on(SearchScreen))


async def test_a_click_beside_the_keys_does_nothing() -> None:
    async with stands() as stand:
        await stand.pilot.click(Status, offset=(158, 0))
        await stand.press()
        assert stand.on(RaceScreen)
        assert stand.data.requests == []


@pytest.mark.parametrize("screen", [*VIEWS, SearchScreen], ids=lambda v: v.__name__)
async def test_every_hint_runs_an_action_that_there_is(screen: type[Screen[Any]]) -> None:
    async with stands() as stand:
        await stand.press(*SCREENS[screen])
        here = stand.screen
        for hint in here.query_one(Status)._hints:
            name = hint.action.partition("(")[0]
            of, action = (stand.app, name[4:]) if name.startswith("app.") else (here, name)
            assert callable(getattr(of, f"action_{action}"))


# What is told once


async def test_a_notice_is_told_once_and_the_next_one_too() -> None:
    async with stands() as stand:
        for number, words in ((1, "first"), (1, "first"), (2, "second")):
            stand.data.show(replace(stand.data.board, notice=Notice(number, words)))
            await stand.press()
        assert [n.message for n in stand.app._notifications] == ["first", "second"]


# Any size


def assert_whole(stand: Stand, size: tuple[int, int]) -> None:
    """Fail where a line is not as wide as the screen, or a widget lies outside of its place."""
    rows = stand.app.screen._compositor.render_strips()
    assert [row.cell_length for row in rows] == [size[0]] * size[1]
    for widget in stand.screen.query("*"):
        if widget.region.area and widget.is_on_screen and widget.parent is stand.screen:
            assert stand.screen.region.contains_region(widget.region), widget


@pytest.mark.parametrize("screen", SCREENS, ids=lambda v: v.__name__)
async def test_every_screen_has_its_place_in_every_size(screen: type[Screen[Any]]) -> None:
    async with stands() as stand:
        await stand.press(*SCREENS[screen])
        for size in (*SIZES, SIZES[0]):
            await stand.pilot.resize_terminal(*size)
            await stand.press()
            assert stand.on(screen)
            assert_whole(stand, size)
        await stand.pilot.resize_terminal(1, 1)
        await stand.press("escape")


@pytest.mark.parametrize("size", SIZES[2:], ids=str)
@pytest.mark.parametrize("screen", VIEWS, ids=lambda v: v.__name__)
async def test_a_screen_that_opens_in_a_small_terminal_is_whole(
    screen: type[Screen[Any]], size: tuple[int, int]
) -> None:
    async with stands(size=size) as stand:
        await stand.press(*SCREENS[screen])
        assert stand.on(screen)
        assert_whole(stand, size)
        assert "30 × 10" in " ".join(stand.seen().split()) or size != (20, 5)


# Hostile names

HOSTILE = (
    "[/][@click=app.quit]x[/][link=https://evil.example]y[/link]$error {x} %s \\",
    "\x1b]0;x\x07title\x9b2J\u202eabc\u202c\u2066d\u2069\u200b\n\r\t",
    "中文字幕" * 9,
)


def controls(stand: Stand) -> set[str]:
    """Return what would do something to the terminal."""
    told = stand.seen().replace("\n", "")
    return {c for c in told if unicodedata.category(c) in ("Cc", "Cf")}


def hostile(who: Account, n: int) -> Account:
    text = HOSTILE[n % len(HOSTILE)]
    return replace(who, handle=f"{text}{n}", name=f"{n}{text}")


def hostile_board(text: str) -> Board:
    """Return a board on which whatever can be hostile is."""
    before = replayed()
    names = {who.id: hostile(who, n) for n, who in enumerate(RACERS)}
    follow_list = replace(
        ANNS,
        followees=tuple(replace(f, account=hostile(f.account, n)) for n, f in enumerate(FOLLOWEES)),
    )
    race = replace(before.race, title=text, accounts=tuple(names.values()))
    return replace(
        before,
        race=race,
        standings=tuple(replace(s, account=names[s.account.id]) for s in before.standings),
        tracks={n: replace(t, account=names[n]) for n, t in before.tracks.items()},
        follow_lists={1: follow_list},
        events=tuple(replace(e, title=text, account=names[1]) for e in EVENTS),
        sentence=text,
        provenance=text,
        clock_status=replace(before.clock_status, label=text),
        library=tuple(
            replace(s, race=replace(s.race, title=text, name=f"x{text}")) for s in before.library
        ),
        opened=OpenedAccount(names[1], follow_list, why=text),
        found=LookupResult("x", why=text, near=(text,)),
        notice=Notice(1, text, good=False),
        statuses=(SourceStatus(text, before.at, text, before.at),),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("size", [(160, 45), (40, 12)], ids=str)
async def test_hostile_text_goes_through_every_screen_and_does_nothing(
    text: str, size: tuple[int, int]
) -> None:
    async with stands(hostile_board(text), size) as stand:
        for screen, way in SCREENS.items():
            await stand.press(*way)
            assert stand.on(screen)
            assert_whole(stand, size)
            assert controls(stand) == set()
            while len(stand.app.screen_stack) > ON_THE_RACE:
                await stand.press("escape")


@pytest.mark.parametrize(
    "way",
    [("enter", "slash"), ("slash",), ("T",), ("a",), ("r", "a"), ("e", "a"), ("x",)],
    ids="-".join,
)
async def test_hostile_text_that_is_pasted_does_nothing(way: tuple[str, ...]) -> None:
    for text in HOSTILE:
        async with stands() as stand:
            await stand.press(*way)
            stand.screen.query_one(Input).post_message(Paste(text))
            await stand.press()
            assert_whole(stand, (160, 45))
            assert controls(stand) == set()
            await stand.press("enter")
            assert not stand.app._exit


async def test_a_racer_that_is_hostile_is_asked_about_copied_and_has_no_page() -> None:
    async with stands(hostile_board("[/]")) as stand:
        for key in ("y", "o", "d"):
            await stand.press(key)
        assert stand.on(Confirm)
        assert "[/]" in stand.seen()


async def test_tracks_without_a_sample_go_through_every_screen() -> None:
    empty = board(*(track(t.account, []) for t in TRACKS))
    async with stands(empty) as stand:
        for screen, way in SCREENS.items():
            await stand.press(*way)
            assert stand.on(screen)
            while len(stand.app.screen_stack) > ON_THE_RACE:
                await stand.press("escape")


# What is typed ahead


@pytest.mark.parametrize("key", ["enter", "g", "slash", "T", "d", "m"])
async def test_a_key_pressed_twice_before_its_screen_is_there_opens_it_once(key: str) -> None:
    async with stands() as stand:
        stand.app.simulate_key(key)
        stand.app.simulate_key(key)
        await stand.press()
        assert [type(s) for s in stand.app.screen_stack[1:-1]] == [RaceScreen]


async def test_a_double_click_on_the_chosen_racer_opens_it_once() -> None:
    async with stands() as stand:
        await stand.pilot.click("#cards RacerCard", times=2)
        await stand.press()
        kinds = [type(s) for s in stand.app.screen_stack[1:]]
        assert kinds == [RaceScreen, AccountScreen]
