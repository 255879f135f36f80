"""Phrases for accounts and the leader, in sentences and on the command line."""

from datetime import tzinfo

from tui.formats import grouped, near_time
from tui.model import Account, Board, Condition, Millis, Race

CONDITIONS = {
    Condition.THERE: "is back",
    Condition.MOVED: "has moved",
    Condition.WITHHELD: "opts out of logged-out viewing",
    Condition.HIDDEN: "hides its counts",
    Condition.PRIVATE: "is private",
    Condition.SUSPENDED: "is suspended",
    Condition.DEACTIVATED: "is deactivated",
    Condition.GONE: "is gone",
}


def display_name(account: Account) -> str:
    """Return the name of an account for a sentence: its display name, else its handle."""
    return account.name or f"@{account.handle}"


def target_suffix(race: Race) -> str:
    """Return `, to 1,000,000` for the end of a race's title, or nothing if the title has it."""
    target = grouped(race.target)
    return "" if race.target is None or target in race.title else f", to {target}"


def lead_word(board: Board) -> str:
    """Return the word for the first account: `leads`, `level`, or `first`.

    After the finish, the winner is first but may no longer lead in followers.
    """
    gaps = [s.gap for s in board.standings if s.rank > 1 and s.gap is not None]
    if max(gaps, default=-1) > 0:
        return "first"
    return "level" if 0 in gaps else "leads"


def condition_in_words(account: Account) -> str:
    """Return the condition of an account as the end of a sentence about it: `is suspended`."""
    if account.condition is Condition.MOVED:
        return f"has moved to @{account.moved_to}"
    return CONDITIONS[account.condition]


def condition_text(account: Account, at: Millis, zone: tzinfo) -> str:
    """Return the status of an account and since when, or nothing if it is normal."""
    is_normal = account.condition in {Condition.THERE, Condition.WITHHELD}
    if is_normal or at < account.condition_since:
        return ""
    status = str(account.condition)
    if account.condition is Condition.MOVED:
        status = f"moved to @{account.moved_to}"
    elif account.condition is Condition.HIDDEN:
        status = "counts hidden"
    return f"{status} since {near_time(account.condition_since, at, zone)}"


def account_name(account: Account) -> str:
    """Return the name of an account on the command line: `SOURCE:ID`."""
    return f"{account.source}:{account.native_id}"
