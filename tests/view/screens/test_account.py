"""An account: its list under every key, and the way back to the same row."""

import pytest

from tests.staging import text_of
from tests.view.screens.keys import Key, Keys, Stand, each_has_its_effect, stands
from tui.metrics import METRICS, About
from tui.model import CloseAccount, OpenAccount
from tui.view.drawing.followees import BY_FOLLOWERS, COLUMNS, Filter
from tui.view.screens.account import AccountScreen
from tui.view.screens.race import RaceScreen
from tui.view.widgets import FollowListTable, Profile
from tui.view.widgets.profile import SHOWN_ABOVE

WAY = ("enter",)


def listed(stand: Stand) -> FollowListTable:
    return stand.screen.query_one(FollowListTable)


def at(stand: Stand) -> int:
    return listed(stand).cursor


def trail(stand: Stand) -> int:
    return sum(isinstance(screen, AccountScreen) for screen in stand.app.screen_stack)


DOWN, UP = Key(lambda s: at(s) == 1), Key(lambda s: at(s) == 0, ("down",))
PAGE_DOWN = Key(lambda s: at(s) == listed(s).page())
PAGE_UP = Key(lambda s: at(s) == 0, ("pagedown",))
KEYS: Keys = {
    "down": DOWN,
    "j": DOWN,
    "up": UP,
    "k": UP,
    "pagedown": PAGE_DOWN,
    "right": PAGE_DOWN,
    "l": PAGE_DOWN,
    "pageup": PAGE_UP,
    "left": PAGE_UP,
    "h": PAGE_UP,
    "home": Key(lambda s: at(s) == 0, ("end",)),
    "end": Key(lambda s: at(s) == listed(s).count() - 1),
    "enter": Key(lambda s: trail(s) == 2),
    "1": Key(lambda s: listed(s).shown is Filter.ALL, ("2",)),
    "2": Key(lambda s: listed(s).shown is Filter.MUTUALS and listed(s).count() == 36),
    "3": Key(lambda s: listed(s).shown is Filter.CELEBRITIES and listed(s).count() == 24),
    "4": Key(lambda s: listed(s).shown is Filter.GONE and listed(s).count() == 12),
    "s": Key(lambda s: listed(s).order == BY_FOLLOWERS + 1),
    "S": Key(lambda s: listed(s).is_reversed),
    "slash": Key(lambda s: s.screen.query_one("#filter").has_focus),
    "p": Key(lambda s: s.screen.query_one(Profile).alone),
    "escape": Key(lambda s: s.on(RaceScreen)),
}


async def test_each_key_has_its_effect() -> None:
    await each_has_its_effect(WAY, KEYS)


def seen_from(stand: Stand) -> int:
    return stand.screen.query_one(Profile).first


IN_THE_PROFILE: Keys = {
    "down": Key(lambda s: seen_from(s) == 1, ("p",)),
    "up": Key(lambda s: seen_from(s) == 0, ("p", "down")),
    "pagedown": Key(lambda s: seen_from(s) > 1, ("p",)),
    "pageup": Key(lambda s: seen_from(s) == 0, ("p", "pagedown")),
    "end": Key(lambda s: seen_from(s) > 1, ("p",)),
    "home": Key(lambda s: seen_from(s) == 0, ("p", "end")),
    "p": Key(lambda s: s.screen.query_one(FollowListTable).display, ("p",)),
    "escape": Key(lambda s: s.screen.query_one(FollowListTable).display, ("p",)),
}


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_each_key_leads_through_what_is_measured_while_that_alone_is_shown(
    size: tuple[int, int],
) -> None:
    await each_has_its_effect(WAY, IN_THE_PROFILE, size)


async def test_all_that_is_measured_can_be_read_in_a_small_screen() -> None:
    async with stands(size=(40, 12)) as stand:
        await stand.press("enter", "p")
        read = stand.seen()
        for _ in range(40):
            await stand.press("pagedown")
            read += stand.seen()
        for metric in METRICS:
            if metric.about is not About.RACE and metric.key not in SHOWN_ABOVE:
                assert metric.name[:5] in read, metric.key


async def test_a_low_profile_says_what_kind_of_account_it_is() -> None:
    async with stands(size=(80, 24)) as stand:
        await stand.press("enter")
        assert "follow-back" in stand.seen()
        assert "gated community" in stand.seen()
        assert "rank 1 of 4" in stand.seen()


async def test_an_account_is_opened_when_it_is_shown_and_closed_when_it_is_left() -> None:
    async with stands() as stand:
        await stand.press("enter")
        assert stand.sent(OpenAccount(1))
        assert not stand.sent(CloseAccount())
        await stand.press("escape")
        assert stand.sent(CloseAccount())


async def test_what_is_known_of_an_account_is_there_before_anybody_answers() -> None:
    async with stands(answers=False) as stand:
        await stand.press("enter")
        assert listed(stand).count() == 108
        assert "follows 120" in stand.seen()


@pytest.mark.parametrize("size", [(160, 45), (120, 45), (100, 40), (80, 24)])
async def test_no_figure_beside_the_list_is_cut(size: tuple[int, int]) -> None:
    async with stands(size=size) as stand:
        await stand.press("enter")
        measures = next(s.measures for s in stand.app.board.standings if s.account.id == 1)
        rows = text_of(stand.screen.query_one(Profile)).splitlines()
        known = [m for m in METRICS if m.key in measures and measures[m.key].value is not None]
        told = [(m, row) for m in known for row in rows if row.startswith(f"{m.name}  ")]
        assert told or size[0] < 100
        for metric, row in told:
            assert metric.show(measures[metric.key]) in row


