"""What happened in a race, and who says so."""

from dataclasses import dataclass
from enum import StrEnum

from tui.model.accounts import Account
from tui.model.times import Millis


class EventKind(StrEnum):
    """What an event is."""

    CHALLENGE = "challenge"
    GIVEAWAY = "giveaway"
    PLEDGE = "pledge"
    TAKEOVER = "takeover"
    BROADCAST = "broadcast"
    POST = "post"
    PLATFORM = "platform"
    VOTE = "vote"
    LEAD_CHANGE = "lead-change"
    MILESTONE = "milestone"
    MILESTONE_LOST = "milestone-lost"
    FALSE_READING = "false-reading"
    GAP = "gap"
    NOTE = "note"


class Origin(StrEnum):
    """Who says that an event happened."""

    DOCUMENTED = "documented"
    MEASURED = "measured"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a race, to one account or to none in particular.

    `within` is how far from `at` it may have been.
    """

    at: Millis
    kind: EventKind
    title: str
    origin: Origin
    account: Account | None = None
    source: str = ""
    within: Millis = 0
