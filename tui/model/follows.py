"""The accounts that an account follows."""

from dataclasses import dataclass

from tui.model.accounts import Account
from tui.model.times import Millis


@dataclass(frozen=True, slots=True)
class Followee:
    """A followed account; `follows_back` and `celebrity` are `None` if not known."""

    account: Account
    follows_back: bool | None
    celebrity: bool | None
    followers: int | None = None
    first_seen: Millis | None = None
    last_seen: Millis | None = None
    gone_at: Millis | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FollowList:
    """The known followees of an account at a time; `following` is the number its profile shows.

    `why` says in words why the source does not show the list; `read_at` is when the list was last
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
