"""What the demo world posts: how often a racer talks to others, to all, or begs, by its temper."""

from random import Random

from tui.model import HOUR, Account, Millis, PostKind
from tui.sources.source import Post

POSTS = 60
APART: Millis = 3 * HOUR
PLEA = "Please follow me, I am nearly there!"


def latest_posts(seed: int, account: Account, at: Millis) -> list[Post]:
    """Return the latest posts of an account until a time, the newest first."""
    style = Random(f"{seed} talk of {account.native_id}")
    replies, names, pleas, passes = (
        style.uniform(0.05, 0.7),
        style.uniform(0.1, 0.5),
        style.choice((0.0, 0.03, 0.25)),
        style.uniform(0.0, 0.3),
    )
    posts = []
    newest = at // APART
    for n in range(newest, newest - POSTS, -1):
        chance = Random(f"{seed} post {n} of {account.native_id}")
        when = n * APART - chance.randrange(APART)
        if chance.random() < passes:
            posts.append(Post(when, PostKind.REPOST))
        elif chance.random() < replies:
            posts.append(Post(when, PostKind.REPLY, mentions=True, text="@you so it is"))
        elif chance.random() < pleas:
            posts.append(Post(when, PostKind.PLAIN, text=PLEA))
        else:
            mentions = chance.random() < names
            kind = PostKind.MENTION if mentions else PostKind.PLAIN
            posts.append(Post(when, kind, mentions, "tea is served"))
    return posts
