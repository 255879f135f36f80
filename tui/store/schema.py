"""The log's tables, as a list of small steps; and how to tell a log of ours from anything else.

A new step goes to the end, with the fingerprint that the schema has after it. No step is changed.
"""

import hashlib
import sqlite3
from typing import TYPE_CHECKING

from tui import model
from tui.model import HOUR, Quality

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

DOUBTED = tuple(place for place, quality in enumerate(tuple(Quality)) if quality in model.DOUBTED)
"""The stored qualities of readings that enter no measure."""

APPLICATION_ID = 0x72616365
"""`race` in ASCII, in the header of every log."""

QUALITIES = tuple(Quality)
"""A quality is stored as its place in this list; new ones go to the end."""

FINGERPRINTS = {
    1: "e65d3e568f8adc0747a0830cd541d0464b2615460929bd238e3b19f6efd81537",
    2: "927b708d9cfa2595bdb31bac1cc784627757540e4ef47be47ce064404616144d",
    3: "c25c5289eae51a6eb1e6280d39c1bbdb48d923f72b2ab5e668694df234728d45",
}
"""The schema after each step; a log whose tables differ is not ours."""

VERSION = max(FINGERPRINTS)

FIRST = """
CREATE TABLE account (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, native_id TEXT NOT NULL, handle TEXT NOT NULL,
  name TEXT NOT NULL, kind TEXT NOT NULL, UNIQUE (source, native_id)) STRICT;
CREATE TABLE handle (
  account INTEGER NOT NULL REFERENCES account, since INTEGER NOT NULL, handle TEXT NOT NULL,
  PRIMARY KEY (account, since)) STRICT, WITHOUT ROWID;
CREATE TABLE race (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
  target INTEGER CHECK (target > 0),
  zone TEXT, starts_at INTEGER, ends_at INTEGER) STRICT;
CREATE TABLE racer (
  race INTEGER NOT NULL REFERENCES race ON DELETE CASCADE,
  account INTEGER NOT NULL REFERENCES account, place INTEGER NOT NULL,
  PRIMARY KEY (race, account)) STRICT, WITHOUT ROWID;
CREATE TABLE round (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, monotonic INTEGER NOT NULL,
  boot TEXT NOT NULL, source TEXT NOT NULL, outcome TEXT NOT NULL) STRICT;
CREATE TABLE quality (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE provenance (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE sample (
  hour INTEGER NOT NULL, account INTEGER NOT NULL REFERENCES account, at INTEGER NOT NULL,
  round INTEGER NOT NULL REFERENCES round, followers INTEGER, following INTEGER, posts INTEGER,
  quality INTEGER NOT NULL REFERENCES quality, provenance INTEGER NOT NULL REFERENCES provenance,
  PRIMARY KEY (hour, account, at)) STRICT, WITHOUT ROWID;
CREATE TABLE rollup (
  account INTEGER NOT NULL REFERENCES account, hour INTEGER NOT NULL,
  lowest INTEGER, highest INTEGER, last INTEGER, n INTEGER NOT NULL,
  PRIMARY KEY (account, hour)) STRICT, WITHOUT ROWID;
CREATE TABLE event (
  id INTEGER PRIMARY KEY, race INTEGER REFERENCES race ON DELETE CASCADE,
  account INTEGER REFERENCES account, at INTEGER NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
  origin TEXT NOT NULL, source TEXT NOT NULL, within INTEGER NOT NULL) STRICT;
CREATE INDEX event_by_time ON event (race, at);
CREATE TABLE follow (
  follower INTEGER NOT NULL REFERENCES account, followee INTEGER NOT NULL REFERENCES account,
  follows_back INTEGER, answered_at INTEGER, celebrity INTEGER, first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL, gone_at INTEGER, provenance INTEGER NOT NULL REFERENCES provenance,
  PRIMARY KEY (follower, followee)) STRICT, WITHOUT ROWID;
CREATE VIEW samples AS
  SELECT account.source || ':' || account.native_id AS account, account.handle,
    strftime('%Y-%m-%dT%H:%M:%fZ', sample.at / 1000.0, 'unixepoch') AS at,
    followers, following, posts, quality.name AS quality, provenance.name AS provenance
  FROM sample JOIN account ON account.id = sample.account
    JOIN quality ON quality.id = sample.quality
    JOIN provenance ON provenance.id = sample.provenance;
CREATE VIEW events AS
  SELECT race.name AS race, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS at,
    account.handle AS account, event.kind, event.title, origin, event.source
  FROM event LEFT JOIN race ON race.id = event.race LEFT JOIN account ON account.id = event.account;
CREATE VIEW follows AS
  SELECT f.handle AS follower, t.handle AS followee, follows_back, celebrity,
    strftime('%Y-%m-%dT%H:%M:%fZ', first_seen / 1000.0, 'unixepoch') AS first_seen,
    strftime('%Y-%m-%dT%H:%M:%fZ', last_seen / 1000.0, 'unixepoch') AS last_seen,
    strftime('%Y-%m-%dT%H:%M:%fZ', gone_at / 1000.0, 'unixepoch') AS gone_at
  FROM follow JOIN account f ON f.id = follower JOIN account t ON t.id = followee;
"""

