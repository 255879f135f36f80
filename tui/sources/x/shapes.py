"""What X answers, as far as it is looked at; what else it says is let go."""

from msgspec import Struct, field


class Metrics(Struct):
    """The counts of a user; the posts have an old name and a new one."""

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
    """What is said of a user that is not told of."""

    value: str = ""
    detail: str = ""
    title: str = ""
    type: str = ""


class Meta(Struct):
    """Where a list goes on."""

    next_token: str | None = None


class Users(Struct):
    """Users, and of whom there is nothing to tell."""

    data: list[User] = []
    errors: list[Problem] = []
    meta: Meta | None = None


class Reference(Struct):
    """What a post refers to."""

    type: str = ""


class Entities(Struct):
    """What a text is made of."""

    mentions: list[dict[str, object]] = []


class Tweet(Struct):
    """A post, by its old names and the new ones."""

    id: str = ""
    text: str = ""
    created_at: str = ""
    in_reply_to_user_id: str | None = None
    entities: Entities | None = None
    referenced_tweets: list[Reference] | None = None
    referenced_posts: list[Reference] | None = None


class Tweets(Struct):
    """The answer to a question for posts."""

    data: list[Tweet] = field(default_factory=list)
    errors: list[Problem] = []
