"""How past forecasts did, once it is known what came: error, coverage, and CRPS. Pure.

CRPS (Gneiting and Raftery 2007) is taken from the three quantiles that a forecast shows, as twice
their mean pinball loss; of a forecast that is one time, that is its error. All in hours, cut at the
forecast's horizon. Two simple forecasts stand beside it: the rate since the first reading goes on,
and that of the last day does.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from statistics import fmean, median

from tui.metrics.lifts import count_at
from tui.model import DAY, HOUR, KeptForecast, Ledger, Millis, ScoredForecast
from tui.series import Series

LEVELS = (0.1, 0.5, 0.9)


def ledger(forecasts: Sequence[KeptForecast], series: Mapping[int, Series], now: Millis) -> Ledger:
    """Return what came of forecasts by now; the series, by account number, begin with
    the first reading.
    """
    kept = [forecast for forecast in forecasts if forecast.account in series]
    goals = {(forecast.account, forecast.target) for forecast in kept}
    passed = {goal: passings(series[goal[0]], goal[1]) for goal in goals}
    entries = tuple(
        entry(told, series[told.account], passed[told.account, told.target], now) for told in kept
    )
    scored = [e for e in entries if e.came is not None]
    if not scored:
        return Ledger(now, entries)
    errors = [abs(e.error) for e in scored if e.error is not None]
    return Ledger(
        now,
        entries,
        scored=len(scored),
        error=median(errors) if errors else None,
        coverage=fmean(e.covered for e in scored if e.covered is not None),
        crps=fmean(e.crps for e in scored if e.crps is not None),
        crps_constant=fmean(e.crps_constant for e in scored if e.crps_constant is not None),
        crps_day=fmean(e.crps_day for e in scored if e.crps_day is not None),
    )


def passings(past: Series, target: int) -> list[Millis]:
    """Return every time at which a count came to a target from below, interpolated."""
    found = list(past.ats[:1]) if past.counts and past.counts[0] >= target else []
    for i in range(1, len(past.ats)):
        before, after = past.counts[i - 1], past.counts[i]
        if before < target <= after:
            apart = past.ats[i] - past.ats[i - 1]
            found.append(past.ats[i - 1] + round((target - before) / (after - before) * apart))
    return found


def entry(
    told: KeptForecast, past: Series, passed: Sequence[Millis], now: Millis
) -> ScoredForecast:
    """Return a forecast with what came of it by now; `passed` is when its target was reached.

    What came is looked for from the reading on that the forecast was made of.
    """
    if not past.ats:
        return ScoredForecast(told)
    end = told.horizon / HOUR
    provenance_text = max(0, bisect_right(past.ats, told.at) - 1)
    i = bisect_left(passed, past.ats[provenance_text])
    crossed = passed[i] if i < len(passed) else None
    if past.counts[provenance_text] >= told.target:
        crossed = past.ats[provenance_text]
    if crossed is not None and crossed <= now:
        came = hours(crossed, told)
    elif min(now, past.ats[-1]) >= told.at + told.horizon:
        came = end
    else:
        return ScoredForecast(told)
    times = [hours(at, told) for at in (told.early, told.median, told.late)]
    error = None if told.median is None else times[1] - came
    return ScoredForecast(
        told,
        came,
        error,
        times[0] <= came <= times[2],
        crps_of(times, came),
        abs(at_rate(told, past, None) - came),
        abs(at_rate(told, past, DAY) - came),
    )


def hours(at: Millis | None, told: KeptForecast) -> float:
    """Return a time in hours after a forecast; one beyond the horizon is the horizon."""
    end = told.horizon / HOUR
    return end if at is None else min(end, max(0.0, (at - told.at) / HOUR))


def crps_of(quantiles: Sequence[float], came: float) -> float:
    """Return the CRPS of a forecast by its quantiles at 10, 50 and 90 %."""
    losses = [
        (came - quantile) * (level if came >= quantile else level - 1)
        for quantile, level in zip(quantiles, LEVELS, strict=True)
    ]
    return 2 * fmean(losses)


def at_rate(told: KeptForecast, past: Series, window: Millis | None) -> float:
    """Return the hours to the target at the rate of a window, or since the first reading.

    It knows nothing that was read after the forecast.
    """
    end, known = told.horizon / HOUR, bisect_right(past.ats, told.at)
    if not known:
        return end
    since = past.ats[0] if window is None else max(past.ats[0], told.at - window)
    if since > past.ats[known - 1]:
        # Nothing was read within the window: the rate of what was read last.
        since = past.ats[max(0, known - 2)]
    before = count_at(past, since)
    if before is None or since >= told.at:
        return end
    rate = (told.followers - before) / ((told.at - since) / HOUR)
    return min(end, (told.target - told.followers) / rate) if rate > 0 else end
