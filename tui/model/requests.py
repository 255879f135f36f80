"""The requests of a screen to the data side: a frozen value for each command."""

from dataclasses import dataclass
from pathlib import Path

from tui.model.accounts import Account
from tui.model.events import EventKind
from tui.model.times import Millis


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause or resume a replay; freeze or unfreeze the view of a live race."""


@dataclass(frozen=True, slots=True)
class ChangeSpeed:
    """Make a replay faster or (below zero) slower, by steps of `SPEEDS`."""

    steps: int


@dataclass(frozen=True, slots=True)
class MoveBy:
    """Move a replay by some milliseconds."""

    span: Millis


@dataclass(frozen=True, slots=True)
class Seek:
    """Go to a time of a replay."""

    at: Millis


@dataclass(frozen=True, slots=True)
class GoToEvent:
    """Go to the next event of a replay (1), or to the previous one (-1)."""

    steps: int


@dataclass(frozen=True, slots=True)
class Restart:
    """Go back to the start of a replay."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """Read every count now, and the list of the open account."""


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """Open an account: show its list and read it if it is not fresh; `again` reads it anyway."""

    account_id: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class CloseAccount:
    """Close the open account; what was read of its list is kept."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """Look up an account by what a person typed."""

    text: str


@dataclass(frozen=True, slots=True)
class AddAccount:
    """Add a looked-up account to the race."""

    account: Account


@dataclass(frozen=True, slots=True)
class RemoveAccount:
    """Remove an account from the race; its history is kept."""

    account: Account


@dataclass(frozen=True, slots=True)
class SetTarget:
    """Set the race's target, in followers; None for none."""

    target: int | None


@dataclass(frozen=True, slots=True)
class NoteEvent:
    """Note an event some milliseconds ago, of an account or of none in particular."""

    title: str
    account: Account | None
    ago: Millis
    kind: EventKind


@dataclass(frozen=True, slots=True)
class ReadLedger:
    """Put the scores of the race's past forecasts on the boards."""


@dataclass(frozen=True, slots=True)
class ListRaces:
    """Put the list of all races on the boards."""


@dataclass(frozen=True, slots=True)
class ChooseRace:
    """Show another race, from the user's own log or from those that ship with racetui."""

    name: str
    own: bool


@dataclass(frozen=True, slots=True)
class MakeRace:
    """Create a race without accounts, and show it."""

    name: str
    target: int | None


@dataclass(frozen=True, slots=True)
class RenameRace:
    """Give a race another name."""

    name: str
    new_name: str


@dataclass(frozen=True, slots=True)
class RemoveRace:
    """Remove a race; its samples are kept."""

    name: str


@dataclass(frozen=True, slots=True)
class Export:
    """Write all samples of the race to a new file, as CSV."""

    file: Path


Request = (
    Pause
    | ChangeSpeed
    | MoveBy
    | Seek
    | GoToEvent
    | Restart
    | Refresh
    | OpenAccount
    | CloseAccount
    | LookUp
    | AddAccount
    | RemoveAccount
    | SetTarget
    | NoteEvent
    | ReadLedger
    | ListRaces
    | ChooseRace
    | MakeRace
    | RenameRace
    | RemoveRace
    | Export
)
