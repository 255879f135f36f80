"""How an account grew over the last day, part by part, for a sparkline. Pure."""

from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise

from tui.model import DAY, DOUBTED, HOUR, Board, Millis, Track

GROWTH_OVER = DAY
OLDEST = 3 * HOUR
"""A count older than this says nothing of a part of the day."""


def growth(track: Track, at: Millis, cells: int) -> list[float | None]:
    """Return the followers gained in each of `cells` parts of the last day, None if unknown."""
    step = GROWTH_OVER // cells
    elapsed = at % step
    end = at - elapsed + (step if elapsed > step // 4 else 0)
    levels = [level_at(track, min(at, end - (cells - i) * step)) for i in range(cells + 1)]
    grown: list[float | None] = [
        b - a if a is not None and b is not None else None for a, b in pairwise(levels)
    ]
    # The part that is still going on is measured by what it would be if it went on like this.
    if end > at and grown[-1] is not None:
        grown[-1] *= step / elapsed
    return grown


def level_at(track: Track, at: Millis) -> int | None:
    """Return the trusted count as of a time; None before the first and across a gap."""
    i = bisect_right(track.samples, at, key=lambda sample: sample.at) - 1
    while i >= 0 and (track.samples[i].quality in DOUBTED or track.samples[i].followers is None):
        i -= 1
    if i < 0 or at - track.samples[i].at > max(HOUR, min(3 * track.step, OLDEST)):
        return None
    return track.samples[i].followers


@lru_cache(maxsize=4)
def highest_growth(board: Board, cells: int) -> float:
    """Return the scale that all racers share: the highest growth of any part of the last day."""
    values = [
        value
        for track in board.tracks.values()
        for value in growth(track, board.at, cells)
        if value is not None
    ]
    return max(values, default=0.0)
