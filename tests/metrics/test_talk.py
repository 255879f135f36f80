"""The posts that the measures of talk look at."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, SIGNS, START, situation, talk, track
from tui.metrics.metric import Situation
from tui.metrics.talk import MOST, WITHIN, own_posts, read_at, without_posts
from tui.model import DAY, MINUTE, Millis, PostKind, Talk


def known(what: Talk) -> Situation:
    return replace(situation(track(ANN, [1])), talks={ANN.id: what})


@pytest.mark.parametrize(("apart", "looked_at"), [(MINUTE, MOST), (DAY, WITHIN // DAY + 1)])
def test_the_last_200_of_30_days_are_looked_at(apart: Millis, looked_at: int) -> None:
    posts = own_posts(known(talk(">" * 300, apart)), ANN.id)
    assert len(posts) == looked_at
    assert posts[0].at == START


def test_of_nobodys_posts_it_is_said_whether_they_were_read() -> None:
    nothing = situation(track(ANN, [1]))
    assert (own_posts(nothing, ANN.id), read_at(nothing, ANN.id)) == ((), None)
    assert without_posts(nothing, ANN.id, "%").why == "its posts were not read"
    assert without_posts(known(Talk(START)), ANN.id, "%").why == "it posted nothing lately"
    assert read_at(known(Talk(START)), ANN.id) == START


@given(st.text(st.sampled_from(sorted(SIGNS)), max_size=250))
def test_they_are_its_own_by_time_and_never_too_many(signs: str) -> None:
    posts = own_posts(known(talk(signs)), ANN.id)
    assert len(posts) <= MOST
    assert PostKind.REPOST not in {post.kind for post in posts}
    assert [post.at for post in posts] == sorted((post.at for post in posts), reverse=True)
