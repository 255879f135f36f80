"""What a measure is: a key, a name, whom it is about, and a pure function of the situation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tui.model import Circle, Measure, Millis, Race
from tui.series import Series


@dataclass(frozen=True, slots=True)
class Crossing:
    """When the target was passed, ± `within`; None where that was before the first reading."""

    at: Millis
    within: Millis | None


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """All that a measure may look at. Everything is by account id; `order` is by rank."""

    race: Race
    at: Millis
    series: Mapping[int, Series]
    provenance: Mapping[int, str]
    order: tuple[int, ...]
    crossings: Mapping[int, Crossing]
    circles: Mapping[int, Circle]
    lead_changes: int


class About(StrEnum):
    """What a measure is of."""

    ACCOUNT = "account"
    CIRCLE = "circle"
    RACE = "race"


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure as the tables know it; `measure` takes the situation and an account id."""

    key: str
    name: str
    about: About
    measure: Callable[[Situation, int], Measure]
    show: Callable[[Measure], str]


def unknown(unit: str, why: str) -> Measure:
    """Return a measure whose value is not known, and why."""
    return Measure(None, unit, why=why)


def of_last(situation: Situation, account: int, value: float, unit: str, n: int) -> Measure:
    """Return a measure as of an account's newest reading."""
    past = situation.series[account]
    return Measure(
        value, unit, n=n, as_of=past.ats[-1], provenance=situation.provenance.get(account, "")
    )
