"""Writes accounts, races, events, and which viewers ask for a race to be polled."""

from collections.abc import Iterable

from tui.model import DAY, Account, Condition, Event, Millis, Race, Stake, Vote
from tui.store.transaction import Transactions


class WritesRaces(Transactions):
    """Writes accounts, races and events."""

    def add_account(self, account: Account, since: Millis) -> int:
        """Add an account, or update the one with its stable id; returns its id in the log.

        A later handle or name replaces an earlier one; every handle stays in the history.
        """
        row = self._run(
            "INSERT INTO account (source, native_id, handle, name, kind)"
            " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (source, native_id) DO UPDATE"
            " SET handle = iif(?6 >="
            " coalesce((SELECT max(since) FROM handle h WHERE h.account = account.id), 0),"
            " excluded.handle, handle), name = iif(excluded.name != '' AND ?6 >="
            " coalesce((SELECT max(since) FROM handle h WHERE h.account = account.id), 0),"
            " excluded.name, name) RETURNING id",
            (account.source, account.native_id, account.handle, account.name, account.kind, since),
        )
        number = int(row[0][0])
        self._run(
            "INSERT INTO handle (account, since, handle) SELECT ?1, ?2, ?3 WHERE ?3 IS NOT"
            " (SELECT handle FROM handle WHERE account = ?1 AND since <= ?2"
            "  ORDER BY since DESC LIMIT 1) ON CONFLICT DO NOTHING",
            (number, since, account.handle),
        )
        return number

    def set_account_name(self, account_id: int, name: str) -> None:
        """Set the display name of an account."""
        self._run("UPDATE account SET name = ? WHERE id = ?", (name, account_id))

    def set_condition(
        self, account_id: int, condition: Condition, moved_to: str, since: Millis
    ) -> None:
        """Set the condition of an account since a time."""
        self._run(
            "UPDATE account SET condition = ?, moved_to = ?, condition_since = ? WHERE id = ?",
            (condition, moved_to, since, account_id),
        )

    def add_race(self, race: Race, accounts: Iterable[int]) -> int:
        """Add a race between the accounts with these ids; returns its id."""
        row = self._run(
            "INSERT INTO race (name, title, target, zone, starts_at, ends_at, every, users_low,"
            " users_high) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                race.name,
                race.title,
                race.target,
                race.zone,
                race.start,
                race.end,
                race.every,
                *(race.users or (None, None)),
            ),
        )
        number = int(row[0][0])
        self.add_racers(number, accounts)
        return number

    def add_racers(self, race_id: int, accounts: Iterable[int]) -> None:
        """Append accounts to a race; those already in it keep their place."""
        self._run_all(
            "INSERT OR IGNORE INTO racer SELECT ?1, ?2,"
            " (SELECT coalesce(max(place) + 1, 0) FROM racer WHERE race = ?1)",
            [(race_id, account) for account in accounts],
        )

    def remove_racers(self, race_id: int, accounts: Iterable[int]) -> None:
        """Remove accounts from a race; their samples are kept."""
        self._run_all(
            "DELETE FROM racer WHERE race = ? AND account = ?",
            [(race_id, account) for account in accounts],
        )

    def remove_race(self, race_id: int) -> None:
        """Delete a race with its events; samples are kept."""
        self._run("DELETE FROM race WHERE id = ?", (race_id,))

    def has_race(self, race_id: int) -> bool:
        """Return whether the log has a race with an id."""
        return bool(self._run("SELECT 1 FROM race WHERE id = ?", (race_id,)))

    def has_account(self, account_id: int) -> bool:
        """Return whether the log has an account with an id."""
        return bool(self._run("SELECT 1 FROM account WHERE id = ?", (account_id,)))

    def race_id_of(self, name: str) -> int | None:
        """Return the id of the race with a name."""
        rows = self._run("SELECT id FROM race WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    def racing_ids(self) -> set[int]:
        """Return the ids of all accounts in any race."""
        return {row[0] for row in self._run("SELECT DISTINCT account FROM racer")}

    def set_target(self, race_id: int, target: int | None) -> None:
        """Set or remove the target of a race."""
        self._run("UPDATE race SET target = ? WHERE id = ?", (target, race_id))

    def set_every(self, race_id: int, every: Millis) -> None:
        """Set the polling interval of a race."""
        self._run("UPDATE race SET every = ? WHERE id = ?", (every, race_id))

    def rename_race(self, race_id: int, name: str, title: str) -> None:
        """Change the name and title of a race."""
        self._run("UPDATE race SET name = ?, title = ? WHERE id = ?", (name, title, race_id))

    def add_events(self, race_id: int, events: Iterable[Event]) -> None:
        """Add events to a race; account ids are the log's."""
        self._run_all(
            "INSERT INTO event (race, account, at, kind, title, origin, source, within)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    race_id,
                    e.account.id if e.account else None,
                    e.at,
                    e.kind,
                    e.title,
                    e.origin,
                    e.source,
                    e.within,
                )
                for e in events
            ],
        )

    def add_events_once(self, race_id: int, events: Iterable[Event]) -> None:
        """Add those events that the race does not have yet."""
        existing = set(
            self._run("SELECT at, kind, title, account FROM event WHERE race = ?", (race_id,))
        )

        def key(e: Event) -> tuple[object, ...]:
            return e.at, str(e.kind), e.title, e.account.id if e.account else None

        self.add_events(race_id, [e for e in events if key(e) not in existing])

    def add_vote(self, race_id: int, vote: Vote) -> None:
        """Add a vote, in place of one on the same account with the same start."""
        self._run(
            "INSERT OR REPLACE INTO vote (race, account, below, begins_at, ends_at)"
            " VALUES (?, ?, ?, ?, ?)",
            (race_id, vote.account, vote.below, vote.begins_at, vote.ends_at),
        )

    def add_stake(self, race_id: int, stake: Stake) -> None:
        """Add a pledge, in place of one on the same account made at the same time."""
        self._run(
            "INSERT OR REPLACE INTO stake (race, account, noted_at, text, target, kept_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (race_id, stake.account, stake.noted_at, stake.text, stake.target, stake.kept_at),
        )

    def request_race(self, viewer: str, race_id: int, at: Millis) -> None:
        """Record that a viewer asked for a race to be polled; requests expire after a day."""
        self._run(
            "INSERT OR REPLACE INTO viewer SELECT ?1, id, ?3 FROM race WHERE id = ?2",
            (viewer, race_id, at),
        )
        self._run("DELETE FROM viewer WHERE seen_at < ?", (at - DAY,))

    def mark_opened(self, race_id: int, at: Millis) -> None:
        """Record when a race was last opened."""
        self._run("UPDATE race SET watched_at = ? WHERE id = ?", (at, race_id))

    def withdraw_requests(self, viewer: str) -> None:
        """Withdraw everything a viewer has asked for."""
        self._run("DELETE FROM viewer WHERE viewer = ?", (viewer,))

    def account_id_of(self, account: Account) -> int | None:
        """Return the id in the log of an account, found by its stable id."""
        rows = self._run(
            "SELECT id FROM account WHERE source = ? AND native_id = ?",
            (account.source, account.native_id),
        )
        return rows[0][0] if rows else None

    def handle_of(self, source: str, native_id: str) -> str | None:
        """Return the current handle of an account, found by its stable id."""
        rows = self._run(
            "SELECT handle FROM account WHERE source = ? AND native_id = ?", (source, native_id)
        )
        return rows[0][0] if rows else None
