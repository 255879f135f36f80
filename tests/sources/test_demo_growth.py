"""The growth of the demo world's racers: continuous, each in a style of its own."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.demo_world import TIMES, gain_between, times_of
from tui.model import DAY, HOUR, SECOND, Millis
from tui.sources.demo.growth_styles import BY_HANDLE, GROWTH_STYLES, GrowthStyle
from tui.sources.demo.world import BLOCK, EPOCH, SEED, WEEK, count_at, week_of

WEEKS = range(6)


@pytest.mark.parametrize("handle", sorted(BY_HANDLE))
def test_a_count_is_continuous_at_the_edges_of_weeks_days_blocks_and_cells(handle: str) -> None:
    style = BY_HANDLE[handle]
    for length in (WEEK, DAY, BLOCK, 10 * SECOND):
        for n in range(1, 200):
            edge = EPOCH + n * length
            counts = [count_at(SEED, style, edge + by) for by in (-1, 0, 1)]
            assert max(counts) - min(counts) <= 1, edge


@given(TIMES, st.sampled_from(GROWTH_STYLES))
def test_a_count_changes_by_at_most_a_thousandth_or_three_in_a_second(
    at: Millis, style: GrowthStyle
) -> None:
    before, after = (count_at(SEED, style, at + by) for by in (0, SECOND))
    assert abs(after - before) <= max(3, before // 1000)


# Growth styles.


def daily_gains(handle: str, week: int) -> list[int]:
    """Return a racer's gain on each day of a week."""
    start = EPOCH + week * WEEK
    return [gain_between(handle, start + i * DAY, start + (i + 1) * DAY) for i in range(7)]


def test_the_steady_racer_gains_about_the_same_every_day() -> None:
    for week in WEEKS:
        gains = daily_gains("teapot.demo", week)
        assert max(gains) < 1.25 * min(gains), week


def test_the_bursty_racer_is_less_even_than_the_steady_one() -> None:
    def unevenness(handle: str, week: int) -> int:
        gains = [b - a for a, b in pairwise(week_of(SEED, handle, week))]
        return sum(abs(b - a) for a, b in pairwise(gains))

    for week in WEEKS:
        assert unevenness("kettle.demo", week) > 2 * unevenness("teapot.demo", week), week


def test_the_fading_racer_is_fastest_at_the_start_of_the_week() -> None:
    for week in WEEKS:
        gains = daily_gains("lantern.demo", week)
        assert sum(gains[:2]) > sum(gains[-2:]), week


def test_the_growing_racer_is_fastest_at_the_end_of_the_week() -> None:
    for week in WEEKS:
        gains = daily_gains("beanstalk.demo", week)
        assert sum(gains[-2:]) > sum(gains[:2]), week


def test_the_losing_racer_loses_on_most_days() -> None:
    for week in WEEKS:
        assert sum(gain < 0 for gain in daily_gains("umbrella.demo", week)) >= 5, week


def test_the_weekend_racer_gains_most_on_two_days_of_seven() -> None:
    for week in WEEKS:
        gains = daily_gains("kite.demo", week)
        assert sum(gains[-2:]) > sum(gains[:-2]), week


def test_the_owl_gains_more_by_night_than_by_day() -> None:
    for week in WEEKS:
        midnights = [EPOCH + week * WEEK + i * DAY for i in range(7)]
        night = sum(gain_between("owl.demo", at, at + 8 * HOUR) for at in midnights)
        day = sum(gain_between("owl.demo", at + 12 * HOUR, at + 20 * HOUR) for at in midnights)
        assert night > day, week


def test_the_tiny_racer_is_the_smallest() -> None:
    for week in WEEKS:
        at = EPOCH + week * WEEK
        _, smallest = min((count_at(SEED, style, at), style.handle) for style in GROWTH_STYLES)
        assert smallest == "thimble.demo", week


def test_the_leading_group_stays_together() -> None:
    group = [style for style in GROWTH_STYLES if style.base in range(97_000, 103_000)]
    bases = sorted(style.base for style in group)
    for week in WEEKS:
        counts = sorted(count_at(SEED, style, EPOCH + week * WEEK) for style in group)
        assert counts[-1] - counts[0] == bases[-1] - bases[0], week


# Surges and losses.


def count_every_ten_seconds(style: GrowthStyle, block: int) -> list[int]:
    return [count_at(SEED, style, at) for at in times_of(block, 10 * SECOND)]


def has_surge(counts: list[int]) -> bool:
    """Return whether a minute has three times the pace of its block, and at least 10 followers."""
    fastest = max(b - a for a, b in zip(counts, counts[6:], strict=False))
    return fastest >= max(10.0, 3 * (counts[-1] - counts[0]) / 10)


def has_loss(counts: list[int]) -> bool:
    return any(b <= a - 5 for a, b in zip(counts, counts[3:], strict=False))


def test_each_block_has_a_surge_and_a_loss() -> None:
    for block in range(100):
        seen = [count_every_ten_seconds(style, block) for style in GROWTH_STYLES]
        assert any(has_surge(counts) for counts in seen), block
        assert any(has_loss(counts) for counts in seen), block
