"""What the screen asks of the data side: one frozen value for each thing that can be asked."""

from dataclasses import dataclass
from pathlib import Path

from tui.model.accounts import Account
from tui.model.events import EventKind
from tui.model.times import Millis


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause a replay, or resume it; of a live race, freeze the view."""


@dataclass(frozen=True, slots=True)
class ChangeSpeed:
    """Make a replay faster, or slower, by some steps of the ladder of speeds."""

    steps: int


@dataclass(frozen=True, slots=True)
class MoveBy:
    """Move a replay's time by some milliseconds."""

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
    """Read every count now, and the list of the account that is open."""


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """Open an account: its list as it is known, then as it is read; `again` reads it anew."""

    account_id: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class CloseAccount:
    """Close the account that is open; what was read of its list is kept."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """Look an account up by what a person wrote."""

    text: str


@dataclass(frozen=True, slots=True)
class AddAccount:
    """Add an account that was looked up to the race."""

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
    """Note what happened some milliseconds ago, to an account or to none in particular."""

    title: str
    account: Account | None
    ago: Millis
    kind: EventKind


@dataclass(frozen=True, slots=True)
class ReadLedger:
    """Put on the boards how past forecasts of the race did."""


@dataclass(frozen=True, slots=True)
class ListRaces:
    """Put every race on the boards."""


@dataclass(frozen=True, slots=True)
class ChooseRace:
    """Show another race: of the user's own log, or of those that ship."""

    name: str
    own: bool


@dataclass(frozen=True, slots=True)
class MakeRace:
    """Make a race without accounts, and show it."""

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
