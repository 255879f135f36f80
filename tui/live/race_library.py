"""The races that can be shown: the user's own, live or as replays, and the recorded ones."""

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
    """A race of a log to show: as a replay under `clock`, or live without one."""

    path: Path
    race: str
    horizon: Millis
    clock: ScaledClock | None = None


class RaceLibrary:
    """Lists the races of the user's log, then those of the logs that `others` returns."""

    def __init__(self, editor: RaceEditor, others: Callable[[], list[Path]]) -> None:
        self._editor, self._others = editor, others

    def races(self, warn: Callable[[str], None]) -> tuple[LibraryEntry, ...]:
        """Return every race; `warn` is called if a log cannot be read."""
        return tuple(entry for path in self._paths() for entry in self._entries(path, warn))

    def _paths(self) -> list[Path]:
        return [self._editor.path, *self._others()]

    def _entries(self, path: Path, warn: Callable[[str], None]) -> Iterator[LibraryEntry]:
        try:
            if path.exists():
                with Log(path) as log:
                    for race in log.races():
                        span, own = log.span(race), path == self._editor.path
                        live = own and self._is_live(race)
                        yield LibraryEntry(race, live, own, span[1] if span else None)
        except LogError as error:
            warn(str(error))

    def _is_live(self, race: Race) -> bool:
        sources = self._editor.sources
        return not race.accounts or any(account.source in sources for account in race.accounts)

    def race_to_show(self, name: str, own: bool, horizon: Millis) -> RaceToShow:
        """Return a race to show, live if possible; raises Rejected and LogError."""
        for path in [self._editor.path] if own else self._others():
            with Log(path) as log:
                race = log.race(name)
                if race is None:
                    continue
                if own and self._is_live(race):
                    return RaceToShow(path, name, horizon)
                window = window_of(log, race)
                if window is None or window[0] == window[1]:
                    raise Rejected(f"{name} has too few samples to replay")
                return RaceToShow(path, name, horizon, replay_clock(window))
        raise Rejected(f"no race {clean(name)!r}")


def replay_clock(window: tuple[Millis, Millis], speed: int | None = None) -> ScaledClock:
    """Return the clock of a replay; without a speed, it plays in about 6 minutes."""
    start, end = window
    default = max(60, round((end - start) / (6 * MINUTE)))
    return ScaledClock(start, end, speed or default)
