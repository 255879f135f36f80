"""What GitHub answers, as far as it is looked at; what else it says is let go."""

from msgspec import Struct


class User(Struct):
    """A user, or in a list a part of one."""

    id: int
    login: str
    name: str | None = None
    type: str = "User"
    followers: int | None = None
    following: int | None = None
    public_repos: int | None = None


class Problem(Struct):
    """An error."""

    message: str = ""


class Total(Struct, rename="camel"):
    """A count of GraphQL."""

    total_count: int


class Node(Struct, rename="camel"):
    """A user of GraphQL."""

    database_id: int | None
    login: str
    name: str | None = None
    followers: Total | None = None
    following: Total | None = None


class PageInfo(Struct, rename="camel"):
    """Whether a list of GraphQL goes on, and where."""

    has_next_page: bool = False
    end_cursor: str | None = None


class Following(Struct, rename="camel"):
    """A page of a list of GraphQL."""

    page_info: PageInfo
    nodes: list[Node | None]


class Listed(Struct, rename="camel"):
    """A user with a page of whom it follows."""

    following: Following
    database_id: int | None = None


class Data(Struct):
    """What GraphQL found."""

    user: Listed | None = None


class GraphError(Struct):
    """An error of GraphQL, which comes with status 200."""

    type: str = ""


class Graph(Struct):
    """The answer of GraphQL."""

    data: Data | None = None
    errors: list[GraphError] = []


class Event(Struct):
    """A public event."""

    type: str
    created_at: str