async def test_a_nested_followee_leads_back_to_the_same_row_filter_and_order() -> None:
    async with stands() as stand:
        await stand.press("enter", "2", "s", "S", "slash", *"racer 1", "enter", "down", "down")
        before = listed(stand).at_cursor()
        rows = [listed(stand).row(n, 100) for n in range(listed(stand).count())]
        assert before is not None
        await stand.press("enter")
        assert trail(stand) == 2
        assert stand.data.requests[-1] == OpenAccount(before.account.id)
        await stand.press("escape")
        assert listed(stand).at_cursor() == before
        assert rows == [listed(stand).row(n, 100) for n in range(listed(stand).count())]
        # The account below is the one that is open again.
        assert stand.data.requests[-1] == OpenAccount(1)


async def test_the_way_that_led_here_is_on_the_screen() -> None:
    async with stands() as stand:
        await stand.press("enter", "enter")
        first = listed(stand)
        assert first.count() == 0
        told = stand.seen().splitlines()[1]
        assert told.split(" › ")[0].strip() == "A test"
        assert [part.strip() for part in told.split("›")] == ["A test", "Ann", "Racer 218"]


async def test_the_filter_narrows_with_each_letter_and_enter_keeps_it() -> None:
    async with stands() as stand:
        await stand.press("enter", "slash", *"racer 11")
        assert {f.account.handle[:7] for f in listed(stand)._rows} == {"racer11"}
        kept = listed(stand).count()
        await stand.press("enter", "down")
        assert (listed(stand).count(), at(stand)) == (kept, 1)
        assert not stand.screen.query_one("#filter").has_focus


async def test_escape_leaves_the_filter_before_the_account() -> None:
    async with stands() as stand:
        await stand.press("enter", "slash", *"racer 11", "escape")
        assert stand.on(AccountScreen)
        assert listed(stand).count() == 108
        await stand.press("escape")
        assert stand.on(RaceScreen)


async def test_sorting_goes_through_every_column_and_keeps_the_followee_at_the_cursor() -> None:
    async with stands() as stand:
        await stand.press("enter", "down", "down", "down")
        before = listed(stand).at_cursor()
        orders = set()
        for _ in COLUMNS:
            await stand.press("s")
            orders.add(listed(stand).order)
            assert listed(stand).at_cursor() == before
        assert orders == set(range(len(COLUMNS)))
        assert listed(stand).order == BY_FOLLOWERS


@pytest.mark.parametrize("size", [(160, 45), (80, 24), (40, 12)], ids=str)
async def test_the_heading_of_the_order_has_an_arrow_that_turns(size: tuple[int, int]) -> None:
    async with stands(size=size) as stand:
        await stand.press("enter")
        for _ in COLUMNS:
            before = text_of(listed(stand)).splitlines()[0]
            await stand.press("S")
            after = text_of(listed(stand)).splitlines()[0]
            assert sum(map(before.count, "▾▴")) == sum(map(after.count, "▾▴")) == 1
            assert ("▾" in before) is not ("▾" in after)
            await stand.press("S", "s")


async def test_a_click_goes_to_a_row_and_a_second_one_opens_it() -> None:
    async with stands() as stand:
        await stand.press("enter")
        rows = listed(stand)
        await stand.pilot.click(rows, offset=(10, 4))
        await stand.press()
        assert at(stand) == 2
        assert trail(stand) == 1
        await stand.pilot.click(rows, offset=(10, 4))
        await stand.press()
        assert trail(stand) == 2


async def test_a_click_on_a_heading_sorts_and_a_second_one_turns_the_order() -> None:
    async with stands() as stand:
        await stand.press("enter")
        heading = stand.seen().splitlines()[3]
        for column, name in ((0, "followee"), (1, "name"), (3, "follows back"), (4, "first seen")):
            place = heading.index(name), 3
            await stand.pilot.click(offset=place)
            await stand.press()
            assert (listed(stand).order, listed(stand).is_reversed) == (column, False)
        await stand.pilot.click(offset=place)
        await stand.press()
        assert (listed(stand).order, listed(stand).is_reversed) == (4, True)


async def test_the_wheel_scrolls_the_list() -> None:
    async with stands() as stand:
        await stand.press("enter")
        await stand.wheel(listed(stand), down=True)
        assert at(stand) == 3
        await stand.wheel(listed(stand), down=False)
        assert at(stand) == 0


async def test_y_copies_the_handle_at_the_cursor() -> None:
    async with stands() as stand:
        await stand.press("enter", "y")
        followee = listed(stand).at_cursor()
        assert followee is not None
        assert stand.app.clipboard == f"@{followee.account.handle}"


async def test_how_many_were_unfollowed_is_told_above_the_list_until_those_are_shown() -> None:
    async with stands() as stand:
        await stand.press("enter")
        assert "12 unfollowed" in stand.seen()
        await stand.press("4")
        assert "unfollowed" not in stand.seen()
        assert "gone: 12" in stand.seen()


@pytest.mark.parametrize("key", ["enter", "1", "s", "S", "slash"])
async def test_a_key_of_the_list_brings_it_back_where_the_profile_is_alone(key: str) -> None:
    async with stands() as stand:
        await stand.press("enter", "p", key)
        assert listed(stand).display
        assert trail(stand) == 1


async def test_while_the_profile_is_alone_the_keys_are_about_its_account() -> None:
    async with stands() as stand:
        await stand.press("enter", "p", "y")
        assert stand.told("copied: @ann")


async def test_the_wheel_leads_through_the_profile() -> None:
    async with stands(size=(80, 24)) as stand:
        await stand.press("enter", "p")
        await stand.wheel(stand.screen.query_one(Profile), down=True)
        assert seen_from(stand) == 3
        await stand.wheel(stand.screen.query_one(Profile), down=False)
        assert seen_from(stand) == 0
