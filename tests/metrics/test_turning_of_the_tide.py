"""Turning of the tide: when people overtook media in followers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, situation, track
from tui.metrics.turning_of_the_tide import METRIC, measure
from tui.model import HOUR, Kind, Measure, Track

PERSON, OUTLET = replace(ANN, kind=Kind.PERSON), replace(BOB, kind=Kind.MEDIA)


def rising(since: int, minutes: int) -> tuple[Track, Track]:
    """Return a person who overtakes a media outlet at a minute."""
    mine = [1_000 + 10 * (n - since) + (n >= since) for n in range(minutes)]
    return track(PERSON, mine), track(OUTLET, [1_000] * minutes)


def measured(*tracks: Track) -> Measure:
    return measure(situation(*tracks), 0)


def test_the_tide_turned_when_the_person_had_more() -> None:
    tide = measured(*rising(61, 181))
    assert tide.value == pytest.approx(2, abs=0.02)
    assert (tide.unit, tide.n) == ("h", 2)
    assert METRIC.show(tide) in {"1 h 59 min ago", "2 h ago", "2 h 1 min ago"}


def test_the_last_of_several_turns_counts() -> None:
    mine = [*[5] * 60, *[20] * 60, *[5] * 60, *[20] * 61]
    tide = measured(track(PERSON, mine), track(OUTLET, [10] * len(mine)))
    assert tide.value == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("tracks", "why"),
    [
        ([track(PERSON, [5, 6])], "needs both people and media in the race"),
        (
            [track(PERSON, [5, 6]), track(OUTLET, [])],
            "needs both people and media in the race",
        ),
        (
            [track(PERSON, [5, 6]), track(OUTLET, [9, 9])],
            "people did not overtake media",
        ),
        (
            [track(PERSON, [15, 16]), track(OUTLET, [9, 9])],
            "people did not overtake media",
        ),
    ],
)
def test_without_a_turn_there_is_a_reason_and_not_zero(tracks: list[Track], why: str) -> None:
    tide = measured(*tracks)
    assert (tide.value, tide.why) == (None, why)
    assert "?" in METRIC.show(tide)


@given(st.integers(2, 500), st.integers(1, 500))
def test_the_true_time_lies_within_the_bounds(since: int, after: int) -> None:
    tide = measured(*rising(since, since + after))
    true = (after - 1) / 60
    assert tide.low is not None
    assert tide.high is not None
    assert 0 <= tide.low <= true + 2 / HOUR
    assert tide.high >= true - 2 / HOUR
