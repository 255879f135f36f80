"""Forecasts, those that were kept, and how they did."""

from dataclasses import dataclass

from tui.model.times import Millis


@dataclass(frozen=True, slots=True)
class ConePoint:
    """Followers at a future time: the median, and the interval of four chances in five."""

    at: Millis
    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """When an account reaches the target. All `None` where it would be a guess; `why` says so."""

    median: Millis | None = None
    p10: Millis | None = None
    p90: Millis | None = None
    p_not: float | None = None
    win: float | None = None
    cone: tuple[ConePoint, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """A forecast as it was shown: made `at` a time of an account, by its number; hours are ms."""

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
    """A past forecast with what came of it: hours from when it was made, None where nothing has.

    `came` is cut at the horizon; `error` is how much too late the median was.
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
    """Past forecasts, and what those say of which it is known by a time what came.

    `why` tells why there are none, where they could not be read.
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
