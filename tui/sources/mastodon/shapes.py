"""The shapes of Mastodon's answers; fields that are not used are left out."""

from msgspec import Struct


class Moved(Struct):
    """The new account of somebody who moved."""

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
    """An error from Mastodon itself, not from a proxy."""

    error: str


class Link(Struct):
    """A link in a WebFinger answer."""

    rel: str = ""
    type: str = ""
    href: str = ""


class WebFinger(Struct):
    """An answer of WebFinger."""

    subject: str = ""
    links: list[Link] = []


class Author(Struct):
    """The author of a status. Its counts are not reliable."""

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
