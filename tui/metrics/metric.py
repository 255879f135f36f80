"""What a measure is: a key, a name, whom it is about, and a pure function of the situation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tui.config import Thresholds
from tui.model import Event, FollowList, Measure, Millis, Race, Stake, Talk, Vote
from tui.series import Series

DEFAULT = Thresholds()


@dataclass(frozen=True, slots=True)
class Crossing:
    """When the target was passed, ± `within`; None where that was before the first reading."""

    at: Millis
    within: Millis | None


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """All that a measure may look at. Everything is by account id; `order` is by rank.

    `users` is how many the network has, between two numbers.
    """

    race: Race
    at: Millis
    series: Mapping[int, Series]
    provenance: Mapping[int, str]
    order: tuple[int, ...]
    crossings: Mapping[int, Crossing]
    follow_lists: Mapping[int, FollowList]
    lead_changes: int
    events: Sequence[Event] = ()
    talks: Mapping[int, Talk] = field(default_factory=dict)
    votes: Sequence[Vote] = ()
    stakes: Sequence[Stake] = ()
    users: tuple[int, int] | None = None
    thresholds: Thresholds = DEFAULT


class About(StrEnum):
    """What a measure is of."""

    ACCOUNT = "account"
    FOLLOW_LIST = "follow list"
    TALK = "talk"
    RACE = "race"


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure as the tables know it; `measure` takes the situation and an account id.

    One that is `slow` is taken as often as a forecast, not for each board. `better` is 1 where more
    is better, −1 where less is; `mean` is what is usual, and where.
    """

    key: str
    name: str
    about: About
    measure: Callable[[Situation, int], Measure]
    show: Callable[[Measure], str]
    slow: bool = False
    better: int = 0
    mean: tuple[str, str] | None = None

    def told(self, measure: Measure) -> str:
        """Return a measure as text: its figure or its bounds, else why there is none."""
        if measure.value is None and measure.low is None:
            return measure.why
        return self.show(measure)


def unknown(unit: str, why: str) -> Measure:
    """Return a measure whose value is not known, and why."""
    return Measure(None, unit, why=why)


def counts_of(situation: Situation, account: int) -> tuple[int | None, int | None, Millis | None]:
    """Return F, f and as of when, of a racer or of whoever's circle is known."""
    past, follow_list = situation.series.get(account), situation.follow_lists.get(account)
    followers = past.last() if past is not None else None
    if followers is None and follow_list is not None:
        followers = follow_list.followers
    as_of = (
        past.ats[-1] if past is not None and past.ats else follow_list.at if follow_list else None
    )
    return followers, follow_list.following if follow_list else None, as_of


def of_last(situation: Situation, account: int, value: float, unit: str, n: int) -> Measure:
    """Return a measure as of an account's newest reading."""
    past = situation.series[account]
    return Measure(
        value, unit, n=n, as_of=past.ats[-1], provenance=situation.provenance.get(account, "")
    )
