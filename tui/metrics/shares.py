"""Shares taken from a sample, with their intervals. Pure."""

from math import sqrt
from statistics import NormalDist

from tui.model import FollowList, Measure, Millis

Z = NormalDist().inv_cdf(0.975)
KNOWN_ENOUGH = 0.8
"""If this share of a list is known, it stands for the whole list."""


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    middle = (hits + Z * Z / 2) / (n + Z * Z)
    half = Z / (n + Z * Z) * sqrt(hits * (n - hits) / n + Z * Z / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(
    hits: int, n: int, of: int | None, is_whole: bool, as_of: Millis | None, provenance: str = ""
) -> Measure:
    """Return `hits` of `n` in percent, with an interval unless `n` is the whole."""
    low, high = (None, None) if is_whole else (100 * edge for edge in wilson(hits, n))
    return Measure(
        100 * hits / n, "%", low=low, high=high, n=n, of=of, as_of=as_of, provenance=provenance
    )


def last_seen(follow_list: FollowList) -> Millis | None:
    """Return when an account of a follow list was last seen on it."""
    return max((f.last_seen for f in follow_list.followees if f.last_seen), default=None)


def list_provenance(follow_list: FollowList) -> str:
    """Return `documented` for a follow list that was not read to its end, else nothing."""
    return "" if follow_list.complete else "documented"
