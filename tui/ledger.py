"""How past forecasts did, once it is known what came: error, coverage, and CRPS. Pure.

CRPS (Gneiting and Raftery 2007) is taken from the three quantiles that a forecast shows, as twice
their mean pinball loss; of a forecast that is one time, that is its error. All in hours, cut at the
forecast's horizon. Two simple forecasts stand beside it: the rate since the first reading goes on,
and that of the last day does.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean, median

from tui.metrics.basis.lifts import count_at
from tui.metrics.crossing import crossing
from tui.model import DAY, HOUR, Entry, Foretold, Ledger, Millis
from tui.series import Series

LEVELS = (0.1, 0.5, 0.9)


def ledger(forecasts: Sequence[Foretold], series: Mapping[int, Series], now: Millis) -> Ledger:
    """Return what came of forecasts by now; the series are whole, by account number."""
    entries = tuple(
        entry(forecast, series[forecast.account], now)
        for forecast in forecasts
        if forecast.account in series
    )
    scored = [e for e in entries if e.came is not None]
    if not scored:
        return Ledger(now, entries)
    errors = [abs(e.error) for e in scored if e.error is not None]
    return Ledger(
        now,
        entries,
        len(scored),
        median(errors) if errors else None,
        fmean(e.covered for e in scored if e.covered is not None),
        fmean(e.crps for e in scored if e.crps is not None),
        fmean(e.crps_constant for e in scored if e.crps_constant is not None),
        fmean(e.crps_day for e in scored if e.crps_day is not None),
    )


def entry(told: Foretold, past: Series, now: Millis) -> Entry:
    """Return a forecast with what came of it by now."""
    end = told.horizon / HOUR
    crossed = crossing(past, told.target)
    came = None
    if crossed is not None and told.at <= crossed.at <= now:
        came = min(end, (crossed.at - told.at) / HOUR)
    elif past.ats and min(now, past.ats[-1]) >= told.at + told.horizon:
        came = end
    if came is None:
        return Entry(told)
    times = [hours(at, told) for at in (told.early, told.median, told.late)]
    error = None if told.median is None else times[1] - came
    return Entry(
        told,
        came,
        error,
        times[0] <= came <= times[2],
        crps_of(times, came),
        abs(at_rate(told, past, None) - came),
        abs(at_rate(told, past, DAY) - came),
    )


def hours(at: Millis | None, told: Foretold) -> float:
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


def at_rate(told: Foretold, past: Series, window: Millis | None) -> float:
    """Return the hours to the target at the rate of a window, or since the first reading."""
    end, first = told.horizon / HOUR, past.ats[0]
    since = first if window is None else max(first, told.at - window)
    before = count_at(past, since)
    if before is None or since >= told.at:
        return end
    rate = (told.followers - before) / ((told.at - since) / HOUR)
    return min(end, (told.target - told.followers) / rate) if rate > 0 else end
