"""Pictures of the dashboard: an app's screen as SVG, and as PNG where rsvg-convert is installed.

python -m tests.pictures                     draws the pictures of docs/ anew
python -m tests.pictures --all FOLDER        draws every screen at three sizes, to be looked at
"""

import argparse
import asyncio
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.staging import NIGHT, Here, living, press, replaying, showing
from tui.recorded import shipped, shipped_log

DOCS = Path(__file__).parents[1] / "docs"
CELL = 12.2
SIZES = ((160, 45), (80, 24), (40, 12))
Shot = tuple[str, tuple[int, int], str, Sequence[str]]
SHOTS: Sequence[Shot] = (
    ("forecast-16-april-1300", (160, 45), "2009-04-16T17:00:00Z", ("t",)),
    ("forecast-what-came", (160, 45), "2009-04-17T06:59:00Z", ("t",)),
    ("race-160x45", (160, 45), NIGHT, ()),
    ("race-80x24", (80, 24), NIGHT, ()),
    ("race-40x12", (40, 12), NIGHT, ()),
    ("podium-160x45", (160, 45), "2009-04-17T07:00:00Z", ()),
    ("demo-160x45", (160, 45), "", ()),
    ("account-160x45", (160, 45), "", ("end", "up", "up", "up", "up", "enter")),
    ("chart-160x45", (160, 45), NIGHT, ("g", *["left"] * 24)),
    ("compare-160x45", (160, 45), NIGHT, ("c",)),
)
SCREENS: Sequence[tuple[str, Sequence[str]]] = (
    ("race", ()),
    ("account", ("enter",)),
    ("filtered", ("enter", "2", "s")),
    ("nobody", ("enter", "4")),
    ("chart", ("g", *["left"] * 8)),
    ("pace", ("g", "p", "z")),
    ("compare", ("c",)),
    ("events", ("e",)),
    ("ledger", ("L",)),
    ("note", ("e", "a")),
    ("races", ("r",)),
    ("make", ("r", "a")),
    ("search", ("slash", *"tea")),
    ("add", ("a", *"teapott", "enter")),
    ("remove", ("d",)),
    ("target", ("T", *"xx")),
    ("export", ("x",)),
    ("monitor", ("m",)),
    ("help", ("question_mark",)),
)


async def svg(data: Here, size: tuple[int, int], keys: Sequence[str] = ()) -> str:
    """Return the screen as SVG, some keys later."""
    async with showing(data, size) as (pilot, app):
        await press(pilot, *keys)
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


async def draw_docs() -> None:
    """Draw every picture of docs/; without a time, of the demo world."""
    with tempfile.TemporaryDirectory() as folder:
        log = shipped_log("april-2009", Path(folder))
        for name, size, at, keys in SHOTS:
            own = Path(tempfile.mkdtemp(dir=folder))
            data = replaying(log, "april-2009", at) if at else living(own)
            png(await svg(data, size, keys), DOCS / f"{name}.png")


async def draw_all(out: Path) -> None:
    """Draw every screen of the demo's race at each size."""
    out.mkdir(parents=True, exist_ok=True)
    for columns, rows in SIZES:
        for name, keys in SCREENS:
            with tempfile.TemporaryDirectory() as folder:
                picture = await svg(living(Path(folder)), (columns, rows), keys)
            png(picture, out / f"{name}-{columns}x{rows}.png")


def main() -> None:
    """Draw what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="every screen, three sizes")
    asked = parser.parse_args()
    if not shutil.which("rsvg-convert") or "april-2009" not in shipped():
        raise SystemExit("rsvg-convert is needed, from librsvg")
    asyncio.run(draw_all(asked.all) if asked.all else draw_docs())


if __name__ == "__main__":
    main()
