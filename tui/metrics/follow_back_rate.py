"""Follow-back rate: of the followees whose answer is known, the share that follows back."""

from math import sqrt
from statistics import NormalDist

from tui.formats import UNKNOWN, grouped, percent
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import Measure


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    z = NormalDist().inv_cdf(0.975)
    middle = (hits + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * sqrt(hits * (n - hits) / n + z * z / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def measure(situation: Situation, account: int) -> Measure:
    """Return the rate in percent, with its interval where not all followees are known."""
    circle = situation.circles.get(account)
    if circle is None or not circle.followees:
        return unknown("%", "nobody says whom it follows")
    answers = [f.follows_back for f in circle.followees if f.gone_at is None]
    known = [answer for answer in answers if answer is not None]
    if not known:
        return unknown("%", "nobody says who follows back")
    whole = circle.complete and len(known) == len(answers)
    low, high = (None, None) if whole else wilson(sum(known), len(known))
    return Measure(
        100 * sum(known) / len(known),
        "%",
        low=None if low is None else 100 * low,
        high=None if high is None else 100 * high,
        n=len(known),
        of=circle.following,
        as_of=max((f.last_seen for f in circle.followees if f.last_seen), default=None),
        provenance="documented" if not circle.complete else "",
    )


def show(m: Measure) -> str:
    """Return `5 of 5 known`."""
    if m.value is None or m.n is None:
        return UNKNOWN
    return f"{percent(m.value / 100)} of {grouped(m.n)} known"


METRIC = Metric("follow_back_rate", "follow-back", About.CIRCLE, measure, show)
