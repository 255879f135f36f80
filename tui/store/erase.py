"""Deletions from the log: a whole account, its follow list, or all but its place in a race."""

import json
from collections.abc import Sequence

from tui.store.transaction import Transactions

ACCOUNT_TABLES = (
    *("rollup", "racer", "event", "reading", "handle"),
    *("post", "talk", "forecast", "vote", "stake"),
)
"""Tables with rows about an account, besides `sample` and `follow`."""


class ErasesAccounts(Transactions):
    """Deletes accounts and their data."""

    def forget(self, account_id: int) -> None:
        """Delete an account, all its data, and the accounts stored only because it follows them."""
        orphans = self._orphans_without(account_id)
        self._unlink(account_id)
        self._anonymize_spending(account_id)
        self._delete([(account_id,), *orphans])

    def _unlink(self, account_id: int) -> None:
        """Delete an account's follows in both directions, and its handle from paid look-ups."""
        for column in ("follower", "followee"):
            self._run(f"DELETE FROM follow WHERE {column} = ?", (account_id,))  # noqa: S608
        self._run(
            "UPDATE spending SET resource = hex(randomblob(8)) WHERE source || resource IN"
            " (SELECT source || 'look-up ' || lower(handle) FROM account WHERE id = ?1)",
            (account_id,),
        )

    def _anonymize_spending(self, account_id: int) -> None:
        """Replace the account in the list of payments by random text; the amounts stay."""
        self._run(
            "UPDATE spending SET resource = hex(randomblob(8)) WHERE source || resource IN"
            " (SELECT source || native_id FROM account WHERE id = ?1)"
            " OR EXISTS (SELECT 1 FROM account a WHERE a.id = ?1 AND a.source = spending.source"
            "  AND instr(resource, ' of ' || a.native_id || ' '))",
            (account_id,),
        )

    def forget_list(self, account_id: int) -> None:
        """Delete an account's posts and follow list, and the accounts stored only because of it."""
        for table in ("post", "talk"):
            self._run(f"DELETE FROM {table} WHERE account = ?", (account_id,))  # noqa: S608
        orphans = self._orphans_without(account_id)
        self._run("DELETE FROM follow WHERE follower = ?", (account_id,))
        self._run("DELETE FROM reading WHERE account = ?", (account_id,))
        self._delete(orphans)

    def erase_account(self, account_id: int) -> None:
        """Delete all data of an account; only its stable id stays, as a racer."""
        orphans = self._orphans_without(account_id)
        self._unlink(account_id)
        self._delete_data([(account_id,)], except_table="racer")
        self._delete(orphans)
        self._run(
            "UPDATE account SET handle = native_id, name = '', moved_to = '' WHERE id = ?",
            (account_id,),
        )

    def _orphans_without(self, account_id: int) -> list[tuple[int]]:
        """Return the ids of accounts that are stored only because one account follows them."""
        return self._run(
            "SELECT followee FROM follow f WHERE follower = ?1 AND NOT EXISTS (SELECT 1 FROM follow"
            " o WHERE o.followee = f.followee AND o.follower != ?1) AND NOT EXISTS"
            " (SELECT 1 FROM racer WHERE account = f.followee) AND NOT EXISTS"
            " (SELECT 1 FROM follow o WHERE o.follower = f.followee) AND NOT EXISTS"
            " (SELECT 1 FROM rollup r CROSS JOIN sample s ON s.hour = r.hour AND s.account ="
            "  r.account JOIN round ON round.id = s.round WHERE r.account = f.followee"
            "  AND round.source NOT LIKE '% lists')",
            (account_id,),
        )

    def _delete_data(self, accounts: Sequence[tuple[int]], except_table: str = "") -> None:
        self._run_all(
            "DELETE FROM sample WHERE account = ?1 AND hour IN"
            " (SELECT hour FROM rollup WHERE account = ?1)",
            accounts,
        )
        for table in set(ACCOUNT_TABLES) - {except_table}:
            self._run_all(f"DELETE FROM {table} WHERE account = ?", accounts)  # noqa: S608

    def _delete(self, accounts: Sequence[tuple[int]]) -> None:
        if not accounts:
            return
        self._delete_data(accounts)
        self._run_all("DELETE FROM account WHERE id = ?", accounts)
        self._delete_unused_names()

    def _delete_unused_names(self) -> None:
        """Delete the names of imported files and pages without samples: they may name a person.

        Live provenances only name a source, so a log without imports is not scanned.
        """
        names = {
            number
            for (number,) in self._run(
                "SELECT id FROM provenance WHERE name != 'synthetic' AND name NOT LIKE 'live:%'"
                " AND name NOT LIKE 'list:%'"
            )
        }
        imports = {
            number
            for (number,) in self._run(
                "SELECT id FROM round WHERE source = 'import' AND outcome != ''"
            )
        }
        if not names | imports:
            return
        for provenance, number in self._run(
            "SELECT DISTINCT provenance, round FROM sample"
            " WHERE provenance IN (SELECT value FROM json_each(?))"
            " OR round IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(names)), json.dumps(sorted(imports))),
        ):
            names.discard(provenance)
            imports.discard(number)
        names -= {number for (number,) in self._run("SELECT DISTINCT provenance FROM follow")}
        self._run_all("DELETE FROM provenance WHERE id = ?", [(number,) for number in names])
        self._run_all("UPDATE round SET outcome = '' WHERE id = ?", [(n,) for n in imports])
