"""Gated-community index: how many of the followees are celebrities that follow back."""

from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.shares import KNOWN_ENOUGH, said_by, seen_last, share
from tui.model import Followee, Measure


def is_gated(followee: Followee) -> bool | None:
    """Tell whether a followee is a celebrity that follows back; one "no" is enough for no."""
    answers = {followee.celebrity, followee.follows_back}
    return False if False in answers else None if None in answers else True


def measure(situation: Situation, account: int) -> Measure:
    """Return the index, 0 to 100; where little is known, all that it may be."""
    follow_list = situation.follow_lists.get(account)
    listed = [f for f in follow_list.followees if f.gone_at is None] if follow_list else []
    if follow_list is None or not listed:
        ended = follow_list is not None and follow_list.complete
        words = "it follows nobody" if ended else "nobody says whom it follows"
        return unknown("index", words)
    answers = [answer for f in listed if (answer := is_gated(f)) is not None]
    whole = len(listed) if follow_list.complete else max(follow_list.following or 0, len(listed))
    if not follow_list.complete and follow_list.following is None:
        return unknown("index", "nobody says how many it follows")
    hits, known = sum(answers), len(answers)
    if not known:
        return unknown("index", "nobody says who follows back")
    as_of, provenance = seen_last(follow_list), said_by(follow_list)
    if known >= KNOWN_ENOUGH * whole:
        told = share(hits, known, whole, known == whole, as_of, provenance)
        return Measure(told.value, "index", told.low, told.high, known, whole, as_of, provenance)
    low, high = 100 * hits / whole, 100 * (hits + whole - known) / whole
    why = f"of {known:,} of {whole:,} it is known"
    return Measure(None, "index", low, high, known, whole, as_of, provenance, why)


def show(m: Measure) -> str:
    """Return `100`, or `6.9–100 on 5 of 72 known`."""
    if m.value is not None:
        return f"{m.value:.0f}"
    if m.low is None or m.high is None:
        return "?"
    return f"{m.low:.1f}–{m.high:.0f} on {m.n} of {m.of} known"


METRIC = Metric(
    "gated_community_index", "gated community", About.FOLLOW_LIST, measure, show, better=-1
)
