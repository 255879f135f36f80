"""The crossings of the target, and the ranking of the racers."""

from collections.abc import Mapping
from functools import cmp_to_key

from tui.metrics import Crossing
from tui.metrics.crossing import crossing
from tui.model import Race
from tui.series import Series


def crossings_of(series: Mapping[int, Series], target: int | None) -> dict[int, Crossing]:
    """Return the crossing of each account that has crossed the target."""
    if target is None:
        return {}
    crossings = {n: crossing(past, target) for n, past in series.items()}
    return {n: crossed for n, crossed in crossings.items() if crossed is not None}


def ranked(
    race: Race, series: Mapping[int, Series], crossings: Mapping[int, Crossing]
) -> list[int]:
    """Return account ids by rank: by crossing time, then by count; ties keep the earlier order."""

    def sort_key(n: int) -> tuple[int, int]:
        crossed, count = crossings.get(n), series[n].last()
        if count is None:
            return 3, 0
        if crossed is None:
            return 2, -count
        return (0, -count) if crossed.within is None else (1, crossed.at)

    def compare(one: int, other: int) -> int:
        if sort_key(one) != sort_key(other):
            return -1 if sort_key(one) < sort_key(other) else 1
        return _was_behind(series[one], series[other])

    return sorted((account.id for account in race.accounts), key=cmp_to_key(compare))


def _was_behind(one: Series, other: Series) -> int:
    """Return 1 if one series was behind when the two last differed, -1 if ahead, 0 if never."""
    for at in sorted({*one.ats, *other.ats}, reverse=True):
        mine, theirs = one.at(at), other.at(at)
        if mine is None or theirs is None:
            return 0 if mine == theirs else -1 if theirs is None else 1
        if mine != theirs:
            return -1 if mine > theirs else 1
    return 0
