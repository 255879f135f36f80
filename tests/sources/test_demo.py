"""The demo world: a function of (seed, time), with all that can happen in a race."""

import asyncio
from collections.abc import Iterator
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.model import DAY, DOUBTED, HOUR, MINUTE, SECOND, Account, Millis, Quality
from tui.outliers import OutlierJudge
from tui.races.sources_in_use import LoggedBudget
from tui.sources import SOURCES, Followed, NoSuchAccount, SourceError
from tui.sources.demo import DemoWorld
from tui.sources.demo.growth_styles import BY_HANDLE, GROWTH_STYLES, SURGING, GrowthStyle
from tui.sources.demo.world import (
    BLOCK,
    EPOCH,
    FAMED_EVERY,
    SEED,
    TARGET_STEP,
    WEEK,
    answered,
    block_of,
    count_at,
    famed,
    out_since,
    posts_at,
    race_at,
    racers,
    surge_at,
    target_at,
    week_of,
    wrong_at,
)

HANDLES = sorted(BY_HANDLE)
SOME_BLOCKS = [0, 1, 143, 500, 1007, 1008, 5555]
LATER = EPOCH + 20 * DAY


async def at_once(_seconds: float) -> None:
    """Take no time."""


def world(seed: int = SEED) -> DemoWorld:
    return DemoWorld(seed, at_once)


def account(handle: str) -> Account:
    return next(racer for racer in racers() if racer.handle == handle)


def gain(handle: str, start: Millis, end: Millis) -> int:
    style = BY_HANDLE[handle]
    return count_at(SEED, style, end) - count_at(SEED, style, start)


def days(handle: str, week: int) -> list[int]:
    """Return what a racer gains on each day of a week."""
    start = EPOCH + week * WEEK
    return [gain(handle, start + i * DAY, start + (i + 1) * DAY) for i in range(7)]


def forget_everything() -> None:
    for remembered in (week_of, block_of, out_since, wrong_at):
        remembered.cache_clear()


async def whole_list(handle: str, at: Millis) -> list[Followed]:
    found, cursor = list[Followed](), None
    for _ in range(1_000):
        page = await world().follows(account(handle), cursor, at)
        found += page.followed
        cursor = page.cursor
        if cursor is None:
            return found
    raise AssertionError("the list has no end")


def within(block: int, step: Millis = SECOND) -> Iterator[Millis]:
    """Yield the times of a block."""
    start = EPOCH + block * BLOCK
    return iter(range(start, start + BLOCK, step))


TIMES = st.integers(EPOCH, EPOCH + 520 * WEEK)


@settings(max_examples=20)
@given(st.lists(TIMES, min_size=2, max_size=4))
def test_the_same_seed_and_time_have_the_same_answer_in_any_order(times: list[Millis]) -> None:
    asked = [(style, at) for at in times for style in GROWTH_STYLES]
    first = [answered(SEED, style, at) for style, at in asked]
    forget_everything()
    assert [answered(SEED, style, at) for style, at in reversed(asked)] == first[::-1]


def test_the_world_is_the_same_everywhere() -> None:
    counts = [count_at(SEED, style, LATER) for style in GROWTH_STYLES]
    assert counts == [1063165, 1053367, 1063659, 1056306, 989225, 574224, 260790, 3219]


def test_another_seed_is_another_world() -> None:
    assert any(count_at(1, t, LATER) != count_at(2, t, LATER) for t in GROWTH_STYLES)


@pytest.mark.parametrize("handle", HANDLES)
@pytest.mark.parametrize("length", [WEEK, DAY, BLOCK, 10 * SECOND])
def test_a_count_is_continuous_over_every_edge(handle: str, length: Millis) -> None:
    style = BY_HANDLE[handle]
    for n in range(1, 200):
        edge = EPOCH + n * length
        counts = [count_at(SEED, style, edge + by) for by in (-1, 0, 1)]
        assert max(counts) - min(counts) <= 1, edge


