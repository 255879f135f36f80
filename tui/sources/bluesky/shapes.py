"""What Bluesky answers, as far as it is looked at; what else it says is let go."""

from msgspec import Raw, Struct, field


class Label(Struct):
    """A label, of its owner or of a moderator."""

    val: str = ""


class Profile(Struct, rename="camel"):
    """`app.bsky.actor.defs`: a profile; in lists without counts."""

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
    """One of `getRelationships`, from the view of who was asked for."""

    did: str | None = None
    following: str | None = None
    followed_by: str | None = None
    not_found: bool = False


class Relationships(Struct):
    """The answer of `getRelationships`."""

    relationships: list[Relationship]


class Problem(Struct):
    """An error of the app; a proxy sends others."""

    error: str = ""
    message: str = ""


class Kind(Struct):
    """Anything of which only its type counts."""

    type: str = field(name="$type", default="")


class Feature(Struct):
    """What a part of a text is, such as a mention."""

    type: str = field(name="$type", default="")
    did: str = ""


class Facet(Struct):
    """A part of a text."""

    features: list[Feature] = []


class Reference(Struct):
    """An address of a record."""

    uri: str = ""


class Reply(Struct):
    """What a post replies to."""

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
    """Why a post is in a feed, and since when."""

    type: str = field(name="$type", default="")
    indexed_at: str = ""


class FeedItem(Struct):
    """A line of a feed: a post, and why it is there."""

    post: FeedPost
    reason: Reason | None = None


class Feed(Struct):
    """The answer of `getAuthorFeed`."""

    feed: list[FeedItem]
