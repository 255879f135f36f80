"""The ledger: how past forecasts did, and going to when one was made."""

from dataclasses import replace

import pytest

from tests.building import minute
from tests.view.screens.keys import LEDGER, Key, Keys, each_has_its_effect, replayed, stands
from tests.view.screens.lists import LIST_KEYS
from tui.model import HOUR, Board, Ledger, ReadLedger, Seek
from tui.view.screens.chart import ChartScreen
from tui.view.screens.ledger import LedgerScreen
from tui.view.screens.race import RaceScreen
from tui.view.widgets import LedgerList, Score

WAY = ("L",)
LAST_MADE = LEDGER.entries[-1].forecast.at


def asked_again(times: int) -> Key:
    return Key(lambda s: len([w for w in s.data.requests if isinstance(w, ReadLedger)]) == times)


KEYS: Keys = {
    **LIST_KEYS,
    "enter": Key(lambda s: s.sent(Seek(LAST_MADE)) and s.on(RaceScreen)),
    "R": asked_again(2),
    "escape": Key(lambda s: s.on(RaceScreen)),
}


async def test_each_key_has_its_effect() -> None:
    await each_has_its_effect(WAY, KEYS)


async def test_the_ledger_is_wanted_when_it_is_shown() -> None:
    async with stands() as stand:
        await stand.press("L")
        assert stand.sent(ReadLedger())


async def test_the_newest_forecast_comes_first_with_what_came_and_whether_that_was_within() -> None:
    async with stands() as stand:
        await stand.press("L")
        rows = [row for row in stand.seen().splitlines() if "+10 min" in row]
        assert ["✓" in row for row in rows] == [False, True, True]
        assert all("Bob" in row and "00:30" in row and "00:40" in row for row in rows)
        assert "00:20 – 00:25" in rows[0]


async def test_above_them_stands_what_they_say_together() -> None:
    async with stands() as stand:
        await stand.press("L")
        told = stand.seen()
        assert "67 % came within their interval (aim: 80 %)" in told
        assert "typically 10 min off" in told
        assert "outcome known for 3 of 3, as of 06:00" in told


@pytest.mark.parametrize(("size", "shown"), [((80, 24), True), ((40, 12), False)])
async def test_in_a_low_screen_the_list_has_all_the_room(
    size: tuple[int, int], shown: bool
) -> None:
    async with stands(size=size) as stand:
        await stand.press("L")
        assert stand.screen.query_one(Score).display is shown
        assert "+10 min" in stand.seen()


async def test_in_a_live_race_enter_shows_the_chart_at_the_forecast() -> None:
    async with stands(replayed(live=True)) as stand:
        await stand.press("L", "enter")
        assert stand.on(ChartScreen)
        assert not [request for request in stand.data.requests if isinstance(request, Seek)]


def without_target() -> Board:
    race = replace(replayed().race, target=None)
    return replace(replayed(), race=race, ledger=Ledger(minute(0)))


OPEN = replace(LEDGER.entries[0], came=None)


@pytest.mark.parametrize(
    ("board", "words"),
    [
        (replace(replayed(), ledger=None), "Looking at past forecasts"),
        (replace(replayed(), ledger=Ledger(minute(0))), "No past forecasts yet."),
        (
            replace(replayed(), ledger=Ledger(minute(0), (OPEN,))),
            "1 forecast kept. It has not come due yet.",
        ),
        (replace(replayed(), ledger=Ledger(minute(0), why="it is busy")), "it is busy"),
        (without_target(), "There is no target to forecast"),
    ],
    ids=["still reading", "none", "none settled", "unreadable", "no target"],
)
async def test_where_there_is_none_it_is_said_why(board: Board, words: str) -> None:
    async with stands(board) as stand:
        await stand.press("L")
        assert words in stand.seen()
        await stand.press("enter")
        assert stand.on(LedgerScreen)


async def test_what_came_after_the_horizon_is_later() -> None:
    entry = LEDGER.entries[0]
    late = replace(entry, forecast=replace(entry.forecast, median=None, horizon=HOUR), came=1.0)
    board = replace(replayed(), ledger=replace(LEDGER, entries=(replace(late, error=None),)))
    async with stands(board) as stand:
        await stand.press("L")
        row = stand.screen.query_one(LedgerList).row(0, 120)
        assert "".join(text for text, _ in row).split().count("later") == 2
