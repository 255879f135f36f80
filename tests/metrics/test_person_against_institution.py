"""Person against institution: the followers of people over those of media."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import START, account, situation, track
from tui.metrics.person_against_institution import METRIC, measure
from tui.model import Kind, Measure

WHY = "needs both people and media in the race"
P, M, B = Kind.PERSON, Kind.MEDIA, Kind.BRAND


def measured(*racers: tuple[Kind, int | None]) -> Measure:
    tracks = [
        track(replace(account(n), kind=kind), [count]) for n, (kind, count) in enumerate(racers, 1)
    ]
    return measure(situation(*tracks), 0)


def test_6_million_for_people_and_1_4_million_for_media_are_4_29_to_1() -> None:
    ratio = measured((P, 4_000_000), (M, 1_400_000), (P, 2_000_000))
    assert ratio.value == pytest.approx(4.29, abs=0.005)
    assert (ratio.n, ratio.of, ratio.as_of) == (2, 3, START)
    assert METRIC.show(ratio) == "4.29 to 1"


def test_fallon_has_half_as_many_again() -> None:
    assert measured((P, 600_000), (M, 400_000)).value == 1.5


def test_brands_and_unread_accounts_are_on_neither_side() -> None:
    assert measured((P, 6), (M, 3), (B, 99), (Kind.UNKNOWN, 99), (M, None)).value == 2


@pytest.mark.parametrize(
    "racers", [[], [(P, 5)], [(M, 5)], [(P, 5), (M, None)], [(P, 5), (M, 0)], [(P, 5), (B, 5)]]
)
def test_without_both_sides_there_is_no_ratio(racers: list[tuple[Kind, int | None]]) -> None:
    ratio = measured(*racers)
    assert (ratio.value, ratio.why) == (None, WHY)
    assert METRIC.show(ratio) == "?"


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(1, 1000))
def test_the_ratio_does_not_depend_on_the_size_and_grows_with_the_people(
    persons: int, media: int, times: int
) -> None:
    ratio = measured((P, persons), (M, media)).value
    assert ratio is not None
    assert ratio >= 0
    assert measured((P, persons * times), (M, media * times)).value == pytest.approx(ratio)
    more = measured((P, persons + times), (M, media)).value
    assert more is not None
    assert more > ratio
