"""Turning of the tide: when people overtook media in followers."""

from tui.formats import duration
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.person_against_institution import people_and_media
from tui.model import HOUR, Measure, Millis
from tui.series import Series

POINTS = 200
"""The times, evenly spaced, at which the two sides are compared."""


def overtaken_at(people: list[Series], media: list[Series]) -> tuple[Millis, Millis] | None:
    """Return when people last overtook media, ± half the time between two points."""
    first = max(past.ats[0] for past in (*people, *media))
    last = max(past.ats[-1] for past in (*people, *media))
    ats = [first + (last - first) * k // (POINTS - 1) for k in range(POINTS)]
    ahead = [sum(p.at(at) or 0 for p in people) > sum(m.at(at) or 0 for m in media) for at in ats]
    for i in range(POINTS - 1, 0, -1):
        if ahead[i] and not ahead[i - 1]:
            return (ats[i] + ats[i - 1]) // 2, (ats[i] - ats[i - 1]) // 2
    return None


def measure(situation: Situation, _account: int) -> Measure:
    """Return how many hours ago people overtook media, with bounds."""
    people, media = people_and_media(situation)
    if not people or not media:
        return unknown("h", "needs both people and media in the race")
    found = overtaken_at(people, media)
    if found is None:
        return unknown("h", "people did not overtake media")
    ago, within = (situation.at - found[0]) / HOUR, found[1] / HOUR
    n = len(people) + len(media)
    return Measure(ago, "h", low=max(0.0, ago - within), high=ago + within, n=n, as_of=found[0])


METRIC = Metric(
    "turning_of_the_tide",
    "people overtook media",
    About.RACE,
    measure,
    lambda m: f"{duration(None if m.value is None else round(m.value * HOUR))} ago",
    slow=True,
)
