"""The possible outcomes of a request: an answer, a refusal, or one of several failures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from tui.model import Millis
from tui.sanitize import clean
from tui.sources.errors import SourceError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a server, its body decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def decode(self, shape: type[T]) -> T:
        """Return the JSON body as a structure; raises SourceError if it has another shape."""
        try:
            return msgspec.json.decode(self.body, type=shape)
        except msgspec.ValidationError as error:
            raise SourceError(f"unexpected answer: {clean(str(error), 120)}") from None
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise SourceError("the answer is not JSON (from a proxy or a login page?)") from None


class Refusal(SourceError):
    """A server refuses a request; repeating it makes no sense."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"HTTP error {answer.status}")
        self.answer = answer
        self.status = answer.status

    def decode(self, shape: type[T]) -> T | None:
        """Return the body as a structure; None if it has another shape."""
        try:
            return self.answer.decode(shape)
        except SourceError:
            return None


class ServerFailure(SourceError):
    """A server did not answer, or only with an error of its own, which is its `status`.

    `sent` is whether the request may have reached the server.
    """

    def __init__(
        self, message: str, next_at: Millis | None, status: int | None, sent: bool = True
    ) -> None:
        super().__init__(message, next_at)
        self.status, self.sent = status, sent

    @property
    def affects_all(self) -> bool:
        """Return True: the server fails for every account."""
        return True


class Redirected(SourceError):
    """A server redirects to another host, which is not followed."""

    def __init__(self, host: str) -> None:
        super().__init__(f"redirects to {host}; not followed")
        self.host = host


class Deferred(SourceError):
    """Nothing was sent, because it is too early; `next_at` is when it may be sent."""

    @property
    def affects_all(self) -> bool:
        """Return True: no other account can be asked for either."""
        return True


class RateLimited(Deferred):
    """A server has limited our requests for a while."""

    def __init__(self, next_at: Millis) -> None:
        super().__init__("rate limited", next_at)


def is_server_error(answer: Answer) -> bool:
    """Return whether an answer reports a fault of the server, which may pass.

    A method that is not implemented (501) will not be there the next time either.
    """
    return answer.status >= 500 and answer.status != 501


RateLimitTest = Callable[[Answer], bool]


def is_rate_limit(answer: Answer) -> bool:
    """Return whether an answer says that we sent too many requests."""
    return answer.status == 429
