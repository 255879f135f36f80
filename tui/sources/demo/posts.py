"""The posts of the demo world: each account has its own mix of replies, mentions and pleas."""

from random import Random

from tui.model import HOUR, Account, Millis, PostKind
from tui.sources.readings import Post

POSTS = 60
INTERVAL: Millis = 3 * HOUR
PLEA = "Please follow me, I am nearly there!"


def latest_posts(seed: int, account: Account, at: Millis) -> list[Post]:
    """Return the latest posts of an account at a time, newest first."""
    habits = Random(f"{seed} talk of {account.native_id}")
    replies, mentions, pleas, reposts = (
        habits.uniform(0.05, 0.7),
        habits.uniform(0.1, 0.5),
        habits.choice((0.0, 0.03, 0.25)),
        habits.uniform(0.0, 0.3),
    )
    posts = []
    newest = at // INTERVAL
    for n in range(newest, newest - POSTS, -1):
        chance = Random(f"{seed} post {n} of {account.native_id}")
        when = n * INTERVAL - chance.randrange(INTERVAL)
        if chance.random() < reposts:
            posts.append(Post(when, PostKind.REPOST))
        elif chance.random() < replies:
            posts.append(Post(when, PostKind.REPLY, mentions=True, text="@you so it is"))
        elif chance.random() < pleas:
            posts.append(Post(when, PostKind.PLAIN, text=PLEA))
        else:
            has_mention = chance.random() < mentions
            kind = PostKind.MENTION if has_mention else PostKind.PLAIN
            posts.append(Post(when, kind, has_mention, "tea is served"))
    return posts
