"""The forecasts of all racers at a time, corrected by the crossings known by then."""

from collections.abc import Mapping
from dataclasses import replace

from tui.forecast.arrival import forecasts
from tui.metrics import Crossing
from tui.model import ABSENT, Account, Forecast, Millis, Race
from tui.phrases import account_name, condition_in_words
from tui.series import Series


def forecasts_of(
    race: Race, at: Millis, series: Mapping[int, Series], crossings: Mapping[int, Crossing]
) -> dict[int, Forecast]:
    """Return the forecast of every racer at a time; a deleted account has none."""
    absent = {a.id: a for a in race.accounts if is_absent(a, at) and a.id not in crossings}
    made = forecasts(
        {n: past for n, past in series.items() if n not in absent},
        at,
        race.target,
        race.horizon,
        {n: crossing.at for n, crossing in crossings.items()},
        {account.id: account_name(account) for account in race.accounts},
    )
    reasons = {n: Forecast(why=f"the account {condition_in_words(a)}") for n, a in absent.items()}
    return made | reasons


def is_absent(account: Account, at: Millis) -> bool:
    """Return whether an account was deleted, suspended or otherwise absent at a time."""
    return account.condition in ABSENT and at >= account.condition_since


def settled(
    predicted: Mapping[int, Forecast], crossings: Mapping[int, Crossing]
) -> dict[int, Forecast]:
    """Return forecasts in which past crossings are certain: who crossed, when, and who won."""
    if not crossings:
        return dict(predicted)
    certain = {n: replace(forecast, win=0.0) for n, forecast in predicted.items()}
    from_start = [n for n, crossed in crossings.items() if crossed.within is None]
    first = min(crossed.at for crossed in crossings.values())
    winners = from_start or [n for n, crossed in crossings.items() if crossed.at == first]
    for n, crossed in crossings.items():
        at = None if crossed.within is None else crossed.at
        # If several were above the target from the start, the winner is unknown.
        win = 0.0 if n not in winners else None if len(from_start) > 1 else 1 / len(winners)
        certain[n] = Forecast(median=at, p10=at, p90=at, p_not=0.0, win=win)
    return certain
