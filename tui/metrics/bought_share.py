"""Bought share: how much of all growth giveaways and pledges brought."""

from math import hypot

from tui.formats import percent
from tui.metrics.basis.lifts import about, lift_of
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import EventKind, Measure

BOUGHT = frozenset({EventKind.GIVEAWAY, EventKind.PLEDGE})


def measure(situation: Situation, account: int) -> Measure:
    """Return the lifts of giveaways and pledges in percent of all growth, ± their intervals."""
    past = situation.series[account]
    mine = [event for event in about(situation.events, account) if event.kind in BOUGHT]
    lifts = [found for event in mine if (found := lift_of(past, event, situation.events))]
    if not lifts:
        return unknown("%", "too few readings around them" if mine else "no giveaway, no pledge")
    growth = past.counts[-1] - past.counts[0]
    if growth <= 0:
        return unknown("%", "it did not grow")
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


METRIC = Metric(
    "bought_share",
    "bought",
    About.ACCOUNT,
    measure,
    lambda m: "?" if m.value is None else f"{percent(max(0.0, m.value) / 100)} of its growth",
    slow=True,
    better=-1,
)
