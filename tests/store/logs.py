"""Small real logs for the tests of the store, whose every row is known."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from sqlite_utils.migrations import Migrations

from tui.model import (
    DAY,
    MINUTE,
    Account,
    ClassifiedPost,
    Event,
    EventKind,
    KeptForecast,
    Kind,
    Millis,
    Origin,
    PostKind,
    Quality,
    Race,
    Sample,
    Stake,
    Talk,
    Vote,
)
from tui.store import Log, Writer, create, finish
from tui.store.schema import migrations

START: Millis = 1_239_926_400_000
"""17 April 2009, 00:00 UTC, the start of an hour."""
ANN = Account(0, "here", "1", "ann", "Ann", Kind.PERSON)
BOB = Account(0, "here", "2", "bob", "Bob", Kind.BRAND)
NOBODY = 65534
DATA = (
    *("account", "handle", "race", "racer", "round", "sample", "rollup", "event", "follow"),
    *("viewer", "reading"),
)
"""The tables with data."""


def sample(minute: int, followers: int | None, quality: Quality = Quality.EXACT) -> Sample:
    """Return a sample some minutes after the start."""
    return Sample(START + minute * MINUTE, followers, quality=quality, provenance="a test")


def race_of(name: str = "here") -> Race:
    """Return a race without accounts."""
    return Race(name, "A race", target=1000, zone="UTC", start=START, end=START + 60 * MINUTE)


def filled(path: Path, minutes: int = 10) -> Writer:
    """Create a log with a race of two accounts that have a sample each minute; it stays open."""
    writer = create(path)
    with writer.transaction():
        ids = [writer.add_account(account, START) for account in (ANN, BOB)]
        writer.add_race(race_of(), ids)
        round_id = writer.add_round(START, 0, "boot", "here", "")
        for number in ids:
            readings = [sample(minute, 100 * number + minute) for minute in range(minutes)]
            writer.add_samples(round_id, {number: readings})
    return writer


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="racetui-test-")


@cache
def _template(minutes: int) -> Path:
    path = Path(_folder().name) / f"{minutes}.db"
    finish(filled(path, minutes))
    return path


def finished(path: Path, minutes: int = 10) -> Path:
    """Create such a log as a complete file without side files; returns its path."""
    shutil.copy(_template(minutes), path)
    return path


def with_samples(path: Path, readings: Iterable[Sample]) -> Account:
    """Create a log with one account that has these samples; returns the account."""
    writer = create(path)
    with writer.transaction():
        number = writer.add_account(ANN, START)
        writer.add_race(race_of(), [number])
        round_id = writer.add_round(START, 0, "boot", "here", "")
        writer.add_samples(round_id, {number: readings})
    finish(writer)
    return replace(ANN, id=number)


def of_the_oldest_schema(path: Path) -> Path:
    """Create a log of the oldest schema, with rows in its tables."""

    def first_step() -> Migrations:
        steps = migrations()
        del steps._migrations[1:]
        return steps

    finish(create(path, first_step))
    hour, minutes = START // (60 * MINUTE), range(10)
    samples = [(hour, 1, START + n * MINUTE, 1, 100 + n, 7, None, 0, 1) for n in minutes]
    execute(
        path,
        "INSERT INTO account (id, source, native_id, handle, name, kind)"
        " VALUES (1, 'here', '1', 'ann', 'Ann', 'person'), (2, 'here', '2', 'bob', 'Bob', 'brand')",
        f"INSERT INTO handle VALUES (1, {START}, 'ann'), (2, {START}, 'bob')",
        "INSERT INTO race (id, name, title, target, zone, starts_at, ends_at, every, watched_at)"
        f" VALUES (1, 'here', 'A race', 1000, 'UTC', {START}, {START + MINUTE}, {MINUTE}, {START})",
        "INSERT INTO racer VALUES (1, 1, 0), (1, 2, 1)",
        "INSERT INTO round (id, at, monotonic, boot, source, outcome)"
        f" VALUES (1, {START}, 0, 'boot', 'here', '')",
        "INSERT INTO provenance VALUES (1, 'a test')",
        *(f"INSERT INTO sample VALUES {row}".replace("None", "NULL") for row in samples),
        f"INSERT INTO rollup VALUES (1, {hour}, 100, 109, 109, 10)",
        f"INSERT INTO event VALUES (1, 1, 1, {START}, 'note', 'A note', 'noted', 'a person', 0)",
        f"INSERT INTO follow VALUES (1, 2, 1, {START}, NULL, {START}, {START}, NULL, 1)",
        f"INSERT INTO viewer VALUES ('a viewer', 1, {START})",
        "INSERT INTO reading (account, started_at, cursor, read)"
        f" VALUES (1, {START}, 'a cursor', 100)",
    )
    return path


def rows(path: Path, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Return the rows that plain SQLite reads from a file."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql, parameters).fetchall()
    finally:
        connection.close()


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table with data in a file."""
    existing = {row[0] for row in rows(path, "SELECT name FROM sqlite_master")}
    return {
        table: rows(path, f"SELECT * FROM {table} ORDER BY 1, 2, 3")
        for table in DATA
        if table in existing
    }


def execute(path: Path, *statements: str) -> None:
    """Run statements on a file with plain SQLite."""
    connection = sqlite3.connect(path)
    try:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    finally:
        connection.close()


@contextmanager
def without_privileges() -> Iterator[None]:
    """Run as an unprivileged user if this is root, whom file modes do not restrict."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def race_by_id(log: Path, number: int = 1) -> Race:
    """Return the race with an id."""
    with Log(log) as opened:
        race = opened.race_by_id(number)
    assert race is not None
    return race


def racers(log: Path) -> list[str]:
    """Return the handles of the first race, in order."""
    return [account.handle for account in race_by_id(log).accounts]


def event(minute: int, title: str, about: Account | None = None) -> Event:
    """Return a noted event some minutes after the start."""
    return Event(START + minute * MINUTE, EventKind.NOTE, title, Origin.NOTED, about, "a person")


def with_everything(log: Path) -> Writer:
    """Create a log in which ann and bob each have posts, a vote, a pledge and a forecast."""
    writer = filled(log)
    with writer.transaction():
        for n in (1, 2):
            writer.save_posts(n, Talk(START, (ClassifiedPost(START, PostKind.PLAIN),)))
            writer.add_vote(1, Vote(n, 1_000, START, START + DAY))
            writer.add_stake(1, Stake(n, "10,000 nets", 1_000_000, START))
            forecast = KeptForecast(n, START, 1_000, DAY, 900, None, None, None, 1.0, None)
            writer.save_forecasts(1, [forecast])
    return writer


def account_ids_in(log: Path) -> dict[str, list[object]]:
    """Return the account ids in the tables of posts, votes, pledges and forecasts."""
    tables = ("post", "vote", "stake", "forecast")
    return {t: [n for (n,) in rows(log, f"SELECT account FROM {t} ORDER BY 1")] for t in tables}
