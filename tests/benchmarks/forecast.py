"""How good the forecasts are, from many starting points, one hour to one week ahead.

    python -m tests.benchmarks.forecast [--race RACE [--db FILE]]... [--csv FILE]...

For each starting point and horizon, the target is the count one horizon later. The table shows how
far off the median of the time to reach it is, whether it is within the 80 % interval, and the CRPS
relative to two simple forecasts: the rate since the start, and the rate of the last 24 hours. It
also shows the error of the best single averaging window, chosen in hindsight for that horizon.
"""

import argparse
import csv
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory

from tests.benchmarks.regimes import regimes
from tui.forecast.arrival import arrivals_of
from tui.forecast.growth import growth_forecast
from tui.formats import millis
from tui.metrics.lifts import count_at
from tui.model import DAY, HOUR
from tui.recorded import shipped_log
from tui.series import Series, series_of
from tui.store import Log

HORIZONS = (1, 6, 24, 168)
WINDOWS = (1, 6, 24, 72, 168)
STARTS, LEAST_READINGS = 40, 12
NEARLY = 0.9
"""The reading one horizon later is at least this share of a horizon later."""
LONG_STEP, LONG_HORIZONS = 72 * HOUR, (720, 2160)
"""A series with a longer step between readings is forecast months ahead."""


def censored(horizon: int) -> float:
    """Return the hours after which every target counts as reached."""
    return float(max(720, 4 * horizon))


@dataclass(frozen=True)
class Try:
    """A forecast and its outcome. Errors are relative, scores in hours."""

    error: float
    within: bool
    crps: float
    constant: float
    day: float
    windows: tuple[float, ...]


