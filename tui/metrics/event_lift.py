"""Event lift: how many followers the latest campaign of an account brought."""

from tui.formats import signed
from tui.metrics.lifts import campaigns_of, lift_of
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return the followers above the pace before the event, with bounds from placebo windows.

    The provenance names the event, and says if another one overlaps.
    """
    past, mine = situation.series[account], campaigns_of(situation.events, account)
    for event in reversed(mine):
        lift = lift_of(past, event, situation.events)
        if lift is not None:
            name = f"{event.title}; overlaps another" if lift.overlaps else event.title
            return Measure(
                lift.followers,
                "followers",
                low=lift.low,
                high=lift.high,
                n=lift.placebos,
                as_of=event.at,
                provenance=name,
            )
    why = "too few readings around the event" if mine else "no event for this account"
    return unknown("followers", why)


def show(m: Measure) -> str:
    """Return `+600 (+580 to +620)`."""
    if m.value is None:
        return "?"
    return f"{signed(m.value)} ({signed(m.low)} to {signed(m.high)})"


METRIC = Metric("event_lift", "last event's lift", About.ACCOUNT, measure, show, slow=True)
