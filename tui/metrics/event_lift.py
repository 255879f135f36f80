"""Event lift: what the latest campaign of an account moved."""

from tui.formats import signed
from tui.metrics.lifts import about, lift_of
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return followers beyond the pace before the event, with the interval of placebo windows.

    The provenance names the event, and says where another one is near.
    """
    past, mine = situation.series[account], about(situation.events, account)
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
    return unknown("followers", "too few readings around it" if mine else "no event of its own")


def show(m: Measure) -> str:
    """Return the followers with their interval."""
    if m.value is None:
        return "?"
    return f"{signed(m.value)} ({signed(m.low)} to {signed(m.high)})"


METRIC = Metric("event_lift", "lift of the last event", About.ACCOUNT, measure, show, slow=True)
