"""The demo world: readings, outages, wrong counts, events, look-ups and the race."""

import asyncio
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.demo_world import LATER, TIMES, account, gain_between, times_of, world
from tui.model import DAY, DOUBTED, HOUR, MINUTE, SECOND, Account, Millis, Quality
from tui.outliers import OutlierJudge
from tui.races.sources_in_use import LoggedBudget
from tui.sources import SOURCES, NoSuchAccount, SourceError
from tui.sources.demo.growth_styles import BY_HANDLE, GROWTH_STYLES, SURGING
from tui.sources.demo.world import (
    BIG_SURGE_EVERY,
    BLOCK,
    EPOCH,
    SEED,
    TARGET_STEP,
    big_surger,
    block_of,
    count_at,
    outage_start,
    post_count,
    race_at,
    racers,
    reported_count,
    surge_at,
    target_at,
    week_of,
    wrong_counts,
)

SOME_BLOCKS = [0, 1, 143, 500, 1007, 1008, 5555]


def clear_caches() -> None:
    for cached in (week_of, block_of, outage_start, wrong_counts):
        cached.cache_clear()


@settings(max_examples=20)
@given(st.lists(TIMES, min_size=2, max_size=4))
def test_counts_depend_only_on_seed_and_time_not_on_the_order_of_calls(
    times: list[Millis],
) -> None:
    asked = [(style, at) for at in times for style in GROWTH_STYLES]
    first = [reported_count(SEED, style, at) for style, at in asked]
    clear_caches()
    assert [reported_count(SEED, style, at) for style, at in reversed(asked)] == first[::-1]


def test_the_world_is_the_same_everywhere() -> None:
    counts = [count_at(SEED, style, LATER) for style in GROWTH_STYLES]
    assert counts == [1063165, 1053367, 1063659, 1056306, 989225, 574224, 260790, 3219]


def test_another_seed_is_another_world() -> None:
    assert any(count_at(1, t, LATER) != count_at(2, t, LATER) for t in GROWTH_STYLES)


# Readings.


async def test_a_reading_has_all_three_counts_of_each_account() -> None:
    readings = await world().read(racers()[:3], EPOCH + SECOND)
    assert [reading.account for reading in readings] == list(racers()[:3])
    for reading in readings:
        assert reading.following == BY_HANDLE[reading.account.handle].follows
        assert reading.followers is not None
        assert reading.posts is not None


async def test_accounts_of_another_source_are_left_out() -> None:
    stranger = Account(1, "elsewhere", "teapot.demo", "teapot.demo", "Teapot")
    assert await world().read([stranger], EPOCH + SECOND) == []


@pytest.mark.parametrize("block", SOME_BLOCKS)
async def test_each_block_has_an_outage_of_45_seconds(block: int) -> None:
    errors = list[str]()
    for at in times_of(block):
        try:
            await world().read(racers(), at)
            errors.append("")
        except SourceError as error:
            errors.append(str(error))
    outages = [(error, len(list(run))) for error, run in groupby(errors) if error]
    assert outages == [("demo offline, back in a minute", 45)]


@pytest.mark.parametrize("block", SOME_BLOCKS)
def test_each_block_has_six_wrong_counts_of_two_seconds_each(block: int) -> None:
    seconds = list[int]()
    for style in GROWTH_STYLES:
        wrong = [
            reported_count(SEED, style, at) != count_at(SEED, style, at) for at in times_of(block)
        ]
        seconds += [len(list(run)) for is_wrong, run in groupby(wrong) if is_wrong]
    assert seconds == [2] * 6


@pytest.mark.parametrize("interval", [SECOND, 2 * SECOND, 5 * SECOND, 30 * SECOND, MINUTE])
def test_every_wrong_count_is_doubted_and_no_true_one_is(interval: Millis) -> None:
    end = LATER + 3 * BLOCK if interval < MINUTE else LATER + 10 * HOUR
    for style in GROWTH_STYLES:
        judge, qualities = OutlierJudge(), dict[Millis, Quality]()
        for at in range(LATER, end, interval):
            count = reported_count(SEED, style, at)
            qualities[at], verdicts = judge.judge(at, count, Quality.EXACT)
            qualities |= {verdict.at: verdict.quality for verdict in verdicts}
        for at, quality in qualities.items():
            is_wrong = reported_count(SEED, style, at) != count_at(SEED, style, at)
            assert (quality in DOUBTED) == is_wrong, (style.handle, at - LATER)


