"""The demo race as a log of its own, for commands on a demo that was never watched."""

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from tui.model import DAY, MINUTE, Event, Millis, Origin, Quality, Race, Sample
from tui.outliers import OutlierJudge
from tui.sources.demo.growth_styles import GROWTH_STYLES
from tui.sources.demo.world import SEED, post_count, race_at, reported_count, surge_events
from tui.store import Writer, create

HISTORY: Millis = DAY
STEP: Millis = MINUTE


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="racetui-demo-")


@cache
def demo_log(now: Millis) -> Path:
    """Return a log with the demo's last day, a sample each minute; deleted with this process."""
    path = Path(_folder().name) / f"demo-{now}.db"
    writer = create(path)
    write_demo_race(writer, replace(race_at(now), every=STEP), now)
    writer.close()
    return path


def write_demo_race(writer: Writer, race: Race, now: Millis) -> None:
    """Write the demo race with its last day, a sample each minute, so that it has a history."""
    first, last = (now - HISTORY) // STEP * STEP, now - (race.every or STEP)
    with writer.transaction():
        numbers = [writer.add_account(account, first) for account in race.accounts]
        race_id = writer.add_race(race, numbers)
        writer.add_events_once(
            race_id,
            [
                Event(h.at, h.kind, h.title, Origin.NOTED, replace(account, id=number), race.name)
                for account, number in zip(race.accounts, numbers, strict=True)
                for h in surge_events(SEED, account.handle, first, now)
            ],
        )
        round_id = writer.add_round(last, 0, "", race.name, "")
        for style, number in zip(GROWTH_STYLES, numbers, strict=True):
            judge, samples = OutlierJudge(), dict[Millis, Sample]()
            for at in (*range(first, last, STEP), last):
                count = reported_count(SEED, style, at)
                quality, verdicts = judge.judge(at, count, Quality.EXACT)
                samples[at] = Sample(
                    at, count, style.follows, post_count(style, at), quality, "live:demo"
                )
                for verdict in verdicts:
                    samples[verdict.at] = replace(samples[verdict.at], quality=verdict.quality)
            # Some samples may exist already, from a demo race that was removed.
            rows = [writer.row(number, round_id, sample) for sample in samples.values()]
            writer.add_new(rows)
            writer.mark_for_rollup(rows)
        writer.roll_up_marked()
