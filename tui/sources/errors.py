"""The errors of a source, with short messages for the screen."""

from collections.abc import Sequence

from tui.model import Millis
from tui.sources.readings import Reading


class SourceError(Exception):
    """A source cannot answer.

    `next_at` is when it makes sense to ask again. `readings` were received before the failure. A
    `permanent` error lasts until the user changes something.
    """

    def __init__(
        self,
        message: str,
        next_at: Millis | None = None,
        readings: Sequence[Reading] = (),
        permanent: bool = False,
    ) -> None:
        super().__init__(message)
        self.next_at, self.permanent = next_at, permanent
        self.readings = tuple(readings)

    @property
    def affects_all(self) -> bool:
        """Return whether the source itself fails, so that asking for other accounts is useless."""
        return self.permanent

    def with_readings(self, readings: Sequence[Reading]) -> "SourceError":
        """Return this error with earlier readings added before its own."""
        self.readings = (*readings, *self.readings)
        return self


class NoSuchAccount(SourceError):
    """A source has no such account; `near` are similar names that may have been meant."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class ListHidden(SourceError):
    """A follow list is not available; the message says why.

    If `forget` is set, what was stored of the list must be deleted as well.
    """

    def __init__(self, message: str, forget: bool = False) -> None:
        super().__init__(message)
        self.forget = forget


class StaleCursor(SourceError):
    """The cursor of a list is no longer valid; the list must be read from its start."""
