"""Out of the log: an account and all that is known of it, its lists, or all but its place."""

import json
from collections.abc import Sequence

from tui.store.transaction import Transactions

OF_ACCOUNTS = (
    *("rollup", "racer", "event", "reading", "handle"),
    *("post", "talk", "forecast", "vote", "stake"),
)
"""Tables that say something of an account, besides samples and follows."""


class Erases(Transactions):
    """Removes accounts."""

    def forget(self, account_id: int) -> None:
        """Remove an account and all that is known of it; whom only it followed goes, too."""
        crowd = self._crowd(account_id)
        self._unlink(account_id)
        self._hide_spending(account_id)
        self._remove([(account_id,), *crowd])

    def _unlink(self, account_id: int) -> None:
        """Remove who follows an account and whom it follows; what was spent has no name in it."""
        for column in ("follower", "followee"):
            self._run(f"DELETE FROM follow WHERE {column} = ?", (account_id,))  # noqa: S608
        self._run(
            "UPDATE spending SET resource = hex(randomblob(8)) WHERE source || resource IN"
            " (SELECT source || 'look-up ' || lower(handle) FROM account WHERE id = ?1)",
            (account_id,),
        )

    def _hide_spending(self, account_id: int) -> None:
        """Let what was spent say no more on whom."""
        self._run(
            "UPDATE spending SET resource = hex(randomblob(8)) WHERE source || resource IN"
            " (SELECT source || native_id FROM account WHERE id = ?1)"
            " OR EXISTS (SELECT 1 FROM account a WHERE a.id = ?1 AND a.source = spending.source"
            "  AND instr(resource, ' of ' || a.native_id || ' '))",
            (account_id,),
        )

    def forget_list(self, account_id: int) -> None:
        """Remove its posts, whom an account followed, and who was there for that only."""
        for table in ("post", "talk"):
            self._run(f"DELETE FROM {table} WHERE account = ?", (account_id,))  # noqa: S608
        crowd = self._crowd(account_id)
        self._run("DELETE FROM follow WHERE follower = ?", (account_id,))
        self._run("DELETE FROM reading WHERE account = ?", (account_id,))
        self._remove(crowd)

    def erase_account(self, account_id: int) -> None:
        """Remove all that is known of an account but that it races, by its stable id."""
        crowd = self._crowd(account_id)
        self._unlink(account_id)
        self._strip([(account_id,)], keep="racer")
        self._remove(crowd)
        self._run(
            "UPDATE account SET handle = native_id, name = '', moved_to = '' WHERE id = ?",
            (account_id,),
        )

    def _crowd(self, account_id: int) -> list[tuple[int]]:
        """Return who is known only because an account follows them."""
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

    def _strip(self, accounts: Sequence[tuple[int]], keep: str = "") -> None:
        self._run_all(
            "DELETE FROM sample WHERE account = ?1 AND hour IN"
            " (SELECT hour FROM rollup WHERE account = ?1)",
            accounts,
        )
        for table in set(OF_ACCOUNTS) - {keep}:
            self._run_all(f"DELETE FROM {table} WHERE account = ?", accounts)  # noqa: S608

    def _remove(self, accounts: Sequence[tuple[int]]) -> None:
        if not accounts:
            return
        self._strip(accounts)
        self._run_all("DELETE FROM account WHERE id = ?", accounts)
        self._forget_names()

    def _forget_names(self) -> None:
        """Remove the names of files and pages of which nothing is left: they may tell of somebody.

        What is read live is named after its source only. So a log without imports is not scanned.
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
