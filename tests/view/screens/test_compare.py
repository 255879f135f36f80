"""Two accounts side by side: every key, and whom they share."""

from dataclasses import replace

from tests.building import board
from tests.view.screens.keys import (
    ANNS,
    FOLLOWEES,
    RACERS,
    TRACKS,
    Key,
    Keys,
    Stand,
    each_has_its_effect,
    replayed,
    stands,
)
from tui.model import DAY, HOUR
from tui.view.screens.compare import CompareScreen
from tui.view.screens.race import RaceScreen
from tui.view.widgets import Comparison

WAY = ("c",)


def pair(stand: Stand) -> tuple[int, int]:
    screen = stand.screen
    assert isinstance(screen, CompareScreen)
    return screen.one, screen.other


def window(stand: Stand) -> int | None:
    screen = stand.screen
    assert isinstance(screen, CompareScreen)
    return screen.window


def seen_from(stand: Stand) -> int:
    return stand.screen.query_one(Comparison).first


NEXT, BEFORE = Key(lambda s: pair(s) == (1, 3)), Key(lambda s: pair(s) == (1, 4))
FIRST, FIRST_BEFORE = Key(lambda s: pair(s) == (3, 2)), Key(lambda s: pair(s) == (4, 2))
IN = Key(lambda s: window(s) == 6 * HOUR)
PAGES: Keys = {
    "pagedown": Key(lambda s: seen_from(s) > 0),
    "pageup": Key(lambda s: seen_from(s) == 0, ("pagedown",)),
}
"""Where the table does not fit."""
WHERE_IT_FITS: Keys = {
    "right": NEXT,
    "l": NEXT,
    "c": NEXT,
    "left": BEFORE,
    "h": BEFORE,
    "down": FIRST,
    "j": FIRST,
    "up": FIRST_BEFORE,
    "k": FIRST_BEFORE,
    "s": Key(lambda s: pair(s) == (2, 1)),
    "t": Key(lambda s: window(s) == 7 * DAY),
    "plus": IN,
    "equals_sign": IN,
    "minus": Key(lambda s: window(s) == 7 * DAY),
    "0": Key(lambda s: window(s) is None),
    "escape": Key(lambda s: s.on(RaceScreen)),
}


KEYS: Keys = {**WHERE_IT_FITS, **PAGES}


async def test_each_key_has_its_effect() -> None:
    await each_has_its_effect(WAY, WHERE_IT_FITS)


async def test_pages_lead_through_a_table_that_does_not_fit_and_end_with_it() -> None:
    await each_has_its_effect(WAY, PAGES, size=(80, 24))
    async with stands(size=(80, 24)) as stand:
        await stand.press("c")
        assert "rank" in stand.seen()
        await stand.press(*["pagedown"] * 20)
        last = seen_from(stand)
        assert "unknown for both accounts" in stand.seen()
        assert "rank" not in stand.seen()
        assert all(who.name in stand.seen() for who in RACERS[:2])
        await stand.press("pagedown")
        assert seen_from(stand) == last


async def test_the_chosen_racer_is_compared_with_the_next_and_the_last_with_the_one_before() -> (
    None
):
    async with stands() as stand:
        await stand.press("right", "c")
        assert pair(stand) == (2, 3)
        await stand.press("escape", "end", "c")
        assert pair(stand) == (4, 3)


async def test_followers_and_the_gap_stand_side_by_side() -> None:
    async with stands() as stand:
        await stand.press("c")
        told = stand.seen()
        for words in ("936,000", "920,000", "+16,000", "−16,000", "@ann leads above 0"):
            assert words in told


async def test_whom_both_follow_is_told_where_both_lists_are_known() -> None:
    bobs = replace(ANNS, followees=FOLLOWEES[5:20])
    async with stands(board(*TRACKS, follow_lists={1: ANNS, 2: bobs})) as stand:
        await stand.press("c")
        told = stand.seen()
        # Of fifteen, two are gone; ten and thirteen do not overlap whole.
        both = sum(f.gone_at is None for f in FOLLOWEES[5:20])
        assert f"both follow {both}" in told
        assert f"@{FOLLOWEES[18].account.handle}" in told
        assert f"@{FOLLOWEES[19].account.handle} " not in told


async def test_a_list_that_nobody_read_is_named_and_the_key_that_reads_it() -> None:
    async with stands(replayed(live=True)) as stand:
        await stand.press("c")
        told = " ".join(stand.seen().split())
        assert "Bob's follow list hasn't been read." in told.replace("│ ", "")
        assert "enter on a racer" in told
