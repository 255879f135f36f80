"""Model objects from rows of a log. A log is untrusted input: its texts are sanitized."""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from tui.model import (
    SYNTHETIC,
    Account,
    ClassifiedPost,
    Condition,
    Event,
    EventKind,
    Kind,
    Origin,
    PostKind,
    Quality,
    Race,
    Sample,
)
from tui.parsing import BadText, zone_of
from tui.sanitize import clean
from tui.store.opening import LogError
from tui.store.schema import QUALITIES

FROM_LIST = "list:"
"""Prefix of the provenance of counts that came with a follow list; they belong to no race."""
LIVE = "live:"
"""Prefix of the provenance of samples from a live source."""
E = TypeVar("E", bound=StrEnum)


class FromRows:
    """Makes model objects from the rows of one log; raises LogError for an unknown enum value."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def race(self, row: Sequence[Any], accounts: Sequence[Account]) -> Race:
        """Return the race of a row (id, name, title, target, zone, start, end, every, users)."""
        number, name, title, target, zone, start, end, every, fewest, most = row
        if target is not None and target < 1:
            raise LogError(
                f"{self._path}: the race {text(name)} has the target {target}; set one of 1 or more"
            )
        try:
            zone_of(zone)
        except BadText as error:
            raise LogError(f"{self._path}: the race {text(name)}: {error}") from None
        return Race(
            name=text(name),
            title=text(title),
            accounts=tuple(accounts),
            target=target,
            zone=zone,
            start=start,
            end=end,
            id=number,
            every=every,
            users=None if fewest is None or most is None else (fewest, most),
        )

    def account(self, row: Sequence[Any]) -> Account:
        """Return the account of a row (id, source, native id, handle, name, kind, condition, …)."""
        source, native_id, handle, name = (text(value) for value in row[1:5])
        kind, condition = self._enum(Kind, row[5]), self._enum(Condition, row[6])
        moved_to, since = text(row[7]), row[8]
        return Account(row[0], source, native_id, handle, name, kind, condition, moved_to, since)

    def sample(self, row: Sequence[Any]) -> Sample:
        """Return the sample of a row (at, three counts, quality, provenance, round)."""
        at, followers, following, posts, place, provenance, number = row[:7]
        is_known = 0 <= place < len(QUALITIES)
        quality = QUALITIES[place] if is_known else self._enum(Quality, str(place))
        return Sample(at, followers, following, posts, quality, text(provenance), number)

    def event(self, row: Sequence[Any]) -> Event:
        """Return the event of a row (at, kind, title, origin, source, within, then the account)."""
        return Event(
            at=row[0],
            kind=self._enum(EventKind, row[1]),
            title=text(row[2]),
            origin=self._enum(Origin, row[3]),
            source=text(row[4]),
            within=row[5],
            account=self.account(row[6:]) if row[6] is not None else None,
        )

    def post(self, row: Sequence[Any]) -> ClassifiedPost:
        """Return the post of a row (at, kind, mentions, pleads)."""
        return ClassifiedPost(row[0], self._enum(PostKind, row[1]), bool(row[2]), bool(row[3]))

    def text(self, value: str) -> str:
        """Return a text of the log as one sanitized line."""
        return text(value)

    def _enum(self, kind: type[E], value: str) -> E:
        try:
            return kind(value)
        except ValueError:
            what = f"{kind.__name__} {text(value)!r}"
            raise LogError(f"{self._path}: holds the unknown {what}; update racetui") from None


def is_documented(sample: Sample) -> bool:
    """Return whether a sample was documented by somebody: neither synthetic nor read live."""
    name = sample.provenance
    return bool(name) and name != SYNTHETIC and not name.startswith((LIVE, FROM_LIST))


@lru_cache(maxsize=4096)
def text(value: str) -> str:
    """Return a text of the log as one sanitized line."""
    return clean(value, 400)
