"""What comes of a question to a server: an answer, its "no", or one of the ways to have none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from tui.model import Millis
from tui.sanitize import clean
from tui.sources.source import SourceError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, its body unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def into(self, shape: type[T]) -> T:
        """Return the body as a typed structure; raises SourceError where it has another shape."""
        try:
            return msgspec.json.decode(self.body, type=shape)
        except msgspec.ValidationError as error:
            raise SourceError(f"answers what was not expected: {clean(str(error), 120)}") from None
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise SourceError("answers what is no JSON; is a proxy before it?") from None


class Refusal(SourceError):
    """A server answered, and said no; asking the same again makes no sense."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"answers {answer.status}")
        self.answer = answer
        self.status = answer.status

    def into(self, shape: type[T]) -> T | None:
        """Return the body as a typed structure, if it has that shape."""
        try:
            return self.answer.into(shape)
        except SourceError:
            return None


class Failing(SourceError):
    """A server did not answer, or with nothing but an error of its own, its `status`.

    `sent` tells whether the question may have reached it.
    """

    def __init__(
        self, words: str, next_at: Millis | None, status: int | None, sent: bool = True
    ) -> None:
        super().__init__(words, next_at)
        self.status, self.sent = status, sent

    @property
    def affects_all(self) -> bool:
        """Tell that the server fails for all."""
        return True


class Elsewhere(SourceError):
    """A server sends us on to another one, which is not followed."""

    def __init__(self, host: str) -> None:
        super().__init__(f"sends us on to {host}; that is not followed")
        self.host = host


class Deferred(SourceError):
    """Nothing was asked: it is not the time for it; `next_at` is."""

    @property
    def affects_all(self) -> bool:
        """Tell that nobody is asked for."""
        return True


class Limited(Deferred):
    """A server wants to be left alone for a while."""


def is_answered(answer: Answer) -> bool:
    """Tell whether an answer is one to our question, if only a "no"; others are faults of theirs.

    A method that is not there (501) will not be there the next time either.
    """
    return answer.status < 500 or answer.status == 501


Limits = Callable[[Answer], bool]


def too_many(answer: Answer) -> bool:
    """Tell whether an answer says that too much was asked."""
    return answer.status == 429
