"""The demo race as a log of its own, for whoever asks without having watched it."""

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from tui.model import DAY, MINUTE, Event, Millis, Origin, Quality, Race, Sample
from tui.outliers import OutlierJudge
from tui.sources.demo.growth_styles import GROWTH_STYLES
from tui.sources.demo.world import SEED, answered, happened, posts_at, race_at
from tui.store import Writer, create

BEFORE: Millis = DAY
STEP: Millis = MINUTE


@cache
def _bench() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="racetui-demo-")


@cache
def demo_log(now: Millis) -> Path:
    """Return a log, gone with this process, of the demo's last day with a reading a minute."""
    path = Path(_bench().name) / f"demo-{now}.db"
    writer = create(path)
    write_demo_race(writer, replace(race_at(now), every=STEP), now)
    writer.close()
    return path


def write_demo_race(writer: Writer, race: Race, now: Millis) -> None:
    """Write the demo's race, with a reading a minute of its last day: nobody has to wait for it."""
    first, last = (now - BEFORE) // STEP * STEP, now - (race.every or STEP)
    with writer.transaction():
        numbers = [writer.add_account(account, first) for account in race.accounts]
        race_id = writer.add_race(race, numbers)
        writer.add_events_once(
            race_id,
            [
                Event(h.at, h.kind, h.title, Origin.NOTED, replace(account, id=number), race.name)
                for account, number in zip(race.accounts, numbers, strict=True)
                for h in happened(SEED, account.handle, first, now)
            ],
        )
        round_id = writer.add_round(last, 0, "", race.name, "")
        for style, number in zip(GROWTH_STYLES, numbers, strict=True):
            doubt, samples = OutlierJudge(), dict[Millis, Sample]()
            for at in (*range(first, last, STEP), last):
                count = answered(SEED, style, at)
                quality, verdicts = doubt.judge(at, count, Quality.EXACT)
                samples[at] = Sample(
                    at, count, style.follows, posts_at(style, at), quality, "live:demo"
                )
                for verdict in verdicts:
                    samples[verdict.at] = replace(samples[verdict.at], quality=verdict.quality)
            # Some of them may be there from a race that was taken away.
            rows = [writer.row(number, round_id, sample) for sample in samples.values()]
            writer.add_new(rows)
            writer.mark_for_rollup(rows)
        writer.roll_up_marked()
