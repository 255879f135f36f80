"""The posts of the demo world: the same for everybody, with habits of each racer."""

import re
from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.sources.demo_world import LATER
from tui.config import Thresholds
from tui.follows.open_account import classified
from tui.model import DAY, HOUR, Account, Millis, PostKind
from tui.sources import Post
from tui.sources.demo import DemoWorld
from tui.sources.demo.posts import INTERVAL, POSTS, latest_posts
from tui.sources.demo.world import EPOCH, SEED, racers

TIMES = st.integers(EPOCH, EPOCH + 3_000 * DAY)
RACERS = st.sampled_from(list(racers()))


def posts(account: Account, at: Millis = LATER, seed: int = SEED) -> list[Post]:
    return latest_posts(seed, account, at)


def kinds(account: Account) -> Counter[PostKind]:
    return Counter(post.kind for post in posts(account))


@given(RACERS, TIMES)
def test_posts_are_newest_first_and_never_from_the_future(account: Account, at: Millis) -> None:
    found = posts(account, at)
    assert len(found) == POSTS
    assert found[0].at <= at
    assert all(one.at > other.at for one, other in pairwise(found))
    assert at - found[0].at < 2 * INTERVAL


@given(RACERS, TIMES, st.integers(0, 5 * DAY))
def test_posts_do_not_change_later(account: Account, at: Millis, later: Millis) -> None:
    before, after = posts(account, at), posts(account, at + later)
    since = after[-1].at
    common = [post for post in before if post.at >= since]
    assert after[len(after) - len(common) :] == common
    assert all(post.at > before[0].at for post in after[: len(after) - len(common)])


def test_a_racer_posts_a_few_times_a_day() -> None:
    for account in racers():
        last_day = [post for post in posts(account) if post.at > LATER - DAY]
        assert 6 <= len(last_day) <= 9
        assert LATER - posts(account)[-1].at > 6 * DAY


def test_each_racer_has_lasting_habits_of_its_own() -> None:
    assert len({tuple(p.kind for p in posts(account)) for account in racers()}) == len(racers())
    teapot = racers()[0]
    assert posts(teapot) == posts(teapot)
    assert posts(teapot) != posts(teapot, seed=SEED + 1)


def test_some_racers_reply_a_lot_and_some_hardly_ever() -> None:
    shares = sorted(kinds(account)[PostKind.REPLY] / POSTS for account in racers())
    assert shares[0] < 0.2
    assert shares[-1] > 0.4


def test_the_racers_together_post_every_kind_that_is_drawn() -> None:
    seen = sum((kinds(account) for account in racers()), Counter[PostKind]())
    assert set(seen) == {PostKind.REPLY, PostKind.MENTION, PostKind.PLAIN, PostKind.REPOST}


def test_some_racers_ask_for_follows_in_words_that_are_detected_and_some_never_do() -> None:
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in Thresholds().pleas]
    pleas = {
        account.handle: sum(classified(post, patterns).pleads for post in posts(account))
        for account in racers()
    }
    assert min(pleas.values()) == 0
    assert max(pleas.values()) >= 3


def test_only_replies_and_mentions_mention_somebody() -> None:
    for account in racers():
        for post in posts(account):
            assert post.mentions == (post.kind in {PostKind.REPLY, PostKind.MENTION})
            assert bool(post.text) == (post.kind is not PostKind.REPOST)


async def test_the_source_returns_these_posts() -> None:
    account = racers()[0]
    assert await DemoWorld().posts(account, LATER + HOUR) == posts(account, LATER + HOUR)


async def test_a_member_of_the_crowd_has_posts_too() -> None:
    member = Account(0, "demo", "walk-on-7.demo", "walk-on-7.demo", "")
    assert len(await DemoWorld().posts(member, LATER)) == POSTS
