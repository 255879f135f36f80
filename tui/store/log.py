"""Reading a log: its races, what happened, who reads it, and how that went."""

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
"""So many kept forecasts are scored: of more, a sample."""
POSTS = 400
"""So many posts are looked at."""


class Log(ReadsSamples, ReadsFollows):
    """A log, open for reading only. One for each thread."""

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
        return [self._nouns.race(row, self._racers(row[0])) for row in rows]

    def race(self, name: str) -> Race | None:
        """Return a race by its name."""
        rows = self._rows(f"SELECT {RACE} FROM race WHERE name = ?", (name,))  # noqa: S608
        return self._nouns.race(rows[0], self._racers(rows[0][0])) if rows else None

    def race_now(self, race_id: int) -> Race | None:
        """Return a race by its number, under whatever name it has now."""
        rows = self._rows(f"SELECT {RACE} FROM race WHERE id = ?", (race_id,))  # noqa: S608
        return self._nouns.race(rows[0], self._racers(race_id)) if rows else None

    def last_watched(self) -> Race | None:
        """Return the race that was opened last."""
        rows = self._rows(
            f"SELECT {RACE} FROM race WHERE watched_at NOT NULL ORDER BY watched_at DESC LIMIT 1"  # noqa: S608
        )
        return self._nouns.race(rows[0], self._racers(rows[0][0])) if rows else None

    def wanted(self, since: Millis) -> list[Race]:
        """Return the races that some viewer has wanted to be read since a time."""
        rows = self._rows(
            f"SELECT {RACE} FROM race WHERE id IN (SELECT race FROM viewer WHERE seen_at >= ?)"  # noqa: S608
            " ORDER BY id",
            (since,),
        )
        return [self._nouns.race(row, self._racers(row[0])) for row in rows]

    def account(self, source: str, native_id: str) -> Account | None:
        """Return an account by its stable id, or by the handle it has now."""
        rows = self._rows(
            f"SELECT {ACCOUNT} FROM account a WHERE source = ?1 AND (native_id = ?2"  # noqa: S608
            " OR handle = ?2 COLLATE NOCASE) ORDER BY native_id = ?2 DESC,"
            " (SELECT max(since) FROM handle h WHERE h.account = a.id) DESC LIMIT 1",
            (source, native_id),
        )
        return self._nouns.account(rows[0]) if rows else None

    def handles_of(self, source: str, most: int = 2_000) -> list[str]:
        """Return handles of a source's accounts, those that race first."""
        rows = self._rows(
            "SELECT handle FROM account a WHERE source = ? ORDER BY EXISTS"
            " (SELECT 1 FROM racer WHERE account = a.id) DESC, id LIMIT ?",
            (source, most),
        )
        return [self._nouns.words(row[0]) for row in rows]

    def handles(self, account: Account) -> list[tuple[Millis, str]]:
        """Return the handles that an account had, with since when."""
        return [
            (since, self._nouns.words(handle))
            for since, handle in self._rows(
                "SELECT since, handle FROM handle WHERE account = ? ORDER BY since", (account.id,)
            )
        ]

    def account_now(self, account_id: int) -> Account | None:
        """Return an account by our number."""
        rows = self._rows(f"SELECT {ACCOUNT} FROM account a WHERE id = ?", (account_id,))  # noqa: S608
        return self._nouns.account(rows[0]) if rows else None

    def status(self, source: str) -> SourceStatus | None:
        """Return how the last attempt at reading a source went, and since when it has failed."""
        rows = self._rows(
            "SELECT id, at, outcome, next_at FROM round WHERE source = ? ORDER BY id DESC LIMIT 1",
            (source,),
        )
        if not rows:
            return None
        number, at, why, next_at = rows[0]
        since = self._failing_since(source, number) if why else None
        return SourceStatus(source, at, self._nouns.words(why), since, next_at)

    def _failing_since(self, source: str, newest: int) -> Millis | None:
        """Return the time of the first failure after a source's last success.

        A source may fail for months: only rounds that are new since the last call are looked at.
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
        """Return the number and the time of the last attempt at reading a source."""
        rows = self._rows(
            "SELECT id, at FROM round WHERE source = ? ORDER BY id DESC LIMIT 1", (source,)
        )
        return rows[0] if rows else None

    def events(self, race: Race, until: Millis = FOREVER) -> list[Event]:
        """Return what happened in a race up to a time, by time."""
        rows = self._rows(
            f"SELECT e.at, e.kind, e.title, e.origin, e.source, e.within, {ACCOUNT}"  # noqa: S608
            " FROM event e LEFT JOIN account a ON a.id = e.account"
            " WHERE e.race = (SELECT id FROM race WHERE name = ?) AND e.at <= ?"
            " ORDER BY e.at, e.id",
            (race.name, until),
        )
        return [self._nouns.event(row) for row in rows]

    def talk(self, account: Account, at: Millis = FOREVER) -> Talk | None:
        """Return an account's posts as they were known at a time; None before they were read.

        What was deleted since is not there any more.
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
        return Talk(read[0][0], tuple(self._nouns.posted(row) for row in rows))

    def votes(self, race: Race, until: Millis = FOREVER) -> tuple[Vote, ...]:
        """Return the votes in a race that began until a time."""
        rows = self._rows(
            "SELECT account, below, begins_at, ends_at FROM vote WHERE race ="
            " (SELECT id FROM race WHERE name = ?) AND begins_at <= ? ORDER BY begins_at",
            (race.name, until),
        )
        return tuple(Vote(*row) for row in rows)

    def stakes(self, race: Race, until: Millis = FOREVER) -> tuple[Stake, ...]:
        """Return what was pledged in a race until a time."""
        rows = self._rows(
            "SELECT account, text, target, noted_at, iif(kept_at <= ?2, kept_at, NULL)"
            " FROM stake WHERE race = (SELECT id FROM race WHERE name = ?1) AND noted_at <= ?2"
            " ORDER BY noted_at",
            (race.name, until),
        )
        return tuple(
            Stake(account, self._nouns.words(text), target, noted_at, kept_at)
            for account, text, target, noted_at, kept_at in rows
        )

    def forecast_count(self, race: Race, until: Millis = FOREVER, target: int | None = None) -> int:
        """Return how many forecasts of a race were kept before a time, of one target or all."""
        return int(
            self._rows(
                f"SELECT count(*) FROM forecast WHERE {FORECASTS_OF}",  # noqa: S608
                (race.name, until, target),
            )[0][0]
        )

    def forecasts(
        self, race: Race, until: Millis = FOREVER, target: int | None = None, most: int = MOST
    ) -> list[KeptForecast]:
        """Return the forecasts of a race that were kept before a time, by time, at most `most`.

        Where there are more, they are those of times spread evenly over all.
        """
        kept = self.forecast_count(race, until, target)
        step = -(-kept // most)
        rows = self._rows(
            f"SELECT {FORECAST} FROM (SELECT *, dense_rank() OVER (ORDER BY at DESC) AS nth"  # noqa: S608
            f" FROM forecast WHERE {FORECASTS_OF}) WHERE nth % ?4 = 1 OR ?4 = 1"
            " ORDER BY at, account",
            (race.name, until, target, max(1, step)),
        )
        return [KeptForecast(*row) for row in rows]

    def every_forecast(self, race: Race) -> Iterator[KeptForecast]:
        """Return every forecast of a race that was kept, by time, read in pages."""
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
        return [self._nouns.account(row) for row in rows]
