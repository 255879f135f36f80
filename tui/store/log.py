"""A log opened for reading: its races, accounts, events, forecasts and the status of sources."""

from collections.abc import Iterator
from pathlib import Path

from tui.model import (
    FOREVER,
    Account,
    Event,
    KeptForecast,
    Millis,
    Race,
    SourceStatus,
    Stake,
    Talk,
    Vote,
)
from tui.store.read_follows import ReadsFollows
from tui.store.read_samples import PAGE, ReadsSamples
from tui.store.rows import ACCOUNT

RACE = "id, name, title, target, zone, starts_at, ends_at, every, users_low, users_high"
FORECAST = "account, at, target, horizon, followers, early, median, late, p_not, win"
FORECASTS_OF = (
    "race = (SELECT id FROM race WHERE name = ?1) AND at < ?2 AND target = coalesce(?3, target)"
)
MOST = 10_000
"""At most this many recorded forecasts are scored; of more, an even sample."""
POSTS = 400
"""At most this many posts of an account are read, the newest first."""


class Log(ReadsSamples, ReadsFollows):
    """A log, open for reading only. Each thread needs its own."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._failing: dict[str, tuple[int, Millis | None]] = {}

    def __enter__(self) -> "Log":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def races(self) -> list[Race]:
        """Return every race with its accounts, by name."""
        rows = self._rows(f"SELECT {RACE} FROM race ORDER BY name")  # noqa: S608
        return [self._from_rows.race(row, self._racers(row[0])) for row in rows]

    def race(self, name: str) -> Race | None:
        """Return the race with a name."""
        rows = self._rows(f"SELECT {RACE} FROM race WHERE name = ?", (name,))  # noqa: S608
        return self._from_rows.race(rows[0], self._racers(rows[0][0])) if rows else None

    def race_by_id(self, race_id: int) -> Race | None:
        """Return the race with an id, under its current name."""
        rows = self._rows(f"SELECT {RACE} FROM race WHERE id = ?", (race_id,))  # noqa: S608
        return self._from_rows.race(rows[0], self._racers(race_id)) if rows else None

    def last_opened(self) -> Race | None:
        """Return the race that was opened most recently."""
        rows = self._rows(
            f"SELECT {RACE} FROM race WHERE watched_at NOT NULL ORDER BY watched_at DESC LIMIT 1"  # noqa: S608
        )
        return self._from_rows.race(rows[0], self._racers(rows[0][0])) if rows else None

    def requested_races(self, since: Millis) -> list[Race]:
        """Return the races that a viewer has asked to be polled since a time."""
        rows = self._rows(
            f"SELECT {RACE} FROM race WHERE id IN (SELECT race FROM viewer WHERE seen_at >= ?)"  # noqa: S608
            " ORDER BY id",
            (since,),
        )
        return [self._from_rows.race(row, self._racers(row[0])) for row in rows]

    def account(self, source: str, native_id: str) -> Account | None:
        """Return the account with a stable id or, failing that, with a current handle."""
        rows = self._rows(
            f"SELECT {ACCOUNT} FROM account a WHERE source = ?1 AND (native_id = ?2"  # noqa: S608
            " OR handle = ?2 COLLATE NOCASE) ORDER BY native_id = ?2 DESC,"
            " (SELECT max(since) FROM handle h WHERE h.account = a.id) DESC LIMIT 1",
            (source, native_id),
        )
        return self._from_rows.account(rows[0]) if rows else None

    def handles_of(self, source: str, most: int = 2_000) -> list[str]:
        """Return handles of a source's accounts, racers first."""
        rows = self._rows(
            "SELECT handle FROM account a WHERE source = ? ORDER BY EXISTS"
            " (SELECT 1 FROM racer WHERE account = a.id) DESC, id LIMIT ?",
            (source, most),
        )
        return [self._from_rows.text(row[0]) for row in rows]

    def handles(self, account: Account) -> list[tuple[Millis, str]]:
        """Return every handle an account has had, with the time of its first use, oldest first."""
        return [
            (since, self._from_rows.text(handle))
            for since, handle in self._rows(
                "SELECT since, handle FROM handle WHERE account = ? ORDER BY since", (account.id,)
            )
        ]

    def account_by_id(self, account_id: int) -> Account | None:
        """Return the account with an id."""
        rows = self._rows(f"SELECT {ACCOUNT} FROM account a WHERE id = ?", (account_id,))  # noqa: S608
        return self._from_rows.account(rows[0]) if rows else None

    def status(self, source: str) -> SourceStatus | None:
        """Return the status of a source: its last round, and since when it has failed."""
        rows = self._rows(
            "SELECT id, at, outcome, next_at FROM round WHERE source = ? ORDER BY id DESC LIMIT 1",
            (source,),
        )
        if not rows:
            return None
        number, at, why, next_at = rows[0]
        since = self._failing_since(source, number) if why else None
        return SourceStatus(source, at, self._from_rows.text(why), since, next_at)

    def _failing_since(self, source: str, newest: int) -> Millis | None:
        """Return the time of the first failure after a source's last success.

        A source may fail for months, so each call only reads the rounds added since the last one.
        """
        seen, since = self._failing.get(source, (0, None))
        succeeded = self._rows(
            "SELECT id FROM round WHERE source = ? AND id > ? AND outcome = ''"
            " ORDER BY id DESC LIMIT 1",
            (source, seen),
        )
        if succeeded or since is None:
            first = self._rows(
                "SELECT at FROM round WHERE source = ? AND id > ? ORDER BY id LIMIT 1",
                (source, succeeded[0][0] if succeeded else 0),
            )
            since = first[0][0]
        self._failing[source] = (newest, since)
        return since

    def newest_round(self, source: str) -> tuple[int, Millis] | None:
        """Return the id and time of a source's last round, failed or not."""
        rows = self._rows(
            "SELECT id, at FROM round WHERE source = ? ORDER BY id DESC LIMIT 1", (source,)
        )
        return rows[0] if rows else None

    def events(self, race: Race, until: Millis = FOREVER) -> list[Event]:
        """Return the events of a race up to a time, oldest first."""
        rows = self._rows(
            f"SELECT e.at, e.kind, e.title, e.origin, e.source, e.within, {ACCOUNT}"  # noqa: S608
            " FROM event e LEFT JOIN account a ON a.id = e.account"
            " WHERE e.race = (SELECT id FROM race WHERE name = ?) AND e.at <= ?"
            " ORDER BY e.at, e.id",
            (race.name, until),
        )
        return [self._from_rows.event(row) for row in rows]

    def talk(self, account: Account, at: Millis = FOREVER) -> Talk | None:
        """Return an account's posts as known at a time; None if they had not been read by then.

        Posts deleted since then are missing.
        """
        read = self._rows(
            "SELECT max(read_at) FROM talk WHERE account = ? AND read_at <= ?", (account.id, at)
        )
        if read[0][0] is None:
            return None
        rows = self._rows(
            "SELECT at, kind, mentions, pleads FROM post WHERE account = ? AND at <= ?"
            " ORDER BY at DESC, place DESC LIMIT ?",
            (account.id, read[0][0], POSTS),
        )
        return Talk(read[0][0], tuple(self._from_rows.post(row) for row in rows))

    def votes(self, race: Race, until: Millis = FOREVER) -> tuple[Vote, ...]:
        """Return the votes in a race that had begun by a time, oldest first."""
        rows = self._rows(
            "SELECT account, below, begins_at, ends_at FROM vote WHERE race ="
            " (SELECT id FROM race WHERE name = ?) AND begins_at <= ? ORDER BY begins_at",
            (race.name, until),
        )
        return tuple(Vote(*row) for row in rows)

    def stakes(self, race: Race, until: Millis = FOREVER) -> tuple[Stake, ...]:
        """Return the pledges made in a race by a time, oldest first."""
        rows = self._rows(
            "SELECT account, text, target, noted_at, iif(kept_at <= ?2, kept_at, NULL)"
            " FROM stake WHERE race = (SELECT id FROM race WHERE name = ?1) AND noted_at <= ?2"
            " ORDER BY noted_at",
            (race.name, until),
        )
        return tuple(
            Stake(account, self._from_rows.text(text), target, noted_at, kept_at)
            for account, text, target, noted_at, kept_at in rows
        )

    def forecast_count(self, race: Race, until: Millis = FOREVER, target: int | None = None) -> int:
        """Return how many forecasts of a race were recorded before a time, of one target or all."""
        return int(
            self._rows(
                f"SELECT count(*) FROM forecast WHERE {FORECASTS_OF}",  # noqa: S608
                (race.name, until, target),
            )[0][0]
        )

    def forecasts(
        self, race: Race, until: Millis = FOREVER, target: int | None = None, most: int = MOST
    ) -> list[KeptForecast]:
        """Return the forecasts of a race recorded before a time, oldest first.

        If there are more than `most`, only those of some times, evenly spread, are returned.
        """
        count = self.forecast_count(race, until, target)
        step = -(-count // most)
        rows = self._rows(
            f"SELECT {FORECAST} FROM (SELECT *, dense_rank() OVER (ORDER BY at DESC) AS nth"  # noqa: S608
            f" FROM forecast WHERE {FORECASTS_OF}) WHERE nth % ?4 = 1 OR ?4 = 1"
            " ORDER BY at, account",
            (race.name, until, target, max(1, step)),
        )
        return [KeptForecast(*row) for row in rows]

    def every_forecast(self, race: Race) -> Iterator[KeptForecast]:
        """Yield every recorded forecast of a race, oldest first, read in pages."""
        after, account = -FOREVER, -1
        while True:
            page = self._rows(
                f"SELECT {FORECAST} FROM forecast WHERE {FORECASTS_OF}"  # noqa: S608
                " AND (at, account) > (?4, ?5) ORDER BY at, account LIMIT ?6",
                (race.name, FOREVER, None, after, account, PAGE),
            )
            yield from (KeptForecast(*row) for row in page)
            if len(page) < PAGE:
                return
            after, account = page[-1][1], page[-1][0]

    def _racers(self, race_id: int) -> list[Account]:
        rows = self._rows(
            f"SELECT {ACCOUNT} FROM racer JOIN account a ON a.id = racer.account"  # noqa: S608
            " WHERE race = ? ORDER BY place",
            (race_id,),
        )
        return [self._from_rows.account(row) for row in rows]
