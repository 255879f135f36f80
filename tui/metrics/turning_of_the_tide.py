"""Turning of the tide: when persons came to have more followers than media."""

from tui.formats import duration
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.person_against_institution import sides
from tui.model import HOUR, Measure, Millis
from tui.series import Series

LOOKS = 200


def turned(persons: list[Series], media: list[Series]) -> tuple[Millis, Millis] | None:
    """Return when the ratio last passed 1 upwards, ± half of what lies between two looks."""
    first = max(past.ats[0] for past in (*persons, *media))
    last = max(past.ats[-1] for past in (*persons, *media))
    ats = [first + (last - first) * k // (LOOKS - 1) for k in range(LOOKS)]
    ahead = [sum(p.at(at) or 0 for p in persons) > sum(m.at(at) or 0 for m in media) for at in ats]
    for i in range(LOOKS - 1, 0, -1):
        if ahead[i] and not ahead[i - 1]:
            return (ats[i] + ats[i - 1]) // 2, (ats[i] - ats[i - 1]) // 2
    return None


def measure(situation: Situation, _account: int) -> Measure:
    """Return how many hours ago that was."""
    persons, media = sides(situation)
    if not persons or not media:
        return unknown("h", "a race of both persons and media is needed")
    found = turned(persons, media)
    if found is None:
        return unknown("h", "it did not turn while they were read")
    ago, within = (situation.at - found[0]) / HOUR, found[1] / HOUR
    n = len(persons) + len(media)
    return Measure(ago, "h", low=max(0.0, ago - within), high=ago + within, n=n, as_of=found[0])


METRIC = Metric(
    "turning_of_the_tide",
    "tide turned",
    About.RACE,
    measure,
    lambda m: f"{duration(None if m.value is None else round(m.value * HOUR))} ago",
    slow=True,
)
