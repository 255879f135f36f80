"""Changes to the user's races, as the screen asks for them; each returns what to tell the user."""

from dataclasses import replace
from pathlib import Path

from tui.clock import Clock
from tui.formats import duration, grouped
from tui.model import (
    MINUTE,
    AddAccount,
    NoteEvent,
    Race,
    RemoveAccount,
    RemoveRace,
    RenameRace,
    SetTarget,
)
from tui.phrases import display_name
from tui.races.editing import RaceEditor, Rejected, added

Change = AddAccount | RemoveAccount | SetTarget | NoteEvent
"""A request that changes the race on the screen."""


class RaceChanges:
    """Makes changes in the user's log. Raises Rejected where one cannot be made, and LogError."""

    def __init__(self, editor: RaceEditor, clock: Clock) -> None:
        self._editor, self._clock = editor, clock

    def make(self, change: Change, race: Race) -> str:
        """Change a race of the user's log."""
        match change:
            case AddAccount(account):
                new = self._editor.add(race, [account])
                if not new:
                    return f"{display_name(account)} is in the race already"
                warning = self._editor.caution(replace(race, accounts=(*race.accounts, *new)))
                return f"{added(race, new)}; {warning}" if warning else added(race, new)
            case RemoveAccount(account):
                self._editor.remove(race, [account])
                return f"{display_name(account)} removed from {race.name}; its history is kept"
            case SetTarget(target):
                self._editor.set_target(race, target)
                return (
                    f"the target is {grouped(target)}" if target else "the race has no target now"
                )
            case NoteEvent(title, account, ago, kind):
                self._editor.note(race, title, account, self._clock.now() - ago, kind)
                return "noted" if ago < MINUTE else f"noted, {duration(ago)} ago"

    def rename(self, request: RenameRace) -> str:
        """Give a race of the log another name."""
        race = self._editor.race(request.name)
        return f"{request.name} is now called {self._editor.rename(race, request.new_name)}"

    def remove(self, request: RemoveRace, on_screen: Race | None, path: Path) -> str:
        """Remove a race of the log, but not the one on the screen, which lies in the log `path`."""
        race = self._editor.race(request.name)
        if on_screen is not None and on_screen.id == race.id and path == self._editor.path:
            raise Rejected(f"{request.name} is on the screen; open another race first")
        self._editor.remove_race(race)
        return f"{request.name} removed; its samples stay in the log"
