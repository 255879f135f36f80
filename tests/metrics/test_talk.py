"""The latest posts, which the measures of talk are taken from."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, SIGNS, START, situation, talk, track
from tui.metrics.metric import Situation
from tui.metrics.talk import MAX_AGE, MAX_POSTS, no_posts, own_posts, posts_read_at
from tui.model import DAY, MINUTE, Millis, PostKind, Talk


def with_posts(posts: Talk) -> Situation:
    return replace(situation(track(ANN, [1])), talks={ANN.id: posts})


@pytest.mark.parametrize(("interval", "expected"), [(MINUTE, MAX_POSTS), (DAY, MAX_AGE // DAY + 1)])
def test_the_latest_posts_are_at_most_200_within_30_days(interval: Millis, expected: int) -> None:
    posts = own_posts(with_posts(talk(">" * 300, interval)), ANN.id)
    assert len(posts) == expected
    assert posts[0].at == START


def test_without_posts_the_reason_says_whether_they_were_read() -> None:
    nothing = situation(track(ANN, [1]))
    assert (own_posts(nothing, ANN.id), posts_read_at(nothing, ANN.id)) == ((), None)
    assert no_posts(nothing, ANN.id, "%").why == "its posts have not been read"
    assert no_posts(with_posts(Talk(START)), ANN.id, "%").why == "no posts in the last 30 days"
    assert posts_read_at(with_posts(Talk(START)), ANN.id) == START


@given(st.text(st.sampled_from(sorted(SIGNS)), max_size=250))
def test_the_latest_posts_are_newest_first_without_reposts(signs: str) -> None:
    posts = own_posts(with_posts(talk(signs)), ANN.id)
    assert len(posts) <= MAX_POSTS
    assert PostKind.REPOST not in {post.kind for post in posts}
    assert [post.at for post in posts] == sorted((post.at for post in posts), reverse=True)
