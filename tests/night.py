"""Draws how the forecast and the chances developed through the night of 16 April 2009.

python -m tests.night     writes docs/forecast-night.png; needs rsvg-convert
"""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tui.board.build import build_board
from tui.formats import clock_time
from tui.metrics.crossing import crossing
from tui.model import HOUR, MINUTE, Board, Forecast, Millis
from tui.parsing import zone_of
from tui.recorded import shipped_log
from tui.series import series_of
from tui.store import Log

FROM, TO = 1_239_908_400_000, 1_239_952_320_000
"""16 April 2009 19:00 UTC to 17 April 07:12 UTC."""
STEP = 10 * MINUTE
WIDE, HIGH, LEFT, GAP = 1100, 330, 70, 60
COLOURS = {"aplusk": "#ffb454", "cnnbrk": "#ff6b6b"}
FIRST, LAST = TO - 10 * HOUR, TO + 10 * HOUR


def boards(log: Log) -> Iterator[Board]:
    """Return the boards of the night, each from what was known then."""
    race = log.races()[0]
    for at in range(FROM, TO + 1, STEP):
        yield build_board(race, at, {a.id: log.track(a, at) for a in race.accounts})


def across(at: Millis) -> float:
    """Return where a time of the night stands."""
    return LEFT + (at - FROM) / (TO - FROM) * (WIDE - LEFT - 20)


def upward(at: Millis) -> float:
    """Return where a time of finish stands."""
    at = max(FIRST, min(LAST, at))
    return 30 + HIGH - (at - FIRST) / (LAST - FIRST) * HIGH


def shown(share: float) -> float:
    """Return where a chance stands."""
    return 30 + 2 * HIGH + GAP - share * HIGH


def polyline(points: Sequence[tuple[float, float]], colour: str, wide: float = 2.5) -> str:
    """Return a line through points."""
    text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{text}" fill="none" stroke="{colour}" stroke-width="{wide}"/>'


def text(x: float, y: float, words: str, colour: str = "#9aa4b2", size: int = 14) -> str:
    """Return words at a place."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}"'
        f' font-family="DejaVu Sans Mono">{words}</text>'
    )


def known_parts(told: Sequence[tuple[Millis, Forecast]]) -> list[list[tuple[Millis, float]]]:
    """Return the stretches in which a chance was known: an unknown one is not drawn."""
    stretches: list[list[tuple[Millis, float]]] = [[]]
    for at, forecast in told:
        if forecast.win is None:
            stretches.append([])
        else:
            stretches[-1].append((at, forecast.win))
    return [stretch for stretch in stretches if stretch]


def drawing(path: Path) -> str:
    """Return the picture as SVG."""
    parts: list[str] = []
    with Log(path) as log:
        race, known = log.races()[0], list(boards(log))
        zone = zone_of(race.zone)
        for handle, colour in COLOURS.items():
            account = next(a for a in race.accounts if a.handle == handle)
            told = [
                (b.at, s.forecast)
                for b in known
                for s in b.standings
                if s.account.id == account.id and s.forecast.median is not None
            ]
            band = [(across(at), upward(f.p90 or LAST)) for at, f in told]
            band += [(across(at), upward(f.p10 or LAST)) for at, f in reversed(told)]
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in band)
            parts.append(f'<polygon points="{points}" fill="{colour}" opacity="0.18"/>')
            medians = [(across(at), upward(f.median)) for at, f in told if f.median]
            parts.append(polyline(medians, colour))
            parts += [
                polyline([(across(at), shown(win)) for at, win in part], colour)
                for part in known_parts(told)
            ]
            came = crossing(series_of(log.track(account), 2**62), race.target or 0)
            if came is not None:
                y = upward(came.at)
                parts.append(
                    f'<line x1="{LEFT}" x2="{WIDE - 20}" y1="{y:.1f}" y2="{y:.1f}"'
                    f' stroke="{colour}" stroke-dasharray="3 5"/>'
                )
                words = f"@{handle} came at {clock_time(came.at, zone)}"
                parts.append(text(LEFT + 10, y + (18 if handle == "aplusk" else -6), words, colour))
        low = 2 * HIGH + GAP + 52
        hours = range(FROM, TO + 1, 2 * HOUR)
        parts += [text(across(at) - 20, low, clock_time(at, zone)) for at in hours]
        hours = range(FIRST, LAST + 1, 4 * HOUR)
        parts += [text(8, upward(at) + 5, clock_time(at, zone)) for at in hours]
        parts += [text(8, shown(share) + 5, f"{share:.0%}") for share in (0.0, 0.5, 1.0)]
    parts.append(text(LEFT, 20, "when each reaches 1,000,000: median, and four chances in five"))
    parts.append(text(LEFT, HIGH + GAP + 18, "the chance to be first"))
    body = "".join(parts)
    high = 2 * HIGH + GAP + 70
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{high}">'
        f'<rect width="100%" height="100%" fill="#0f1419"/>{body}</svg>'
    )


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "night.svg"
        picture.write_text(drawing(shipped_log("april-2009", Path(folder))), encoding="utf-8")
        out = Path(__file__).parent.parent / "docs" / "forecast-night.png"
        subprocess.run(["rsvg-convert", str(picture), "-o", str(out)], check=True)


if __name__ == "__main__":
    main()