def tries(past: Series, horizon: int, starts: int = STARTS) -> list[Try]:
    """Return forecasts from starting points spread over the readings of a series.

    A starting point needs a reading about one horizon later, and a gain until then.
    """
    if horizon * HOUR < 0.99 * median(b - a for a, b in pairwise(past.ats)):
        return []
    first = max(LEAST_READINGS, bisect_left(past.ats, past.ats[0] + DAY))
    ends = [(now, _end(past, now, horizon)) for now in range(first, len(past.ats))]
    fitting = [(now, end) for now, end in ends if end is not None]
    picked = {(len(fitting) - 1) * k // (starts - 1) for k in range(starts)} if fitting else set()
    made = [one_try(past, *fitting[place], horizon) for place in sorted(picked)]
    return [one for one in made if one is not None]


def _end(past: Series, now: int, horizon: int) -> int | None:
    """Return the index of the reading about one horizon after another, if there is one."""
    then = bisect_right(past.ats, past.ats[now] + horizon * HOUR) - 1
    return then if past.ats[then] - past.ats[now] >= NEARLY * horizon * HOUR else None


def one_try(past: Series, now: int, then: int, horizon: int) -> Try | None:
    """Return the forecast, made at one reading, of the count at another; None without a gain."""
    if past.counts[then] <= past.counts[now]:
        return None
    target, at = past.counts[then], past.ats[now]
    reached = next(i for i in range(now + 1, then + 1) if past.counts[i] >= target)
    share = (target - past.counts[reached - 1]) / (past.counts[reached] - past.counts[reached - 1])
    interval = past.ats[reached] - past.ats[reached - 1]
    outcome = (past.ats[reached - 1] + share * interval - at) / HOUR
    before = Series(past.ats[: now + 1], past.counts[: now + 1], past.step)
    end = censored(horizon)
    outlook = growth_forecast(before, at, round(end) * HOUR)
    if outlook is None:
        return None
    hits = [min(end, h) for h in arrivals_of(outlook, target, at, round(end) * HOUR)]
    n = len(hits)
    rates = [at_rate(before, target, window, end) for window in (None, 24, *WINDOWS)]
    return Try(
        abs(hits[n // 2] - outcome) / outcome,
        hits[int(0.1 * n)] <= outcome <= hits[min(n - 1, int(0.9 * n))],
        crps(hits, outcome),
        abs(rates[0] - outcome),
        abs(rates[1] - outcome),
        tuple(abs(rate - outcome) / outcome for rate in rates[2:]),
    )


def at_rate(past: Series, target: int, window: int | None, end: float) -> float:
    """Return the hours to a target at the rate of a window of hours, or since the start."""
    at = past.ats[-1]
    since = past.ats[0] if window is None else max(past.ats[0], at - window * HOUR)
    gained = past.counts[-1] - (count_at(past, since) or 0)
    rate = gained / ((at - since) / HOUR)
    return min(end, (target - past.counts[-1]) / rate) if rate > 0 else end


def crps(hits: Sequence[float], outcome: float) -> float:
    """Return the CRPS of sorted arrival times (Gneiting and Raftery 2007)."""
    n = len(hits)
    off = fmean(abs(hit - outcome) for hit in hits)
    return off - sum((2 * i - n + 1) * hit for i, hit in enumerate(hits)) / n**2


def row(name: str, horizon: str, made: Sequence[Try]) -> str:
    """Return some forecasts as a row of the table."""
    best = min(median(t.windows[i] for t in made) for i in range(len(WINDOWS)))
    crps_sum = sum(t.crps for t in made)
    ratios = [
        crps_sum / max(1e-9, sum(other))
        for other in ([t.constant for t in made], [t.day for t in made])
    ]
    return (
        f"| {name} | {horizon} | {len(made)} | {median(t.error for t in made):.1%} | {best:.1%}"
        f" | {fmean(t.within for t in made):.0%} | {ratios[0]:.2f} | {ratios[1]:.2f} |"
    )


def in_log(path: Path, name: str) -> list[Series]:
    """Return the series of a race's accounts."""
    with Log(path) as log:
        race = log.race(name)
        if race is None:
            raise SystemExit(f"{path}: no race {name}")
        tracks = [log.track(account, points=60_000) for account in race.accounts]
    return [past for track in tracks if len((past := series_of(track, 2**62)).ats) > 50]


def in_csv(path: Path) -> Series:
    """Return the series of a file: times in the first column, counts in the first of integers."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    ats, counts = [], []
    for cells in rows:
        count = next(int(cell) for cell in cells[1:] if cell.isdigit())
        ats.append(millis(_when(cells[0])))
        counts.append(count)
    steps = [b - a for a, b in pairwise(ats)]
    return Series(tuple(ats), tuple(counts), round(median(steps)))


def _when(text: str) -> datetime:
    if text.isdigit() and len(text) == 14:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def series(arguments: argparse.Namespace) -> Mapping[str, list[Series]]:
    """Return everything to forecast, by name; a race has the series of each account."""
    found = {name: [past] for name, past in regimes().items()}
    found |= {path.stem: [in_csv(path)] for path in arguments.csv}
    with TemporaryDirectory() as folder:
        found["april-2009"] = in_log(shipped_log("april-2009", Path(folder)), "april-2009")
    return found | {race: in_log(arguments.db, race) for race in arguments.race}


def main() -> None:
    """Print the table, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--race", action="append", default=[])
    parser.add_argument("--db", type=Path)
    parser.add_argument("--csv", action="append", type=Path, default=[])
    print(
        "| series | horizon | n | median error | best window | within 80 % | CRPS / constant"
        " | CRPS / 24 h |\n|---|---|---|---|---|---|---|---|"
    )
    everything: dict[int, list[Try]] = {horizon: [] for horizon in (*HORIZONS, *LONG_HORIZONS)}
    for name, pasts in series(parser.parse_args()).items():
        all_horizons: list[Try] = []
        is_long = all(past.step > LONG_STEP for past in pasts)
        for horizon in LONG_HORIZONS if is_long else HORIZONS:
            made = [one for past in pasts for one in tries(past, horizon)]
            if len(made) >= 5:
                print(row(name, f"{horizon} h", made), flush=True)
                everything[horizon] += made
                all_horizons += made
        if all_horizons:
            print(row(name, "all", all_horizons), flush=True)
    for horizon, made in everything.items():
        if made:
            print(row("**all**", f"{horizon} h", made))
    print(row("**all**", "all", [one for made in everything.values() for one in made]))


if __name__ == "__main__":
    main()
