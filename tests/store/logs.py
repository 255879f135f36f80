"""Logs for the tests of the store: small, real, and known to the last row."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tui.model import MINUTE, Account, Kind, Millis, Quality, Race, Sample
from tui.store import Writer, create, finish

START: Millis = 1_239_926_400_000
"""17 April 2009, 00:00 UTC: the beginning of an hour."""
ANN = Account(0, "here", "1", "ann", "Ann", Kind.PERSON)
BOB = Account(0, "here", "2", "bob", "Bob", Kind.BRAND)
NOBODY = 65534


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
        round_id = writer.add_round(START, 0, "boot", "here", "ok")
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
        round_id = writer.add_round(START, 0, "boot", "here", "ok")
        writer.add_samples(round_id, {number: readings})
    finish(writer)
    return Account(number, ANN.source, ANN.native_id, ANN.handle, ANN.name, ANN.kind)


def rows(path: Path, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
    """Return what plain SQLite reads in a file."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql, parameters).fetchall()
    finally:
        connection.close()


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
