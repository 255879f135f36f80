"""Search over all that a board knows: racers, followees, events, races. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from tui.formats import date
from tui.model import Account, Board, Event, LibraryEntry
from tui.parsing import zone_of
from tui.phrases import display_name

MOST = 200


class HitKind(StrEnum):
    """What was found."""

    RACER = "racer"
    FOLLOWEE = "followee"
    EVENT = "event"
    RACE = "race"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: what it is, what it is called, and the thing."""

    kind: HitKind
    label: str
    account: Account | None = None
    event: Event | None = None
    race: LibraryEntry | None = None


def search(board: Board, text: str) -> list[Hit]:
    """Return what has a text in its name, those that begin with it first; nothing for no text."""
    wanted = text.strip().removeprefix("@").casefold()
    if not wanted:
        return []
    hits = list(islice((hit for hit in _all(board) if _fits(hit, wanted)), 10 * MOST))
    hits.sort(key=lambda hit: not _begins(hit, wanted))
    return hits[:MOST]


def _fits(hit: Hit, wanted: str) -> bool:
    return wanted in hit.label.casefold()


def _begins(hit: Hit, wanted: str) -> bool:
    return any(part.startswith(wanted) for part in hit.label.casefold().replace("@", "").split())


def _all(board: Board) -> Iterator[Hit]:
    racing = set()
    for standing in board.standings:
        racing.add(standing.account.id)
        yield Hit(HitKind.RACER, _name(standing.account), standing.account)
    seen = set(racing)
    for n, follow_list in board.follow_lists.items():
        follower = next((a for a in board.race.accounts if a.id == n), None)
        by = f"  followed by {display_name(follower)}" if follower else ""
        for followee in follow_list.followees:
            if followee.account.id not in seen:
                seen.add(followee.account.id)
                yield Hit(HitKind.FOLLOWEE, _name(followee.account) + by, followee.account)
    zone = zone_of(board.race.zone)
    for event in reversed(board.events):
        yield Hit(HitKind.EVENT, f"{event.title}  {date(event.at, zone)}", event=event)
    for shelved in board.library:
        yield Hit(HitKind.RACE, f"{shelved.race.name}  {shelved.race.title}", race=shelved)


def _name(account: Account) -> str:
    return f"@{account.handle}  {account.name}" if account.name else f"@{account.handle}"
