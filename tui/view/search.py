"""Search for racers, followees, events and races on a board. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from tui.formats import date
from tui.model import Account, Board, Event, LibraryEntry
from tui.parsing import zone_of
from tui.phrases import display_name

MAX_HITS = 200


class HitKind(StrEnum):
    """The kind of a search result."""

    RACER = "racer"
    FOLLOWEE = "followee"
    EVENT = "event"
    RACE = "race"


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result: its kind, its label, and the account, event or race itself."""

    kind: HitKind
    label: str
    account: Account | None = None
    event: Event | None = None
    race: LibraryEntry | None = None


def search(board: Board, text: str) -> list[Hit]:
    """Return what matches a text, first what begins with it; nothing for an empty text."""
    wanted = text.strip().removeprefix("@").casefold()
    if not wanted:
        return []
    hits = list(islice((hit for hit in _candidates(board) if _matches(hit, wanted)), 10 * MAX_HITS))
    hits.sort(key=lambda hit: not _begins_with(hit, wanted))
    return hits[:MAX_HITS]


def _matches(hit: Hit, wanted: str) -> bool:
    return wanted in hit.label.casefold()


def _begins_with(hit: Hit, wanted: str) -> bool:
    return any(part.startswith(wanted) for part in hit.label.casefold().replace("@", "").split())


def _candidates(board: Board) -> Iterator[Hit]:
    seen = set()
    for standing in board.standings:
        seen.add(standing.account.id)
        yield Hit(HitKind.RACER, _label(standing.account), standing.account)
    for n, follow_list in board.follow_lists.items():
        follower = next((a for a in board.race.accounts if a.id == n), None)
        by = f"  followed by {display_name(follower)}" if follower else ""
        for followee in follow_list.followees:
            if followee.account.id not in seen:
                seen.add(followee.account.id)
                yield Hit(HitKind.FOLLOWEE, _label(followee.account) + by, followee.account)
    zone = zone_of(board.race.zone)
    for event in reversed(board.events):
        yield Hit(HitKind.EVENT, f"{event.title}  {date(event.at, zone)}", event=event)
    for entry in board.library:
        yield Hit(HitKind.RACE, f"{entry.race.name}  {entry.race.title}", race=entry)


def _label(account: Account) -> str:
    return f"@{account.handle}  {account.name}" if account.name else f"@{account.handle}"
