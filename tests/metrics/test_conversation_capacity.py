"""Conversation capacity: the years it takes to answer every follower once."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, START, situation, talk, track
from tui.metrics.conversation_capacity import METRIC, measure, years
from tui.model import DAY, HOUR, ClassifiedPost, Measure, PostKind, Talk


def told(known: Talk | None, followers: int | None = 1_000_000) -> Measure:
    field = situation(track(ANN, [followers]))
    return measure(replace(field, talks={} if known is None else {ANN.id: known}), ANN.id)


def test_a_million_followers_at_twenty_replies_a_day_take_137_years() -> None:
    assert years(1_000_000, 20) == pytest.approx(136.9, abs=0.05)


def test_the_replies_a_day_are_those_of_the_days_that_were_read() -> None:
    capacity = told(talk("@" * 41, apart=DAY // 20))
    assert capacity.value == pytest.approx(years(1_000_000, 41 / 2))
    assert (capacity.n, capacity.of, capacity.as_of) == (41, 41, START)
    assert METRIC.show(capacity) == "133.6 years"


def test_days_without_a_post_count_too_where_older_posts_show_that_all_were_read() -> None:
    lately, long_ago = talk("@").posts[0], ClassifiedPost(START - 40 * DAY, PostKind.PLAIN)
    assert told(Talk(START, (lately, long_ago))).value == pytest.approx(years(1_000_000, 1 / 30))


def test_posts_of_less_than_a_day_are_a_days() -> None:
    assert told(talk("@@")).value == pytest.approx(years(1_000_000, 2))


def test_who_answers_nobody_has_no_capacity_and_not_a_capacity_of_nought() -> None:
    capacity = told(talk(">>t"))
    assert (capacity.value, capacity.why) == (None, "it replies to nobody")
    assert METRIC.show(capacity) == "?"


def test_without_posts_or_followers_it_is_unknown_and_says_which() -> None:
    assert told(None).why == "its posts were not read"
    assert told(Talk(0)).why == "it posted nothing lately"
    assert told(talk("@"), None).why == "its followers are unknown"


@given(st.integers(1, 10**9), st.integers(1, 200), st.integers(2, 9))
def test_it_grows_with_the_followers_and_falls_with_the_replies(
    followers: int, replies: int, times: int
) -> None:
    one = told(talk("@" * replies, apart=HOUR // 10), followers).value
    more = told(talk("@" * replies, apart=HOUR // 10), followers * times).value
    assert one is not None
    assert one > 0
    assert more == pytest.approx(one * times)
    assert years(followers, replies * times) == pytest.approx(years(followers, replies) / times)
