"""Bought share: how much of all growth giveaways and pledges brought."""

from collections.abc import Sequence
from math import hypot

from tui.metrics.lifts import Lift, about, lift_of
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import EventKind, Measure

BOUGHT = frozenset({EventKind.GIVEAWAY, EventKind.PLEDGE})


def apart(lifts: Sequence[Lift]) -> list[Lift]:
    """Return lifts whose windows do not overlap, by time: one surge is bought once."""
    kept: list[Lift] = []
    for lift in lifts:
        if not kept or lift.event.at - kept[-1].event.at >= lift.window:
            kept.append(lift)
    return kept


def measure(situation: Situation, account: int) -> Measure:
    """Return the lifts of giveaways and pledges in percent of all growth, ± their intervals."""
    past = situation.series[account]
    mine = [event for event in about(situation.events, account) if event.kind in BOUGHT]
    found = [lift for event in mine if (lift := lift_of(past, event, situation.events))]
    lifts = apart(found)
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


def show(m: Measure) -> str:
    """Return the share of its growth, with its interval."""
    if m.value is None or m.low is None or m.high is None:
        return "?"
    return f"{m.value:.0f} % ({m.low:.0f}–{m.high:.0f} %) of its growth".replace("-", "−")


METRIC = Metric(
    "bought_share",
    "bought",
    About.ACCOUNT,
    measure,
    show,
    slow=True,
    better=-1,
)