@given(TIMES, st.sampled_from(GROWTH_STYLES))
def test_nobody_gains_or_loses_more_than_a_thousandth_or_three_a_second(
    at: Millis, style: GrowthStyle
) -> None:
    before, after = (count_at(SEED, style, at + by) for by in (0, SECOND))
    assert abs(after - before) <= max(3, before // 1000)


@pytest.mark.parametrize("week", range(6))
class TestTempers:
    def test_the_steady_one_has_days_alike(self, week: int) -> None:
        gains = days("teapot.demo", week)
        assert max(gains) < 1.25 * min(gains)

    def test_the_bursty_one_is_the_less_even_of_two_who_gain_the_same(self, week: int) -> None:
        def unevenness(handle: str) -> int:
            gains = [b - a for a, b in pairwise(week_of(SEED, handle, week))]
            return sum(abs(b - a) for a, b in pairwise(gains))

        assert unevenness("kettle.demo") > 2 * unevenness("teapot.demo")

    def test_the_fading_one_is_faster_as_the_week_begins_than_as_it_ends(self, week: int) -> None:
        gains = days("lantern.demo", week)
        assert sum(gains[:2]) > sum(gains[-2:])

    def test_the_growing_one_is_faster_as_the_week_ends_than_as_it_begins(self, week: int) -> None:
        gains = days("beanstalk.demo", week)
        assert sum(gains[-2:]) > sum(gains[:2])

    def test_the_losing_one_loses_on_most_days(self, week: int) -> None:
        assert sum(day < 0 for day in days("umbrella.demo", week)) >= 5

    def test_the_weekend_one_gains_most_on_two_days_of_seven(self, week: int) -> None:
        gains = days("kite.demo", week)
        assert sum(gains[-2:]) > sum(gains[:-2])

    def test_the_owl_gains_more_by_night_than_by_day(self, week: int) -> None:
        midnights = [EPOCH + week * WEEK + i * DAY for i in range(7)]
        night = sum(gain("owl.demo", at, at + 8 * HOUR) for at in midnights)
        day = sum(gain("owl.demo", at + 12 * HOUR, at + 20 * HOUR) for at in midnights)
        assert night > day

    def test_the_tiny_one_is_the_smallest(self, week: int) -> None:
        at = EPOCH + week * WEEK
        assert min(GROWTH_STYLES, key=lambda t: count_at(SEED, t, at)).handle == "thimble.demo"

    def test_the_leading_group_stays_together(self, week: int) -> None:
        at = EPOCH + week * WEEK
        group = sorted(t.base for t in GROWTH_STYLES if t.base in range(97_000, 103_000))
        counts = sorted(
            count_at(SEED, t, at) for t in GROWTH_STYLES if t.base in range(97_000, 103_000)
        )
        assert counts[-1] - counts[0] == group[-1] - group[0]


@pytest.mark.parametrize("block", SOME_BLOCKS)
async def test_in_each_block_nobody_answers_for_45_seconds(block: int) -> None:
    words = list[str]()
    for at in within(block):
        try:
            await world().read(racers(), at)
            words.append("")
        except SourceError as error:
            words.append(str(error))
    silences = [(why, len(list(run))) for why, run in groupby(words) if why]
    assert silences == [("the demo world is out, as it is for a while every ten minutes", 45)]


@pytest.mark.parametrize("block", SOME_BLOCKS)
def test_in_each_block_six_wrong_counts_are_answered_for_two_seconds_each(block: int) -> None:
    seconds = list[int]()
    for style in GROWTH_STYLES:
        lies = [answered(SEED, style, at) != count_at(SEED, style, at) for at in within(block)]
        seconds += [len(list(run)) for lie, run in groupby(lies) if lie]
    assert seconds == [2] * 6


def every_ten_seconds(style: GrowthStyle, block: int) -> list[int]:
    return [count_at(SEED, style, at) for at in within(block, 10 * SECOND)]


def surges(counts: list[int]) -> bool:
    """Tell whether a minute has three times the pace of its block, and ten followers or more."""
    fastest = max(b - a for a, b in zip(counts, counts[6:], strict=False))
    return fastest >= max(10.0, 3 * (counts[-1] - counts[0]) / 10)


def loses(counts: list[int]) -> bool:
    return any(b <= a - 5 for a, b in zip(counts, counts[3:], strict=False))


def test_in_each_block_somebody_surges_and_somebody_loses() -> None:
    for block in range(100):
        seen = [every_ten_seconds(style, block) for style in GROWTH_STYLES]
        assert any(surges(counts) for counts in seen), block
        assert any(loses(counts) for counts in seen), block


@pytest.mark.parametrize("every", [SECOND, 2 * SECOND, 5 * SECOND, 30 * SECOND, MINUTE])
def test_no_wrong_count_is_believed_and_no_true_one_doubted(every: Millis) -> None:
    for style in GROWTH_STYLES:
        doubt, known = OutlierJudge(), dict[Millis, Quality]()
        for at in range(LATER, LATER + 3 * BLOCK if every < MINUTE else LATER + 10 * HOUR, every):
            count = answered(SEED, style, at)
            known[at], verdicts = doubt.judge(at, count, Quality.EXACT)
            known |= {verdict.at: verdict.quality for verdict in verdicts}
        for at, quality in known.items():
            wrong = answered(SEED, style, at) != count_at(SEED, style, at)
            assert (quality in DOUBTED) == wrong, (style.handle, at - LATER)


async def test_a_reading_has_all_three_counts_of_each_who_is_asked_for() -> None:
    readings = await world().read(racers()[:3], EPOCH + SECOND)
    assert [reading.account for reading in readings] == list(racers()[:3])
    for reading in readings:
        assert reading.following == BY_HANDLE[reading.account.handle].follows
        assert reading.followers is not None
        assert reading.posts is not None


async def test_it_does_not_answer_for_accounts_of_another_source() -> None:
    stranger = Account(1, "elsewhere", "teapot.demo", "teapot.demo", "Teapot")
    assert await world().read([stranger], EPOCH + SECOND) == []


@pytest.mark.parametrize("block", [FAMED_EVERY * n for n in range(1, 40)])
def test_what_makes_a_racer_surge_is_told_from_then_on_for_ten_minutes(block: int) -> None:
    at = EPOCH + block * BLOCK + surge_at(SEED, block)
    who = account(famed(SEED, block) or "")
    told = [
        [event.at for event in world().reading(who, at + by).happened if event.at == at]
        for by in (-1, 0, BLOCK, BLOCK + 1)
    ]
    assert told == [[], [at], [at], []]
    assert gain(who.handle, at, at + MINUTE) > gain(who.handle, at - MINUTE, at)


def test_only_of_those_whose_surges_can_be_seen_is_told_what_made_them_surge() -> None:
    told = {famed(SEED, FAMED_EVERY * n) for n in range(300)}
    assert told == {style.handle for style in SURGING}
    assert told.isdisjoint({"thimble.demo", "umbrella.demo"})


def test_posts_are_only_ever_added() -> None:
    for style in GROWTH_STYLES:
        counts = [posts_at(style, EPOCH + hour * HOUR) for hour in range(100)]
        assert all(a <= b for a, b in pairwise(counts))
        assert counts[-1] > counts[0]


async def test_nobody_can_be_mistaken_for_somebody_in_the_world() -> None:
    followed = [f for h in ("thimble.demo", "kettle.demo") for f in await whole_list(h, LATER)]
    everyone = [*racers(), *(f.account for f in followed)]
    assert all(who.handle.endswith(".demo") and who.source == "demo" for who in everyone)


def test_follow_lists_have_every_length_from_12_to_20_000() -> None:
    lengths = sorted(style.follows for style in GROWTH_STYLES)
    assert (lengths[0], lengths[-1]) == (12, 20_000)
    assert sum(length > 1_000 for length in lengths) == 3


@pytest.mark.parametrize("handle", HANDLES)
async def test_a_list_is_as_long_as_the_account_says_and_names_nobody_twice(handle: str) -> None:
    names = [f.account.native_id for f in await whole_list(handle, LATER)]
    assert len(names) == len(set(names)) == BY_HANDLE[handle].follows
    assert handle not in names


@pytest.mark.parametrize("day", [0, 1, 69, 70, 140, 350])
async def test_on_no_day_does_a_list_name_anybody_twice(day: int) -> None:
    names = [f.account.native_id for f in await whole_list("umbrella.demo", EPOCH + day * DAY)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("handle", HANDLES)
async def test_from_day_to_day_a_few_leave_a_list_and_as_many_come(handle: str) -> None:
    today = {f.account.native_id for f in await whole_list(handle, LATER)}
    tomorrow = {f.account.native_id for f in await whole_list(handle, LATER + DAY)}
    one_in = 200 if len(today) > 1_000 else 120
    assert abs(len(today - tomorrow) - len(today) / one_in) <= 1
    assert len(today - tomorrow) >= 1
    assert len(tomorrow - today) == len(today - tomorrow)


async def test_some_follow_back_some_do_not_and_of_some_nobody_says() -> None:
    answers = [f.follows_back for f in await whole_list("kettle.demo", LATER)]
    shares = [answers.count(answer) / len(answers) for answer in (True, False, None)]
    assert 0.25 < shares[0] < 0.45
    assert 0 < shares[2] < 0.05


async def test_a_page_takes_its_time() -> None:
    pauses = list[float]()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    page = await DemoWorld(SEED, pause).follows(account("kettle.demo"), None, LATER)
    assert (len(page.followed), page.cursor) == (100, "100")
    assert len(pauses) == 1
    assert 0 < pauses[0] <= 0.2


@pytest.mark.parametrize("name", ["teapot.demo", "teapot", " @Teapot.demo", "TEAPOT"])
async def test_a_racer_is_found_by_its_handle_however_it_is_written(name: str) -> None:
    assert (await world().look_up(name, LATER)).account == account("teapot.demo")


async def test_one_of_the_crowd_is_found_and_reads_as_its_list_says() -> None:
    followed = (await whole_list("thimble.demo", LATER))[-1]
    reading = await world().look_up(followed.account.handle, LATER)
    assert (reading.account, reading.followers) == (followed.account, followed.followers)


@pytest.mark.parametrize(
    ("typo", "meant"),
    [("teapto", "teapot.demo"), ("ketle.demo", "kettle.demo"), ("@unbrella", "umbrella.demo")],
)
async def test_a_typo_gets_a_suggestion(typo: str, meant: str) -> None:
    with pytest.raises(NoSuchAccount) as refusal:
        await world().look_up(typo, LATER)
    assert refusal.value.near[0] == meant


@given(st.text(max_size=40))
def test_whatever_is_looked_up_is_found_or_refused_with_names_that_exist(name: str) -> None:
    try:
        names = {asyncio.run(world().look_up(name, LATER)).account.handle}
    except NoSuchAccount as error:
        names = set(error.near)
        assert names <= set(BY_HANDLE)
    assert all(name.endswith(".demo") for name in names)


@given(st.integers(0, 500), st.integers(0, DAY - 1))
def test_the_target_holds_all_day_and_is_round_and_out_of_reach_as_it_begins(
    day: int, later: Millis
) -> None:
    midnight = EPOCH + day * DAY
    target = target_at(midnight + later)
    assert target == target_at(midnight)
    assert target % TARGET_STEP == 0
    assert all(count_at(SEED, t, midnight) < target for t in GROWTH_STYLES)


def test_the_race_is_of_all_eight_and_is_read_every_five_seconds() -> None:
    race = race_at(LATER)
    assert [a.handle for a in race.accounts] == [t.handle for t in GROWTH_STYLES]
    assert len(race.accounts) == 8
    assert (race.name, race.target, race.every) == ("demo", target_at(LATER), 5 * SECOND)


def test_it_is_listed_among_the_sources_by_its_name() -> None:
    budget = LoggedBudget("demo", 0, lambda: pytest.fail("nobody pays in the demo world"))
    assert {name: make(budget).name for name, make in SOURCES.items()}["demo"] == "demo"


def test_an_account_that_is_not_there_is_a_failure_of_its_source_with_names_that_are() -> None:
    error = NoSuchAccount("no such one", ["this", "that"])
    assert isinstance(error, SourceError)
    assert (str(error), error.near) == ("no such one", ("this", "that"))
