"""The follow lists of the demo world: their length, daily changes and follow-backs."""

import asyncio

from tests.sources.demo_world import LATER, account, world
from tui.model import DAY, Millis
from tui.sources import Followed
from tui.sources.demo import DemoWorld
from tui.sources.demo.growth_styles import BY_HANDLE, GROWTH_STYLES
from tui.sources.demo.world import EPOCH, SEED, racers


async def whole_list(handle: str, at: Millis) -> list[Followed]:
    entries, cursor = list[Followed](), None
    for _ in range(1_000):
        page = await world().follows(account(handle), cursor, at)
        entries += page.followed
        cursor = page.cursor
        if cursor is None:
            return entries
    raise AssertionError("the list has no end")


async def test_no_account_can_be_mistaken_for_a_real_one() -> None:
    followed = [f for h in ("thimble.demo", "kettle.demo") for f in await whole_list(h, LATER)]
    everyone = [*racers(), *(f.account for f in followed)]
    assert all(who.handle.endswith(".demo") and who.source == "demo" for who in everyone)


def test_follow_lists_have_between_12_and_20_000_entries() -> None:
    lengths = sorted(style.follows for style in GROWTH_STYLES)
    assert (lengths[0], lengths[-1]) == (12, 20_000)
    assert sum(length > 1_000 for length in lengths) == 3


async def test_a_list_has_the_length_of_its_account_and_no_duplicates() -> None:
    for handle, style in BY_HANDLE.items():
        ids = [f.account.native_id for f in await whole_list(handle, LATER)]
        assert len(ids) == len(set(ids)) == style.follows, handle
        assert handle not in ids, handle


async def test_a_list_has_no_duplicates_on_any_day() -> None:
    for day in (0, 1, 69, 70, 140, 350):
        at = EPOCH + day * DAY
        ids = [f.account.native_id for f in await whole_list("umbrella.demo", at)]
        assert len(ids) == len(set(ids)), day


async def test_a_few_accounts_of_a_list_are_replaced_each_day() -> None:
    for handle in BY_HANDLE:
        today = {f.account.native_id for f in await whole_list(handle, LATER)}
        tomorrow = {f.account.native_id for f in await whole_list(handle, LATER + DAY)}
        one_in = 200 if len(today) > 1_000 else 120
        assert abs(len(today - tomorrow) - len(today) / one_in) <= 1, handle
        assert len(today - tomorrow) >= 1, handle
        assert len(tomorrow - today) == len(today - tomorrow), handle


async def test_some_follow_back_some_do_not_and_a_few_are_unknown() -> None:
    answers = [f.follows_back for f in await whole_list("kettle.demo", LATER)]
    shares = [answers.count(answer) / len(answers) for answer in (True, False, None)]
    assert 0.25 < shares[0] < 0.45
    assert 0 < shares[2] < 0.05


async def test_a_page_takes_a_moment() -> None:
    pauses = list[float]()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    page = await DemoWorld(SEED, pause).follows(account("kettle.demo"), None, LATER)
    assert (len(page.followed), page.cursor) == (100, "100")
    assert len(pauses) == 1
    assert 0 < pauses[0] <= 0.2


async def test_a_member_of_the_crowd_is_found_with_the_counts_of_its_list_entry() -> None:
    followed = (await whole_list("thimble.demo", LATER))[-1]
    reading = await world().look_up(followed.account.handle, LATER)
    assert (reading.account, reading.followers) == (followed.account, followed.followers)
