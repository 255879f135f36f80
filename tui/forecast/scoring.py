"""How past forecasts did once their outcome is known: error, coverage and CRPS. Pure.

CRPS (Gneiting and Raftery 2007) is computed from the three quantiles that a forecast shows, as
twice their mean pinball loss; for a single time it is the absolute error. All figures are in hours,
cut at the forecast's horizon. Two simple extrapolations are scored as baselines: the rate since the
first reading, and the rate of the last day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from statistics import fmean, median

from tui.metrics.lifts import count_at
from tui.model import DAY, HOUR, KeptForecast, Ledger, Millis, ScoredForecast
from tui.series import Series

LEVELS = (0.1, 0.5, 0.9)


def ledger(forecasts: Sequence[KeptForecast], series: Mapping[int, Series], now: Millis) -> Ledger:
    """Return the scores of forecasts as of now.

    `series`, by account id, begin with the first reading; forecasts of other accounts are left out.
    """
    kept = [forecast for forecast in forecasts if forecast.account in series]
    goals = {(forecast.account, forecast.target) for forecast in kept}
    crossings = {goal: upward_crossings(series[goal[0]], goal[1]) for goal in goals}
    entries = tuple(scored(f, series[f.account], crossings[f.account, f.target], now) for f in kept)
    due = [e for e in entries if e.came is not None]
    if not due:
        return Ledger(now, entries)
    errors = [abs(e.error) for e in due if e.error is not None]
    return Ledger(
        now,
        entries,
        scored=len(due),
        error=median(errors) if errors else None,
        coverage=fmean(e.covered for e in due if e.covered is not None),
        crps=fmean(e.crps for e in due if e.crps is not None),
        crps_constant=fmean(e.crps_constant for e in due if e.crps_constant is not None),
        crps_day=fmean(e.crps_day for e in due if e.crps_day is not None),
    )


def upward_crossings(past: Series, target: int) -> list[Millis]:
    """Return every time at which the count rose to a target, interpolated between readings."""
    found = list(past.ats[:1]) if past.counts and past.counts[0] >= target else []
    for i in range(1, len(past.ats)):
        before, after = past.counts[i - 1], past.counts[i]
        if before < target <= after:
            interval = past.ats[i] - past.ats[i - 1]
            found.append(past.ats[i - 1] + round((target - before) / (after - before) * interval))
    return found


def scored(
    forecast: KeptForecast, past: Series, crossings: Sequence[Millis], now: Millis
) -> ScoredForecast:
    """Return a forecast with its outcome as of now, or without one if it has not come due.

    `crossings` are the times at which its target was reached. Those before the reading that the
    forecast was made from do not count.
    """
    if not past.ats:
        return ScoredForecast(forecast)
    end = forecast.horizon / HOUR
    made_from = max(0, bisect_right(past.ats, forecast.at) - 1)
    i = bisect_left(crossings, past.ats[made_from])
    crossed = crossings[i] if i < len(crossings) else None
    if past.counts[made_from] >= forecast.target:
        crossed = past.ats[made_from]
    if crossed is not None and crossed <= now:
        outcome = hours_after(forecast, crossed)
    elif min(now, past.ats[-1]) >= forecast.at + forecast.horizon:
        outcome = end
    else:
        return ScoredForecast(forecast)
    times = [hours_after(forecast, at) for at in (forecast.early, forecast.median, forecast.late)]
    error = None if forecast.median is None else times[1] - outcome
    return ScoredForecast(
        forecast,
        outcome,
        error,
        times[0] <= outcome <= times[2],
        crps_of(times, outcome),
        abs(hours_at_rate(forecast, past, None) - outcome),
        abs(hours_at_rate(forecast, past, DAY) - outcome),
    )


def hours_after(forecast: KeptForecast, at: Millis | None) -> float:
    """Return a time in hours after a forecast, at most its horizon; None is the horizon."""
    end = forecast.horizon / HOUR
    return end if at is None else min(end, max(0.0, (at - forecast.at) / HOUR))


def crps_of(quantiles: Sequence[float], outcome: float) -> float:
    """Return the CRPS of a forecast, given as its 10, 50 and 90 % quantiles, in hours."""
    losses = [
        (outcome - quantile) * (level if outcome >= quantile else level - 1)
        for quantile, level in zip(quantiles, LEVELS, strict=True)
    ]
    return 2 * fmean(losses)


def hours_at_rate(forecast: KeptForecast, past: Series, window: Millis | None) -> float:
    """Return the hours to the target at the rate over a window, or since the first reading.

    Only readings up to the time of the forecast are used.
    """
    end, known = forecast.horizon / HOUR, bisect_right(past.ats, forecast.at)
    if not known:
        return end
    since = past.ats[0] if window is None else max(past.ats[0], forecast.at - window)
    if since > past.ats[known - 1]:
        # Nothing was read within the window, so the rate between the last two readings is used.
        since = past.ats[max(0, known - 2)]
    before = count_at(past, since)
    if before is None or since >= forecast.at:
        return end
    rate = (forecast.followers - before) / ((forecast.at - since) / HOUR)
    return min(end, (forecast.target - forecast.followers) / rate) if rate > 0 else end
