"""The races that can be on: the user's own, and those that ship; each live, or as a replay."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tui.clock import ScaledClock
from tui.live.replay import window_of
from tui.model import MINUTE, LibraryEntry, Millis, Race
from tui.races.editing import RaceEditor, Rejected
from tui.sanitize import clean
from tui.store import Log, LogError


@dataclass(frozen=True, slots=True)
class RaceToShow:
    """What is to be on: a race of a log, live or under a clock."""

    path: Path
    race: str
    horizon: Millis
    clock: ScaledClock | None = None


class RaceLibrary:
    """Knows every race. The user's log comes first; `others` says where more logs are."""

    def __init__(self, editor: RaceEditor, others: Callable[[], list[Path]]) -> None:
        self._editor, self._others = editor, others

    def races(self, told: Callable[[str], None]) -> tuple[LibraryEntry, ...]:
        """Return every race; `told` is called with what is wrong with a log."""
        return tuple(shelved for path in self._paths() for shelved in self._of(path, told))

    def _paths(self) -> list[Path]:
        return [self._editor.path, *self._others()]

    def _of(self, path: Path, told: Callable[[str], None]) -> Iterator[LibraryEntry]:
        try:
            if path.exists():
                with Log(path) as log:
                    for race in log.races():
                        span, own = log.span(race), path == self._editor.path
                        live = own and self._is_live(race)
                        yield LibraryEntry(race, live, own, span[1] if span else None)
        except LogError as error:
            told(str(error))

    def _is_live(self, race: Race) -> bool:
        known = self._editor.sources
        return not race.accounts or any(account.source in known for account in race.accounts)

    def show_of(self, name: str, own: bool, horizon: Millis) -> RaceToShow:
        """Return how a race is shown, live if it can be; raises Unwanted, LogError."""
        for path in [self._editor.path] if own else self._others():
            with Log(path) as log:
                race = log.race(name)
                if race is None:
                    continue
                if own and self._is_live(race):
                    return RaceToShow(path, name, horizon)
                window = window_of(log, race)
                if window is None or window[0] == window[1]:
                    raise Rejected(f"{name}: has too few samples to replay")
                return RaceToShow(path, name, horizon, replay_clock(window))
        raise Rejected(f"no race {clean(name)!r}")


def replay_clock(window: tuple[Millis, Millis], speed: int | None = None) -> ScaledClock:
    """Return the clock of a replay; without a speed, one that plays it in some minutes."""
    start, end = window
    fitting = max(60, round((end - start) / (6 * MINUTE)))
    return ScaledClock(start, end, speed or fitting)
