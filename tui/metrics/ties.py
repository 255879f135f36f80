"""The clique of the racers: who of them follows whom. Pure."""

from collections.abc import Mapping

from tui.metrics.metric import Situation
from tui.model import Circle

Ties = Mapping[tuple[int, int], bool | None]
"""Whether the first follows the second; None where nobody says."""


def ties(situation: Situation) -> Ties:
    """Return of each pair of racers whether one follows the other."""
    racers = list(situation.series)
    return {
        (one, other): follows(situation.circles, one, other)
        for one in racers
        for other in racers
        if one != other
    }


def follows(circles: Mapping[int, Circle], one: int, other: int) -> bool | None:
    """Tell whether one account follows another, by the list of either of them."""
    mine = circles.get(one)
    if mine is not None:
        if any(f.account.id == other and f.gone_at is None for f in mine.followees):
            return True
        if mine.complete:
            return False
    theirs = circles.get(other)
    back = next((f for f in theirs.followees if f.account.id == one), None) if theirs else None
    return back.follows_back if back is not None else None
