"""Share of the network: how many of its users follow an account."""

from tui.formats import percent
from tui.metrics.metric import About, Metric, Situation, from_newest, unknown
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return F / U in percent, with bounds from those of the number of users."""
    users, past = situation.users, situation.series[account]
    if users is None:
        return unknown("%", "the size of the network is not known")
    followers = past.last()
    if followers is None:
        return unknown("%", "no reading yet")
    least, most = users
    middle = from_newest(situation, account, 200 * followers / (least + most), "%", 1)
    low, high = 100 * followers / most, 100 * followers / least
    return Measure(
        middle.value, "%", low, high, n=1, as_of=middle.as_of, provenance=middle.provenance
    )


def show(m: Measure) -> str:
    """Return `15 %, 1 in 6.0 to 7.0`."""
    if m.value is None or not m.low or not m.high:
        return "?" if m.value is None else percent(0)
    few, many = 100 / m.high, 100 / m.low
    one_in = f"{few:.1f}" if f"{few:.1f}" == f"{many:.1f}" else f"{few:.1f} to {many:.1f}"
    return f"{percent(m.value / 100)}, 1 in {one_in}"


METRIC = Metric("share_of_network", "share of the network", About.ACCOUNT, measure, show)
