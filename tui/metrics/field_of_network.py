"""Field of the network: between what lies the share of users that follow any of the racers."""

from tui.formats import percent
from tui.metrics.inequality import newest_counts
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import Measure


def measure(situation: Situation, _account: int) -> Measure:
    """Return the bounds max s … min(1, Σs) in percent: followers may be the same people."""
    users = situation.users
    if users is None:
        return unknown("%", "nobody says how many users the network has")
    counts, as_of = newest_counts(situation)
    if not counts:
        return unknown("%", "no reading yet")
    least, most = users
    low, high = 100 * counts[0] / most, min(100.0, 100 * sum(counts) / least)
    why = "nobody says how many follow several of them"
    return Measure(None, "%", min(low, high), high, n=len(counts), as_of=as_of, why=why)


def show(m: Measure) -> str:
    """Return `14 % to 60 %`."""
    if m.low is None or m.high is None:
        return "?"
    return f"{percent(m.low / 100)} to {percent(m.high / 100)}"


METRIC = Metric("field_of_network", "field of the network", About.RACE, measure, show)
