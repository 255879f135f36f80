"""From documented facts to a log file of their race."""

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
from tui.recorded.knots import minute
from tui.recorded.paths import VERSION, paths
from tui.recorded.paths import Path as CountPath
from tui.recorded.read_facts import read_facts
from tui.store import Log, LogError, Writer, create, finish

OWN_SECOND: Millis = 30_000
"""Where a reading stands within its minute when the minute's sample is another."""


def recorded_race(folder: Path, cache: Path) -> Path:
    """Return the log of the race in a folder of sample data, made at first use.

    It lies in the cache folder by name, version and digest, and is there whole or not at all.
    """
    log = cache / f"{folder.name}-{VERSION}-{digest(folder)}.db"
    if not _whole(log):
        facts = read_facts(folder)
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".making-") as bench:
            made = Path(bench) / log.name
            write_race(facts, made)
            os.replace(made, log)
    return log


def _whole(log: Path) -> bool:
    """Tell whether a log is there and can be read; one that cannot is made again."""
    if not log.exists():
        return False
    try:
        with Log(log) as opened:
            return bool(opened.races())
    except LogError:
        return False


def digest(folder: Path) -> str:
    """Return a short digest of the facts in a folder."""
    facts = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if file.suffix in {".csv", ".toml"}:
            facts.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return facts.hexdigest()[:8]


def write_race(facts: Facts, log: Path) -> None:
    """Write the recorded race of some facts as a new log."""
    writer = create(log)
    try:
        with writer.transaction():
            _write(facts, writer)
    except BaseException:
        # Whatever ends it, an interrupt too: no half-made log stays open.
        writer.close()
        raise
    finish(writer)


def _write(facts: Facts, writer: Writer) -> None:
    source, since = facts.race.name, facts.minutes_from
    known = {account.handle: account for account in facts.race.accounts}
    others = sorted(
        {count.handle for count in facts.counts}
        | {happening.handle for happening in facts.happenings}
        | {handle for follow in facts.follows for handle in (follow.follower, follow.followee)}
    )
    for handle in others:
        known.setdefault(handle, Account(0, source, handle, handle, ""))
    accounts = {
        handle: replace(account, id=writer.add_account(account, since))
        for handle, account in known.items()
    }
    race = writer.add_race(facts.race, [accounts[a.handle].id for a in facts.race.accounts])
    round_id = writer.add_round(
        facts.race.end or 0, 0, "", source, f"recorded race, version {VERSION}"
    )
    made = paths(facts)
    writer.add_samples(
        round_id,
        {
            account.id: list(samples(facts, handle, made.get(handle, CountPath())))
            for handle, account in accounts.items()
        },
    )
    writer.add_events(
        race,
        [
            Event(
                h.at, h.kind, h.title, Origin.DOCUMENTED, accounts.get(h.handle), h.source, h.within
            )
            for h in facts.happenings
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
    """Return an account's samples: its path by minute, other documented points as they are."""
    for at, followers in path.counts.items():
        count = path.met.get(at)
        if count and count.quality:
            yield Sample(at, followers, count.following, count.posts, count.quality, count.source)
        else:
            yield Sample(at, followers, quality=Quality.DERIVED, provenance=SYNTHETIC)
    met = {id(count) for count in path.met.values()}
    for count in facts.counts:
        if count.handle != handle or id(count) in met:
            continue
        taken = minute(count.at) in path.counts
        yield Sample(
            minute(count.at) + (OWN_SECOND if taken else 0),
            count.followers,
            count.following,
            count.posts,
            count.quality or Quality.EXACT,
            count.source,
        )
