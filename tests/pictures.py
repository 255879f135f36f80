"""Pictures of the dashboard: an app's screen as SVG, and as PNG where rsvg-convert is installed.

python -m tests.pictures       draws the pictures of docs/ anew
"""

import asyncio
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from tui.app import RaceApp
from tui.clock import ScaledClock
from tui.formats import UTC, parse_time
from tui.model import DAY, Board
from tui.player import Player
from tui.recorded import shipped, shipped_log
from tui.screens import Playing
from tui.store import Log

DOCS = Path(__file__).parents[1] / "docs"
CELL = 12.2
SHOTS: Sequence[tuple[str, tuple[int, int], str, Sequence[str]]] = (
    ("forecast-16-april-1300", (160, 45), "2009-04-16T17:00:00Z", ("t",)),
    ("forecast-what-came", (160, 45), "2009-04-17T06:59:00Z", ("t",)),
    ("race-160x45", (160, 45), "2009-04-17T04:52:00Z", ()),
    ("race-80x24", (80, 24), "2009-04-17T04:52:00Z", ()),
    ("race-40x12", (40, 12), "2009-04-17T04:52:00Z", ()),
    ("circle-160x45", (160, 45), "2009-04-17T05:40:00Z", ("enter",)),
    ("podium-160x45", (160, 45), "2009-04-17T07:00:00Z", ()),
)


class Still:
    """A data side that stands still at a time, and moves only when it is told to."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self._moved = asyncio.Event()

    async def boards(self) -> AsyncIterator[Board]:
        while True:
            self._moved.clear()
            yield self.player.board()
            await self._moved.wait()

    def wish(self, act: Callable[[Playing], None]) -> None:
        act(self.player)
        self._moved.set()


def still(log: Log, at: str) -> Still:
    """Return a data side on the race of 2009 at a time."""
    race = log.race("april-2009")
    assert race is not None
    assert race.start is not None
    assert race.end is not None
    clock = ScaledClock(race.start - DAY, race.end, 60, ticks=lambda: 0)
    clock.seek(parse_time(at, UTC, 0))
    return Still(Player(log, race, clock, ticks=lambda: 0))


async def svg(data: Still, size: tuple[int, int], keys: Sequence[str] = ()) -> str:
    """Return the screen as SVG, some keys later."""
    app = RaceApp(data)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
        await pilot.pause()
        return app.export_screenshot()


def png(picture: str, file: Path) -> None:
    """Write an SVG of the screen as PNG; spaces that begin a text become an offset."""

    picture = re.sub(r'x="([0-9.]+)"([^>]*)>((?:&#160;)+)', _shift, picture)
    picture = picture.replace("Fira Code", "DejaVu Sans Mono")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "screen.svg"
        source.write_text(picture, encoding="utf-8")
        subprocess.run(["rsvg-convert", str(source), "-o", str(file)], check=True)


def _shift(match: re.Match[str]) -> str:
    spaces = match[3].count("&#160;")
    rest = re.sub(
        r'textLength="([0-9.]+)"',
        lambda length: f'textLength="{max(CELL, float(length[1]) - spaces * CELL):.1f}"',
        match[2],
    )
    return f'x="{float(match[1]) + spaces * CELL:.1f}"{rest}>'


async def main() -> None:
    """Draw every picture of docs/."""
    with tempfile.TemporaryDirectory() as cache:
        for name, size, at, keys in SHOTS:
            with Log(shipped_log("april-2009", Path(cache))) as log:
                picture = await svg(still(log, at), size, keys)
            png(picture, DOCS / f"{name}.png")


if __name__ == "__main__":
    if not shutil.which("rsvg-convert") or "april-2009" not in shipped():
        raise SystemExit("rsvg-convert is needed, from librsvg")
    asyncio.run(main())
