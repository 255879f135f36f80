"""Following per 1,000: how many accounts it follows for each thousand followers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, follow_list, situation, track
from tui.metrics.following_per_1000 import METRIC, measure
from tui.model import Measure


def measured(following: int | None, followers: int | None) -> Measure:
    known = situation(
        track(ANN, [followers]), follow_lists={ANN.id: follow_list(ANN, [], following)}
    )
    return measure(known, ANN.id)


@pytest.mark.parametrize(
    ("following", "followers", "ratio", "shown"),
    [
        (72, 962_000, 0.0748, "0.0748"),
        (131_505, 141_341, 930.4, "930"),
        (600, 6_000_000, 0.1, "0.1"),
        (2_000, 500, 4_000, "4,000"),
        (123_456, 1_000, 123_456, "123,456"),
        (0, 500, 0, "0"),
    ],
)
def test_the_ratio_is_as_documented_and_shown_in_plain_digits(
    following: int, followers: int, ratio: float, shown: str
) -> None:
    known = measured(following, followers)
    assert known.value == pytest.approx(ratio, rel=1e-3)
    assert (known.n, known.provenance) == (2, "live:test")
    assert METRIC.show(known) == shown


@pytest.mark.parametrize(
    ("following", "followers", "why"),
    [
        (None, 5, "the number it follows is not known"),
        (5, None, "its follower count is not known"),
        (5, 0, "it has no followers"),
    ],
)
def test_an_unknown_ratio_has_a_reason(
    following: int | None, followers: int | None, why: str
) -> None:
    unknown = measured(following, followers)
    assert (unknown.value, unknown.why) == (None, why)
    assert METRIC.show(unknown) == "?"


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(1, 1000))
def test_the_ratio_does_not_depend_on_the_size_of_the_account(
    following: int, followers: int, times: int
) -> None:
    one, other = (
        measured(following, followers).value,
        measured(following * times, followers * times).value,
    )
    assert one is not None
    assert one >= 0
    assert other == pytest.approx(one)
