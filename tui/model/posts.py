"""What is kept of posts: never their text."""

from dataclasses import dataclass
from enum import StrEnum

from tui.model.times import Millis


class PostKind(StrEnum):
    """What a post is. A thread is a reply to oneself."""

    REPLY = "reply"
    THREAD = "thread"
    MENTION = "mention"
    QUOTE = "quote"
    PLAIN = "plain"
    REPOST = "repost"


@dataclass(frozen=True, slots=True)
class ClassifiedPost:
    """What is kept of a post: its time, what it is, whether it names others or asks for follows."""

    at: Millis
    kind: PostKind
    mentions: bool = False
    pleads: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """An account's posts as they were read at a time, the newest first."""

    read_at: Millis
    posts: tuple[ClassifiedPost, ...] = ()
