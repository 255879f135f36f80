"""Conversation capacity: the years it would take to reply to every follower once."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, START, situation, talk, track
from tui.metrics.conversation_capacity import METRIC, measure, years
from tui.model import DAY, HOUR, ClassifiedPost, Measure, PostKind, Talk


def measured(known: Talk | None, followers: int | None = 1_000_000) -> Measure:
    field = situation(track(ANN, [followers]))
    return measure(replace(field, talks={} if known is None else {ANN.id: known}), ANN.id)


def test_replying_to_a_million_followers_at_twenty_a_day_takes_137_years() -> None:
    assert years(1_000_000, 20) == pytest.approx(136.9, abs=0.05)


def test_replies_a_day_are_averaged_over_the_days_read() -> None:
    capacity = measured(talk("@" * 41, interval=DAY // 20))
    assert capacity.value == pytest.approx(years(1_000_000, 41 / 2))
    assert (capacity.n, capacity.of, capacity.as_of) == (41, 41, START)
    assert METRIC.show(capacity) == "134 years"
    assert METRIC.show(Measure(9.25, "years")) == "9.2 years"
    assert METRIC.show(Measure(6013.9, "years")) == "6,014 years"


def test_days_without_posts_count_if_older_posts_were_read() -> None:
    recent, old = talk("@").posts[0], ClassifiedPost(START - 40 * DAY, PostKind.PLAIN)
    assert measured(Talk(START, (recent, old))).value == pytest.approx(years(1_000_000, 1 / 30))


def test_posts_of_less_than_a_day_count_as_a_day() -> None:
    assert measured(talk("@@")).value == pytest.approx(years(1_000_000, 2))


def test_without_replies_the_capacity_is_unknown_and_not_zero() -> None:
    capacity = measured(talk(">>t"))
    assert (capacity.value, capacity.why) == (None, "it never replies")
    assert METRIC.show(capacity) == "?"


def test_the_reason_says_whether_posts_or_followers_are_missing() -> None:
    assert measured(None).why == "its posts have not been read"
    assert measured(Talk(0)).why == "no posts in the last 30 days"
    assert measured(talk("@"), None).why == "its follower count is not known"


@given(st.integers(1, 10**9), st.integers(1, 200), st.integers(2, 9))
def test_the_capacity_grows_with_followers_and_falls_with_replies(
    followers: int, replies: int, times: int
) -> None:
    one = measured(talk("@" * replies, interval=HOUR // 10), followers).value
    more = measured(talk("@" * replies, interval=HOUR // 10), followers * times).value
    assert one is not None
    assert one > 0
    assert more == pytest.approx(one * times)
    assert years(followers, replies * times) == pytest.approx(years(followers, replies) / times)
