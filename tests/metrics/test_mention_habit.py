"""Mention habit: posts that mention another account."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, SIGNS, situation, talk, track
from tui.metrics.talk import MENTION_HABIT
from tui.model import Measure, Talk

HIT = "m"


def measured(known: Talk | None) -> Measure:
    field = situation(track(ANN, [962_000]))
    return MENTION_HABIT.measure(
        replace(field, talks={} if known is None else {ANN.id: known}), ANN.id
    )


def test_the_share_of_posts_has_an_interval() -> None:
    share = measured(talk("m@>>"))
    assert (share.value, share.n) == (50, 4)
    assert share.low is not None
    assert share.high is not None
    assert 0 < share.low < 50 < share.high < 100
    assert MENTION_HABIT.show(share) == "50 % of 4 posts"


def test_reposts_are_left_out() -> None:
    assert measured(talk("m@>>~~~~")).value == 50
    assert measured(talk("~~~~")).value is None


def test_a_thread_mentions_nobody_else() -> None:
    assert measured(talk("tt>>")).value == 0


def test_unread_posts_give_no_value() -> None:
    share = measured(None)
    assert (share.value, share.low, share.why) == (None, None, "its posts have not been read")
    assert MENTION_HABIT.show(share) == "?"
    assert MENTION_HABIT.text_of(share) == "its posts have not been read"
    assert measured(Talk(0)).why == "no posts in the last 30 days"


def test_no_hits_among_read_posts_are_a_share_of_zero() -> None:
    share = measured(talk(">>>>"))
    assert share.value == 0
    assert share.low == pytest.approx(0, abs=1e-9)
    assert share.high is not None
    assert share.high > 0


@given(st.text(st.sampled_from(sorted(SIGNS)), min_size=1, max_size=60))
def test_a_share_lies_in_its_interval_grows_with_hits_and_ignores_order(
    signs: str,
) -> None:
    share = measured(talk(f">{signs}"))
    assert share.value is not None
    assert share.low is not None
    assert share.high is not None
    assert 0 <= share.low <= share.value + 1e-9
    assert share.value - 1e-9 <= share.high <= 100
    assert measured(talk(f">{signs[::-1]}")).value == share.value
    more = measured(talk(f">{signs}{HIT}")).value
    assert more is not None
    assert more >= share.value
