"""What Mastodon answers, as far as it is looked at; what else it says is let go."""

from msgspec import Struct


class Moved(Struct):
    """Where an account has moved to."""

    acct: str = ""


class Profile(Struct):
    """An `Account` entity."""

    id: str
    username: str
    acct: str
    display_name: str = ""
    uri: str = ""
    followers_count: int | None = None
    following_count: int | None = None
    statuses_count: int | None = None
    hide_collections: bool | None = None
    suspended: bool | None = None
    moved: Moved | None = None


class Problem(Struct):
    """An error, as Mastodon itself says it."""

    error: str


class Link(Struct):
    """A link of WebFinger."""

    rel: str = ""
    type: str = ""
    href: str = ""


class Finger(Struct):
    """The answer of WebFinger."""

    subject: str = ""
    links: list[Link] = []


class Author(Struct):
    """Who wrote a status; its counts there are no counts."""

    id: str = ""


class Status(Struct):
    """A `Status` entity."""

    created_at: str
    account: Author
    content: str = ""
    reblog: dict[str, object] | None = None
    in_reply_to_id: str | None = None
    in_reply_to_account_id: str | None = None
    mentions: list[dict[str, object]] = []
    quote: object = None
