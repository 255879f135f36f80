"""Events of a race, and where they are known from."""

from dataclasses import dataclass
from enum import StrEnum

from tui.model.accounts import Account
from tui.model.times import Millis


class EventKind(StrEnum):
    """The kind of an event."""

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
    """Where an event is known from."""

    DOCUMENTED = "documented"
    MEASURED = "measured"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a race, to an account or to none in particular.

    It happened at `at`, ± `within`.
    """

    at: Millis
    kind: EventKind
    title: str
    origin: Origin
    account: Account | None = None
    source: str = ""
    within: Millis = 0
