"""The schema of the log as a list of migrations, and the fingerprints that identify it.

New migrations go to the end, with the fingerprint of the schema after them. None is ever changed.
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
"""The stored qualities of readings that no measure uses."""

APPLICATION_ID = 0x72616365
"""`race` in ASCII, stored in the header of every log."""

QUALITIES = tuple(Quality)
"""A quality is stored as its index in this list; new ones go to the end."""

FINGERPRINTS = {
    3: "c25c5289eae51a6eb1e6280d39c1bbdb48d923f72b2ab5e668694df234728d45",
    4: "ad2b754bc26d2bfc4ca9bd2966b5cfad2f3ecc8bb955a7bc6ebd91880b7e30a6",
}
"""Fingerprint of each released schema; a log whose tables match none is not ours."""

OLDEST, VERSION = min(FINGERPRINTS), max(FINGERPRINTS)

TABLES = """
CREATE TABLE account (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, native_id TEXT NOT NULL, handle TEXT NOT NULL,
  name TEXT NOT NULL, kind TEXT NOT NULL, condition TEXT NOT NULL DEFAULT 'there',
  moved_to TEXT NOT NULL DEFAULT '', condition_since INTEGER NOT NULL DEFAULT 0,
  UNIQUE (source, native_id)) STRICT;
CREATE TABLE handle (
  account INTEGER NOT NULL REFERENCES account, since INTEGER NOT NULL, handle TEXT NOT NULL,
  PRIMARY KEY (account, since)) STRICT, WITHOUT ROWID;
CREATE TABLE race (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
  target INTEGER CHECK (target > 0),
  zone TEXT, starts_at INTEGER, ends_at INTEGER, every INTEGER CHECK (every > 0),
  watched_at INTEGER, users_low INTEGER CHECK (users_low > 0),
  users_high INTEGER CHECK (users_high >= users_low)) STRICT;
CREATE TABLE racer (
  race INTEGER NOT NULL REFERENCES race ON DELETE CASCADE,
  account INTEGER NOT NULL REFERENCES account, place INTEGER NOT NULL,
  PRIMARY KEY (race, account)) STRICT, WITHOUT ROWID;
CREATE TABLE round (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, monotonic INTEGER NOT NULL,
  boot TEXT NOT NULL, source TEXT NOT NULL, outcome TEXT NOT NULL,
  next_at INTEGER) STRICT;
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
CREATE INDEX round_by_source ON round (source, id);
CREATE INDEX follow_by_followee ON follow (followee);
CREATE TABLE viewer (
  viewer TEXT NOT NULL, race INTEGER NOT NULL REFERENCES race ON DELETE CASCADE,
  seen_at INTEGER NOT NULL, PRIMARY KEY (viewer, race)) STRICT, WITHOUT ROWID;
CREATE TABLE reading (
  account INTEGER PRIMARY KEY REFERENCES account, started_at INTEGER NOT NULL, cursor TEXT,
  read INTEGER NOT NULL, finished_at INTEGER, why TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE spending (
  source TEXT NOT NULL, day INTEGER NOT NULL, resource TEXT NOT NULL, micros INTEGER NOT NULL,
  PRIMARY KEY (source, day, resource)) STRICT, WITHOUT ROWID;
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

QUICK_DELETION = """DROP VIEW samples;
DROP VIEW follows;
CREATE TABLE sample_without_keys (
  hour INTEGER NOT NULL, account INTEGER NOT NULL, at INTEGER NOT NULL, round INTEGER NOT NULL,
  followers INTEGER, following INTEGER, posts INTEGER, quality INTEGER NOT NULL,
  provenance INTEGER NOT NULL, PRIMARY KEY (hour, account, at)) STRICT, WITHOUT ROWID;
INSERT INTO sample_without_keys SELECT * FROM sample;
DROP TABLE sample;
ALTER TABLE sample_without_keys RENAME TO sample;
CREATE TABLE follow_without_keys (
  follower INTEGER NOT NULL REFERENCES account, followee INTEGER NOT NULL REFERENCES account,
  follows_back INTEGER, answered_at INTEGER, celebrity INTEGER, first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL, gone_at INTEGER, provenance INTEGER NOT NULL,
  PRIMARY KEY (follower, followee)) STRICT, WITHOUT ROWID;
INSERT INTO follow_without_keys SELECT * FROM follow;
DROP TABLE follow;
ALTER TABLE follow_without_keys RENAME TO follow;
CREATE INDEX follow_by_followee ON follow (followee);
CREATE INDEX event_by_account ON event (account);
CREATE INDEX forecast_by_account ON forecast (account, at);
CREATE INDEX racer_by_account ON racer (account);
CREATE VIEW samples AS
  SELECT account.source || ':' || account.native_id AS account, account.handle,
    strftime('%Y-%m-%dT%H:%M:%fZ', sample.at / 1000.0, 'unixepoch') AS at,
    followers, following, posts, quality.name AS quality, provenance.name AS provenance
  FROM sample JOIN account ON account.id = sample.account
    JOIN quality ON quality.id = sample.quality
    JOIN provenance ON provenance.id = sample.provenance;
CREATE VIEW follows AS
  SELECT f.handle AS follower, t.handle AS followee, follows_back, celebrity,
    strftime('%Y-%m-%dT%H:%M:%fZ', first_seen / 1000.0, 'unixepoch') AS first_seen,
    strftime('%Y-%m-%dT%H:%M:%fZ', last_seen / 1000.0, 'unixepoch') AS last_seen,
    strftime('%Y-%m-%dT%H:%M:%fZ', gone_at / 1000.0, 'unixepoch') AS gone_at
  FROM follow JOIN account f ON f.id = follower JOIN account t ON t.id = followee;
"""
"""Deleting an account makes SQLite check every foreign key to it, which needs an index.

An index over all samples would take a third of the log, so samples have no foreign keys.
"""


def hour_of(at: int) -> int:
    """Return the hour, counted from 1970, of a time in milliseconds."""
    return at // HOUR


def fingerprint(connection: sqlite3.Connection) -> str:
    """Return a digest of every table, index, view and trigger declared in the file."""
    return hashlib.sha256("\n".join(declared(connection)).encode()).hexdigest()


def declared(connection: sqlite3.Connection) -> list[str]:
    """Return each declaration as a line, without SQLite's own and the list of migrations."""
    rows = connection.execute(
        "SELECT type || ' ' || name || ': ' || sql FROM sqlite_master WHERE sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND NOT (tbl_name = '_sqlite_migrations' AND type IN ('table', 'index'))"
        " ORDER BY 1"
    ).fetchall()
    return [" ".join(str(row[0]).split()) for row in rows]


def migrations() -> "Migrations":
    """Return the migrations from an empty file to the current schema, in order."""
    from sqlite_utils.migrations import Migrations

    steps = Migrations("racetui")

    @steps(name="conditions of accounts, posts, forecasts that were shown, votes, stakes, payments")
    def tables(db: "Database") -> None:
        _execute(db, TABLES)
        names = [(place, str(quality)) for place, quality in enumerate(QUALITIES)]
        db.conn.executemany("INSERT INTO quality (id, name) VALUES (?, ?)", names)

    @steps(name="an account is deleted without a scan of all samples")
    def quick_deletion(db: "Database") -> None:
        _execute(db, QUICK_DELETION)

    return steps


def _execute(db: "Database", script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
