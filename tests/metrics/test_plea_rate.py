"""Plea rate: posts that ask to be followed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, SIGNS, situation, talk, track
from tui.metrics.talk import PLEA_RATE
from tui.model import Measure, Talk

HIT = "!"


def told(known: Talk | None) -> Measure:
    field = situation(track(ANN, [962_000]))
    return PLEA_RATE.measure(replace(field, talks={} if known is None else {ANN.id: known}), ANN.id)


def test_it_is_a_share_of_the_posts_with_its_interval() -> None:
    share = told(talk("!>>>"))
    assert (share.value, share.n) == (25, 4)
    assert share.low is not None
    assert share.high is not None
    assert 0 < share.low < 25 < share.high < 100
    assert PLEA_RATE.show(share) == "25 % of 4 posts"


def test_a_repost_is_no_post_of_its_own() -> None:
    assert told(talk("!>>>~~~~")).value == 25
    assert told(talk("~~~~")).value is None


def test_of_posts_that_nobody_read_nothing_is_said() -> None:
    share = told(None)
    assert (share.value, share.low, share.why) == (None, None, "its posts were not read")
    assert PLEA_RATE.show(share) == "?"
    assert PLEA_RATE.told(share) == "its posts were not read"
    assert told(Talk(0)).why == "it posted nothing lately"


def test_that_none_of_its_posts_is_one_is_known_to_be_nought() -> None:
    share = told(talk(">>>>"))
    assert share.value == 0
    assert share.low == pytest.approx(0, abs=1e-9)
    assert share.high is not None
    assert share.high > 0


@given(st.text(st.sampled_from(sorted(SIGNS)), min_size=1, max_size=60))
def test_a_share_lies_in_its_interval_grows_with_each_hit_and_has_no_order(
    signs: str,
) -> None:
    share = told(talk(f">{signs}"))
    assert share.value is not None
    assert share.low is not None
    assert share.high is not None
    assert 0 <= share.low <= share.value + 1e-9
    assert share.value - 1e-9 <= share.high <= 100
    assert told(talk(f">{signs[::-1]}")).value == share.value
    more = told(talk(f">{signs}{HIT}")).value
    assert more is not None
    assert more >= share.value
