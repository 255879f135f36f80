"""What accounts, and the first of them, are called: in sentences, and on the command line."""

from datetime import tzinfo

from tui.formats import grouped, near_time
from tui.model import Account, Board, Condition, Millis, Race

CONDITIONS = {
    Condition.THERE: "is there again",
    Condition.MOVED: "has moved",
    Condition.WITHHELD: "asks not to be shown to people who are not logged in",
    Condition.HIDDEN: "hides its counts",
    Condition.PRIVATE: "is private",
    Condition.SUSPENDED: "is suspended",
    Condition.DEACTIVATED: "is deactivated",
    Condition.GONE: "is gone",
}


def display_name(account: Account) -> str:
    """Return what an account is called in a sentence."""
    return account.name or f"@{account.handle}"


def target_told(race: Race) -> str:
    """Return `, to 1,000,000`, to be put after a title; nothing where the title names it."""
    target = grouped(race.target)
    return "" if race.target is None or target in race.title else f", to {target}"


def lead_word(board: Board) -> str:
    """Return what the first is said to do: who finished first may have fewer by now."""
    gaps = [s.gap for s in board.standings if s.rank > 1 and s.gap is not None]
    if max(gaps, default=-1) > 0:
        return "first"
    return "level" if 0 in gaps else "leads"


def condition_in_words(account: Account) -> str:
    """Return how its source has an account, as the rest of a sentence about it."""
    if account.condition is Condition.MOVED:
        return f"has moved to @{account.moved_to}"
    return CONDITIONS[account.condition]


def condition_told(account: Account, at: Millis, zone: tzinfo) -> str:
    """Return what had become of an account by a time, and since when; nothing where all is well."""
    silent = account.condition in {Condition.THERE, Condition.WITHHELD}
    if silent or at < account.condition_since:
        return ""
    told = str(account.condition)
    if account.condition is Condition.MOVED:
        told = f"moved to @{account.moved_to}"
    elif account.condition is Condition.HIDDEN:
        told = "counts hidden"
    return f"{told} since {near_time(account.condition_since, at, zone)}"


def account_name(account: Account) -> str:
    """Return an account's name on the command line, `SOURCE:ID`."""
    return f"{account.source}:{account.native_id}"
