"""What a source returns: readings, pages of follow lists, posts, results of a check."""

from dataclasses import dataclass
from enum import Enum

from tui.model import Account, EventKind, Millis, PostKind, Quality


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to an account, as its source reports it."""

    at: Millis
    kind: EventKind
    title: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The current state of an account: its names, its counts and its recent events.

    If `erase` is set, nothing about the account may be kept any longer.
    """

    account: Account
    followers: int | None
    following: int | None = None
    posts: int | None = None
    quality: Quality = Quality.EXACT
    happened: tuple[Happened, ...] = ()
    erase: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """An entry of a follow list."""

    account: Account
    follows_back: bool | None = None
    followers: int | None = None
    following: int | None = None
    quality: Quality = Quality.EXACT


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a follow list; the last page has no cursor."""

    followed: tuple[Followed, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Post:
    """A post of an account. Its text is classified and never stored."""

    at: Millis
    kind: PostKind
    mentions: bool = False
    text: str = ""


class FollowBackCheck(Enum):
    """How to find out which followed accounts follow back."""

    IN_PAGE = "each page of the list says so"
    PAIRS = "one request for each pair"
    FOLLOWERS = "the list of followers is read as well"
    NONE = "not possible, or it takes too many requests"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A result of checking a source: a sentence, and whether all is well."""

    text: str
    is_ok: bool
