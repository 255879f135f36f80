"""Logs for the tests of the store: small, real, and known to the last row."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlite_utils.migrations import Migrations

from tui.model import MINUTE, Account, Kind, Millis, Quality, Race, Sample
from tui.store import Writer, create, finish
from tui.store.schema import migrations

START: Millis = 1_239_926_400_000
"""17 April 2009, 00:00 UTC: the beginning of an hour."""
ANN = Account(0, "here", "1", "ann", "Ann", Kind.PERSON)
BOB = Account(0, "here", "2", "bob", "Bob", Kind.BRAND)
NOBODY = 65534
DATA = (
    *("account", "handle", "race", "racer", "round", "sample", "rollup", "event", "follow"),
    *("viewer", "reading"),
)
"""The tables that hold what was read and noted."""


def sample(minute: int, followers: int | None, quality: Quality = Quality.EXACT) -> Sample:
    """Return a reading some minutes after the start."""
    return Sample(START + minute * MINUTE, followers, quality=quality, provenance="a test")


def race_of(name: str = "here") -> Race:
    """Return a race without accounts."""
    return Race(name, "A race", target=1000, zone="UTC", start=START, end=START + 60 * MINUTE)


def filled(path: Path, minutes: int = 10) -> Writer:
    """Make a log with a race of two accounts that have a sample a minute; it stays open."""
    writer = create(path)
    with writer.transaction():
        ids = [writer.add_account(account, START) for account in (ANN, BOB)]
        writer.add_race(race_of(), ids)
        round_id = writer.add_round(START, 0, "boot", "here", "")
        for number in ids:
            readings = [sample(minute, 100 * number + minute) for minute in range(minutes)]
            writer.add_samples(round_id, {number: readings})
    return writer


def finished(path: Path, minutes: int = 10) -> Path:
    """Make such a log as one complete file without side files; returns its path."""
    finish(filled(path, minutes))
    return path


def of_one(path: Path, readings: Iterable[Sample]) -> Account:
    """Make a log that holds these readings of one account; returns the account as it is there."""
    writer = create(path)
    with writer.transaction():
        number = writer.add_account(ANN, START)
        writer.add_race(race_of(), [number])
        round_id = writer.add_round(START, 0, "boot", "here", "")
        writer.add_samples(round_id, {number: readings})
    finish(writer)
    return replace(ANN, id=number)


def of_the_oldest_schema(path: Path) -> Path:
    """Make a log as the oldest schema had it, with something in its tables."""

    def first_step() -> Migrations:
        steps = migrations()
        del steps._migrations[1:]
        return steps

    finish(create(path, first_step))
    hour, minutes = START // (60 * MINUTE), range(10)
    samples = [(hour, 1, START + n * MINUTE, 1, 100 + n, 7, None, 0, 1) for n in minutes]
    do(
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
    """Return what plain SQLite reads in a file."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql, parameters).fetchall()
    finally:
        connection.close()


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table with data that the file has."""
    known = {row[0] for row in rows(path, "SELECT name FROM sqlite_master")}
    return {
        table: rows(path, f"SELECT * FROM {table} ORDER BY 1, 2, 3")
        for table in DATA
        if table in known
    }


def do(path: Path, *statements: str) -> None:
    """Run statements in a file with plain SQLite."""
    connection = sqlite3.connect(path)
    try:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    finally:
        connection.close()


@contextmanager
def without_privileges() -> Iterator[None]:
    """Be nobody for a while where this is root, whom modes do not hold back."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
