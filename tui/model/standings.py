"""Measures, and an account's line on the board."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tui.model.accounts import Account
from tui.model.forecasts import NO_FORECAST, Forecast
from tui.model.samples import Quality
from tui.model.times import Millis


class State(StrEnum):
    """The state of an account in the race."""

    UNKNOWN = "unknown"
    RACING = "racing"
    STALE = "stale"
    CROSSED = "crossed"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its bounds, sample size, age and provenance.

    `n` of `of` were used. If the value is `None`, `why` says what is missing.
    """

    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    n: int | None = None
    of: int | None = None
    as_of: Millis | None = None
    provenance: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """An account's line on the board; `gap` is to the leader, 0 for the leader."""

    account: Account
    rank: int
    state: State = State.UNKNOWN
    followers: int | None = None
    following: int | None = None
    gap: int | None = None
    pace: float | None = None
    pace_window: Millis | None = None
    progress: float | None = None
    time_gap: Millis | None = None
    crossed_at: Millis | None = None
    crossed_within: Millis | None = None
    quality: Quality | None = None
    provenance: str = ""
    read_at: Millis | None = None
    measures: Mapping[str, Measure] = field(default_factory=dict)
    forecast: Forecast = NO_FORECAST
