"""Person against institution: the followers of people over those of media."""

from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import Kind, Measure, Millis
from tui.series import Series


def people_and_media(situation: Situation) -> tuple[list[Series], list[Series]]:
    """Return the racers who are people and those that are media, if they have a count."""
    kinds = {account.id: account.kind for account in situation.race.accounts}
    known = [(kinds.get(n), past) for n, past in situation.series.items() if past.counts]
    people = [past for kind, past in known if kind is Kind.PERSON]
    return people, [past for kind, past in known if kind is Kind.MEDIA]


def measure(situation: Situation, _account: int) -> Measure:
    """Return ΣF(people) / ΣF(media)."""
    people, media = people_and_media(situation)
    media_count = sum(past.counts[-1] for past in media)
    if not people or not media_count:
        return unknown("ratio", "needs both people and media in the race")
    ratio = sum(past.counts[-1] for past in people) / media_count
    as_of: Millis = max(past.ats[-1] for past in (*people, *media))
    return Measure(ratio, "ratio", n=len(people), of=len(people) + len(media), as_of=as_of)


METRIC = Metric(
    "person_against_institution",
    "people to media",
    About.RACE,
    measure,
    lambda m: "?" if m.value is None else f"{m.value:.2f} to 1",
)
