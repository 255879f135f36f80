"""What the demo world posts: the same for all who look, and as each racer's temper has it."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.config import Thresholds
from tui.follows.open_account import kept
from tui.model import DAY, HOUR, Account, Millis, PostKind
from tui.sources import Post
from tui.sources.demo import DemoWorld
from tui.sources.demo.posts import APART, POSTS, latest_posts
from tui.sources.demo.world import EPOCH, SEED, racers

LATER = EPOCH + 20 * DAY
TIMES = st.integers(EPOCH, EPOCH + 3_000 * DAY)
RACERS = st.sampled_from(list(racers()))


def posts(who: Account, at: Millis = LATER, seed: int = SEED) -> list[Post]:
    return latest_posts(seed, who, at)


def kinds(who: Account) -> Counter[PostKind]:
    return Counter(post.kind for post in posts(who))


@given(RACERS, TIMES)
def test_posts_are_the_newest_first_and_none_is_from_later(who: Account, at: Millis) -> None:
    made = posts(who, at)
    assert len(made) == POSTS
    assert made[0].at <= at
    assert all(one.at > other.at for one, other in pairwise(made))
    assert at - made[0].at < 2 * APART


@given(RACERS, TIMES, st.integers(0, 5 * DAY))
def test_what_was_posted_stays_as_it_was(who: Account, at: Millis, later: Millis) -> None:
    before, after = posts(who, at), posts(who, at + later)
    since = after[-1].at
    still = [post for post in before if post.at >= since]
    assert after[len(after) - len(still) :] == still
    assert all(post.at > before[0].at for post in after[: len(after) - len(still)])


def test_a_racer_posts_a_few_times_a_day() -> None:
    for who in racers():
        of_a_day = [post for post in posts(who) if post.at > LATER - DAY]
        assert 6 <= len(of_a_day) <= 9
        assert LATER - posts(who)[-1].at > 6 * DAY


def test_each_racer_has_a_temper_of_its_own_that_lasts() -> None:
    assert len({tuple(p.kind for p in posts(who)) for who in racers()}) == len(racers())
    ann = racers()[0]
    assert posts(ann) == posts(ann)
    assert posts(ann) != posts(ann, seed=SEED + 1)


def test_some_talk_to_others_and_some_hardly_do() -> None:
    shares = sorted(kinds(who)[PostKind.REPLY] / POSTS for who in racers())
    assert shares[0] < 0.2
    assert shares[-1] > 0.4


def test_among_the_racers_every_sign_of_the_strip_is_met() -> None:
    met = sum((kinds(who) for who in racers()), Counter[PostKind]())
    assert set(met) == {PostKind.REPLY, PostKind.MENTION, PostKind.PLAIN, PostKind.REPOST}


def test_some_beg_for_follows_by_the_words_that_are_looked_for_and_some_never_do() -> None:
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in Thresholds().pleas]
    begging = {
        who.handle: sum(kept(post, patterns).pleads for post in posts(who)) for who in racers()
    }
    assert min(begging.values()) == 0
    assert max(begging.values()) >= 3


@pytest.mark.parametrize("who", racers(), ids=lambda who: who.handle)
def test_who_is_named_is_told_of_replies_and_mentions_and_nothing_else(who: Account) -> None:
    for post in posts(who):
        assert post.mentions == (post.kind in {PostKind.REPLY, PostKind.MENTION})
        assert bool(post.text) == (post.kind is not PostKind.REPOST)


async def test_the_world_tells_them_as_a_source_does() -> None:
    who = racers()[0]
    assert await DemoWorld().posts(who, LATER + HOUR) == posts(who, LATER + HOUR)


async def test_of_the_crowd_there_are_posts_too() -> None:
    walk_on = Account(0, "demo", "walk-on-7.demo", "walk-on-7.demo", "")
    assert len(await DemoWorld().posts(walk_on, LATER)) == POSTS