SECOND = """
ALTER TABLE race ADD COLUMN every INTEGER CHECK (every > 0);
ALTER TABLE race ADD COLUMN watched_at INTEGER;
CREATE INDEX round_by_source ON round (source, id);
CREATE INDEX follow_by_followee ON follow (followee);
CREATE TABLE viewer (
  viewer TEXT NOT NULL, race INTEGER NOT NULL REFERENCES race ON DELETE CASCADE,
  seen_at INTEGER NOT NULL, PRIMARY KEY (viewer, race)) STRICT, WITHOUT ROWID;
CREATE TABLE reading (
  account INTEGER PRIMARY KEY REFERENCES account, started_at INTEGER NOT NULL, cursor TEXT,
  read INTEGER NOT NULL, finished_at INTEGER) STRICT;
"""

THIRD = """
ALTER TABLE account ADD COLUMN condition TEXT NOT NULL DEFAULT 'there';
ALTER TABLE account ADD COLUMN moved_to TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN condition_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE round ADD COLUMN next_at INTEGER;
ALTER TABLE reading ADD COLUMN why TEXT NOT NULL DEFAULT '';
CREATE TABLE spending (
  source TEXT NOT NULL, day INTEGER NOT NULL, resource TEXT NOT NULL, micros INTEGER NOT NULL,
  PRIMARY KEY (source, day, resource)) STRICT, WITHOUT ROWID;
ALTER TABLE race ADD COLUMN users_low INTEGER CHECK (users_low > 0);
ALTER TABLE race ADD COLUMN users_high INTEGER CHECK (users_high >= users_low);
CREATE TABLE post (
  account INTEGER NOT NULL REFERENCES account, at INTEGER NOT NULL, place INTEGER NOT NULL,
  kind TEXT NOT NULL, mentions INTEGER NOT NULL, pleads INTEGER NOT NULL,
  PRIMARY KEY (account, at, place)) STRICT, WITHOUT ROWID;
CREATE TABLE talk (
  account INTEGER NOT NULL REFERENCES account, read_at INTEGER NOT NULL,
  PRIMARY KEY (account, read_at)) STRICT, WITHOUT ROWID;
CREATE TABLE forecast (
  race INTEGER NOT NULL REFERENCES race ON DELETE CASCADE,
  account INTEGER NOT NULL REFERENCES account, at INTEGER NOT NULL, target INTEGER NOT NULL,
  horizon INTEGER NOT NULL, followers INTEGER NOT NULL, early INTEGER, median INTEGER,
  late INTEGER, p_not REAL NOT NULL, win REAL,
  PRIMARY KEY (race, at, account)) STRICT, WITHOUT ROWID;
CREATE TABLE vote (
  race INTEGER NOT NULL REFERENCES race ON DELETE CASCADE,
  account INTEGER NOT NULL REFERENCES account, below INTEGER NOT NULL CHECK (below > 0),
  begins_at INTEGER NOT NULL, ends_at INTEGER NOT NULL CHECK (ends_at > begins_at),
  PRIMARY KEY (race, account, begins_at)) STRICT, WITHOUT ROWID;
CREATE TABLE stake (
  race INTEGER NOT NULL REFERENCES race ON DELETE CASCADE,
  account INTEGER NOT NULL REFERENCES account, noted_at INTEGER NOT NULL, text TEXT NOT NULL,
  target INTEGER NOT NULL CHECK (target > 0), kept_at INTEGER,
  PRIMARY KEY (race, account, noted_at)) STRICT, WITHOUT ROWID;
"""


def hour_of(at: int) -> int:
    """Return the hour bucket of a time in milliseconds."""
    return at // HOUR


def fingerprint(connection: sqlite3.Connection) -> str:
    """Return a digest of every table, index, view and trigger that the file declares."""
    return hashlib.sha256("\n".join(declared(connection)).encode()).hexdigest()


def declared(connection: sqlite3.Connection) -> list[str]:
    """Return what the file declares, one line each, SQLite's own and the list of steps left out."""
    rows = connection.execute(
        "SELECT type || ' ' || name || ': ' || sql FROM sqlite_master WHERE sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND NOT (tbl_name = '_sqlite_migrations' AND type IN ('table', 'index'))"
        " ORDER BY 1"
    ).fetchall()
    return [" ".join(str(row[0]).split()) for row in rows]


def migrations() -> "Migrations":
    """Return the steps from an empty file to today's schema, in order."""
    from sqlite_utils.migrations import Migrations

    steps = Migrations("racetui")

    @steps(name="a log of races, accounts, samples, events and follows")
    def first(db: "Database") -> None:
        _execute(db, FIRST)
        names = [(place, str(quality)) for place, quality in enumerate(QUALITIES)]
        db.conn.executemany("INSERT INTO quality (id, name) VALUES (?, ?)", names)

    @steps(name="how often a race is read, who watches it, and follow lists read in parts")
    def second(db: "Database") -> None:
        _execute(db, SECOND)

    @steps(name="conditions of accounts, posts, forecasts that were shown, votes, stakes, payments")
    def third(db: "Database") -> None:
        _execute(db, THIRD)

    return steps


def _execute(db: "Database", script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
