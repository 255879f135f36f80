"""The shapes of Bluesky's answers; fields that are not used are left out."""

from msgspec import Raw, Struct, field


class Label(Struct):
    """A label set by the owner of a profile or by a moderator."""

    val: str = ""


class Profile(Struct, rename="camel"):
    """A profile of `app.bsky.actor.defs`; in lists it has no counts."""

    did: str
    handle: str
    display_name: str | None = None
    followers_count: int | None = None
    follows_count: int | None = None
    posts_count: int | None = None
    labels: list[Label] | None = None


class Profiles(Struct):
    """The answer of `getProfiles`."""

    profiles: list[Raw]


class Follows(Struct):
    """The answer of `getFollows`."""

    subject: Profile
    follows: list[Profile]
    cursor: str | None = None


class Relationship(Struct, rename="camel"):
    """A relationship of `getRelationships`, as seen from the account in the request."""

    did: str | None = None
    following: str | None = None
    followed_by: str | None = None
    not_found: bool = False


class Relationships(Struct):
    """The answer of `getRelationships`."""

    relationships: list[Relationship]


class Problem(Struct):
    """An error from the AppView itself, not from a proxy."""

    error: str = ""
    message: str = ""


class Kind(Struct):
    """An object of which only the type matters."""

    type: str = field(name="$type", default="")


class Feature(Struct):
    """A feature of a part of a text, such as a mention."""

    type: str = field(name="$type", default="")
    did: str = ""


class Facet(Struct):
    """A part of a text with features."""

    features: list[Feature] = []


class Reference(Struct):
    """The address of a record."""

    uri: str = ""


class Reply(Struct):
    """The post that a reply answers."""

    parent: Reference


class Record(Struct, rename="camel"):
    """A post as its author wrote it."""

    created_at: str = ""
    text: str = ""
    reply: Reply | None = None
    facets: list[Facet] | None = None
    embed: Kind | None = None


class FeedPost(Struct, rename="camel"):
    """A post in a feed."""

    record: Record
    indexed_at: str = ""


class Reason(Struct, rename="camel"):
    """The reason a post is in a feed, and since when."""

    type: str = field(name="$type", default="")
    indexed_at: str = ""


class FeedItem(Struct):
    """An item of a feed: a post and the reason it is there."""

    post: FeedPost
    reason: Reason | None = None


class Feed(Struct):
    """The answer of `getAuthorFeed`."""

    feed: list[FeedItem]
