"""A log for the tests of votes, pledges and forecasts: a race of two in April 2009."""

from pathlib import Path

from tests.building import START, minute
from tests.sources.fakes import FakeSource, live_race
from tui.model import DAY, HOUR, KeptForecast, Sample
from tui.store import Log, open_to_write

FAKE = FakeSource("fake", ann=0, bob=0)
FORECASTS = (
    KeptForecast(
        *(1, START, 1_000, 2 * DAY, 900),
        *(START + HOUR, START + 3 * HOUR, START + 5 * HOUR, 0.0, 0.75),
    ),
    KeptForecast(2, START, 1_000, 2 * DAY, 800, START + 9 * HOUR, None, None, 0.6, 0.25),
)
"""Forecasts of ann, who reaches the target after two hours, and of bob, who does not."""


def own_log(path: Path, target: int | None = 1_000, hours: int = 3) -> Path:
    """Make a log with the race `mine`: ann has 900 at START and gains 50 an hour; bob has 800."""
    writer = live_race(path, FAKE.known("ann"), FAKE.known("bob"), target=target)
    with writer.transaction():
        number = writer.add_round(START, 0, "boot", "fake", "")
        for n, step in ((1, 50), (2, 0)):
            readings = [
                Sample(minute(60 * h), {1: 900, 2: 800}[n] + step * h, provenance="live:fake")
                for h in range(-2, hours + 1)
            ]
            writer.add_samples(number, {n: readings})
    writer.close()
    return path


def with_forecasts(path: Path, hours: int = 3) -> Path:
    """Make such a log, with a saved forecast of each."""
    own_log(path, hours=hours)
    with Log(path) as log:
        (race,) = log.races()
    writer = open_to_write(path)
    with writer.transaction():
        writer.save_forecasts(race.id, FORECASTS)
    writer.close()
    return path
