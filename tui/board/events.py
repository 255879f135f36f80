"""Events that the counts show, merged with documented and noted ones."""

from collections.abc import Iterable, Mapping, Sequence

from tui.board.lead_watch import LeadChange
from tui.metrics import Crossing
from tui.model import MINUTE, Event, EventKind, Millis, Origin, Race
from tui.phrases import display_name

SAME_EVENT = 2 * MINUTE
"""A measured event this close to a documented one of the same kind and account is the same."""


def measured_events(
    race: Race, changes: Sequence[LeadChange], crossings: Mapping[int, Crossing]
) -> list[Event]:
    """Return the lead changes and crossings that the counts show."""
    accounts = {account.id: account for account in race.accounts}
    leads = [
        Event(
            change.at,
            EventKind.LEAD_CHANGE,
            f"{display_name(accounts[change.account])} takes the lead",
            Origin.MEASURED,
            accounts[change.account],
        )
        for change in changes
    ]
    milestones = [
        Event(
            crossing.at,
            EventKind.MILESTONE,
            f"{display_name(accounts[n])} reaches {race.target:,}",
            Origin.MEASURED,
            accounts[n],
        )
        for n, crossing in crossings.items()
        if crossing.within is not None
    ]
    return leads + milestones


def _kind_and_account(event: Event) -> tuple[EventKind, int | None]:
    return event.kind, event.account.id if event.account else None


def merged_events(logged: Iterable[Event], measured: Iterable[Event]) -> tuple[Event, ...]:
    """Return all events, oldest first, without measured ones that are in the log already."""
    logged = list(logged)
    times: dict[tuple[EventKind, int | None], list[Millis]] = {}
    for event in logged:
        times.setdefault(_kind_and_account(event), []).append(event.at)

    def is_logged(event: Event) -> bool:
        ats = times.get(_kind_and_account(event), ())
        return any(abs(at - event.at) <= SAME_EVENT for at in ats)

    new = [event for event in measured if not is_logged(event)]
    return tuple(sorted([*logged, *new], key=lambda event: event.at))
