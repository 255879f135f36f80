"""Whom an account follows."""

from dataclasses import dataclass

from tui.model.accounts import Account
from tui.model.times import Millis


@dataclass(frozen=True, slots=True)
class Followee:
    """Whom an account follows; `follows_back` and `celebrity` are `None` where nobody says."""

    account: Account
    follows_back: bool | None
    celebrity: bool | None
    followers: int | None = None
    first_seen: Millis | None = None
    last_seen: Millis | None = None
    gone_at: Millis | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FollowList:
    """The followees known of an account at a time; `following` is how many it says it follows.

    `why` says in words why its list is not told to anybody like us; `read_at` is when the list was
    read to its end.
    """

    account: Account | None
    at: Millis
    followees: tuple[Followee, ...] = ()
    following: int | None = None
    complete: bool = False
    followers: int | None = None
    why: str = ""
    read_at: Millis | None = None


EMPTY_FOLLOW_LIST = FollowList(account=None, at=0)
