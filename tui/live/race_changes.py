"""Changes to the user's races, requested by the view; each returns a message for the user."""

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
from tui.races.editing import RaceEditor, Rejected, added_text

Change = AddAccount | RemoveAccount | SetTarget | NoteEvent
"""A request that changes the race on screen."""


class RaceChanges:
    """Makes changes in the user's log; raises Rejected for invalid ones, and LogError."""

    def __init__(self, editor: RaceEditor, clock: Clock) -> None:
        self._editor, self._clock = editor, clock

    def make(self, change: Change, race: Race) -> str:
        """Change a race of the user's log."""
        match change:
            case AddAccount(account):
                new = self._editor.add(race, [account])
                if not new:
                    return f"{display_name(account)} is already in this race"
                warning = self._editor.warning(replace(race, accounts=(*race.accounts, *new)))
                text = added_text(race, new)
                return f"{text}; {warning}" if warning else text
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
        """Rename a race in the user's log."""
        race = self._editor.race(request.name)
        return f"{request.name} is now called {self._editor.rename(race, request.new_name)}"

    def remove(self, request: RemoveRace, on_screen: Race | None, path: Path) -> str:
        """Remove a race from the user's log; refuses the one on screen, from the log `path`."""
        race = self._editor.race(request.name)
        if on_screen is not None and on_screen.id == race.id and path == self._editor.path:
            raise Rejected(f"{request.name} is on screen; open another race first")
        self._editor.remove_race(race)
        return f"{request.name} removed; its samples are kept"
