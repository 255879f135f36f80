"""How much an account grew in each part of the last day, for sparklines. Pure."""

from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise

from tui.model import DAY, FOREVER, HOUR, Board, Millis, Track
from tui.series import series_of

OLDEST_PART = 8
"""A count older than this fraction of the span is too old to measure a part of it."""
LABEL_ROOM = 18
"""Cells for `gain_label` beside a sparkline."""


@lru_cache(maxsize=4)
def growth_span(board: Board, cells: int) -> Millis:
    """Return the time a sparkline covers: a day, or longer where readings are hours apart."""
    steps = [track.step for track in board.tracks.values() if len(track.samples) > 1]
    usual = min(steps, default=0)
    return DAY if usual <= HOUR else max(DAY, round(cells * usual / DAY) * DAY)


def gain_label(board: Board, cells: int) -> str:
    """Return the label of a sparkline: `gained, last 24 h` or `gained, last 30 d`."""
    span = growth_span(board, cells)
    return f"gained, last {'24 h' if span == DAY else f'{span // DAY} d'}"


def growth(track: Track, at: Millis, cells: int, span: Millis = DAY) -> list[float | None]:
    """Return the followers gained in each of `cells` parts of a span, None where unknown."""
    step = span // cells
    elapsed = at % step
    end = at - elapsed + (step if elapsed > step // 4 else 0)
    counts = [count_at(track, min(at, end - (cells - i) * step), span) for i in range(cells + 1)]
    gains: list[float | None] = [
        b - a if a is not None and b is not None else None for a, b in pairwise(counts)
    ]
    # The unfinished part is scaled up to a whole one, so that it compares with the others.
    if end > at and gains[-1] is not None:
        gains[-1] *= step / elapsed
    return gains


def count_at(track: Track, at: Millis, span: Millis = DAY) -> int | None:
    """Return the trusted count at a time; None before the first one and across a data gap."""
    trusted = series_of(track, FOREVER)
    i = bisect_right(trusted.ats, at) - 1
    oldest = max(HOUR, min(3 * track.step, span // OLDEST_PART))
    return trusted.counts[i] if i >= 0 and at - trusted.ats[i] <= oldest else None


@lru_cache(maxsize=4)
def highest_growth(board: Board, cells: int) -> float:
    """Return the highest gain of any racer in any part: the scale that all sparklines share."""
    values = [
        value
        for track in board.tracks.values()
        for value in growth(track, board.at, cells, growth_span(board, cells))
        if value is not None
    ]
    return max(values, default=0.0)
