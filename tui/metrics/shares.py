"""Shares, and how sure they are that come from a sample. Pure."""

from math import sqrt
from statistics import NormalDist

from tui.model import FollowList, Measure, Millis

Z = NormalDist().inv_cdf(0.975)
KNOWN_ENOUGH = 0.8
"""From this share of a list on, those that are known stand for all of it."""


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    middle = (hits + Z * Z / 2) / (n + Z * Z)
    half = Z / (n + Z * Z) * sqrt(hits * (n - hits) / n + Z * Z / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(
    hits: int, n: int, of: int | None, whole: bool, as_of: Millis | None, provenance: str = ""
) -> Measure:
    """Return `hits` of `n` in percent; with its interval, unless that is all there are."""
    low, high = (None, None) if whole else (100 * edge for edge in wilson(hits, n))
    return Measure(
        100 * hits / n, "%", low=low, high=high, n=n, of=of, as_of=as_of, provenance=provenance
    )


def seen_last(follow_list: FollowList) -> Millis | None:
    """Return when a follow list was read last."""
    return max((f.last_seen for f in follow_list.followees if f.last_seen), default=None)


def said_by(follow_list: FollowList) -> str:
    """Return who says whom an account follows, where that is not its own list."""
    return "" if follow_list.complete else "documented"
