"""Posts as they are kept: by kind, never with their text."""

from dataclasses import dataclass
from enum import StrEnum

from tui.model.times import Millis


class PostKind(StrEnum):
    """The kind of a post. A thread is a reply to oneself."""

    REPLY = "reply"
    THREAD = "thread"
    MENTION = "mention"
    QUOTE = "quote"
    PLAIN = "plain"
    REPOST = "repost"


@dataclass(frozen=True, slots=True)
class ClassifiedPost:
    """A post: its time and kind, whether it mentions others, and whether it asks for follows."""

    at: Millis
    kind: PostKind
    mentions: bool = False
    pleads: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """An account's posts as read at a time, the newest first."""

    read_at: Millis
    posts: tuple[ClassifiedPost, ...] = ()
