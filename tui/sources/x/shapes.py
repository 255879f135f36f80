"""The shapes of X's answers; fields that are not used are left out."""

from msgspec import Struct, field


class Metrics(Struct):
    """The counts of a user; the number of posts has an old name and a new one."""

    followers_count: int | None = None
    following_count: int | None = None
    tweet_count: int | None = None
    post_count: int | None = None


class User(Struct):
    """A user."""

    id: str
    name: str
    username: str
    protected: bool = False
    public_metrics: Metrics | None = None


class Problem(Struct):
    """The reason a user is missing from an answer."""

    value: str = ""
    detail: str = ""
    title: str = ""
    type: str = ""


class Meta(Struct):
    """The token of the next page."""

    next_token: str | None = None


class Users(Struct):
    """A list of users, with errors for those that are missing."""

    data: list[User] = []
    errors: list[Problem] = []
    meta: Meta | None = None


class Reference(Struct):
    """How a post refers to another one."""

    type: str = ""


class Entities(Struct):
    """The entities in a text."""

    mentions: list[dict[str, object]] = []


class Tweet(Struct):
    """A post; some fields have an old name and a new one."""

    id: str = ""
    text: str = ""
    created_at: str = ""
    in_reply_to_user_id: str | None = None
    entities: Entities | None = None
    referenced_tweets: list[Reference] | None = None
    referenced_posts: list[Reference] | None = None


class Tweets(Struct):
    """A list of posts."""

    data: list[Tweet] = field(default_factory=list)
    errors: list[Problem] = []
