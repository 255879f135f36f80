"""The account screen on a real data side: pages that arrive, a reading that is left."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

from tests.building import account
from tests.staging import Here, living, press, seen, showing, until
from tests.view.screens.keys import RACERS, replayed, stands
from tui.model import Followee, FollowList, OpenedAccount
from tui.sources.demo import DemoWorld
from tui.view.app import RaceApp
from tui.view.screens.account import AccountScreen
from tui.view.widgets import FollowListTable

MANY = 20_000


def listed(app: RaceApp) -> FollowListTable:
    return app.screen.query_one(FollowListTable)


def reading(data: Here) -> bool:
    assert data.controller is not None
    return data.controller._screen.jobs.is_running("open account")


async def test_a_list_fills_and_is_whole_and_leaving_it_and_coming_back_reads_it_no_more(
    tmp_path: Path,
) -> None:
    data = living(tmp_path)
    async with showing(data) as (pilot, app):
        await press(pilot, "end", "enter")
        await until(pilot, lambda: listed(app).follow_list.complete)
        assert listed(app).count() == 12
        await press(pilot, "escape", "enter")
        await until(pilot, lambda: listed(app).count() == 12)
        assert not reading(data)


class Held:
    """A world that answers with some pages of a list, and then with nothing any more."""

    def __init__(self, pages: int) -> None:
        self.pages = pages

    async def __call__(self, _seconds: float) -> None:
        self.pages -= 1
        if self.pages < 0:
            await asyncio.Event().wait()


async def test_leaving_cancels_the_reading_of_the_list(tmp_path: Path) -> None:
    held = Held(pages=3)
    data = living(tmp_path, source=lambda: DemoWorld(pause=held))
    async with showing(data) as (pilot, app):
        place = [s.account.handle for s in app.board.standings].index("beanstalk.demo")
        await press(pilot, *["down"] * place, "enter")
        await until(pilot, lambda: held.pages < 0)
        assert reading(data)
        await press(pilot, "escape")
        assert not isinstance(app.screen, AccountScreen)
        await until(pilot, lambda: not reading(data))
        assert data.controller is not None
        assert not data.controller._screen.jobs.is_running("open account")


async def test_a_followee_that_is_opened_leads_back_to_its_row_in_a_whole_list(
    tmp_path: Path,
) -> None:
    async with showing(living(tmp_path)) as (pilot, app):
        await press(pilot, "end", "enter")
        await until(pilot, lambda: listed(app).follow_list.complete)
        await press(pilot, "s", "down", "down", "down", "down")
        before = listed(app).at_cursor()
        assert before is not None
        await press(pilot, "enter")
        await until(pilot, lambda: listed(app).follow_list.complete)
        assert before.account.name in seen(app).splitlines()[1]
        await press(pilot, "escape")
        await until(pilot, lambda: app.board.opened is not None)
        await press(pilot)
        assert listed(app).follow_list.followees
        now = listed(app).at_cursor()
        assert now is not None
        assert now.account == before.account


def pages(rows: int) -> FollowList:
    """Return a list as it is read: from the unknown to the famous, so that all moves down."""
    followees = tuple(
        Followee(account(100 + n), n % 2 == 0, None, followers=n) for n in range(rows)
    )
    return FollowList(RACERS[0], 0, followees, MANY, rows == MANY)


async def test_the_cursor_stays_with_its_followee_when_pages_arrive() -> None:
    async with stands() as stand:
        of = replayed()
        await stand.press("enter")
        rows = stand.screen.query_one(FollowListTable)
        show = stand.data.show

        async def arrive(known: int) -> None:
            show(replace(of, opened=OpenedAccount(RACERS[0], pages(known), read=known)))
            await until(stand.pilot, lambda: len(rows.follow_list.followees) == known)

        await arrive(100)
        await stand.press("down", "down", "down")
        before = rows.at_cursor()
        assert before is not None
        for known in (200, 5_000, MANY):
            await arrive(known)
            now = rows.at_cursor()
            assert now is not None
            assert now.account == before.account
            assert f"@{before.account.handle} " in stand.seen()
        assert rows.cursor == MANY - 100 + 3
        assert rows.count() == MANY


async def test_a_filter_and_an_order_stay_when_pages_arrive() -> None:
    async with stands() as stand:
        of = replayed()
        await stand.press("enter", "2", "s", "slash", *"racer 1")
        rows = stand.screen.query_one(FollowListTable)
        kept = (rows.shown, rows.order, rows.text)
        stand.data.show(replace(of, opened=OpenedAccount(RACERS[0], pages(1_000), read=1_000)))
        await until(stand.pilot, lambda: len(rows.follow_list.followees) == 1_000)
        assert (rows.shown, rows.order, rows.text) == kept
        assert rows.count() == sum(
            n % 2 == 0 and f"{100 + n}".startswith("1") for n in range(1_000)
        )


async def test_how_far_a_list_is_read_is_told_above_it() -> None:
    async with stands() as stand:
        await stand.press("enter")
        stand.data.show(
            replace(replayed(), opened=OpenedAccount(RACERS[0], pages(5_000), read=5_000))
        )
        await stand.press()
        assert "reading 5,000 of 20,000" in stand.seen()
        assert "25 %" in stand.seen()
        stand.data.show(
            replace(replayed(), opened=OpenedAccount(RACERS[0], pages(MANY), read=None))
        )
        await stand.press()
        assert not re.search(r"reading [\d,]+ of", stand.seen())
        assert "follows 20,000" in stand.seen()


async def test_why_a_list_cannot_be_read_is_told_beside_what_is_known_of_it() -> None:
    async with stands() as stand:
        await stand.press("enter")
        stand.data.show(
            replace(
                replayed(), opened=OpenedAccount(RACERS[0], pages(10), why="the list is hidden")
            )
        )
        await stand.press()
        assert "the list is hidden" in stand.seen()
        assert "@racer100" in stand.seen()
        stand.data.show(
            replace(replayed(), opened=OpenedAccount(RACERS[0], pages(0), why="the list is hidden"))
        )
        await stand.press()
        assert "The list is hidden. Press R to try again." in stand.seen()


async def test_the_last_row_of_a_long_list_is_a_key_away() -> None:
    async with stands() as stand:
        await stand.press("enter")
        stand.data.show(
            replace(replayed(), opened=OpenedAccount(RACERS[0], pages(MANY), read=None))
        )
        await stand.press("end")
        rows = stand.screen.query_one(FollowListTable)
        assert rows.cursor == MANY - 1
        assert "@racer100 " in stand.seen()
        await stand.press("home", "pagedown")
        assert rows.cursor == rows.page()
