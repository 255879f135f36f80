"""Forecasts, kept forecasts, and their scores."""

from dataclasses import dataclass

from tui.model.times import Millis


@dataclass(frozen=True, slots=True)
class ConePoint:
    """Followers at a future time: the median, and the ends of the 80 % interval."""

    at: Millis
    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """When an account reaches the target.

    `p10`, `median` and `p90` are quantiles of that time, `p_not` the chance that it does not within
    the horizon, `win` the chance to be first. They are `None` without a forecast; `why` says why.
    """

    median: Millis | None = None
    p10: Millis | None = None
    p90: Millis | None = None
    p_not: float | None = None
    win: float | None = None
    cone: tuple[ConePoint, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """A forecast as it was shown at a time, of an account by its id; the horizon is in ms."""

    account: int
    at: Millis
    target: int
    horizon: Millis
    followers: int
    early: Millis | None
    median: Millis | None
    late: Millis | None
    p_not: float
    win: float | None


@dataclass(frozen=True, slots=True)
class ScoredForecast:
    """A past forecast and its outcome, in hours from when it was made; None if not yet due.

    `came` is when the target was reached, cut at the horizon; `error` is how much later the median
    was than that.
    """

    forecast: KeptForecast
    came: float | None = None
    error: float | None = None
    covered: bool | None = None
    crps: float | None = None
    crps_constant: float | None = None
    crps_day: float | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Past forecasts as of a time, and the scores of those that have come due.

    `why` says why there are none if they could not be read.
    """

    at: Millis
    entries: tuple[ScoredForecast, ...] = ()
    why: str = ""
    scored: int = 0
    error: float | None = None
    coverage: float | None = None
    crps: float | None = None
    crps_constant: float | None = None
    crps_day: float | None = None


NO_FORECAST = Forecast(why="no forecast yet")
