"""What a measure is: a key, a label, its subject, and a pure function of the situation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tui.config import Thresholds
from tui.model import Event, FollowList, Measure, Millis, Race, Stake, Talk, Vote
from tui.series import Series

DEFAULT = Thresholds()


@dataclass(frozen=True, slots=True)
class Crossing:
    """When an account passed the target, ± `within`; None if it always was above."""

    at: Millis
    within: Millis | None


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """The input of every measure. Mappings are by account id; `order` has the ids by rank.

    `users` are the bounds of the number of users of the network.
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
    """The subject of a measure."""

    ACCOUNT = "account"
    FOLLOW_LIST = "follow list"
    TALK = "talk"
    RACE = "race"


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure: `name` is its label, `measure` takes the situation and an account id.

    A `slow` one is computed as often as a forecast, not for each board. `better` is 1 if more is
    better, −1 if less is. `mean` is a label and a value to compare with.
    """

    key: str
    name: str
    about: About
    measure: Callable[[Situation, int], Measure]
    show: Callable[[Measure], str]
    slow: bool = False
    better: int = 0
    mean: tuple[str, str] | None = None

    def text_of(self, measure: Measure) -> str:
        """Return a measure as text: its value or bounds, or why it is not known."""
        if measure.value is None and measure.low is None:
            return measure.why
        return self.show(measure)


def unknown(unit: str, why: str) -> Measure:
    """Return a measure without a value, and why."""
    return Measure(None, unit, why=why)


def counts_of(situation: Situation, account: int) -> tuple[int | None, int | None, Millis | None]:
    """Return an account's followers, the number it follows, and when the former was read.

    The account is a racer, or one whose follow list is known.
    """
    past, follow_list = situation.series.get(account), situation.follow_lists.get(account)
    followers = past.last() if past is not None else None
    if followers is None and follow_list is not None:
        followers = follow_list.followers
    as_of = (
        past.ats[-1] if past is not None and past.ats else follow_list.at if follow_list else None
    )
    return followers, follow_list.following if follow_list else None, as_of


def from_newest(situation: Situation, account: int, value: float, unit: str, n: int) -> Measure:
    """Return a measure that is as of the account's newest reading."""
    past = situation.series[account]
    return Measure(
        value, unit, n=n, as_of=past.ats[-1], provenance=situation.provenance.get(account, "")
    )
