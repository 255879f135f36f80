"""How an account grew over the last day, part by part, for a sparkline. Pure."""

from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise

from tui.model import DAY, FOREVER, HOUR, Board, Millis, Track
from tui.series import series_of

OLDEST_PART = 8
"""A count older than one of so many parts of the span says nothing of a part of it."""


@lru_cache(maxsize=4)
def span_of(board: Board, cells: int) -> Millis:
    """Return what growth is shown over: a day, or a reading a cell where they are hours apart."""
    steps = [track.step for track in board.tracks.values() if len(track.samples) > 1]
    usual = min(steps, default=0)
    return DAY if usual <= HOUR else max(DAY, round(cells * usual / DAY) * DAY)


def gain_label(board: Board, cells: int) -> str:
    """Return what growth is called: `gain 24 h`, `gain 30 d`."""
    span = span_of(board, cells)
    return "gain 24 h" if span == DAY else f"gain {span // DAY} d"


def growth(track: Track, at: Millis, cells: int, span: Millis = DAY) -> list[float | None]:
    """Return the followers gained in each of `cells` parts of a span, None if unknown."""
    step = span // cells
    elapsed = at % step
    end = at - elapsed + (step if elapsed > step // 4 else 0)
    levels = [level_at(track, min(at, end - (cells - i) * step), span) for i in range(cells + 1)]
    grown: list[float | None] = [
        b - a if a is not None and b is not None else None for a, b in pairwise(levels)
    ]
    # The part that is still going on is measured by what it would be if it went on like this.
    if end > at and grown[-1] is not None:
        grown[-1] *= step / elapsed
    return grown


def level_at(track: Track, at: Millis, span: Millis = DAY) -> int | None:
    """Return the trusted count as of a time; None before the first and across a gap."""
    known = series_of(track, FOREVER)
    i = bisect_right(known.ats, at) - 1
    oldest = max(HOUR, min(3 * track.step, span // OLDEST_PART))
    return known.counts[i] if i >= 0 and at - known.ats[i] <= oldest else None


@lru_cache(maxsize=4)
def highest_growth(board: Board, cells: int) -> float:
    """Return the scale that all racers share: the highest growth of any part of the last day."""
    values = [
        value
        for track in board.tracks.values()
        for value in growth(track, board.at, cells, span_of(board, cells))
        if value is not None
    ]
    return max(values, default=0.0)
