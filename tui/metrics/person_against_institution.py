"""Person against institution: the followers of persons over those of media."""

from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import Kind, Measure, Millis
from tui.series import Series


def sides(situation: Situation) -> tuple[list[Series], list[Series]]:
    """Return the racers that are persons, and those that are media, of those with a count."""
    of = {account.id: account.kind for account in situation.race.accounts}
    known = [(of.get(n), past) for n, past in situation.series.items() if past.counts]
    persons = [past for kind, past in known if kind is Kind.PERSON]
    return persons, [past for kind, past in known if kind is Kind.MEDIA]


def measure(situation: Situation, _account: int) -> Measure:
    """Return ΣF(persons)/ΣF(media)."""
    persons, media = sides(situation)
    below = sum(past.counts[-1] for past in media)
    if not persons or not below:
        return unknown("ratio", "a race of both persons and media is needed")
    ratio = sum(past.counts[-1] for past in persons) / below
    as_of: Millis = max(past.ats[-1] for past in (*persons, *media))
    return Measure(ratio, "ratio", n=len(persons), of=len(persons) + len(media), as_of=as_of)


METRIC = Metric(
    "person_against_institution",
    "persons to media",
    About.RACE,
    measure,
    lambda m: "?" if m.value is None else f"{m.value:.2f} to 1",
)
