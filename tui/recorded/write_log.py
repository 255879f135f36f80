"""Writing the log of a recorded race from its documented facts."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tui.model import (
    SYNTHETIC,
    Account,
    Event,
    Followee,
    Millis,
    Origin,
    Quality,
    Sample,
)
from tui.recorded.facts import Facts
from tui.recorded.knots import start_of_minute
from tui.recorded.paths import VERSION, paths
from tui.recorded.paths import Path as CountPath
from tui.recorded.read_facts import read_facts
from tui.store import Log, LogError, Writer, create, finish

SECOND_READING: Millis = 30_000
"""Offset of a reading within its minute if the path already has a sample at that minute."""


def recorded_log(folder: Path, cache: Path) -> Path:
    """Return the log of the race in a folder of sample data, written at first use.

    Its name in the cache has the race, the version and a digest. A log there is always complete.
    """
    log = cache / f"{folder.name}-{VERSION}-{digest(folder)}.db"
    if not _is_readable(log):
        facts = read_facts(folder)
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".making-") as scratch:
            new_log = Path(scratch) / log.name
            write_race(facts, new_log)
            os.replace(new_log, log)
    return log


def _is_readable(log: Path) -> bool:
    """Return whether a log exists and can be read; otherwise it is written again."""
    if not log.exists():
        return False
    try:
        with Log(log) as opened:
            return bool(opened.races())
    except LogError:
        return False


def digest(folder: Path) -> str:
    """Return a short digest of the fact files in a folder."""
    facts = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if file.suffix in {".csv", ".toml"}:
            facts.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return facts.hexdigest()[:8]


def write_race(facts: Facts, log: Path) -> None:
    """Write a recorded race as a new log."""
    writer = create(log)
    try:
        with writer.transaction():
            _write(facts, writer)
    except BaseException:
        # Also on an interrupt: do not leave an unfinished log open.
        writer.close()
        raise
    finish(writer)


def _write(facts: Facts, writer: Writer) -> None:
    source, since = facts.race.name, facts.minutes_from
    found = {account.handle: account for account in facts.race.accounts}
    others = sorted(
        {count.handle for count in facts.counts}
        | {event.handle for event in facts.events}
        | {handle for follow in facts.follows for handle in (follow.follower, follow.followee)}
    )
    for handle in others:
        found.setdefault(handle, Account(0, source, handle, handle, ""))
    accounts = {
        handle: replace(account, id=writer.add_account(account, since))
        for handle, account in found.items()
    }
    race = writer.add_race(facts.race, [accounts[a.handle].id for a in facts.race.accounts])
    round_id = writer.add_round(
        facts.race.end or 0, 0, "", source, f"recorded race, version {VERSION}"
    )
    count_paths = paths(facts)
    writer.add_samples(
        round_id,
        {
            account.id: list(samples(facts, handle, count_paths.get(handle, CountPath())))
            for handle, account in accounts.items()
        },
    )
    writer.add_events(
        race,
        [
            Event(
                e.at, e.kind, e.title, Origin.DOCUMENTED, accounts.get(e.handle), e.source, e.within
            )
            for e in facts.events
        ],
    )
    for follower in sorted({follow.follower for follow in facts.follows}):
        writer.add_follows(
            accounts[follower].id,
            [
                (
                    Followee(
                        account=accounts[f.followee],
                        follows_back=f.follows_back,
                        celebrity=f.celebrity,
                        first_seen=f.at,
                        last_seen=f.at,
                    ),
                    f.source,
                )
                for f in facts.follows
                if f.follower == follower
            ],
        )


def samples(facts: Facts, handle: str, path: CountPath) -> Iterator[Sample]:
    """Return an account's samples: its path by minute, then the other documented counts."""
    for at, followers in path.counts.items():
        count = path.documented.get(at)
        if count and count.quality:
            yield Sample(at, followers, count.following, count.posts, count.quality, count.source)
        else:
            yield Sample(at, followers, quality=Quality.DERIVED, provenance=SYNTHETIC)
    on_path = {id(count) for count in path.documented.values()}
    for count in facts.counts:
        if count.handle != handle or id(count) in on_path:
            continue
        is_taken = start_of_minute(count.at) in path.counts
        yield Sample(
            start_of_minute(count.at) + (SECOND_READING if is_taken else 0),
            count.followers,
            count.following,
            count.posts,
            count.quality or Quality.EXACT,
            count.source,
        )
