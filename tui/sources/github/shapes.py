"""The shapes of GitHub's answers; fields that are not used are left out."""

from msgspec import Struct


class User(Struct):
    """A user; in a list only some fields are set."""

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
    """A count in GraphQL."""

    total_count: int


class Node(Struct, rename="camel"):
    """A user in GraphQL."""

    database_id: int | None
    login: str
    name: str | None = None
    followers: Total | None = None
    following: Total | None = None


class PageInfo(Struct, rename="camel"):
    """Whether a list in GraphQL has another page, and its cursor."""

    has_next_page: bool = False
    end_cursor: str | None = None


class Following(Struct, rename="camel"):
    """A page of a follow list in GraphQL."""

    page_info: PageInfo
    nodes: list[Node | None]


class UserWithList(Struct, rename="camel"):
    """A user in GraphQL with a page of its follow list."""

    following: Following
    database_id: int | None = None


class Data(Struct):
    """The data of a GraphQL answer."""

    user: UserWithList | None = None


class GraphError(Struct):
    """An error in GraphQL, sent with status 200."""

    type: str = ""


class Graph(Struct):
    """A GraphQL answer."""

    data: Data | None = None
    errors: list[GraphError] = []


class Event(Struct):
    """A public event."""

    type: str
    created_at: str
