"""Gated-community index: how many of the followees are celebrities who follow back."""

from dataclasses import replace

from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.shares import KNOWN_ENOUGH, last_seen, list_provenance, share
from tui.model import Followee, Measure


def is_gated(followee: Followee) -> bool | None:
    """Return whether a followee is a celebrity who follows back; one "no" is enough for no."""
    answers = {followee.celebrity, followee.follows_back}
    return False if False in answers else None if None in answers else True


def measure(situation: Situation, account: int) -> Measure:
    """Return the index, 0 to 100.

    If less than `KNOWN_ENOUGH` of the list is known, it has bounds instead of a value, counting the
    rest as all no and all yes.
    """
    follow_list = situation.follow_lists.get(account)
    listed = [f for f in follow_list.followees if f.gone_at is None] if follow_list else []
    if follow_list is None or not listed:
        is_complete = follow_list is not None and follow_list.complete
        why = "it follows nobody" if is_complete else "whom it follows is not known"
        return unknown("index", why)
    answers = [answer for f in listed if (answer := is_gated(f)) is not None]
    total = len(listed) if follow_list.complete else max(follow_list.following or 0, len(listed))
    if not follow_list.complete and follow_list.following is None:
        return unknown("index", "the number it follows is not known")
    hits, known = sum(answers), len(answers)
    if not known:
        return unknown("index", "who follows back is not known")
    as_of, provenance = last_seen(follow_list), list_provenance(follow_list)
    if known >= KNOWN_ENOUGH * total:
        index = share(hits, known, total, known == total, as_of, provenance)
        return replace(index, unit="index")
    low, high = 100 * hits / total, 100 * (hits + total - known) / total
    why = f"only {known:,} of {total:,} followees are known"
    return Measure(None, "index", low, high, known, total, as_of, provenance, why)


def show(m: Measure) -> str:
    """Return `100`, or `6.9–100 (5 of 72 known)`."""
    if m.value is not None:
        return f"{m.value:.0f}"
    if m.low is None or m.high is None:
        return "?"
    return f"{m.low:.1f}–{m.high:.0f} ({m.n:,} of {m.of:,} known)"


METRIC = Metric(
    "gated_community_index", "gated community", About.FOLLOW_LIST, measure, show, better=-1
)