def test_the_number_of_posts_only_grows() -> None:
    for style in GROWTH_STYLES:
        counts = [post_count(style, EPOCH + hour * HOUR) for hour in range(100)]
        assert all(a <= b for a, b in pairwise(counts))
        assert counts[-1] > counts[0]


# Events.


def test_the_event_of_a_big_surge_is_reported_for_ten_minutes() -> None:
    for block in (BIG_SURGE_EVERY * n for n in range(1, 40)):
        at = EPOCH + block * BLOCK + surge_at(SEED, block)
        racer = account(big_surger(SEED, block) or "")
        reported = [
            [event.at for event in world().reading(racer, at + by).happened if event.at == at]
            for by in (-1, 0, BLOCK, BLOCK + 1)
        ]
        assert reported == [[], [at], [at], []], block
        before, after = (at - MINUTE, at), (at, at + MINUTE)
        assert gain_between(racer.handle, *after) > gain_between(racer.handle, *before), block


def test_only_racers_with_visible_surges_have_big_ones() -> None:
    surging = {big_surger(SEED, BIG_SURGE_EVERY * n) for n in range(300)}
    assert surging == {style.handle for style in SURGING}
    assert surging.isdisjoint({"thimble.demo", "umbrella.demo"})


# Look-ups.


@pytest.mark.parametrize("name", ["teapot.demo", "teapot", " @Teapot.demo", "TEAPOT"])
async def test_a_racer_is_found_by_its_handle_however_it_is_written(name: str) -> None:
    assert (await world().look_up(name, LATER)).account == account("teapot.demo")


@pytest.mark.parametrize(
    ("typo", "meant"),
    [("teapto", "teapot.demo"), ("ketle.demo", "kettle.demo"), ("@unbrella", "umbrella.demo")],
)
async def test_a_typo_gets_a_suggestion(typo: str, meant: str) -> None:
    with pytest.raises(NoSuchAccount) as refusal:
        await world().look_up(typo, LATER)
    assert refusal.value.near[0] == meant


@given(st.text(max_size=40))
def test_any_name_is_found_or_refused_with_suggestions_that_exist(name: str) -> None:
    try:
        names = {asyncio.run(world().look_up(name, LATER)).account.handle}
    except NoSuchAccount as error:
        names = set(error.near)
        assert names <= set(BY_HANDLE)
    assert all(name.endswith(".demo") for name in names)


def test_no_such_account_is_a_source_error_with_suggestions() -> None:
    error = NoSuchAccount("no such one", ["this", "that"])
    assert isinstance(error, SourceError)
    assert (str(error), error.near) == ("no such one", ("this", "that"))


# The race.


@given(st.integers(0, 500), st.integers(0, DAY - 1))
def test_the_target_is_round_above_everybody_at_midnight_and_the_same_all_day(
    day: int, later: Millis
) -> None:
    midnight = EPOCH + day * DAY
    target = target_at(midnight + later)
    assert target == target_at(midnight)
    assert target % TARGET_STEP == 0
    assert all(count_at(SEED, t, midnight) < target for t in GROWTH_STYLES)


def test_the_race_has_all_eight_racers_and_is_polled_every_five_seconds() -> None:
    race = race_at(LATER)
    assert [a.handle for a in race.accounts] == [t.handle for t in GROWTH_STYLES]
    assert len(race.accounts) == 8
    assert (race.name, race.target, race.every) == ("demo", target_at(LATER), 5 * SECOND)


def test_the_demo_is_listed_among_the_sources() -> None:
    budget = LoggedBudget("demo", 0, lambda: pytest.fail("the demo world is free"))
    assert {name: make(budget).name for name, make in SOURCES.items()}["demo"] == "demo"
