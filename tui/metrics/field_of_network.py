"""Combined reach: bounds of the share of the network that follows any of the racers."""

from tui.formats import percent
from tui.metrics.inequality import newest_counts
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import Measure


def measure(situation: Situation, _account: int) -> Measure:
    """Return the bounds max s … min(1, Σs) in percent: racers may share their followers."""
    users = situation.users
    if users is None:
        return unknown("%", "the size of the network is not known")
    counts, as_of = newest_counts(situation)
    if not counts:
        return unknown("%", "no reading yet")
    least, most = users
    low, high = 100 * counts[0] / most, min(100.0, 100 * sum(counts) / least)
    why = "how many follow several racers is not known"
    return Measure(None, "%", min(low, high), high, n=len(counts), as_of=as_of, why=why)


def show(m: Measure) -> str:
    """Return `14 % to 60 %`."""
    if m.low is None or m.high is None:
        return "?"
    return f"{percent(m.low / 100)} to {percent(m.high / 100)}"


METRIC = Metric("field_of_network", "combined reach", About.RACE, measure, show)
