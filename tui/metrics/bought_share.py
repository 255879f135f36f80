"""Bought share: how much of an account's growth came from giveaways and pledges."""

from collections.abc import Sequence
from math import hypot

from tui.metrics.lifts import Lift, campaigns_of, lift_of
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import EventKind, Measure

BOUGHT = frozenset({EventKind.GIVEAWAY, EventKind.PLEDGE})


def without_overlaps(lifts: Sequence[Lift]) -> list[Lift]:
    """Return the lifts whose windows do not overlap, so that no surge counts twice."""
    kept: list[Lift] = []
    for lift in lifts:
        if not kept or lift.event.at - kept[-1].event.at >= lift.window:
            kept.append(lift)
    return kept


def measure(situation: Situation, account: int) -> Measure:
    """Return the lifts of giveaways and pledges in percent of all growth, with an interval."""
    past = situation.series[account]
    mine = [event for event in campaigns_of(situation.events, account) if event.kind in BOUGHT]
    found = [lift for event in mine if (lift := lift_of(past, event, situation.events))]
    lifts = without_overlaps(found)
    if not lifts:
        why = "too few readings around its giveaways" if mine else "no giveaway or pledge"
        return unknown("%", why)
    growth = past.counts[-1] - past.counts[0]
    if growth <= 0:
        return unknown("%", "the account did not grow")
    bought = sum(lift.followers for lift in lifts)
    below = hypot(*(lift.followers - lift.low for lift in lifts))
    above = hypot(*(lift.high - lift.followers for lift in lifts))
    return Measure(
        100 * bought / growth,
        "%",
        low=100 * (bought - below) / growth,
        high=100 * (bought + above) / growth,
        n=len(lifts),
        of=len(mine),
        as_of=past.ats[-1],
        provenance=situation.provenance.get(account, ""),
    )


def show(m: Measure) -> str:
    """Return `8 % (3 % to 21 % of its growth)`, or `none (…)`."""
    if m.value is None or m.low is None or m.high is None:
        return "?"
    share, low, high = (round(edge) for edge in (m.value, m.low, m.high))
    bounds = f"({low} % to {high} % of its growth)"
    return f"{share or 'none'}{' %' if share else ''} {bounds}".replace("-", "−")


METRIC = Metric(
    "bought_share",
    "bought growth",
    About.ACCOUNT,
    measure,
    show,
    slow=True,
    better=-1,
)
