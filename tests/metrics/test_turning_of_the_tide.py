"""Turning of the tide: when persons came to have more followers than media."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, situation, track
from tui.metrics.turning_of_the_tide import METRIC, measure
from tui.model import HOUR, Kind, Measure, Track

PERSON, MEDIUM = replace(ANN, kind=Kind.PERSON), replace(BOB, kind=Kind.MEDIA)


def rising(since: int, minutes: int) -> tuple[Track, Track]:
    """Return a person who overtakes a medium at a minute."""
    mine = [1_000 + 10 * (n - since) + (n >= since) for n in range(minutes)]
    return track(PERSON, mine), track(MEDIUM, [1_000] * minutes)


def told(*tracks: Track) -> Measure:
    return measure(situation(*tracks), 0)


def test_it_turned_when_the_person_came_to_have_more() -> None:
    tide = told(*rising(61, 181))
    assert tide.value == pytest.approx(2, abs=0.02)
    assert (tide.unit, tide.n) == ("h", 2)
    assert METRIC.show(tide) in {"1 h 59 min ago", "2 h ago", "2 h 1 min ago"}


def test_of_several_turns_the_last_counts() -> None:
    mine = [*[5] * 60, *[20] * 60, *[5] * 60, *[20] * 61]
    tide = told(track(PERSON, mine), track(MEDIUM, [10] * len(mine)))
    assert tide.value == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("tracks", "why"),
    [
        ([track(PERSON, [5, 6])], "a race of both persons and media is needed"),
        (
            [track(PERSON, [5, 6]), track(MEDIUM, [])],
            "a race of both persons and media is needed",
        ),
        (
            [track(PERSON, [5, 6]), track(MEDIUM, [9, 9])],
            "it did not turn while they were read",
        ),
        (
            [track(PERSON, [15, 16]), track(MEDIUM, [9, 9])],
            "it did not turn while they were read",
        ),
    ],
)
def test_what_did_not_turn_says_so_and_not_nought(tracks: list[Track], why: str) -> None:
    tide = told(*tracks)
    assert (tide.value, tide.why) == (None, why)
    assert "?" in METRIC.show(tide)


@given(st.integers(2, 500), st.integers(1, 500))
def test_the_true_time_lies_in_its_interval(since: int, after: int) -> None:
    tide = told(*rising(since, since + after))
    true = (after - 1) / 60
    assert tide.low is not None
    assert tide.high is not None
    assert 0 <= tide.low <= true + 2 / HOUR
    assert tide.high >= true - 2 / HOUR
